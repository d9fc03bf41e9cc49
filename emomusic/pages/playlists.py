"""Playlists: all of them, and one."""

from __future__ import annotations

import reflex as rx

from emomusic.components.shell import shell
from emomusic.social import PlaylistPage, PlaylistsPage


def playlists_page() -> rx.Component:
    """Lay the playlists out."""
    return shell(rx.el.h1("Playlists", class_name="page-title"), PlaylistsPage.create())


def playlist_page() -> rx.Component:
    """Lay one playlist out."""
    return shell(PlaylistPage.create())
