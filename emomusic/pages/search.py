"""Search as you type."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import album_card, artist_card, cards, empty, section
from emomusic.components.shell import shell
from emomusic.player import FieldPlane, PlayButton, SongList
from emomusic.services.discovery.sounding import SoundsLike
from emomusic.services.orders import SourceKind
from emomusic.social import PlaylistCards
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
                placeholder="Songs, artists, playlists, or a mood",
                aria_label="Search songs, albums, artists, playlists and moods",
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


def _sounding(sounding: rx.Var[SoundsLike]) -> rx.Component:
    """Songs that sound like what was typed, and what was understood of it."""
    shown = SearchState.sounding_songs
    return section(
        "Sounds like this",
        rx.el.div(
            FieldPlane.create(
                field=sounding.field,
                songs=sounding.songs,
                label=f"Where that is on the plane of emotion: {sounding.means}",
            ),
            rx.el.div(
                rx.el.p(rx.el.strong(sounding.said), ": ", sounding.means, class_name="understood"),
                rx.foreach(sounding.notes, lambda note: rx.el.p(note, class_name="note")),
                rx.cond(
                    sounding.songs.length() > 0,
                    rx.el.div(
                        PlayButton.create(
                            kind=SourceKind.SEARCH.value,
                            source=sounding.source,
                            songs=sounding.songs,
                            label=f"all that sounds {sounding.said}",
                            large=True,
                        ),
                        rx.cond(
                            shown.length() < sounding.songs.length(),
                            rx.el.button(
                                "Show all ",
                                sounding.songs.length(),
                                type="button",
                                class_name="chip",
                                on_click=SearchState.show_all_sounding,
                            ),
                        ),
                        class_name="ways",
                    ),
                ),
            ),
            class_name="sounding",
        ),
        rx.cond(
            shown.length() > 0,
            SongList.create(
                songs=shown, source=sounding.source, label="Songs that sound like this"
            ),
        ),
    )


def _sounding_where(place: rx.Var[bool]) -> rx.Component:
    return rx.cond(SearchState.sounding & place, _sounding(SearchState.sounding))


def search_page() -> rx.Component:
    """Lay the search page out."""
    return shell(
        rx.el.h1("Search", class_name="visually-hidden"),
        _field(),
        rx.el.div(
            _sounding_where(SearchState.sounds_first),
            rx.cond(
                SearchState.artists.length() > 0,
                section("Artists", cards(SearchState.artists, artist_card)),
            ),
            rx.cond(
                SearchState.albums.length() > 0,
                section("Albums", cards(SearchState.albums, album_card)),
            ),
            rx.cond(
                SearchState.playlists.length() > 0,
                section("Playlists", PlaylistCards.create(cards=SearchState.playlists)),
            ),
            rx.cond(
                SearchState.songs.length() > 0,
                section(
                    "Songs",
                    SongList.create(songs=SearchState.songs, source="search", label="Songs found"),
                ),
            ),
            _sounding_where(~SearchState.sounds_first),
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
                    "Find a song, an album, an artist, a playlist or a mood",
                    "The beginnings of words are enough: “mo li” finds Moonlight. So are words for "
                    "how it feels: “quiet and dark”, “happy but not too fast”, “calm jazz from "
                    "the 90s”.",
                ),
            ),
            aria_live="polite",
        ),
    )
