"""Trending: what people here listen to more than they did the week before."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np

from emomusic.services import catalogue
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.reading import Facts, read_days
from emomusic.services.views import SongShelf, SongView

WEEK_D = 7
LEAST_OF_ALL = 20
"""Listens that a week must have before anything in it is a trend."""
LEAST_LISTENS = 3
"""Listens that a song must have this week."""
LEAST_PEOPLE = 2
"""People who must have listened to it; all without a name count as one."""
MOST_OF_ONE = 5
"""Listens of one person that count for a song's rise, so that nobody alone makes a trend."""
LEAST_SCORE = 1.0
"""How far beyond chance a rise must be, in standard deviations."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A song that is heard more than the week before.

    Attributes:
        song_id: The song.
        listens: How often it was heard in the last seven days.
        before: How often in the seven days before.
        score: How far the rise is beyond chance, in standard deviations.
    """

    song_id: int
    listens: int
    before: int
    score: float


async def rises(today: date) -> tuple[Rise, ...]:
    """Find what rises: against the week before, and more than all listening together does.

    Args:
        today: The last of the seven days, in UTC.

    Returns:
        The songs, those that rise the most first; none where few people listen.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    since = today - timedelta(days=2 * WEEK_D - 1)
    facts = await read_days(Dimension.SONG_PERSON, since, today)
    border = (today - date(1970, 1, 1)).days - WEEK_D
    now, before = facts.where(facts.bucket > border), facts.where(facts.bucket <= border)
    if now.listens.sum() < LEAST_OF_ALL:
        return ()
    heard, heard_before = _by_song(now), _by_song(before)
    whole, whole_before = _counted(heard), _counted(heard_before)
    growth = whole / whole_before if whole_before else 0.0
    found = []
    for song_id, song in heard.items():
        past = heard_before.get(song_id, _Heard())
        # Counts of chance events differ from what is expected by about the root of themselves.
        chance = math.sqrt(song.counted + growth**2 * past.counted + 1)
        score = (song.counted - growth * past.counted) / chance
        is_heard = song.listens >= LEAST_LISTENS and song.people >= LEAST_PEOPLE
        if is_heard and song.listens > past.listens and score >= LEAST_SCORE:
            found.append(Rise(song_id, song.listens, past.listens, score))
    return tuple(sorted(found, key=lambda rise: (-rise.score, -rise.listens, rise.song_id)))


async def trending(user_id: int, limit: int, today: date | None = None) -> SongShelf:
    """Show what rises, and say why.

    Args:
        user_id: Whose likes are marked.
        limit: Songs to show at most.
        today: The last of the seven days; today by default.

    Returns:
        The songs; none, and no sentence, where few people listen.

    Raises:
        Unavailable: A database can't be reached.
    """
    found = await rises(today or datetime.now(UTC).date())
    ids = [rise.song_id for rise in found[: 2 * limit]]
    views = await asyncio.to_thread(catalogue.songs_by_ids, ids, user_id)
    songs = tuple(song for song in views if not song.missing)[:limit]
    if not songs:
        return SongShelf((), "")
    top = next(rise for rise in found if rise.song_id == songs[0].id)
    return SongShelf(songs, _why(songs[0], top))


def _why(song: SongView, rise: Rise) -> str:
    listens = "1 listen" if rise.listens == 1 else f"{rise.listens} listens"
    before = f"{rise.before} the week before" if rise.before else "none the week before"
    return (
        f"Heard more in the last seven days than in the seven before. "
        f"Most of all “{song.title}”: {listens}, {before}."
    )


@dataclass(slots=True)
class _Heard:
    listens: int = 0
    counted: int = 0
    people: int = 0


def _counted(heard: Mapping[int, _Heard]) -> int:
    return sum(song.counted for song in heard.values())


def _by_song(facts: Facts) -> dict[int, _Heard]:
    by_person = facts.total_by("first", "second")
    found: dict[int, _Heard] = defaultdict(_Heard)
    rows = np.stack((by_person.first, by_person.listens), axis=1).tolist()
    for song_id, listens in rows:
        if listens:
            song = found[song_id]
            song.listens += listens
            song.counted += min(listens, MOST_OF_ONE)
            song.people += 1
    return found
