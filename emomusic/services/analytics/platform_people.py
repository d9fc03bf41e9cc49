"""Who listens: how many people in a day, a week and a month, and whether they stay."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlmodel import col, select

from emomusic.services.analytics.chart import (
    TEAL,
    WHITE,
    YELLOW,
    Chart,
    Labels,
    Row,
    Series,
    Shape,
    Unit,
    Value,
    before,
)
from emomusic.services.analytics.dimensions import NOBODY, Dimension
from emomusic.services.analytics.platform_asked import Asked, number_of, read, words_of_step
from emomusic.services.analytics.reading import Facts
from emomusic.store.database import session
from emomusic.store.people_tables import Privacy
from emomusic.store.tables import User

MONTH_DAYS = 30
MOST_COHORTS = 26

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_WEEKS_LATER = 4
_DAYS = 2**20
"""More than the days since 1970 of any roll-up: a person and a day make one number."""

_UNNAMED = "People who asked not to be tracked leave no name, so they are not counted."


async def listeners(asking: Asked) -> Chart:
    """Count the people who listened on each day, and in the week and the month up to it.

    Args:
        asking: The range, and of which songs.
    """
    longer = replace(asking, since=asking.since - timedelta(days=MONTH_DAYS - 1))
    now = _person_days(await read(longer, Dimension.PERSON, Dimension.SONG_PERSON))
    then = _person_days(await read(asking.before, Dimension.PERSON, Dimension.SONG_PERSON))
    day, week, month = (_distinct(asking, now, days) for days in (1, 7, MONTH_DAYS))
    earlier = _distinct(asking.before, then, 1)
    rows = tuple(
        Row(point.isoformat(), tuple(float(value) for value in values))
        for point, *values in zip(
            asking.points,
            _means(asking, day),
            _lasts(asking, week),
            _lasts(asking, month),
            _means(asking, earlier),
            strict=True,
        )
    )
    return Chart(
        "listeners",
        "How many people listen?",
        f"{day.mean():.1f} people on a day; {earlier.mean():.1f} in the time before.",
        Shape.LINES,
        "Day" if asking.step_days == 1 else "Week of",
        (
            Series("In a day", colour=TEAL),
            Series("In the week up to it", colour=YELLOW, dash="7 4"),
            Series("In the month up to it", colour=WHITE, dash="2 3"),
            before("In a day, the time before"),
        ),
        rows if month.any() or earlier.any() else (),
        Labels.DAYS,
        " ".join(filter(None, (_words_of_week(asking), _UNNAMED))),
    )


def _words_of_week(asking: Asked) -> str:
    words = words_of_step(asking)
    return f"{words} Those in a day are the mean over it." if words else ""


@dataclass(frozen=True, slots=True, eq=False)
class _PersonDays:
    """Who listened on which day, each once, sorted by person and then by day."""

    person: NDArray[np.int64]
    day: NDArray[np.int64]


def _person_days(facts: Facts) -> _PersonDays:
    named = facts.where((facts.first != NOBODY) & (facts.starts > 0))
    both = np.sort(named.first * _DAYS + named.bucket)  # a fraction of what numpy.unique takes
    once = both[np.diff(both, prepend=-1) > 0]
    return _PersonDays(*np.divmod(once, _DAYS))


def _distinct(asking: Asked, listened: _PersonDays, window_days: int) -> NDArray[np.float64]:
    """Count the people of the days up to each day of a range.

    A person counts from a day on which they listened until the window has passed, or until they
    listen again, whichever comes first: so nobody counts twice.
    """
    day, person = listened.day - number_of(asking.since), listened.person
    until = day + window_days
    is_same = person[1:] == person[:-1]
    until[:-1][is_same] = np.minimum(until[:-1], day[1:])[is_same]
    begin, end = (np.clip(one, 0, asking.days) for one in (day, until))
    size = asking.days + 1
    changes = np.bincount(begin, minlength=size) - np.bincount(end, minlength=size)
    return np.cumsum(changes[:-1]).astype(np.float64)


def _means(asking: Asked, daily: NDArray[np.float64]) -> NDArray[np.float64]:
    starts = np.arange(0, len(daily), asking.step_days)
    return np.add.reduceat(daily, starts) / np.diff(np.append(starts, len(daily)))


def _lasts(asking: Asked, daily: NDArray[np.float64]) -> NDArray[np.float64]:
    starts = np.arange(0, len(daily), asking.step_days)
    return daily[np.append(starts[1:], len(daily)) - 1]


async def retention(asking: Asked) -> Chart:
    """Follow the people who joined in each week: which share listened in each week since.

    Args:
        asking: The range in which they joined, up to whose end they are followed.
    """
    joined = await asyncio.to_thread(_joined, asking)
    first_monday = _monday(min(joined.values(), default=asking.until))
    cohorts = (_monday(asking.until) - first_monday) // _WEEK + 1
    following = replace(asking, since=first_monday)
    facts = await read(following, Dimension.PERSON, Dimension.SONG_PERSON)
    active = facts.where((facts.first != NOBODY) & (facts.starts > 0))
    ids = np.array(sorted(joined), dtype=np.int64)
    cohort = np.array([_week(joined[one], first_monday) for one in sorted(joined)], np.int64)
    week = (active.bucket - number_of(first_monday)) // 7
    was_there = np.zeros((len(ids), cohorts), dtype=np.bool_)
    known = np.isin(active.first, ids)
    was_there[np.searchsorted(ids, active.first[known]), week[known]] = True
    rows = [
        _cohort_row(first_monday + number * _WEEK, was_there[cohort == number, number:], cohorts)
        for number in range(cohorts)
        if (cohort == number).any()
    ]
    weeks = tuple(Series(f"{number}", Unit.SHARE) for number in range(cohorts))
    return Chart(
        "retention",
        "Do people stay?",
        _says(rows, asking.until),
        Shape.HEAT,
        "Joined in the week of",
        (Series("People", drawn=False), *weeks),
        tuple(rows),
        Labels.DAYS,
        "Of the people who joined in a week, how many of a hundred listened in each week since; "
        f"0 is the week in which they joined, and the last one may still go on. {_UNNAMED}",
        "Nobody joined in this time. A longer one may show more.",
    )


def _joined(asking: Asked) -> dict[int, date]:
    """Return the day on which people joined in the weeks of a range, by their ids."""
    unnamed = select(Privacy.user_id).where(col(Privacy.is_tracked).is_(False))
    query = select(User.id, User.created_at).where(col(User.id).not_in(unnamed))
    with session() as opened:
        found = opened.exec(query).all()
    days = {number or 0: at.astimezone(UTC).date() for number, at in found}
    first = max(_monday(asking.since), _monday(asking.until) - (MOST_COHORTS - 1) * _WEEK)
    return {number: day for number, day in days.items() if first <= day <= asking.until}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(day: date, first_monday: date) -> int:
    return (day - first_monday) // _WEEK


def _cohort_row(monday: date, was_there: NDArray[np.bool_], cohorts: int) -> Row:
    shares: list[Value] = [float(value) for value in was_there.mean(axis=0)]
    shares += [None] * (cohorts - len(shares))
    return Row(monday.isoformat(), (float(len(was_there)), *shares))


def _says(rows: list[Row], until: date) -> str:
    """Say how many are still there in the fifth week, as far as it is over."""
    over = [
        row
        for row in rows
        if date.fromisoformat(row.label) + (1 + _WEEKS_LATER) * _WEEK <= until + _DAY
    ]
    known = [(row.cells[0] or 0.0, row.cells[1 + _WEEKS_LATER] or 0.0) for row in over]
    if not known:
        return ""
    stay = sum(people * share for people, share in known) / sum(people for people, _ in known)
    return f"{100 * stay:.0f} of 100 who joined listen {_WEEKS_LATER} weeks later."
