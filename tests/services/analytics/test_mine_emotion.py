"""Promises of the emotional map, of the year of days, and of mornings against evenings."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from emomusic.emotion.curve import Mood
from emomusic.services.analytics.mine_emotion import (
    PartOfDay,
    compare_parts,
    hours_of,
    mood_shares,
    part_heard,
    plane_of,
    year_of_days,
    years_of,
)
from tests.services.analytics.diaries import diary, heard


def test_the_map_holds_seconds_where_a_play_has_its_mean() -> None:
    plane = plane_of(
        diary(
            heard("2026-03-01 08:00", minutes=1, felt=(0.0, 0.0)),
            heard("2026-03-01 09:00", minutes=2, felt=(1.0, 1.0)),
            heard("2026-03-01 10:00", minutes=3, felt=(0.75, 0.31)),
            heard("2026-03-01 11:00", minutes=4, felt=(0.79, 0.39)),
            heard("2026-03-01 12:00", minutes=5),
        )
    )
    expected = np.zeros((10, 10))
    expected[0, 0], expected[9, 9], expected[3, 7] = 60, 120, 420
    assert plane.tolist() == expected.tolist()


def test_moods_are_shares_of_time_the_largest_first() -> None:
    found = diary(
        heard("2026-03-01 08:00", minutes=6, felt=(0.5, 0.4)),
        heard("2026-03-01 09:00", minutes=3, felt=(0.5, 0.5)),
        heard("2026-03-01 10:00", minutes=1, felt=(0.4, 0.5)),
        heard("2026-03-01 11:00", minutes=30),
    )
    shares = mood_shares(found)
    assert list(shares) == [Mood.CALM, Mood.HAPPY, Mood.ANGRY, Mood.SAD]
    assert list(shares.values()) == pytest.approx([0.6, 0.3, 0.1, 0.0])
    assert mood_shares(diary(heard("2026-03-01 08:00"))) == {}


@pytest.mark.parametrize(("year", "length"), [(2026, 365), (2024, 366)])
def test_a_year_of_days_has_every_day(year: int, length: int) -> None:
    found = diary(
        heard(f"{year - 1}-12-31 23:00", minutes=9),
        heard(f"{year}-01-01 00:00", minutes=1, felt=(0.2, 0.8)),
        heard(f"{year}-12-31 23:59", minutes=2),
        heard(f"{year + 1}-01-01 00:00", minutes=9),
    )
    days = year_of_days(found, year)
    assert len(days) == length
    assert (days[0].day, days[-1].day) == (date(year, 1, 1), date(year, 12, 31))
    assert [day.heard_s for day in days if day.heard_s] == [60.0, 120.0]
    assert days[0].feeling is not None
    assert days[0].feeling.mood is Mood.ANGRY
    assert days[-1].feeling is None
    assert years_of(found) == (year + 1, year, year - 1)


def test_hours_are_those_of_the_listeners_clock() -> None:
    hours = hours_of(
        diary(
            heard("2026-03-01 08:30", minutes=1, utc_offset_min=540),
            heard("2026-03-02 08:59", minutes=2, utc_offset_min=-480),
            heard("2026-03-02 23:59", minutes=4),
        )
    )
    assert [hour.hour for hour in hours] == list(range(24))
    assert {hour.hour: hour.heard_s for hour in hours if hour.heard_s} == {8: 180.0, 23: 240.0}


def test_a_morning_is_from_five_to_noon_and_an_evening_from_six_to_midnight() -> None:
    found = diary(*(heard(f"2026-03-01 {hour:02}:00", minutes=hour + 1) for hour in range(24)))
    morning, evening = (part_heard(found, part) for part in PartOfDay)
    assert morning.heard_s == 60 * sum(range(6, 13))
    assert evening.heard_s == 60 * sum(range(19, 25))


@pytest.mark.parametrize(
    ("morning", "evening", "sentence"),
    [
        ((0.5, 0.6), (0.3, 0.3), "Your evenings are quieter and darker than your mornings."),
        ((0.5, 0.3), (0.6, 0.3), "Your evenings are brighter than your mornings."),
        ((0.5, 0.3), (0.5, 0.36), "Your evenings are livelier than your mornings."),
        ((0.5, 0.3), (0.54, 0.26), "Your mornings and your evenings sound much alike."),
    ],
)
def test_mornings_and_evenings_are_compared_in_words(
    morning: tuple[float, float], evening: tuple[float, float], sentence: str
) -> None:
    found = diary(
        heard("2026-03-01 08:00", minutes=10, felt=morning),
        heard("2026-03-01 20:00", minutes=10, felt=evening),
    )
    parts = [part_heard(found, part) for part in PartOfDay]
    assert compare_parts(*parts) == sentence


def test_too_little_of_a_part_of_the_day_is_not_compared() -> None:
    found = diary(
        heard("2026-03-01 08:00", minutes=10, felt=(0.5, 0.5)),
        heard("2026-03-01 20:00", minutes=9.9, felt=(0.5, 0.5)),
        heard("2026-03-01 21:00", minutes=90),
    )
    parts = [part_heard(found, part) for part in PartOfDay]
    assert compare_parts(*parts) == (
        "Your evenings hold less than 10 minutes of music whose emotion is known: too little to "
        "compare."
    )
