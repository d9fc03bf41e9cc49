"""What the edit forms of the desk show, and what all its catalogue's states share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from emomusic.errors import EmoMusicError, InvalidInput
from emomusic.services.access import ADMINISTRATOR, Person
from emomusic.states.access import person, requires
from emomusic.states.base import offload

LONGEST_FIELD = 4000


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of a form.

    Attributes:
        name: Of the field of the change.
        mixed: Whether the things differ in it; `value` is empty then.
        optional: Whether it may be empty.
    """

    name: str
    label: str
    value: str = ""
    mixed: bool = False
    optional: bool = False
    numeric: bool = False
    hint: str = ""


def field_of(name: str, label: str, values: Sequence[Any], **more: Any) -> FormField:
    """Make a field of what several things have in it.

    Args:
        name: Of the field of the change.
        label: Its words.
        values: What each has.
        **more: As in `FormField`.
    """
    texts = {_text(one) for one in values}
    is_mixed = len(texts) > 1
    return FormField(name, label, "" if is_mixed else texts.pop(), mixed=is_mixed, **more)


def typed(changes: Any, known: Sequence[str]) -> dict[str, str]:
    """Check what a form sent.

    Args:
        changes: From the browser.
        known: The fields that there are.

    Raises:
        InvalidInput: It is something else.
    """
    if not isinstance(changes, dict):
        raise InvalidInput("The form could not be read.")
    found = {str(name): value for name, value in changes.items()}
    if not set(found) <= set(known) or not all(
        isinstance(value, str) and len(value) <= LONGEST_FIELD for value in found.values()
    ):
        raise InvalidInput("The form could not be read.")
    return found


class DeskDoneState(rx.State, mixin=True):
    """What was done last, with what takes it back; dialogs, and what was refused in them.

    A state defines `_undo_now`, and ends a change with `self._did(sentence, undo)`.
    """

    done: str = ""
    can_undo: bool = False
    wrong: str = ""
    dialog: str = ""
    _undo: Any

    @rx.event
    @requires(ADMINISTRATOR)
    async def undo(self) -> None:
        """Take back what was done last."""
        last, self._undo = self._undo, None
        if last is None:
            return
        try:
            sentence = await offload(self._undo_now, person(self), last)
        except EmoMusicError as error:
            self.done, self.can_undo = error.sentence, False
        else:
            self._did(sentence, None)
        await self._show()  # type: ignore[attr-defined]

    @rx.event
    @requires(ADMINISTRATOR)
    async def dismiss(self) -> None:
        """Say no more of what was done."""
        self._did("", None)

    @rx.event
    @requires(ADMINISTRATOR)
    async def close(self) -> None:
        """Close the dialog."""
        self._close()

    def _close(self) -> None:
        self.dialog = self.wrong = ""

    def _did(self, sentence: str, undo: Any) -> None:
        self.done, self._undo, self.can_undo = sentence, undo, undo is not None

    @staticmethod
    def _undo_now(actor: Person, last: Any) -> str:
        raise NotImplementedError


def counted(count: int, one: str, many: str) -> str:
    """Say how many there are of something."""
    return f"{count:,} {one if count == 1 else many}"


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)
