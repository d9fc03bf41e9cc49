"""Python faces of the desk's pieces: a dialog, a link to copy, a badge."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.page_files import page_file

_PIECES = page_file(__file__, "desk_pieces.jsx")


def _no_args() -> tuple[()]:
    return ()


def _one_text(value: rx.Var[str]) -> tuple[rx.Var[str]]:
    return (value,)


class DeskDialog(rx.Component):
    """A modal dialog that the server opens and closes.

    Attributes:
        open: Whether it is shown; its content is only there while it is.
        heading: Its name.
        on_leave: Told that the person closes it.
    """

    library = _PIECES
    tag = "DeskDialog"

    open: rx.Var[bool]
    heading: rx.Var[str]
    on_leave: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


class LinkToCopy(rx.Component):
    """The whole address of a path of this place, with a button that copies it."""

    library = _PIECES
    tag = "LinkToCopy"

    path: rx.Var[str]


class RowBox(rx.Component):
    """A box that is ticked at once, and then is what the server says.

    Attributes:
        checked: What the server says.
        label: What is chosen.
        on_toggle: Told that it was ticked or no longer is.
    """

    library = _PIECES
    tag = "RowBox"

    checked: rx.Var[bool]
    label: rx.Var[str]
    on_toggle: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


class DayField(rx.Component):
    """A day of the reader's calendar.

    Attributes:
        label: What it limits.
        end: Whether it is the last day rather than the first.
        on_pick: Told the moment (ISO 8601) at which the day begins, or ends; empty for no day.
    """

    library = _PIECES
    tag = "DayField"

    label: rx.Var[str]
    end: rx.Var[bool]
    on_pick: rx.EventHandler[_one_text]  # type: ignore[type-arg, valid-type]


class SongEditing(rx.Component):
    """Brings "Edit" into the menus of songs, for administrators; draws nothing."""

    library = _PIECES
    tag = "SongEditing"


class Ticker(rx.Component):
    """Asks every few seconds how things are, while somebody looks; draws nothing.

    Attributes:
        seconds: Between two questions.
        on_tick: The question.
    """

    library = _PIECES
    tag = "Ticker"

    seconds: rx.Var[float]
    on_tick: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


class TimeLeft(rx.Component):
    """A length of time to come, such as "about 12 minutes"."""

    library = _PIECES
    tag = "TimeLeft"

    seconds: rx.Var[float | None]


def badge(text: Any, icon: str, kind: str = "") -> rx.Component:
    """Say in a word how something stands; never by colour alone.

    Args:
        text: The word.
        icon: Name of a Lucide icon.
        kind: `good`, `bad` or neither.

    Returns:
        The badge.
    """
    return rx.el.span(
        rx.icon(icon, size=13, aria_hidden=True), text, class_name=f"desk-badge {kind}".strip()
    )
