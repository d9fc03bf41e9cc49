"""Python faces of the small local JSX pieces of the pages."""

from __future__ import annotations

import reflex as rx

from emomusic.page_files import page_file

_READER = page_file(__file__, "reader.jsx")
_DOOR = page_file(__file__, "door_form.jsx")
_TYPEFACE = page_file(__file__, "typeface.jsx")


class _Reader(rx.Component):
    library = _READER


class Greeting(_Reader):
    """A heading that greets by the hour of the reader's clock."""

    tag = "Greeting"
    name: rx.Var[str]


def _minutes_spec(minutes: rx.Var[int]) -> tuple[rx.Var[int]]:
    return (minutes,)


class ClockOffset(_Reader):
    """Tells the page, once it is shown, how far the reader's clock is ahead of UTC.

    Attributes:
        on_tell: Takes the minutes.
    """

    tag = "ClockOffset"
    on_tell: rx.EventHandler[_minutes_spec]  # type: ignore[type-arg, valid-type]


class LocalTime(_Reader):
    """A moment, or only its day, in the reader's locale and time zone."""

    tag = "LocalTime"
    iso: rx.Var[str]
    day: rx.Var[bool]


class Length(_Reader):
    """A length of time in hours and minutes."""

    tag = "Length"
    seconds: rx.Var[float]


class Clock(_Reader):
    """A length of time to the second."""

    tag = "Clock"
    seconds: rx.Var[float]


class Count(_Reader):
    """A number with its noun, in the reader's locale."""

    tag = "Count"
    value: rx.Var[int]
    one: rx.Var[str]
    many: rx.Var[str]


class Number(_Reader):
    """A number in the reader's locale, with at most some digits behind the point."""

    tag = "Number_"
    value: rx.Var[int | float | None]
    digits: rx.Var[int]


class Size(_Reader):
    """A number of bytes in words, such as "3.2 GB"."""

    tag = "Size"
    bytes: rx.Var[int]


class _Door(rx.Component):
    library = _DOOR


class DoorForm(_Door):
    """The form of the log-in, the sign-up or the new password's page."""

    tag = "DoorForm"
    mode: rx.Var[str]
    invitation: rx.Var[str]
    token: rx.Var[str]
    name: rx.Var[str]


class LogOutButton(_Door):
    """Ends the session of this browser."""

    tag = "LogOutButton"


class Typeface(rx.Component):
    """An app wrap that draws nothing; through it the typeface ships with the app."""

    library = _TYPEFACE
    tag = "Typeface"
    lib_dependencies: list[str] = ["@fontsource-variable/inter@5.3.0"]
