"""The library: albums, artists, songs, and the liked songs."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import (
    album_card,
    artist_card,
    cards,
    empty,
    more_button,
    skeleton_cards,
    skeleton_rows,
)
from emomusic.components.links import place_link
from emomusic.components.local import Count
from emomusic.components.shell import shell
from emomusic.player import PlayButton, SongList
from emomusic.services.orders import AlbumSort, SourceKind
from emomusic.states.lists import AlbumsState, ArtistsState, LikedState, SongsState

_SORTS = ((AlbumSort.NEWEST, "Newest"), (AlbumSort.TITLE, "Title"), (AlbumSort.ARTIST, "Artist"))


def _chips() -> rx.Component:
    return rx.el.nav(
        place_link("Albums", href="/library/albums", class_name="chip"),
        place_link("Artists", href="/library/artists", class_name="chip"),
        place_link("Songs", href="/library/songs", class_name="chip"),
        place_link("Playlists", href="/playlists", class_name="chip"),
        class_name="chips",
        aria_label="Library",
    )


def _page(*content: rx.Component) -> rx.Component:
    return shell(rx.el.h1("Library", class_name="page-title"), _chips(), *content)


def _sorting() -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                label,
                type="button",
                class_name="chip order",
                aria_pressed=rx.cond(AlbumsState.sort == sort.value, "true", "false"),
                on_click=AlbumsState.sort_by(sort.value),
            )
            for sort, label in _SORTS
        ),
        class_name="chips",
        role="group",
        aria_label="Order",
    )


def _nothing() -> rx.Component:
    return empty(
        "music",
        "Nothing here yet",
        "Bring a folder in with ",
        rx.el.code("python -m emomusic scan FOLDER"),
        ".",
    )


def albums_page() -> rx.Component:
    """Lay the albums out."""
    return _page(
        _sorting(),
        rx.cond(
            AlbumsState.ready,
            rx.cond(AlbumsState.total > 0, cards(AlbumsState.rows, album_card), _nothing()),
            skeleton_cards(),
        ),
        more_button(AlbumsState.rows.length(), AlbumsState.total, AlbumsState.more),
    )


def artists_page() -> rx.Component:
    """Lay the artists out."""
    return _page(
        rx.cond(
            ArtistsState.ready,
            rx.cond(ArtistsState.total > 0, cards(ArtistsState.rows, artist_card), _nothing()),
            skeleton_cards(),
        ),
        more_button(ArtistsState.rows.length(), ArtistsState.total, ArtistsState.more),
    )


def songs_page() -> rx.Component:
    """Lay the songs out."""
    return _page(
        rx.cond(
            SongsState.ready,
            rx.cond(
                SongsState.total > 0,
                SongList.create(
                    songs=SongsState.rows,
                    source=SourceKind.LIBRARY.value,
                    total=SongsState.total,
                    on_more=SongsState.more,
                    label="All songs",
                ),
                _nothing(),
            ),
            skeleton_rows(),
        )
    )


def liked_page() -> rx.Component:
    """Lay the liked songs out."""
    return shell(
        rx.el.h1("Liked songs", class_name="page-title"),
        rx.cond(
            LikedState.ready,
            rx.cond(
                LikedState.total > 0,
                rx.fragment(
                    rx.el.div(
                        PlayButton.create(
                            kind=SourceKind.LIKED.value,
                            source_id=0,
                            label="liked songs",
                            large=True,
                        ),
                        Count.create(value=LikedState.total, one="song", many="songs"),
                        class_name="actions",
                    ),
                    SongList.create(
                        songs=LikedState.rows,
                        source=SourceKind.LIKED.value,
                        total=LikedState.total,
                        on_more=LikedState.more,
                        label="Liked songs",
                    ),
                ),
                empty(
                    "heart",
                    "No liked songs yet",
                    "Press the heart beside a song, or L while it plays, and find it here.",
                ),
            ),
            skeleton_rows(),
        ),
    )
