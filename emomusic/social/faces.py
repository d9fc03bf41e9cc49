"""Python faces of the components that show people."""

from __future__ import annotations

import reflex as rx

from emomusic.services.playlists.views import PlaylistCard
from emomusic.social import LIBRARY


class SocialLayer(rx.Component):
    """Connects whoever is signed in to the live channel; mount it once, as an app wrap.

    Attributes:
        user_id: Who is here; 0 for nobody, and then nothing is connected.
    """

    library = LIBRARY["layer.jsx"]
    tag = "SocialLayer"

    user_id: rx.Var[int]


class FriendsPage(rx.Component):
    """Requests, friends, people to be found, blocks and privacy."""

    library = LIBRARY["friends_page.jsx"]
    tag = "FriendsPage"


class Privacy(rx.Component):
    """What friends may see of whoever is here."""

    library = LIBRARY["privacy.jsx"]
    tag = "Privacy"


class RoomsPage(rx.Component):
    """The rooms that are open to somebody, and a form for a new one."""

    library = LIBRARY["rooms_page.jsx"]
    tag = "RoomsPage"


class RoomPage(rx.Component):
    """One room from inside, or its door; which one stands in the address."""

    library = LIBRARY["room_page.jsx"]
    tag = "RoomPage"


class MessagesPage(rx.Component):
    """The conversations of whoever is here, and the one that the address names.

    Attributes:
        is_administrator: Whether they may remove what others wrote, and see what was reported.
    """

    library = LIBRARY["chat_page.jsx"]
    tag = "MessagesPage"
    lib_dependencies: list[str] = [
        "react-virtuoso@4.18.21",
        "linkifyjs@4.3.3",
        "linkify-react@4.3.3",
        "emoji-picker-element@1.29.1",
        "emoji-picker-element-data@1.8.0",
    ]

    is_administrator: rx.Var[bool]


class MessagesBadge(rx.Component):
    """The number of unread messages; draws nothing where there is none."""

    library = LIBRARY["chat_badge.jsx"]
    tag = "MessagesBadge"


class PlaylistsPage(rx.Component):
    """One's own playlists, those one is in, and those for everybody.

    Its children stand among the ways to begin a playlist.
    """

    library = LIBRARY["playlists_page.jsx"]
    tag = "PlaylistsPage"


class PlaylistCards(rx.Component):
    """Playlists as cards that open them and play them.

    Attributes:
        cards: The playlists.
    """

    library = LIBRARY["playlist_cards.jsx"]
    tag = "PlaylistCards"

    cards: rx.Var[list[PlaylistCard]]


class PlaylistPage(rx.Component):
    """One playlist; which one stands in the address.

    Its children stand before the songs of a playlist that rules choose.
    """

    library = LIBRARY["playlist_page.jsx"]
    tag = "PlaylistPage"


class PlaylistNav(rx.Component):
    """The playlists of whoever is here, for the navigation; draws nothing where there is none."""

    library = LIBRARY["playlist_nav.jsx"]
    tag = "PlaylistNav"


class AddAll(rx.Component):
    """A button that puts all songs of an album or a list into a playlist.

    Attributes:
        source: What it is, such as `album:3`.
    """

    library = LIBRARY["playlist_add.jsx"]
    tag = "AddAll"

    source: rx.Var[str]
