"""The door: log-in, sign-up, and a link to a new password."""

from __future__ import annotations

import reflex as rx

from emomusic.components.brand import mark
from emomusic.components.links import link
from emomusic.components.local import DoorForm
from emomusic.states.session import DoorState, ResetState


def _box(*content: rx.Component) -> rx.Component:
    return rx.el.main(rx.el.div(mark(40), *content, class_name="box"), class_name="door")


def log_in_page() -> rx.Component:
    """Lay the log-in out."""
    return _box(
        rx.el.h1("Log in to EmoMusic"),
        rx.el.p("Hear what your music feels like.", class_name="lead"),
        DoorForm.create(mode="log-in"),
        rx.el.p(
            "New here? ", link("Create an account", href=DoorState.sign_up_path), class_name="below"
        ),
    )


def sign_up_page() -> rx.Component:
    """Lay the sign-up out."""
    return _box(
        rx.el.h1(rx.cond(DoorState.is_first, "Welcome to EmoMusic", "Create an account")),
        rx.el.p(
            rx.cond(
                DoorState.is_first,
                "Yours is the first account, so it looks after this place.",
                "Hear what your music feels like.",
            ),
            class_name="lead",
        ),
        rx.cond(
            DoorState.needs_invitation,
            rx.el.p(
                "New accounts are by invitation here. Ask an administrator for a link.",
                class_name="lead",
            ),
            DoorForm.create(mode="sign-up", invitation=DoorState.invitation),
        ),
        rx.el.p(
            "Already have an account? ",
            link("Log in", href=DoorState.log_in_path),
            class_name="below",
        ),
    )


def reset_page() -> rx.Component:
    """Lay out where a link to a new password leads."""
    return _box(
        rx.el.h1("A new password"),
        rx.cond(
            ResetState.ready,
            rx.cond(
                ResetState.name,
                rx.fragment(
                    rx.el.p(
                        f"For {ResetState.name}. You are signed out wherever you were before.",
                        class_name="lead",
                    ),
                    DoorForm.create(mode="reset", token=ResetState.token, name=ResetState.name),
                ),
                rx.el.p(
                    "This link has been used or has run out. Ask an administrator for a new one.",
                    class_name="lead",
                ),
            ),
        ),
        rx.el.p(link("Log in", href="/log-in"), class_name="below"),
    )
