"""The shell of the administrator's desk: its places, and a door for everybody else."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import empty
from emomusic.components.links import NavigationLink, link
from emomusic.components.shell import shell
from emomusic.states.session import SessionState

PLACES: tuple[tuple[str, str, str], ...] = (
    ("Overview", "/admin", "gauge"),
    ("Analytics", "/admin/analytics", "chart-line"),
    ("Songs", "/admin/songs", "music"),
    ("Albums", "/admin/albums", "disc-3"),
    ("Artists", "/admin/artists", "mic-vocal"),
    ("Uploads", "/admin/uploads", "upload"),
    ("Analysis", "/admin/analysis", "audio-lines"),
    ("Bin", "/admin/bin", "trash-2"),
    ("People", "/admin/people", "users"),
    ("Keeping", "/admin/keeping", "archive"),
    ("Audit log", "/admin/audit", "scroll-text"),
)
"""The desk's pages: name, path and Lucide icon, in the order in which they are shown."""


def _place(name: str, path: str, icon: str) -> rx.Component:
    return rx.el.li(
        NavigationLink.create(
            rx.icon(icon, size=16, aria_hidden=True),
            name,
            # With its slash, as the production server redirects to it: `end` compares exactly.
            to=f"{path}/",
            end=path == "/admin",
            class_name="chip",
        )
    )


def admin_shell(
    title: str | rx.Var[str], *content: rx.Component, aside: rx.Component | None = None
) -> rx.Component:
    """Put a page of the desk into the shell; who is no administrator sees none of it.

    What a page shows comes from handlers that have the rule; this only spares others the frame.

    Args:
        title: Heading of the page.
        *content: What is below it.
        aside: Buttons beside the heading.

    Returns:
        The whole page.
    """
    desk = rx.fragment(
        rx.el.nav(
            rx.el.ul(*(_place(*place) for place in PLACES)),
            class_name="desk-places",
            aria_label="Administration",
        ),
        rx.el.header(
            rx.el.h1(title, class_name="page-title"),
            aside if aside is not None else rx.fragment(),
            class_name="desk-head",
        ),
        *content,
    )
    closed = rx.el.div(
        rx.el.h1("For administrators", class_name="visually-hidden"),
        empty(
            "lock",
            "This page is for administrators",
            "Ask one of them to make you one, or ",
            link("go home", href="/"),
            ".",
        ),
    )
    return shell(
        rx.cond(SessionState.ready, rx.cond(SessionState.is_administrator, desk, closed)),
    )
