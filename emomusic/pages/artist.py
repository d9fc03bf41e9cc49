"""One artist."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import (
    HERO_COVER_PX,
    album_card,
    cards,
    empty,
    hero,
    section,
    skeleton_rows,
)
from emomusic.components.links import edit_link
from emomusic.components.local import Count
from emomusic.components.shell import shell
from emomusic.player import Cover, PlayButton, RadioButton, Reheard, SongList
from emomusic.services.discovery.seeds import SeedKind
from emomusic.services.orders import SourceKind
from emomusic.services.views import ArtistView
from emomusic.states.catalogue import ArtistState


def _artist(artist: rx.Var[ArtistView]) -> rx.Component:
    return rx.fragment(
        Reheard.create(on_reheard=ArtistState.reheard),
        hero(
            "Artist",
            artist.name,
            Cover.create(cover=artist.cover, title=artist.name, size=HERO_COVER_PX),
            Count.create(value=artist.album_count, one="album", many="albums"),
            Count.create(value=artist.song_count, one="song", many="songs"),
            is_round=True,
        ),
        rx.el.div(
            PlayButton.create(
                kind=SourceKind.ARTIST.value, source_id=artist.id, label=artist.name, large=True
            ),
            RadioButton.create(seed=f"{SeedKind.ARTIST}:{artist.id}", name=artist.name),
            edit_link("artists", artist.id),
            class_name="actions",
        ),
        rx.cond(
            ArtistState.albums.length() > 0,
            section("Albums", cards(ArtistState.albums, album_card)),
        ),
        rx.cond(
            ArtistState.appears_on.length() > 0,
            section("Appears on", cards(ArtistState.appears_on, album_card)),
        ),
        section(
            "Songs",
            SongList.create(
                songs=ArtistState.songs,
                source=f"artist:{artist.id}",
                total=ArtistState.song_total,
                on_more=ArtistState.more,
                label=artist.name,
            ),
        ),
    )


def artist_page() -> rx.Component:
    """Lay the artist's page out."""
    return shell(
        rx.cond(
            ArtistState.lost,
            empty("mic-vocal", "There is no such artist", "They may have been removed."),
            rx.cond(ArtistState.artist, _artist(ArtistState.artist), skeleton_rows()),
        )
    )
