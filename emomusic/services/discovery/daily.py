"""Somebody's mixes of today: made at the first look of their day, and the same until it ends.

They are made of what the listener heard before today, of what all together hear most, and of what
friends, who show it, played. Whoever is not tracked gets mixes that are made for everybody.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, timedelta
from functools import partial

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from emomusic.services import catalogue, listening, privacy
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.reading import ListenerPlay, plays_of_listener, read_days
from emomusic.services.discovery.choosing import Choice
from emomusic.services.discovery.kept_mixes import MixCard, as_detail, cards_of, keep, shown_friends
from emomusic.services.discovery.mixes import AWHILE_D, FRIENDS_D, Around, Mix, Special, make_mixes
from emomusic.services.discovery.shelf import Shelf, shelf
from emomusic.services.discovery.taste import PARTS, Real, day_of, part_of, past_of
from emomusic.services.reading import LIKE, ids_of
from emomusic.store.database import session

LOOKS_BACK = timedelta(days=180)
POPULAR_D = 28
"""For how many days back it counts what all hear."""
FRIENDS_PLAYS = 400
"""Plays of friends that are looked at, the newest."""
ALL_HEARD = 0.9
"""Share of the library that must be analysed before mixes are kept for the day."""

_FARTHEST_MIN = 14 * 60


async def mixes_of_today(
    user_id: int, utc_offset_min: int, at: datetime | None = None
) -> tuple[MixCard, ...]:
    """Return somebody's mixes of today: that of this part of the day first.

    Args:
        user_id: Whose.
        utc_offset_min: Minutes that their clock is ahead of UTC, as their browser says.
        at: The time; now by default.

    Returns:
        The cards; none while nothing is analysed.

    Raises:
        Unavailable: A database can't be reached.
    """
    at = at or datetime.now(UTC)
    offset = timedelta(minutes=min(max(utc_offset_min, -_FARTHEST_MIN), _FARTHEST_MIN))
    local = (at + offset).replace(tzinfo=None)
    cards = await asyncio.to_thread(cards_of, user_id, day_of(local))
    if not cards:
        cards = await _made(user_id, day_of(local), at)
    hidden: set[str] = {part for part in PARTS if part is not part_of(local)}
    if not await asyncio.to_thread(shown_friends, user_id):
        hidden.add(Special.FRIENDS)  # who showed what they hear may have changed their mind
    return tuple(card for card in cards if card.key not in hidden)


async def _made(user_id: int, day: date, at: datetime) -> tuple[MixCard, ...]:
    is_tracked = await asyncio.to_thread(privacy.is_tracked, user_id)
    plays = await plays_of_listener(user_id, at - LOOKS_BACK, at) if is_tracked else ()
    heard_by_all = await popular(at.date())
    theirs = await asyncio.to_thread(shown_friends, user_id)
    recent = await listening.plays_of(theirs, FRIENDS_PLAYS) if theirs else ()
    since = at - timedelta(days=FRIENDS_D)
    by_friends: dict[int, set[int]] = defaultdict(set)
    for play in recent:
        if play.at >= since:
            by_friends[play.song_id].add(play.user_id)
    make = partial(_make, user_id, day, at, is_tracked)
    mixes, all_heard = await asyncio.to_thread(make, plays, heard_by_all, by_friends)
    if all_heard:
        await asyncio.to_thread(keep, user_id, day, mixes)
        return await asyncio.to_thread(cards_of, user_id, day)
    shown = await asyncio.to_thread(lambda: [as_detail(mix, user_id) for mix in mixes])
    return tuple(one.card for one in shown)


async def popular(until: date) -> dict[int, int]:
    """Count what everybody listened to lately.

    Args:
        until: The last day that counts, in UTC.

    Returns:
        Listens by the id of the song.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    facts = await read_days(Dimension.SONG, until - timedelta(days=POPULAR_D), until)
    by_song = facts.total_by("first")
    return dict(zip(by_song.first.tolist(), by_song.listens.tolist(), strict=True))


def by_row(library: Shelf, counts: dict[int, int]) -> Real:
    """Bring counts by song into the order of the shelf.

    Args:
        library: The shelf.
        counts: By the id of the song.

    Returns:
        Shape `[N]`.
    """
    found = np.zeros(len(library))
    ids = np.array(sorted(counts), dtype=np.int64)
    there = ids[np.isin(ids, library.song_ids)]
    found[library.rows_of(there)] = [counts[one] for one in there.tolist()]
    return found


def _make(
    user_id: int,
    day: date,
    at: datetime,
    is_tracked: bool,
    plays: tuple[ListenerPlay, ...],
    heard_by_all: dict[int, int],
    by_friends: Mapping[int, AbstractSet[int]],
) -> tuple[tuple[Mix, ...], bool]:
    """Make the mixes; also says whether nearly all of the library is analysed."""
    library = shelf(fresh=True)
    choice = Choice(
        library, past_of(plays, library, day), by_row(library, heard_by_all), f"{user_id}/{day}"
    )
    theirs = library.rows_of(np.array(sorted(by_friends), dtype=np.int64)).tolist()
    around = Around(
        is_tracked=is_tracked,
        liked=library.rows_of(_liked_before(user_id, at - timedelta(days=AWHILE_D[0]))).tolist(),
        friends={row: by_friends[int(library.song_ids[row])] for row in theirs},
        now_s=at.timestamp(),
    )
    songs = catalogue.counts().songs
    return make_mixes(choice, around), len(library) >= ALL_HEARD * songs


def _liked_before(user_id: int, until: datetime) -> NDArray[np.int64]:
    statement = select(LIKE.c.song_id).where(LIKE.c.user_id == user_id, LIKE.c.liked_at < until)
    with session() as opened:
        return np.array(sorted(ids_of(opened, statement)), dtype=np.int64)
