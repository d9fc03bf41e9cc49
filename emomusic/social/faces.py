"""Python faces of the components that show people."""

from __future__ import annotations

import reflex as rx

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
