"""Python faces of the desk's edit form and of the bar that undoes."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.page_files import page_file
from emomusic.states.desk_forms import FormField

_FORM = page_file(__file__, "edit_form.jsx")


def _no_args() -> tuple[()]:
    return ()


def _saved(
    changes: rx.Var[dict[str, str]], write_tags: rx.Var[bool]
) -> tuple[rx.Var[dict[str, str]], rx.Var[bool]]:
    return (changes, write_tags)


class EditForm(rx.Component):
    """The form of one thing or of many, where what differs is "various".

    Attributes:
        fields: Of the form.
        cover: Name of the cover, empty for none.
        cover_mixed: Whether they have several.
        with_cover: Whether there is a cover to be changed.
        with_tags: Whether it can be asked for that the tags of files are written.
        wrong: What was refused, in a sentence.
        action: Words of the button.
        on_save: Told the fields that were touched, and whether tags are to be written.
    """

    library = _FORM
    tag = "EditForm"

    fields: rx.Var[list[FormField]]
    cover: rx.Var[str]
    cover_mixed: rx.Var[bool]
    with_cover: rx.Var[bool]
    with_tags: rx.Var[bool]
    wrong: rx.Var[str]
    action: rx.Var[str]
    on_save: rx.EventHandler[_saved]  # type: ignore[type-arg, valid-type]


class UndoBar(rx.Component):
    """Says what was done, with a button that takes it back."""

    library = _FORM
    tag = "UndoBar"

    text: rx.Var[str]
    can_undo: rx.Var[bool]
    on_undo: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]
    on_leave: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


def undo_bar(state: Any) -> rx.Component:
    """Say what was done, with a button that takes it back; of a `DeskDoneState`."""
    return UndoBar.create(
        text=state.done, can_undo=state.can_undo, on_undo=state.undo, on_leave=state.dismiss
    )
