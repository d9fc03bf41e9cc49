"""Where on the plane of emotion somebody listens: over the plane, over a year, over the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import MOODS, Mood
from emomusic.services.analytics.diary import (
    Diary,
    Feeling,
    day_of_number,
    feeling_of,
    feelings_by,
    number_of_day,
    seconds_by,
)
from emomusic.services.analytics.dimensions import CELLS

NOTICEABLE = 0.05
"""By how much of an axis two feelings must differ before it is worth a word."""

ENOUGH_S = 600.0
"""Seconds of known emotion that a part of the day needs before it is compared."""


def plane_of(diary: Diary) -> NDArray[np.float64]:
    """Lay out over the plane how long was listened where.

    Args:
        diary: The plays.

    Returns:
        Shape `[CELLS, CELLS]`, seconds; arousal upwards in the first index, valence to the right
        in the second. Each play lies where its mean is.
    """
    felt = diary.felt()
    row = np.clip((felt.arousal * CELLS).astype(np.int64), 0, CELLS - 1)
    column = np.clip((felt.valence * CELLS).astype(np.int64), 0, CELLS - 1)
    cells = np.bincount(row * CELLS + column, felt.heard_s, minlength=CELLS * CELLS)
    return cells.astype(np.float64).reshape(CELLS, CELLS)


def mood_shares(diary: Diary) -> dict[Mood, float]:
    """Say which share of what was heard lies in each quadrant.

    Args:
        diary: The plays.

    Returns:
        Shares of `MOODS` that add up to 1, the largest first; nothing where no emotion is known.
    """
    felt = diary.felt()
    whole_s = float(felt.heard_s.sum())
    if not whole_s:
        return {}
    up, right = felt.arousal >= 0.5, felt.valence >= 0.5
    inside = {Mood.HAPPY: up & right, Mood.ANGRY: up & ~right}
    inside |= {Mood.SAD: ~up & ~right, Mood.CALM: ~up & right}
    shares = {mood: float(felt.heard_s[inside[mood]].sum()) / whole_s for mood in MOODS}
    return dict(sorted(shares.items(), key=lambda entry: -entry[1]))


@dataclass(frozen=True, slots=True)
class DayHeard:
    """One day of a year.

    Attributes:
        day: Which.
        heard_s: Seconds that sounded.
        feeling: Their mean emotion, or None where it is unknown.
    """

    day: date
    heard_s: float
    feeling: Feeling | None


def year_of_days(diary: Diary, year: int) -> tuple[DayHeard, ...]:
    """List every day of a calendar year with what was heard on it.

    Args:
        diary: The plays.
        year: Which.

    Returns:
        365 or 366 days.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    inside = diary.between(first, last)
    heard_s, feelings = seconds_by(inside, inside.day), feelings_by(inside, inside.day)
    days = (first + timedelta(days=after) for after in range((last - first).days + 1))
    return tuple(
        DayHeard(day, heard_s.get(number_of_day(day), 0.0), feelings.get(number_of_day(day)))
        for day in days
    )


def years_of(diary: Diary) -> tuple[int, ...]:
    """List the calendar years in which something was heard, the newest first."""
    heard = np.unique(diary.day[diary.heard_s > 0])
    return tuple(sorted({day_of_number(day).year for day in heard}, reverse=True))


@dataclass(frozen=True, slots=True)
class HourHeard:
    """One hour of the day, over all days.

    Attributes:
        hour: 0..23 by the listener's clock.
        heard_s: Seconds that sounded.
        feeling: Their mean emotion, or None where it is unknown.
    """

    hour: int
    heard_s: float
    feeling: Feeling | None


def hours_of(diary: Diary) -> tuple[HourHeard, ...]:
    """List the 24 hours of the day with what was heard in each."""
    heard_s, feelings = seconds_by(diary, diary.hour), feelings_by(diary, diary.hour)
    return tuple(HourHeard(at, heard_s.get(at, 0.0), feelings.get(at)) for at in range(24))


class PartOfDay(StrEnum):
    """Morning and evening, which are compared."""

    MORNING = "morning"
    EVENING = "evening"


HOURS_OF_PART = {PartOfDay.MORNING: (5, 12), PartOfDay.EVENING: (18, 24)}
"""From which hour to which, the last one left out."""


@dataclass(frozen=True, slots=True)
class PartHeard:
    """What was heard in a part of the day.

    Attributes:
        part: Which.
        heard_s: Seconds that sounded.
        feeling: Their mean emotion, or None where it is unknown.
    """

    part: PartOfDay
    heard_s: float
    feeling: Feeling | None


def part_heard(diary: Diary, part: PartOfDay) -> PartHeard:
    """Return what was heard in a part of the day, over all days."""
    begin, end = HOURS_OF_PART[part]
    inside = diary.where((diary.hour >= begin) & (diary.hour < end))
    return PartHeard(part, float(inside.heard_s.sum()), feeling_of(inside))


def compare_parts(morning: PartHeard, evening: PartHeard) -> str:
    """Say in a sentence how evenings differ from mornings.

    Args:
        morning: What was heard in the mornings.
        evening: What was heard in the evenings.

    Returns:
        The sentence; it says so where there is not enough to tell.
    """
    for part in (morning, evening):
        if part.feeling is None or part.feeling.heard_s < ENOUGH_S:
            return (
                f"Your {part.part.value}s hold less than {ENOUGH_S / 60:.0f} minutes of music "
                "whose emotion is known: too little to compare."
            )
    assert morning.feeling is not None
    assert evening.feeling is not None
    words = difference_words(evening.feeling, morning.feeling)
    if not words:
        return "Your mornings and your evenings sound much alike."
    return f"Your evenings are {words} than your mornings."


def difference_words(one: Feeling, other: Feeling) -> str:
    """Say how a feeling differs from another, such as "quieter and darker".

    Args:
        one: The feeling that is described.
        other: What it is compared with.

    Returns:
        One or two words, or nothing where they hardly differ.
    """
    words = []
    if abs(one.arousal - other.arousal) >= NOTICEABLE:
        words.append("livelier" if one.arousal > other.arousal else "quieter")
    if abs(one.valence - other.valence) >= NOTICEABLE:
        words.append("brighter" if one.valence > other.valence else "darker")
    return " and ".join(words)
