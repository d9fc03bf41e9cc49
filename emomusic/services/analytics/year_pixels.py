"""A year in pixels: each day in the colour of what was heard on it, brighter the more it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from emomusic.emotion.palette import NEUTRAL, colour_of, mixed
from emomusic.services.analytics.diary import Feeling
from emomusic.services.analytics.mine_emotion import DayHeard
from emomusic.services.analytics.words import minutes

GROUND = "#1a1a1a"
"""What a pixel stands on; a day without music shows it alone."""


@dataclass(frozen=True, slots=True)
class Brightness:
    """From how many minutes on a day is how bright."""

    minutes: int
    share: float


BRIGHTNESS = (
    Brightness(90, 1.0),
    Brightness(45, 0.8),
    Brightness(15, 0.6),
    Brightness(0, 0.4),
)
"""The steps, the brightest first; more than 0 minutes is the last one."""


@dataclass(frozen=True, slots=True)
class Pixel:
    """One day of the year.

    Attributes:
        day: ISO 8601.
        month: 1..12.
        number: Day of the month, 1..31.
        colour: `#rrggbb`; empty for a day without music.
        says: How much was heard and how it felt.
    """

    day: str
    month: int
    number: int
    colour: str
    says: str


def pixels_of(days: Iterable[DayHeard], today: date) -> tuple[Pixel, ...]:
    """Make the pixels of days.

    Args:
        days: The days.
        today: The listener's day; nothing is said of those after it.

    Returns:
        A pixel for each, in the same order.
    """
    return tuple(
        Pixel(
            day=one.day.isoformat(),
            month=one.day.month,
            number=one.day.day,
            colour=_colour(one),
            says=_words(one) if one.day <= today or one.heard_s > 0 else "still to come",
        )
        for one in days
    )


def _colour(day: DayHeard) -> str:
    if day.heard_s <= 0:
        return ""
    feeling = day.feeling
    colour = colour_of(*vivid(feeling)) if feeling else NEUTRAL
    step = next(one for one in BRIGHTNESS if day.heard_s >= 60 * one.minutes)
    return mixed(colour, GROUND, step.share)


def vivid(feeling: Feeling) -> tuple[float, float]:
    """Return the point of the plane whose colour a day gets, each 0..1.

    The mean of a day's songs is never far from the middle, where all colours are grey; so small
    distances from it are taken larger. The middle and the ends stay where they are.
    """
    return _farther(feeling.valence), _farther(feeling.arousal)


def _farther(value: float) -> float:
    return 0.5 + float(np.cbrt(2 * value - 1)) / 2


def _words(day: DayHeard) -> str:
    if day.heard_s <= 0:
        return "no music"
    return f"{minutes(day.heard_s)}, {day.feeling.mood if day.feeling else 'emotion not known'}"
