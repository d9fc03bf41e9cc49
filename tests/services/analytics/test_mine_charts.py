"""Promises of the charts of one's own listening: the numbers, and what they say."""

from __future__ import annotations

from datetime import date

import pytest

from emomusic.services.analytics.chart import Labels, Shape
from emomusic.services.analytics.diary import Span
from emomusic.services.analytics.mine_charts import (
    UNHEARD,
    figures_of,
    hours_chart,
    minutes_chart,
    parts_chart,
    plane_chart,
)
from tests.services.analytics.diaries import diary, heard

FIRST, LAST = date(2026, 3, 4), date(2026, 3, 10)


def test_figures_stand_beside_those_of_the_same_time_before() -> None:
    found = diary(
        heard("2026-02-24 23:00", 3, minutes=50),
        heard("2026-02-25 08:00", 1, minutes=5),
        heard("2026-03-03 08:00", 1, minutes=7),
        heard("2026-03-04 08:00", 1, minutes=3),
        heard("2026-03-10 08:00", 2, minutes=4),
        heard("2026-03-10 09:00", 2, minutes=1, listen=False),
    )
    chart = figures_of(found, Span.WEEK, FIRST, LAST)
    assert [one.name for one in chart.series] == ["This time", "The week before"]
    assert {row.label: row.cells for row in chart.rows} == {
        "Minutes": (8, 12),
        "Listens": (2, 2),
        "Different songs": (2, 1),
        "Heard for the first time": (1, 1),
        "Days with music": (2, 2),
    }


def test_there_is_nothing_before_all() -> None:
    chart = figures_of(diary(heard("2026-03-04 08:00")), Span.ALL, FIRST, LAST)
    assert [row.cells for row in chart.rows] == [(3,), (1,), (1,), (1,), (1,)]
    assert chart.note == ""


def test_minutes_lie_over_the_days() -> None:
    chart = minutes_chart(
        diary(heard("2026-03-04 08:00", minutes=7), heard("2026-03-06 08:00", minutes=28)),
        FIRST,
        LAST,
    )
    assert chart.labels is Labels.DAYS
    assert [row.cells[0] for row in chart.rows] == [7.0, 0.0, 28.0, 0.0, 0.0, 0.0, 0.0]
    assert (chart.rows[0].label, chart.rows[-1].label) == ("2026-03-04", "2026-03-10")
    assert chart.says == "Most on Friday, 6 March; 5 minutes a day on average."


@pytest.mark.parametrize(
    ("first", "says", "labels"),
    [
        (date(2026, 1, 1), "Most in March 2026; 1 minute a day on average.", "Mar 2026"),
        (date(2020, 1, 1), "Most in 2026; 0 minutes a day on average.", "2026"),
    ],
)
def test_minutes_lie_over_months_and_years(first: date, says: str, labels: str) -> None:
    chart = minutes_chart(diary(heard("2026-03-04 08:00", minutes=90)), first, LAST)
    assert (chart.says, chart.rows[-1].label) == (says, labels)
    assert chart.rows[-1].cells == (90.0,)


def test_the_plane_has_the_highest_arousal_first() -> None:
    chart = plane_chart(
        diary(
            heard("2026-03-04 08:00", minutes=3, felt=(0.05, 0.95)),
            heard("2026-03-04 09:00", minutes=1, felt=(0.95, 0.05)),
        )
    )
    assert (chart.shape, chart.says) == (Shape.PLANE, "75 % angry, 25 % calm.")
    assert (chart.rows[0].label, chart.rows[0].cells[0]) == ("90–100", 0.75)
    assert (chart.rows[9].label, chart.rows[9].cells[9]) == ("0–10", 0.25)
    assert sum(sum(row.cells) for row in chart.rows if None not in row.cells) == 1.0


def test_hours_are_those_of_the_day() -> None:
    chart = hours_chart(
        diary(heard("2026-03-04 08:30", minutes=3), heard("2026-03-05 08:00", minutes=1))
    )
    assert [row.cells[0] for row in chart.rows] == [*[0.0] * 8, 4.0, *[0.0] * 15]
    assert chart.says == "Most between 8 and 9 o'clock."


def test_mornings_and_evenings_are_compared() -> None:
    chart = parts_chart(
        diary(
            heard("2026-03-04 08:30", minutes=10, felt=(0.75, 0.5)),
            heard("2026-03-05 20:00", minutes=10, felt=(0.25, 0.5)),
        )
    )
    assert chart.rows[8].cells == (0.75, 0.5)
    assert chart.rows[20].cells == (0.25, 0.5)
    assert chart.rows[12].cells == (None, None)
    assert chart.says == "Your evenings are darker than your mornings."


def test_what_is_unknown_is_no_chart_but_says_why() -> None:
    silent, unheard = diary(), diary(heard("2026-03-04 08:30"))
    assert minutes_chart(silent, FIRST, LAST).rows == ()
    assert hours_chart(silent).rows == ()
    for chart in (plane_chart(unheard), parts_chart(unheard)):
        assert (chart.rows, chart.says, chart.empty) == ((), "", UNHEARD)
