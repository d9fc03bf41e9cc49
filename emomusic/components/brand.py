"""The mark: four corners of the plane, and the name."""

from __future__ import annotations

import reflex as rx

from emomusic.components.links import link
from emomusic.emotion.curve import Mood
from emomusic.emotion.palette import CORNERS

_PLACES = ((Mood.ANGRY, 4, 4), (Mood.HAPPY, 13, 4), (Mood.SAD, 4, 13), (Mood.CALM, 13, 13))


def mark(size_px: int = 26) -> rx.Component:
    """Draw the mark.

    Args:
        size_px: Its width and height.

    Returns:
        An SVG that screen readers pass over.
    """
    return rx.el.svg(
        *(
            rx.el.svg.rect(x=x, y=y, width=7, height=7, rx=3, fill=CORNERS[mood])
            for mood, x, y in _PLACES
        ),
        view_box="0 0 24 24",
        width=size_px,
        height=size_px,
        aria_hidden=True,
    )


def brand() -> rx.Component:
    """Show the mark and the name, leading home."""
    return link(mark(), rx.el.span("EmoMusic", class_name="label"), href="/", class_name="brand")
