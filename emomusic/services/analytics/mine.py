"""How much somebody listens, to what most, on how many days in a row, and what is new to them.

Pure functions over a diary; what is counted here is said in `docs/listening.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from emomusic.services.analytics.diary import (
    Diary,
    Feeling,
    day_of_number,
    feelings_by,
    number_of_day,
    seconds_by,
)

DAYS_BY_DAY = 31
"""Of how many days at most each has its own bar; beyond, months have."""

MONTHS_BY_MONTH = 36
"""Of how many months at most each has its own bar; beyond, years have."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much was heard.

    Attributes:
        heard_s: Seconds that really sounded.
        listens: Plays of which enough was heard.
        songs: Different songs among the listens.
        days: Days with a listen.
    """

    heard_s: float
    listens: int
    songs: int
    days: int


def amount_of(diary: Diary) -> Amount:
    """Count a diary."""
    listens = diary.listens()
    return Amount(
        heard_s=float(diary.heard_s.sum()),
        listens=len(listens),
        songs=len(np.unique(listens.song_id)),
        days=len(np.unique(listens.day)),
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """How often and how long a song, an album or an artist was heard."""

    id: int
    listens: int
    heard_s: float


def tally_songs(diary: Diary) -> tuple[Tally, ...]:
    """Count the listens of each song, the favourite first.

    Args:
        diary: The plays.

    Returns:
        Songs that were listened to, by listens, then by how long they were heard.
    """
    ids, group = np.unique(diary.song_id, return_inverse=True)
    listens = np.bincount(group, diary.listen, minlength=len(ids)).astype(int)
    heard_s = np.bincount(group, diary.heard_s, minlength=len(ids))
    return _in_order(
        {int(one): (int(listens[at]), float(heard_s[at])) for at, one in enumerate(ids)}
    )


def tally_by(songs: Sequence[Tally], keys: Mapping[int, Sequence[int]]) -> tuple[Tally, ...]:
    """Add the tallies of songs up to those of what they belong to.

    Args:
        songs: What `tally_songs` gave.
        keys: By the id of a song, the ids of its album or of its artists, for each of whom the
            song counts; songs that are not in there are left out.

    Returns:
        The sums, in the same order as songs have.
    """
    sums: dict[int, tuple[int, float]] = {}
    for song in songs:
        for key in keys.get(song.id, ()):
            listens, heard_s = sums.get(key, (0, 0.0))
            sums[key] = (listens + song.listens, heard_s + song.heard_s)
    return _in_order(sums)


def _in_order(counted: Mapping[int, tuple[int, float]]) -> tuple[Tally, ...]:
    tallies = (Tally(one, listens, heard_s) for one, (listens, heard_s) in counted.items())
    liked = (tally for tally in tallies if tally.listens)
    return tuple(sorted(liked, key=lambda one: (-one.listens, -one.heard_s, one.id)))


@dataclass(frozen=True, slots=True)
class Streaks:
    """Days in a row with a listen on each.

    Attributes:
        current: Length of the one that goes on: it ends today, or yesterday while today is young.
        longest: Length of the longest.
        longest_from: Its first day, or None where there was none.
        longest_to: Its last day.
    """

    current: int
    longest: int
    longest_from: date | None
    longest_to: date | None


def streaks_of(diary: Diary, today: date) -> Streaks:
    """Find the streaks of a diary.

    Args:
        diary: The plays.
        today: The listener's day.

    Returns:
        The streak that goes on and the longest; of equal ones the latest.
    """
    days = np.unique(diary.listens().day)
    if not len(days):
        return Streaks(0, 0, None, None)
    runs = np.split(days, np.flatnonzero(np.diff(days) != 1) + 1)
    longest = max(reversed(runs), key=len)
    goes_on = runs[-1][-1] >= number_of_day(today) - 1
    return Streaks(
        current=len(runs[-1]) if goes_on else 0,
        longest=len(longest),
        longest_from=day_of_number(longest[0]),
        longest_to=day_of_number(longest[-1]),
    )


@dataclass(frozen=True, slots=True)
class Discovery:
    """A song and the day of the first listen to it."""

    song_id: int
    day: date


def discoveries(diary: Diary, first: date, last: date) -> tuple[Discovery, ...]:
    """Find the songs that somebody listened to for the first time.

    Args:
        diary: Everything that is known of the listener: what was heard before is no discovery.
        first: The first day that counts.
        last: The last day that counts.

    Returns:
        The discoveries, the newest first.
    """
    listens = diary.listens()
    _, at = np.unique(listens.song_id, return_index=True)
    low, high = number_of_day(first), number_of_day(last)
    return tuple(
        Discovery(int(listens.song_id[one]), day_of_number(listens.day[one]))
        for one in sorted(at, reverse=True)
        if low <= listens.day[one] <= high
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was heard in one day, month or year.

    Attributes:
        first: Its first day.
        grain: `day`, `month` or `year`.
        heard_s: Seconds that sounded.
        feeling: Their mean emotion, or None where it is unknown.
    """

    first: date
    grain: str
    heard_s: float
    feeling: Feeling | None


def stretches(diary: Diary, first: date, last: date) -> tuple[Stretch, ...]:
    """Divide some days of a diary into bars of a chart, the empty ones too.

    Args:
        diary: The plays.
        first: The first day.
        last: The last day.

    Returns:
        Days, months or years, as many as can be told apart, the oldest first.
    """
    grain = _grain(first, last)
    inside = diary.between(first, last)
    begins = {day: _begin(day_of_number(day), grain) for day in {int(one) for one in inside.day}}
    keys = np.array([number_of_day(begins[int(day)]) for day in inside.day], dtype=np.int64)
    heard_s = seconds_by(inside, keys)
    feelings = feelings_by(inside, keys)
    found = []
    day = _begin(first, grain)
    while day <= last:
        key = number_of_day(day)
        found.append(Stretch(day, grain, heard_s.get(key, 0.0), feelings.get(key)))
        day = _next(day, grain)
    return tuple(found)


def _grain(first: date, last: date) -> str:
    if (last - first).days < DAYS_BY_DAY:
        return "day"
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    return "month" if months <= MONTHS_BY_MONTH else "year"


def _begin(day: date, grain: str) -> date:
    if grain == "day":
        return day
    return day.replace(day=1) if grain == "month" else day.replace(month=1, day=1)


def _next(day: date, grain: str) -> date:
    if grain == "day":
        return day + timedelta(days=1)
    if grain == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day.replace(year=day.year + 1, month=1, day=1)
