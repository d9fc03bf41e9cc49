"""Playlists: all of them, one, and a new one that rules will fill."""

from __future__ import annotations

import reflex as rx

from emomusic.components.links import link
from emomusic.components.rule_editor import NewSmartPlaylist, PlaylistRules
from emomusic.components.shell import shell
from emomusic.social import PlaylistPage, PlaylistsPage


def playlists_page() -> rx.Component:
    """Lay the playlists out."""
    new_smart = link("New smart playlist", href="/smart-playlist", class_name="button plain")
    return shell(rx.el.h1("Playlists", class_name="page-title"), PlaylistsPage.create(new_smart))


def playlist_page() -> rx.Component:
    """Lay one playlist out."""
    return shell(PlaylistPage.create(PlaylistRules.create()))


def smart_playlist_page() -> rx.Component:
    """Lay out how a smart playlist is made."""
    return shell(NewSmartPlaylist.create())
