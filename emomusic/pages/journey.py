"""A journey: from how one feels to how one wants to feel."""

from __future__ import annotations

import reflex as rx

from emomusic.components.journey_panel import JourneyPanel
from emomusic.components.links import link
from emomusic.components.shell import shell


def journey_page() -> rx.Component:
    """Lay the page of journeys out."""
    return shell(
        rx.el.h1("A journey", class_name="page-title"),
        JourneyPanel.create(),
        rx.el.p(
            "Or draw a path of your own on the ",
            link("emotion map", href="/map", class_name="em-inline-link"),
            ".",
            class_name="em-journey-more",
        ),
    )
