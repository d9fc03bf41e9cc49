"""What the catalogue's pages at the desk share: chips, tools, the dialogs of merging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from emomusic.components.desk_pieces import DeskDialog
from emomusic.components.edit_form import EditForm
from emomusic.components.local import Count
from emomusic.player import Cover


def chip(*words: Any, on_click: Any, kind: str = "") -> rx.Component:
    """Make a small button."""
    return rx.el.button(*words, type="button", class_name=f"chip {kind}".strip(), on_click=on_click)


def row_actions(name: Any, edit: Any, throw_away: Any) -> rx.Component:
    """Make the two buttons of a row: to edit and to delete it."""

    def action(icon: str, word: str, on_click: Any) -> rx.Component:
        return rx.el.button(
            rx.icon(icon, size=18, aria_hidden=True),
            type="button",
            class_name="desk-icon",
            title=word,
            aria_label=f"{word} {name}",
            on_click=on_click,
        )

    return rx.el.span(
        action("pencil", "Edit", edit),
        action("trash-2", "Delete", throw_away),
        class_name="desk-row-actions",
    )


def covered(cover: Any, title: Any, name: Any, below: Any = None) -> rx.Component:
    """Show a small cover with a name, and what stands below it."""
    return rx.el.span(
        Cover.create(cover=cover, title=title, size=64),
        rx.el.span(name, rx.el.small(below) if below is not None else rx.fragment()),
        class_name="desk-covered",
    )


def form_dialog(state: Any, name: str, heading: Any, on_save: Any, **form: Any) -> rx.Component:
    """Put an edit form into a dialog that the state opens under a name."""
    return DeskDialog.create(
        EditForm.create(fields=state.fields, wrong=state.wrong, on_save=on_save, **form),
        open=state.dialog == name,
        heading=heading,
        on_leave=state.close,
    )


def choice_dialog(
    state: Any, name: str, heading: Any, lead: rx.Component, rows: Any, show: Callable[[Any], Any]
) -> rx.Component:
    """Let one of several things be chosen in a dialog."""
    return DeskDialog.create(
        lead,
        rx.el.ul(rx.foreach(rows, show), class_name="desk-choices"),
        rx.cond(state.wrong, rx.el.p(state.wrong, class_name="wrong", role="alert")),
        open=state.dialog == name,
        heading=heading,
        on_leave=state.close,
    )


def choice(first: Any, second: Any, songs: Any, on_click: Any) -> rx.Component:
    """One of the things of a `choice_dialog`."""
    return rx.el.li(
        rx.el.button(
            rx.el.strong(first),
            rx.el.span(second, Count.create(value=songs, one="song", many="songs")),
            type="button",
            on_click=on_click,
        )
    )
