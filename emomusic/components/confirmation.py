"""Python faces of the dialog that asks for the password again."""

from __future__ import annotations

import reflex as rx

from emomusic.page_files import page_file
from emomusic.states.confirmation import ConfirmState
from emomusic.states.pending import PendingState

_DIALOG = page_file(__file__, "confirm_dialog.jsx")
CALLS = page_file(__file__, "confirm.js")
"""Where other local JSX finds `confirmedCall`."""


def _no_args() -> tuple[()]:
    return ()


class _ConfirmDialog(rx.Component):
    library = _DIALOG
    tag = "ConfirmDialog"

    asking: rx.Var[bool]
    on_confirmed: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]
    on_left: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


def confirm_dialog() -> rx.Component:
    """Ask for the password whenever a rule wants it, and repeat what was refused for want of it."""
    return _ConfirmDialog.create(
        asking=PendingState.is_asking,
        on_confirmed=ConfirmState.repeat,
        on_left=ConfirmState.leave,
    )
