"""People in the browser: the live channel, and what is drawn of friends, messages and rooms.

The JavaScript lives beside this file and is registered from here, in one folder of the build. It
imports the player's modules as `$/public/external/emomusic/player/<file>`; the player knows
nothing of it.
"""

from __future__ import annotations

from typing import Final

from emomusic.page_files import page_files

LIBRARY: Final[dict[str, str]] = page_files(__file__)
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
