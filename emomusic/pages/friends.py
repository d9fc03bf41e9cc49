"""Friends: requests, who one knows, whom one blocked, and what one lets them see."""

from __future__ import annotations

import reflex as rx

from emomusic.components.shell import shell
from emomusic.social import FriendsPage


def friends_page() -> rx.Component:
    """Lay the page of friends out."""
    return shell(rx.el.h1("Friends", class_name="page-title"), FriendsPage.create())
