"""The first page of the desk: how much there is, and how everything is."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.local import Number
from emomusic.states.admin_overview import OverviewState


def _figure(value: Any, label: str) -> rx.Component:
    return rx.el.div(
        rx.el.dt(label), rx.el.dd(Number.create(value=value)), class_name="desk-figure"
    )


def admin_overview_page() -> rx.Component:
    """Lay the overview out."""
    totals = OverviewState.totals
    return admin_shell(
        "Overview",
        rx.cond(
            totals,
            rx.el.dl(
                _figure(totals.songs, "Songs"),
                _figure(totals.albums, "Albums"),
                _figure(totals.artists, "Artists"),
                _figure(totals.people, "Listeners"),
                _figure(totals.duration_s / 3600, "Hours of music"),
                class_name="desk-figures",
            ),
            rx.el.div(class_name="skeleton", style={"height": "92px"}, aria_hidden=True),
        ),
    )
