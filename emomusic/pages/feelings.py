"""How it feels: one's own taps, what they correct, and where listeners and the model disagree."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import section
from emomusic.components.feelings import CalibrationSettings, Disagreements, MyTaps, consent_switch
from emomusic.components.links import link
from emomusic.components.shell import shell
from emomusic.emotion.curve import Mood
from emomusic.emotion.palette import CORNERS
from emomusic.services.felt.disagreement import LEAST_PEOPLE, MOMENT_S, Disagreement
from emomusic.states.feelings import FeelingsState


def _list(title: str, rows: rx.Var[list[Disagreement]], *, timed: bool = False) -> rx.Component:
    return rx.cond(
        rows.length() > 0,
        rx.el.div(
            rx.el.h3(title),
            Disagreements.create(rows=rows, label=f"{title} of disagreement", timed=timed),
        ),
    )


def _everybody() -> rx.Component:
    state = FeelingsState
    return section(
        "Where listeners and the model disagree most",
        rx.el.p(
            f"Only what at least {LEAST_PEOPLE} people told of counts here, together and without "
            f"names; a moment is {MOMENT_S:.0f} seconds. The ring is what the model hears, the "
            "diamond what people feel.",
            class_name="why",
        ),
        rx.cond(
            state.ready,
            rx.cond(
                state.moments.length() + state.songs.length() > 0,
                rx.el.div(
                    _list("Moments", state.moments, timed=True),
                    _list("Songs", state.songs),
                    class_name="felt-everybody",
                ),
                rx.el.p(
                    f"Nothing to show yet: no song was felt by {LEAST_PEOPLE} people, and felt "
                    "otherwise than the model hears it.",
                    class_name="muted felt-none",
                ),
            ),
            rx.el.div(class_name="skeleton row", aria_hidden=True),
        ),
    )


def feelings_page() -> rx.Component:
    """Lay the page out."""
    return shell(
        rx.el.h1("How it feels", class_name="page-title"),
        rx.el.p(
            "The model hears what a song expresses; what you feel is yours. ",
            link("About this model", href="/model"),
            class_name="felt-lead",
        ),
        _everybody(),
        section("What you felt", MyTaps.create()),
        section(
            "What becomes of it",
            rx.el.div(CalibrationSettings.create(), consent_switch(), class_name="felt-choices"),
        ),
        wash=(
            f"radial-gradient(60% 100% at 15% 0%, {CORNERS[Mood.SAD]}66, transparent),"
            f"radial-gradient(60% 100% at 85% 0%, {CORNERS[Mood.HAPPY]}33, transparent)"
        ),
    )
