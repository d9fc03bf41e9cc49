"""What is asked of the platform's charts: a range of days, and of which songs.

Roll-ups that cross songs with something else answer where songs are chosen; those without songs,
which are shorter, answer for everything.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from pymongo import ASCENDING
from sqlalchemy import select

from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.reading import Facts, read_days
from emomusic.services.reading import SONG, ids_of
from emomusic.store.database import session
from emomusic.store.mongo import Collection, answering, mongo

FIRST_DAY = date(2000, 1, 1)
"""No range begins earlier."""

MOST_POINTS = 92
"""Days that are shown one by one; a longer range is shown by weeks."""

TOP = 10
"""Rows of a chart that ranks; its CSV has more."""

_EPOCH = date(1970, 1, 1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Asked:
    """A range of days, and of which songs.

    Attributes:
        since: The first day, in UTC.
        until: The last day, which is included.
        album_id: Only songs of this album; 0 for any.
        genre: Only songs of this genre; empty for any.
        song_id: Only this song; 0 for any.
        most: Rows of a chart that ranks.
    """

    since: date
    until: date
    album_id: int = 0
    genre: str = ""
    song_id: int = 0
    most: int = TOP

    @property
    def days(self) -> int:
        """How many days it is."""
        return (self.until - self.since).days + 1

    @property
    def chooses_songs(self) -> bool:
        """Whether only some songs are asked about."""
        return bool(self.album_id or self.genre or self.song_id)

    @property
    def before(self) -> Asked:
        """The same, of the range of the same length that ends the day before."""
        length = timedelta(days=self.days)
        return replace(self, since=self.since - length, until=self.until - length)

    @property
    def step_days(self) -> int:
        """Days of one point of a chart over time: a day, or a week where that is too many."""
        return 1 if self.days <= MOST_POINTS else _WEEK

    @property
    def points(self) -> list[date]:
        """The first day of each point."""
        return [
            self.since + timedelta(days=number) for number in range(0, self.days, self.step_days)
        ]


class Span(StrEnum):
    """Ranges that are chosen by a name; whole weeks, so that the one before has the same days."""

    WEEK = "7"
    MONTH = "28"
    QUARTER = "91"
    YEAR = "364"
    ALL = "all"


async def asked_of_span(span: Span) -> Asked:
    """Return the range of a name, up to today in UTC.

    Args:
        span: Its name; `ALL` begins with the first day that was rolled up.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    today = datetime.now(UTC).date()
    if span is Span.ALL:
        return Asked(min(await _first_day() or today, today), today)
    return Asked(today - timedelta(days=int(span) - 1), today)


def asked(
    since: str = "", until: str = "", album_id: int = 0, genre: str = "", song_id: int = 0
) -> Asked:
    """Read what is asked from what a browser sends; anything that is wrong gets a default.

    Args:
        since: ISO date of the first day; four weeks before the last where it is none.
        until: ISO date of the last day; today, in UTC, where it is none, or in the future.
        album_id: Of an album, or 0.
        genre: Name of a genre, or empty.
        song_id: Of a song, or 0.
    """
    today = datetime.now(UTC).date()
    last = min(max(_day(until) or today, FIRST_DAY), today)
    first = _day(since) or last - timedelta(days=27)
    return Asked(min(max(first, FIRST_DAY), last), last, album_id, genre[:200], song_id)


async def _first_day() -> date | None:
    with answering():
        first = await mongo()[Collection.ROLLUP_DAYS].find_one(sort=[("_id", ASCENDING)])
    return first["_id"].date() if first else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def number_of(day: date) -> int:
    """Return the number of a day as roll-ups have it: days since 1970-01-01."""
    return (day - _EPOCH).days


async def read(asking: Asked, plain: Dimension, by_song: Dimension) -> Facts:
    """Read the facts of a range, by song only where songs are chosen.

    Args:
        asking: What is asked.
        plain: The dimension that answers for all songs.
        by_song: The dimension that has songs as its first key; where it crosses them with
            another key, that becomes the first.

    Returns:
        Rows whose first key is that of `plain`.
    """
    if not asking.chooses_songs:
        return await read_days(plain, asking.since, asking.until)
    facts = await read_songs(asking, by_song)
    if by_song is Dimension.SONG:
        return facts
    return replace(facts, first=facts.second, second=facts.first)


async def read_songs(asking: Asked, by_song: Dimension) -> Facts:
    """Read facts that have a song as their first key, only of the chosen songs.

    Args:
        asking: What is asked.
        by_song: The dimension.
    """
    facts = await read_days(by_song, asking.since, asking.until)
    if not asking.chooses_songs:
        return facts
    return facts.where(np.isin(facts.first, await chosen_songs(asking)))


async def chosen_songs(asking: Asked) -> NDArray[np.int64]:
    """Return the ids of the songs that are asked about, whether or not they still can be played.

    Args:
        asking: What is asked.
    """
    return np.array(await asyncio.to_thread(_chosen, asking), dtype=np.int64)


def _chosen(asking: Asked) -> list[int]:
    if asking.song_id:
        return [asking.song_id]
    statement = select(SONG.c.id)
    if asking.album_id:
        statement = statement.where(SONG.c.album_id == asking.album_id)
    if asking.genre:
        statement = statement.where(SONG.c.genre == asking.genre)
    with session() as opened:
        return ids_of(opened, statement)


def over_time(asking: Asked, facts: Facts, column: str) -> NDArray[np.float64]:
    """Sum a column for each point of a chart over time.

    Args:
        asking: The range.
        facts: Of days within it.
        column: Such as `listens`.

    Returns:
        Shape `[points]`.
    """
    point = (facts.bucket - number_of(asking.since)) // asking.step_days
    sums = np.bincount(point, getattr(facts, column), minlength=len(asking.points))
    return sums.astype(np.float64)


def share(part: float, whole: float) -> float | None:
    """Return which share a part is, or None of nothing."""
    return float(part) / float(whole) if whole else None


def words_of_step(asking: Asked) -> str:
    """Say what a point of a chart over time is, where it is no day."""
    return "" if asking.step_days == 1 else "Each point is a week, which begins on the day shown."
