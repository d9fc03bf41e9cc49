"""Where nothing is, and where something broke."""

from __future__ import annotations

import reflex as rx

from emomusic.components.brand import mark


def not_found_page() -> rx.Component:
    """Say that there is no such page, and lead back."""
    return rx.el.main(
        mark(56),
        rx.el.h1("There is no such page"),
        rx.el.p("The address may be old, or mistyped.", class_name="muted"),
        rx.el.a("Go home", href="/", class_name="button"),
        class_name="lost",
    )


def error_page() -> rx.Component:
    """Say that the page broke, and offer to load it anew."""
    return rx.el.main(
        mark(56),
        rx.el.h1("This page broke"),
        rx.el.p("Nothing you have done is lost. Load it anew.", class_name="muted"),
        rx.el.a("Load anew", href="", class_name="button"),
        class_name="lost",
    )
