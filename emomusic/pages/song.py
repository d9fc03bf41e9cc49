"""One song: its facts, and the course of its emotion."""

from __future__ import annotations

import reflex as rx

from emomusic.components.cards import HERO_COVER_PX, empty, hero, section, skeleton_rows
from emomusic.components.links import edit_link, link
from emomusic.components.local import Clock, LocalTime
from emomusic.components.shell import shell
from emomusic.player import Cover, EmotionWash, HeardBy, PlayButton, RadioButton, Reheard, SongCurve
from emomusic.services.discovery.seeds import SeedKind
from emomusic.services.orders import SourceKind
from emomusic.services.views import ArtistRef, SongDetail
from emomusic.states.catalogue import SongState


def _artist(artist: rx.Var[ArtistRef]) -> rx.Component:
    return link(artist.name, href=f"/artist/{artist.id}")


def _fact(name: str, value: rx.Component | rx.Var[str]) -> tuple[rx.Component, rx.Component]:
    return rx.el.dt(name), rx.el.dd(value)


def _song(detail: rx.Var[SongDetail]) -> rx.Component:
    song = detail.song
    return rx.fragment(
        EmotionWash.create(valence=song.valence, arousal=song.arousal),
        Reheard.create(on_reheard=SongState.load),
        hero(
            "Song",
            song.title,
            Cover.create(cover=song.cover, title=song.album, size=HERO_COVER_PX),
            rx.foreach(song.artists, _artist),
            link(song.album, href=f"/album/{song.album_id}"),
            rx.cond(song.year, rx.el.span(song.year)),
            Clock.create(seconds=song.duration_s),
            rx.cond(song.mood != "", rx.el.span(song.mood)),
        ),
        rx.el.div(
            PlayButton.create(
                kind=SourceKind.SONG.value, source_id=song.id, label=song.title, large=True
            ),
            RadioButton.create(seed=f"{SeedKind.SONG}:{song.id}", name=song.title),
            edit_link("songs", song.id),
            class_name="actions",
        ),
        section("How it feels", SongCurve.create(song_id=song.id)),
        section(
            "Facts",
            rx.el.dl(
                *_fact("Genre", rx.cond(song.genre != "", song.genre, "–")),
                *_fact("Tempo", rx.cond(detail.tempo != "", detail.tempo, "–")),
                *_fact("Key", rx.cond(detail.key != "", detail.key, "–")),
                *_fact("Format", detail.mime_type),
                *_fact("Sample rate", f"{detail.sample_rate_hz} Hz"),
                *_fact("Channels", f"{detail.channels}"),
                *_fact("In the library since", LocalTime.create(iso=detail.added_at)),
                *_fact("Heard by", HeardBy.create(song_id=song.id, fact=True)),
                class_name="facts-list",
            ),
        ),
    )


def song_page() -> rx.Component:
    """Lay the song's page out."""
    return shell(
        rx.cond(
            SongState.lost,
            empty("music", "There is no such song", "It may have been removed."),
            rx.cond(SongState.detail, _song(SongState.detail), skeleton_rows()),
        )
    )
