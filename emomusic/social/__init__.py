"""People in the browser: the live channel, and what is drawn of friends, messages and rooms.

The JavaScript lives beside this file and is registered from here, in one folder of the build. It
imports the player's modules as `$/public/external/emomusic/player/<file>`; the player knows
nothing of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import reflex as rx

LIBRARY: Final[dict[str, str]] = {
    file.name: rx.asset(file.name, shared=True).importable_path
    for file in sorted(Path(__file__).parent.iterdir())
    if file.suffix in {".js", ".jsx", ".json", ".css"}
}
"""The files, and the path by which generated code imports each."""

from emomusic.social.faces import (  # noqa: E402 - the faces need the files above
    AddAll,
    FriendsPage,
    MessagesBadge,
    MessagesPage,
    PlaylistCards,
    PlaylistNav,
    PlaylistPage,
    PlaylistsPage,
    Privacy,
    RoomPage,
    RoomsPage,
    SocialLayer,
)

__all__ = [
    "LIBRARY",
    "AddAll",
    "FriendsPage",
    "MessagesBadge",
    "MessagesPage",
    "PlaylistCards",
    "PlaylistNav",
    "PlaylistPage",
    "PlaylistsPage",
    "Privacy",
    "RoomPage",
    "RoomsPage",
    "SocialLayer",
]
