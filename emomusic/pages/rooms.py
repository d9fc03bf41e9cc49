"""Rooms to listen together: all of them, and one."""

from __future__ import annotations

import reflex as rx

from emomusic.components.shell import shell
from emomusic.emotion.curve import Mood
from emomusic.emotion.palette import CORNERS
from emomusic.social import RoomPage, RoomsPage

_WASH = (
    f"radial-gradient(60% 100% at 15% 0%, {CORNERS[Mood.CALM]}44, transparent),"
    f"radial-gradient(60% 100% at 85% 0%, {CORNERS[Mood.HAPPY]}2a, transparent)"
)


def rooms_page() -> rx.Component:
    """Lay the list of rooms out."""
    return shell(
        rx.el.h1("Listen together", class_name="page-title"), RoomsPage.create(), wash=_WASH
    )


def room_page() -> rx.Component:
    """Lay one room out."""
    return shell(RoomPage.create(), wash=_WASH)
