"""What a person has to do with songs: what they like, and what they played."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from emomusic.services.analytics import listener_days
from emomusic.services.reading import LIKE, rows_of
from emomusic.store.database import session
from emomusic.store.mongo import close_mongo

FRESH_S = 20.0
"""Seconds for which what somebody played is not read again; roll-ups are no fresher anyway."""

_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Likes:
    """What somebody likes.

    Attributes:
        song_ids: Shape `[M]`, int64, ascending.
        liked_s: Shape `[M]`, float64, when, in POSIX seconds.
    """

    song_ids: NDArray[np.int64]
    liked_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """What somebody played; a row of each array is a song.

    Attributes:
        song_ids: Shape `[M]`, int64, ascending.
        plays: Shape `[M]`, float32, how often it was heard for long enough to count.
        skips: Shape `[M]`, float32, how often it was skipped.
        last_s: Shape `[M]`, float64, when it last began, in POSIX seconds.
    """

    song_ids: NDArray[np.int64]
    plays: NDArray[np.float32]
    skips: NDArray[np.float32]
    last_s: NDArray[np.float64]


def likes_of(user_id: int) -> Likes:
    """Read what somebody likes.

    Args:
        user_id: Who.
    """
    statement = select(*LIKE.c["song_id", "liked_at"]).where(LIKE.c.user_id == user_id)
    with session() as reading:
        rows = rows_of(reading, statement.order_by(LIKE.c.song_id))
    return Likes(
        np.array([row.song_id for row in rows], np.int64),
        np.array([row.liked_at.timestamp() for row in rows], np.float64),
    )


_read: OrderedDict[int, tuple[float, Played]] = OrderedDict()
_lock = threading.Lock()


def played_by(user_id: int) -> Played:
    """Read what somebody played, as the roll-ups have it; must not be called on an event loop.

    Args:
        user_id: Who.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with _lock:
        read_at, known = _read.get(user_id, (0.0, None))
    if known is not None and time.monotonic() - read_at < FRESH_S:
        return known
    fresh = asyncio.run(_played(user_id))
    with _lock:
        _read[user_id] = (time.monotonic(), fresh)
        _read.move_to_end(user_id)
        while len(_read) > _KEPT:
            _read.popitem(last=False)
    return fresh


def forget_plays() -> None:
    """Read what people played anew at the next question."""
    with _lock:
        _read.clear()


async def _played(user_id: int) -> Played:
    sums: dict[int, tuple[int, int, float]] = {}
    try:
        async for day in listener_days.days_of(user_id):
            for play in day["plays"]:
                plays, skips, last_s = sums.get(play["song_id"], (0, 0, 0.0))
                sums[play["song_id"]] = (
                    plays + bool(play["listen"]),
                    skips + bool(play.get("skipped")),
                    max(last_s, play["started_at"].timestamp()),
                )
    finally:
        await close_mongo()  # the client of this short event loop
    song_ids = sorted(sums)
    columns = np.array([sums[one] for one in song_ids], np.float64).reshape(-1, 3)
    return Played(
        np.array(song_ids, np.int64),
        columns[:, 0].astype(np.float32),
        columns[:, 1].astype(np.float32),
        columns[:, 2],
    )
