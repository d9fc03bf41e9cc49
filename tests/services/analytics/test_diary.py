"""Promises of a listener's diary: whose day it is, and what a span holds."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from emomusic.emotion.curve import Mood
from emomusic.services.analytics.diary import (
    Span,
    day_of_number,
    days_of_span,
    feeling_of,
    feelings_by,
    seconds_by,
    today_of,
)
from tests.services.analytics.diaries import diary, heard

TODAY = date(2026, 11, 27)


def test_a_play_belongs_to_the_day_and_hour_of_its_listeners_clock() -> None:
    found = diary(
        heard("2026-03-01 23:30", utc_offset_min=-600),
        heard("2026-03-02 00:15", utc_offset_min=840),
        heard("1969-12-31 23:00", utc_offset_min=-60),
    )
    days = [day_of_number(day).isoformat() for day in found.day]
    assert days == ["1969-12-31", "2026-03-02", "2026-03-01"]  # in the order of UTC
    assert found.hour.tolist() == [23, 0, 23]


def test_plays_come_oldest_first_whatever_order_they_were_given_in() -> None:
    found = diary(heard("2026-03-02 08:00", 2), heard("2026-03-01 08:00", 1))
    assert found.song_id.tolist() == [1, 2]


def test_nothing_heard_is_an_empty_diary() -> None:
    found = diary()
    assert len(found) == 0
    assert feeling_of(found) is None
    assert seconds_by(found, found.day) == {}
    assert days_of_span(Span.ALL, found, TODAY) == (TODAY, TODAY)


def test_today_is_the_day_of_where_one_listened_last() -> None:
    at = datetime(2026, 11, 27, 23, 30, tzinfo=UTC)
    tokyo = heard("2026-11-27 22:00", utc_offset_min=540)
    berlin = heard("2026-11-20 22:00", utc_offset_min=60)
    assert today_of((tokyo, berlin), at) == date(2026, 11, 28)
    assert today_of((), at) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("span", "first"),
    [
        (Span.WEEK, date(2026, 11, 21)),
        (Span.MONTH, date(2026, 10, 29)),
        (Span.YEAR, date(2025, 11, 28)),
        (Span.ALL, date(2024, 2, 3)),
    ],
)
def test_a_span_ends_today(span: Span, first: date) -> None:
    found = diary(heard("2026-01-01 10:00"), heard("2024-02-03 10:00"))
    assert days_of_span(span, found, TODAY) == (first, TODAY)


def test_all_holds_a_play_from_where_it_is_tomorrow() -> None:
    found = diary(heard("2026-11-28 01:00"))
    assert days_of_span(Span.ALL, found, TODAY) == (TODAY, date(2026, 11, 28))


def test_a_feeling_weighs_each_second_the_same_and_leaves_out_what_is_unknown() -> None:
    found = diary(
        heard("2026-03-01 08:00", minutes=1, felt=(0.2, 0.4)),
        heard("2026-03-01 09:00", minutes=3, felt=(0.6, 0.8)),
        heard("2026-03-01 10:00", minutes=9),
        heard("2026-03-02 10:00", minutes=0, felt=(1.0, 1.0)),
    )
    feeling = feeling_of(found)
    assert feeling is not None
    assert feeling.valence == pytest.approx(0.5)
    assert feeling.arousal == pytest.approx(0.7)
    assert feeling.heard_s == 240.0
    assert feeling.mood is Mood.HAPPY
    assert list(feelings_by(found, found.hour)) == [8, 9]
    assert seconds_by(found, found.hour) == {8: 60.0, 9: 180.0, 10: 540.0}
