"""Promises of a year in pixels."""

from __future__ import annotations

from datetime import date

import pytest

from emomusic.emotion import Mood
from emomusic.emotion.palette import CORNERS, NEUTRAL, colour_of, mixed
from emomusic.services.analytics.diary import Feeling
from emomusic.services.analytics.mine_emotion import DayHeard
from emomusic.services.analytics.year_pixels import GROUND, Pixel, pixels_of, vivid

DAY = date(2026, 3, 5)
CALM = Feeling(1.0, 0.0, 60.0)


def pixel(minutes: float, feeling: Feeling | None = CALM, today: date = DAY) -> Pixel:
    (made,) = pixels_of([DayHeard(DAY, 60 * minutes, feeling)], today)
    return made


def test_a_pixel_is_a_day_in_the_colour_of_what_was_heard() -> None:
    assert pixel(120) == Pixel("2026-03-05", 3, 5, CORNERS[Mood.CALM].lower(), "120 minutes, calm")


@pytest.mark.parametrize(
    ("minutes", "share"),
    [(0.1, 0.4), (14.9, 0.4), (15, 0.6), (44.9, 0.6), (45, 0.8), (89.9, 0.8), (90, 1.0)],
)
def test_a_day_is_brighter_the_more_was_heard(minutes: float, share: float) -> None:
    assert pixel(minutes).colour == mixed(CORNERS[Mood.CALM], GROUND, share)


def test_days_that_differ_a_little_can_be_told_apart() -> None:
    assert vivid(Feeling(0.5625, 0.4375, 1.0)) == pytest.approx((0.75, 0.25))
    assert vivid(Feeling(1.0, 0.0, 1.0)) == (1.0, 0.0)
    assert vivid(Feeling(0.5, 0.5, 1.0)) == (0.5, 0.5)
    assert pixel(120, Feeling(0.5625, 0.4375, 1.0)).colour == colour_of(0.75, 0.25)


def test_a_day_whose_emotion_is_unknown_is_neutral() -> None:
    made = pixel(90, None)
    assert (made.colour, made.says) == (NEUTRAL.lower(), "90 minutes, emotion not known")


def test_a_day_without_music_has_no_colour_and_one_to_come_says_nothing_of_it() -> None:
    assert (pixel(0).colour, pixel(0).says) == ("", "no music")
    assert pixel(0, today=date(2026, 3, 4)).says == "still to come"
    assert pixel(1, today=date(2026, 3, 4)).says == "1 minute, calm"
