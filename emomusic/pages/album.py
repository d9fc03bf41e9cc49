"""One album."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import HERO_COVER_PX, empty, hero, length_and_count, skeleton_rows
from emomusic.components.links import edit_link, link
from emomusic.components.shell import shell
from emomusic.player import Cover, EmotionWash, PlayButton, RadioButton, Reheard, SongList
from emomusic.services.discovery.seeds import SeedKind
from emomusic.services.orders import SourceKind
from emomusic.services.views import AlbumDetail
from emomusic.social import AddAll
from emomusic.states.catalogue import AlbumState


def _album(detail: rx.Var[AlbumDetail]) -> rx.Component:
    album = detail.album
    return rx.fragment(
        EmotionWash.create(valence=album.valence, arousal=album.arousal),
        Reheard.create(on_reheard=AlbumState.load),
        hero(
            "Album",
            album.title,
            Cover.create(cover=album.cover, title=album.title, size=HERO_COVER_PX),
            link(album.artist, href=f"/artist/{album.artist_id}"),
            rx.cond(album.year, rx.el.span(album.year)),
            rx.cond(detail.genres.length() > 0, rx.el.span(detail.genres.join(", "))),
            *length_and_count(album.song_count, album.duration_s),
        ),
        rx.el.div(
            PlayButton.create(
                kind=SourceKind.ALBUM.value, source_id=album.id, label=album.title, large=True
            ),
            AddAll.create(source=f"album:{album.id}", class_name="chip"),
            RadioButton.create(seed=f"{SeedKind.ALBUM}:{album.id}", name=album.title),
            edit_link("albums", album.id),
            class_name="actions",
        ),
        SongList.create(
            songs=detail.songs,
            source=f"album:{album.id}",
            show_album=False,
            show_track=True,
            label=album.title,
        ),
    )


def album_page() -> rx.Component:
    """Lay the album's page out."""
    return shell(
        rx.cond(
            AlbumState.lost,
            empty("disc-3", "There is no such album", "It may have been removed."),
            rx.cond(AlbumState.detail, _album(AlbumState.detail), skeleton_rows()),
        )
    )
