"""Search as you type."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import album_card, artist_card, cards, empty, section
from emomusic.components.shell import shell
from emomusic.player import SongList
from emomusic.states.search import SearchState

DEBOUNCE_MS = 120
SETTLED_MS = 2000
"""After this time without a key, what stands there is what somebody looks for."""


def _field() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.icon("search", size=20, aria_hidden=True),
            rx.el.input(
                type="search",
                id="search",
                default_value=SearchState.query,
                placeholder="Songs, albums, artists",
                aria_label="Search songs, albums and artists",
                auto_complete="off",
                spell_check=False,
                max_length=200,
                auto_focus=True,
                on_change=[
                    SearchState.find.debounce(DEBOUNCE_MS),
                    SearchState.settle.debounce(SETTLED_MS),
                ],
            ),
            class_name="wrap",
        ),
        class_name="search-field",
        role="search",
    )


def search_page() -> rx.Component:
    """Lay the search page out."""
    return shell(
        rx.el.h1("Search", class_name="visually-hidden"),
        _field(),
        rx.el.div(
            rx.cond(
                SearchState.artists.length() > 0,
                section("Artists", cards(SearchState.artists, artist_card)),
            ),
            rx.cond(
                SearchState.albums.length() > 0,
                section("Albums", cards(SearchState.albums, album_card)),
            ),
            rx.cond(
                SearchState.songs.length() > 0,
                section(
                    "Songs",
                    SongList.create(songs=SearchState.songs, source="search", label="Songs found"),
                ),
            ),
            rx.cond(
                SearchState.nothing_found,
                empty(
                    "search-x",
                    "Nothing found",
                    "Try fewer letters or another word; accents and case do not matter.",
                ),
            ),
            rx.cond(
                SearchState.searched,
                rx.fragment(),
                empty(
                    "search",
                    "Find a song, an album or an artist",
                    "The beginnings of words are enough: “mo li” finds Moonlight.",
                ),
            ),
            aria_live="polite",
        ),
    )
