"""The shell round every page: navigation, centre, side panel, and the tabs of a small screen."""

from __future__ import annotations

import reflex as rx

from emomusic.components.brand import brand
from emomusic.components.confirmation import confirm_dialog
from emomusic.components.desk_pieces import SongEditing
from emomusic.components.links import link, place_link
from emomusic.player import Cover, SidePanel
from emomusic.services.views import AlbumView
from emomusic.social import MessagesBadge, PlaylistNav
from emomusic.states.session import SessionState

MESSAGES = "Messages"
"""The place whose number of unread things is shown."""

YOU = "You"
"""The tab of a small screen that leads to one's own things, messages among them."""

_PLACES = (
    ("Home", "/", "house"),
    ("Search", "/search", "search"),
    ("Emotion map", "/map", "chart-scatter"),
    ("Library", "/library", "library"),
    ("Playlists", "/playlists", "list-music"),
    ("Liked songs", "/liked", "heart"),
    ("Friends", "/friends", "users"),
    ("Listen together", "/rooms", "radio"),
    (MESSAGES, "/messages", "message-circle"),
    ("My listening", "/listening", "chart-no-axes-column"),
)
_TABS = (
    ("Home", "/", "house"),
    ("Search", "/search", "search"),
    ("Map", "/map", "chart-scatter"),
    ("Library", "/library", "library"),
    (YOU, "/settings", "user"),
)


def _place(label: str, path: str, icon: str) -> rx.Component:
    return rx.el.li(
        place_link(
            rx.icon(icon, size=20, aria_hidden=True),
            rx.el.span(label, class_name="label"),
            MessagesBadge.create() if label == MESSAGES else rx.fragment(),
            href=path,
            class_name="item",
        )
    )


def _album(album: rx.Var[AlbumView]) -> rx.Component:
    return rx.el.li(
        link(
            Cover.create(cover=album.cover, title=album.title, size=64),
            rx.el.div(rx.el.strong(album.title), rx.el.span(album.artist)),
            href=f"/album/{album.id}",
        )
    )


def _navigation() -> rx.Component:
    return rx.el.nav(
        brand(),
        rx.el.ul(*(_place(*place) for place in _PLACES)),
        rx.el.div(
            PlaylistNav.create(),
            rx.el.div("Albums", class_name="heading"),
            rx.el.ul(rx.foreach(SessionState.albums, _album), class_name="albums"),
            class_name="shelf",
        ),
        rx.el.div(
            rx.el.ul(
                rx.cond(
                    SessionState.is_administrator,
                    _place("Administration", "/admin", "shield"),
                ),
                _place("About this model", "/model", "ear"),
                _place("Settings", "/settings", "settings"),
            ),
            class_name="foot",
        ),
        class_name="panel navigation",
        aria_label="Main",
    )


def _tab(label: str, path: str, icon: str) -> rx.Component:
    return place_link(
        rx.icon(icon, size=22, aria_hidden=True),
        rx.el.span(label),
        MessagesBadge.create() if label == YOU else rx.fragment(),
        href=path,
    )


def phone_places() -> rx.Component:
    """Lead on from the tab "You" to what a small screen has no tab for."""
    tabs = {path for _, path, _ in _TABS}
    return rx.el.nav(
        *(
            link(
                rx.icon(icon, size=18, aria_hidden=True),
                label,
                MessagesBadge.create() if label == MESSAGES else rx.fragment(),
                href=path,
                class_name="chip",
            )
            for label, path, icon in sorted(_PLACES, key=lambda place: place[0] != MESSAGES)
            if path not in tabs
        ),
        class_name="phone-places",
        aria_label="More places",
    )


def shell(*content: rx.Component, wash: rx.Var[str] | str = "") -> rx.Component:
    """Put a page's content into the shell.

    Args:
        *content: What the centre shows.
        wash: A CSS background that fades out behind the top of the centre.

    Returns:
        The whole page.
    """
    return rx.fragment(
        rx.el.a("Skip to content", href="#centre", class_name="skip"),
        rx.el.div(
            _navigation(),
            rx.el.main(
                rx.el.div(class_name="wash", style={"background": wash}, aria_hidden=True),
                rx.el.div(*content, class_name="inside"),
                class_name="panel centre",
                id="centre",
                tab_index=-1,
            ),
            SidePanel.create(),
            class_name="shell",
        ),
        rx.el.nav(*(_tab(*tab) for tab in _TABS), class_name="tabbar", aria_label="Tabs"),
        rx.cond(SessionState.is_administrator, rx.fragment(confirm_dialog(), SongEditing.create())),
    )
