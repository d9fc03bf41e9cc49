"""How much is heard, and when: in sum, over the days, and over the hours of the week."""

from __future__ import annotations

import numpy as np

from emomusic.services.analytics.chart import Chart, Labels, Row, Series, Shape, Unit, before
from emomusic.services.analytics.dimensions import HOURS_OF_WEEK, NOBODY, Dimension
from emomusic.services.analytics.platform_asked import Asked, over_time, read, share, words_of_step
from emomusic.services.analytics.reading import Facts

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_HOUR_S = 3600.0


async def sums(asking: Asked) -> Chart:
    """Sum up a range and the one before: people, plays, listens, hours, and how plays ended.

    Args:
        asking: The range, and of which songs.
    """
    now, then = await _sums(asking), await _sums(asking.before)
    rows = tuple(
        Row(label, (value, earlier), unit=unit)
        for (label, unit, value), (_, _, earlier) in zip(now, then, strict=True)
    )
    heard = now[1][2]
    return Chart(
        "sums",
        "What happened?",
        "",
        Shape.FIGURES,
        "Figure",
        (Series("This time"), before()),
        rows if heard else (),
        note="Beside each figure: how it changed against the time before. "
        "A listen is half of a song, or four minutes of it.",
    )


async def _sums(asking: Asked) -> tuple[tuple[str, Unit, float | None], ...]:
    people = await read(asking, Dimension.PERSON, Dimension.SONG_PERSON)
    # Every play has exactly one source.
    total = (await read(asking, Dimension.SOURCE, Dimension.SONG)).total_by()
    starts = int(total.starts[0])
    return (
        ("Listeners", Unit.COUNT, int(np.count_nonzero(np.bincount(people.first)[NOBODY + 1 :]))),
        ("Plays begun", Unit.COUNT, starts),
        ("Listens", Unit.COUNT, int(total.listens[0])),
        ("Heard", Unit.HOURS, float(total.heard_s[0]) / _HOUR_S),
        ("To the end", Unit.SHARE, share(total.completions[0], starts)),
        ("Skipped", Unit.SHARE, share(total.skips[0], starts)),
    )


async def listens(asking: Asked) -> Chart:
    """Count the listens of each day, beside those of the range before.

    Args:
        asking: The range, and of which songs.
    """
    now, then = await _days(asking)
    return _time_chart(
        asking,
        "listens",
        "How much is listened to?",
        Series("Listens"),
        over_time(asking, now, "listens"),
        over_time(asking.before, then, "listens"),
    )


async def hours(asking: Asked) -> Chart:
    """Sum the hours that were heard on each day, beside those of the range before.

    Args:
        asking: The range, and of which songs.
    """
    now, then = await _days(asking)
    return _time_chart(
        asking,
        "hours",
        "How long do people listen?",
        Series("Hours", Unit.HOURS),
        over_time(asking, now, "heard_s") / _HOUR_S,
        over_time(asking.before, then, "heard_s") / _HOUR_S,
    )


async def _days(asking: Asked) -> tuple[Facts, Facts]:
    return (
        await read(asking, Dimension.SOURCE, Dimension.SONG),
        await read(asking.before, Dimension.SOURCE, Dimension.SONG),
    )


def _time_chart(
    asking: Asked, key: str, title: str, series: Series, now: np.ndarray, then: np.ndarray
) -> Chart:
    total, earlier = float(now.sum()), float(then.sum())
    thing = "listens" if series.unit is Unit.COUNT else "hours"
    says = f"{_said(total)} {thing}; {_said(earlier)} in the time before."
    rows = tuple(
        Row(day.isoformat(), (float(value), float(other)))
        for day, value, other in zip(asking.points, now, then, strict=True)
    )
    return Chart(
        key,
        title,
        says,
        Shape.LINES,
        "Day" if asking.step_days == 1 else "Week of",
        (series, before(unit=series.unit)),
        rows if total or earlier else (),
        Labels.DAYS,
        words_of_step(asking),
    )


def _said(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:.1f}"


async def when(asking: Asked) -> Chart:
    """Sum the hours heard by weekday and hour, at the listeners' own clocks.

    Args:
        asking: The range, and of which songs.
    """
    facts = await read(asking, Dimension.HOUR, Dimension.SONG_HOUR)
    heard = np.bincount(facts.first, facts.heard_s, minlength=HOURS_OF_WEEK) / _HOUR_S
    week = heard.reshape(7, 24)
    day, hour = divmod(int(heard.argmax()), 24)
    return Chart(
        "when",
        "When do people listen?",
        f"Most on {WEEKDAYS[day]}s from {hour}:00 to {(hour + 1) % 24}:00.",
        Shape.HEAT,
        "Day",
        tuple(Series(f"{number} h", Unit.HOURS) for number in range(24)),
        tuple(
            Row(name, tuple(float(value) for value in line))
            for name, line in zip(WEEKDAYS, week, strict=True)
        )
        if heard.any()
        else (),
        note="Hours heard, by the clock where each listener was.",
    )
