"""Chooses the songs of a smart playlist, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from emomusic.services.rules.columns import Columns
from emomusic.services.rules.evaluation import holds
from emomusic.services.rules.fields import SortBy
from emomusic.services.rules.tree import Limit, Rules, Sort


@dataclass(frozen=True, slots=True)
class Found:
    """What rules find.

    Attributes:
        song_ids: The songs, in their order, as many as the limit lets through.
        matching: How many fulfil the rules, whatever the limit.
        duration_s: Length of the songs together.
    """

    song_ids: tuple[int, ...]
    matching: int
    duration_s: float


def choose(rules: Rules, user_id: int, at: datetime | None = None) -> list[int]:
    """Choose songs; must not be called on an event loop.

    Args:
        rules: What is asked of them.
        user_id: Whose likes and plays count.
        at: The time of the question; now by default.

    Returns:
        Their ids, in order.

    Raises:
        Unavailable: A database that the rules need can't be reached.
    """
    return list(found(rules, user_id, at).song_ids)


def count(rules: Rules, user_id: int) -> int:
    """Count the songs that `choose` chooses.

    Args:
        rules: What is asked of them.
        user_id: Whose likes and plays count.

    Raises:
        Unavailable: A database that the rules need can't be reached.
    """
    return len(found(rules, user_id).song_ids)


def found(rules: Rules, user_id: int, at: datetime | None = None) -> Found:
    """Choose songs, and tell how many there are and how long they are.

    Args:
        rules: What is asked of them.
        user_id: Whose likes and plays count.
        at: The time of the question; now by default.

    Raises:
        Unavailable: A database that the rules need can't be reached.
    """
    columns = Columns(user_id, at)
    rows = np.flatnonzero(holds(rules.group, columns))
    chosen = _limited(_ordered(rows, rules.sort, columns), rules.limit, columns)
    return Found(
        song_ids=tuple(columns.ledger.song_ids[chosen].tolist()),
        matching=len(rows),
        duration_s=float(columns.ledger.durations_s[chosen].sum()),
    )


def _ordered(rows: NDArray[np.int64], sort: Sort | None, columns: Columns) -> NDArray[np.int64]:
    book = columns.ledger
    places = {SortBy.ALBUM: book.by_album, SortBy.TITLE: book.by_title}
    tie = book.by_artist[rows]
    if sort is None or sort.by is SortBy.ARTIST:
        keys = tie.astype(np.float64)
    elif sort.by in places:
        keys = places[sort.by][rows].astype(np.float64)
    elif sort.by is SortBy.RANDOM:
        keys = _shuffled(book.song_ids[rows], columns.at)
    else:
        keys = columns.numbers(sort.by)[rows].astype(np.float64)
    if sort is not None and sort.descending:
        keys = -keys
    # Unknown numbers are NaN, which sorts last in both directions.
    return rows[np.lexsort((tie, keys))]


def _shuffled(song_ids: NDArray[np.int64], at: datetime) -> NDArray[np.float64]:
    """A number for each song that is the same all day, whatever comes into the library."""
    day = np.uint64(at.toordinal() * 2 + 1)
    mixed = (song_ids.astype(np.uint64) ^ day) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return (mixed >> np.uint64(11)).astype(np.float64)


def _limited(rows: NDArray[np.int64], limit: Limit | None, columns: Columns) -> NDArray[np.int64]:
    if limit is None:
        return rows
    if limit.minutes is None:
        return rows[: limit.songs]
    lengths_s = np.cumsum(columns.ledger.durations_s[rows], dtype=np.float64)
    return rows[: int(np.searchsorted(lengths_s, limit.minutes * 60, side="right"))]
