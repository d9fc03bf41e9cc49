"""Python faces of the buttons of a connection to Spotify."""

from __future__ import annotations

import reflex as rx

from emomusic.page_files import page_file

_BUTTONS = page_file(__file__, "spotify_buttons.jsx")


def _no_args() -> tuple[()]:
    return ()


class _Button(rx.Component):
    library = _BUTTONS


class ConnectSpotify(_Button):
    """Leaves for Spotify, where the person says yes or no."""

    tag = "ConnectSpotify"
    label: rx.Var[str]


class DisconnectSpotify(_Button):
    """Ends the connection, after asking once.

    Attributes:
        on_done: Takes nothing; called when the tokens are deleted.
    """

    tag = "DisconnectSpotify"
    on_done: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


class AskFirst(_Button):
    """A button that asks once before it does what it says.

    Attributes:
        label: What it is called.
        question: What it asks.
        yes: What the button is called that does it.
        on_yes: Takes nothing.
    """

    tag = "AskFirst"
    label: rx.Var[str]
    question: rx.Var[str]
    yes: rx.Var[str]
    on_yes: rx.EventHandler[_no_args]  # type: ignore[type-arg, valid-type]


class MissingFile(_Button):
    """Downloads what was not found of an imported playlist."""

    tag = "MissingFile"
    import_id: rx.Var[int]
