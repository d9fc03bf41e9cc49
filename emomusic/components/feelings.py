"""Python faces of what people felt: one's own taps, disagreement, and the correction."""

from __future__ import annotations

import reflex as rx

from emomusic.components import local  # noqa: F401  (registers reader.jsx)
from emomusic.page_files import page_file
from emomusic.services.felt.disagreement import Disagreement
from emomusic.states.feelings import FeelingsState

_FEELINGS = page_file(__file__, "feelings.jsx")


class _Feelings(rx.Component):
    library = _FEELINGS


class Disagreements(_Feelings):
    """Moments or songs that several people feel otherwise than the model hears them.

    Attributes:
        rows: The largest first.
        label: What the list is, for a screen reader.
        timed: Whether each is a moment of its song.
    """

    tag = "Disagreements"

    rows: rx.Var[list[Disagreement]]
    label: rx.Var[str]
    timed: rx.Var[bool]


class MyTaps(_Feelings):
    """All taps of whoever is here, to hear again and to delete."""

    tag = "MyTaps"


class CalibrationSettings(_Feelings):
    """How what one sees is corrected; to turn off, and to begin afresh."""

    tag = "CalibrationSettings"


def consent_switch() -> rx.Component:
    """Ask whether what one felt may train the model."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            role="switch",
            checked=FeelingsState.gives,
            on_change=FeelingsState.give,
        ),
        rx.el.span(
            rx.el.strong("Let what I feel train the model"),
            rx.el.span(
                "What you felt goes into the training together with what others felt, without "
                "names. Turn it off, and you are not in the next export.",
                class_name="muted",
            ),
        ),
        class_name="pp-switch",
    )
