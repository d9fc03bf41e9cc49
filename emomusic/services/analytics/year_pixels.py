"""A year in pixels: each day in the colour of what was heard on it, brighter the more it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from emomusic.emotion.palette import NEUTRAL, colour_of, mixed
from emomusic.services.analytics.mine_emotion import DayHeard

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


def pixels_of(days: Iterable[DayHeard]) -> tuple[Pixel, ...]:
    """Make the pixels of days.

    Args:
        days: The days.

    Returns:
        A pixel for each, in the same order.
    """
    return tuple(
        Pixel(
            day=one.day.isoformat(),
            month=one.day.month,
            number=one.day.day,
            colour=_colour(one),
            says=_words(one),
        )
        for one in days
    )


def _colour(day: DayHeard) -> str:
    if day.heard_s <= 0:
        return ""
    feeling = day.feeling
    colour = colour_of(feeling.valence, feeling.arousal) if feeling else NEUTRAL
    step = next(one for one in BRIGHTNESS if day.heard_s >= 60 * one.minutes)
    return mixed(colour, GROUND, step.share)


def _words(day: DayHeard) -> str:
    if day.heard_s <= 0:
        return "no music"
    minutes = max(1, round(day.heard_s / 60))
    length = f"{minutes:,} minute{'' if minutes == 1 else 's'}"
    return f"{length}, {day.feeling.mood}" if day.feeling else f"{length}, emotion not known"
