"""Somebody's plays as columns, in the days and hours of their own clock.

A play belongs to the day and the hour in which it began where its listener was, by the offset
from UTC that their browser told with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import Mood, mood_of
from emomusic.services.analytics.reading import ListenerPlay

_DAY_S = 86_400
_HOUR_S = 3_600
_EPOCH = date(1970, 1, 1)

FIRST_DAY = _EPOCH
"""Before the first day of which anything can be known."""


def number_of_day(day: date) -> int:
    """Return the days from 1970-01-01 to a day."""
    return (day - _EPOCH).days


def day_of_number(number: int) -> date:
    """Return the day that is some days after 1970-01-01."""
    return _EPOCH + timedelta(days=int(number))


@dataclass(frozen=True, slots=True, eq=False)
class Diary:
    """What somebody heard, the oldest first; all columns have the same length.

    Attributes:
        day: Days since 1970-01-01 by the listener's clock.
        hour: Hour of that day, 0..23.
        song_id: The song.
        heard_s: Seconds that really sounded.
        listen: Whether enough of it was heard to count as a listen.
        valence: Mean over what was heard, 0..1; NaN where it is unknown.
        arousal: The same.
    """

    day: NDArray[np.int64]
    hour: NDArray[np.int64]
    song_id: NDArray[np.int64]
    heard_s: NDArray[np.float64]
    listen: NDArray[np.bool_]
    valence: NDArray[np.float64]
    arousal: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.day)

    def where(self, mask: NDArray[np.bool_]) -> Diary:
        """Return the plays for which a mask is true, in the same order."""
        return Diary(
            self.day[mask],
            self.hour[mask],
            self.song_id[mask],
            self.heard_s[mask],
            self.listen[mask],
            self.valence[mask],
            self.arousal[mask],
        )

    def between(self, first: date, last: date) -> Diary:
        """Return the plays from one day to another, both included."""
        low, high = number_of_day(first), number_of_day(last)
        return self.where((self.day >= low) & (self.day <= high))

    def listens(self) -> Diary:
        """Return the plays that count as listens."""
        return self.where(self.listen)

    def felt(self) -> Diary:
        """Return the plays whose emotion is known."""
        return self.where(~np.isnan(self.valence) & (self.heard_s > 0))


def diary_of(plays: Iterable[ListenerPlay]) -> Diary:
    """Lay plays out in columns.

    Args:
        plays: Of one listener, in any order.

    Returns:
        The diary.
    """
    rows = sorted(plays, key=lambda play: play.started_at)
    local_s = np.array(
        [play.started_at.timestamp() + 60 * play.utc_offset_min for play in rows], dtype=np.float64
    )
    whole_s = np.floor(local_s).astype(np.int64)
    known = [play.valence is not None and play.arousal is not None for play in rows]
    return Diary(
        day=whole_s // _DAY_S,
        hour=whole_s % _DAY_S // _HOUR_S,
        song_id=np.array([play.song_id for play in rows], dtype=np.int64),
        heard_s=np.array([play.heard_s for play in rows], dtype=np.float64),
        listen=np.array([play.listen for play in rows], dtype=np.bool_),
        valence=_numbers([play.valence for play in rows], known),
        arousal=_numbers([play.arousal for play in rows], known),
    )


def _numbers(values: list[float | None], known: list[bool]) -> NDArray[np.float64]:
    return np.array(
        [value if is_known else np.nan for value, is_known in zip(values, known, strict=True)],
        dtype=np.float64,
    )


def today_of(plays: Iterable[ListenerPlay], at: datetime) -> date:
    """Return which day it is for a listener: by the clock of where they listened last.

    Args:
        plays: Theirs, in any order; without any the day is that of UTC.
        at: The moment.
    """
    newest = max(plays, key=lambda play: play.started_at, default=None)
    offset_min = newest.utc_offset_min if newest is not None else 0
    return (at.astimezone(UTC) + timedelta(minutes=offset_min)).date()


class Span(StrEnum):
    """How much of one's listening is looked at."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    ALL = "all"


DAYS_OF_SPAN = {Span.WEEK: 7, Span.MONTH: 30, Span.YEAR: 365}
"""Days of each span, today included; `ALL` begins with the first play."""


def days_of_span(span: Span, diary: Diary, today: date) -> tuple[date, date]:
    """Return the first and the last day of a span.

    Args:
        span: Which.
        diary: Everything that is known of the listener.
        today: Their day.

    Returns:
        Both days; a play from a place where it is tomorrow already is within `ALL`.
    """
    if span is not Span.ALL:
        return today - timedelta(days=DAYS_OF_SPAN[span] - 1), today
    if not len(diary):
        return today, today
    return (
        min(day_of_number(diary.day.min()), today),
        max(day_of_number(diary.day.max()), today),
    )


@dataclass(frozen=True, slots=True)
class Feeling:
    """The mean emotion of what was heard, each second counting the same.

    Attributes:
        valence: 0..1.
        arousal: 0..1.
        heard_s: Seconds of which it is the mean.
    """

    valence: float
    arousal: float
    heard_s: float

    @property
    def mood(self) -> Mood:
        """The quadrant of the plane."""
        return mood_of(self.valence, self.arousal)


def feelings_by(diary: Diary, keys: NDArray[np.int64]) -> dict[int, Feeling]:
    """Return the mean emotion of each group of plays.

    Args:
        diary: The plays.
        keys: Of the group of each of them, of the same length.

    Returns:
        The feelings by key; groups of which no emotion is known are left out.
    """
    known = ~np.isnan(diary.valence) & (diary.heard_s > 0)
    found, group = np.unique(keys[known], return_inverse=True)
    weights = diary.heard_s[known]
    heard_s = np.bincount(group, weights)
    valence = np.bincount(group, weights * diary.valence[known]) / heard_s
    arousal = np.bincount(group, weights * diary.arousal[known]) / heard_s
    return {
        int(key): Feeling(float(valence[at]), float(arousal[at]), float(heard_s[at]))
        for at, key in enumerate(found)
    }


def feeling_of(diary: Diary) -> Feeling | None:
    """Return the mean emotion of what was heard, or None where none of it is known."""
    return feelings_by(diary, np.zeros(len(diary), dtype=np.int64)).get(0)


def seconds_by(diary: Diary, keys: NDArray[np.int64]) -> dict[int, float]:
    """Return how long each group of plays was heard, in seconds.

    Args:
        diary: The plays.
        keys: Of the group of each of them, of the same length.
    """
    found, group = np.unique(keys, return_inverse=True)
    sums = np.bincount(group, diary.heard_s, minlength=len(found))
    return {int(key): float(sums[at]) for at, key in enumerate(found)}
