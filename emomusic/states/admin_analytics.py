"""Analytics of the desk: the whole platform, and one song."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from itertools import islice

import reflex as rx

from emomusic.errors import NotFound
from emomusic.services import catalogue, search
from emomusic.services.access import ADMINISTRATOR
from emomusic.services.analytics.chart import Chart
from emomusic.services.analytics.platform import (
    PLATFORM_CHARTS,
    PLATFORM_GROUPS,
    SONG_CHARTS,
    draw,
)
from emomusic.services.analytics.platform_asked import Asked
from emomusic.services.desk.songs_list import genres
from emomusic.services.views import SongView
from emomusic.states.access import person, requires
from emomusic.states.analytics_range import AnalyticsRangeState
from emomusic.states.base import AppState, offload
from emomusic.states.catalogue import id_in_path

LONGEST_QUERY = 200
ALBUMS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """Charts under one heading."""

    title: str
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class AlbumChoice:
    """An album that can be chosen, as one line of text."""

    id: int
    label: str


class AnalyticsState(AnalyticsRangeState, AppState):
    """The charts of the platform."""

    groups: list[ChartGroup] = []
    genre: str = ""
    genres: list[str] = []
    album: AlbumChoice | None = None
    albums: list[AlbumChoice] = []
    times_cleared: int = 0

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show the range that was looked at last; four weeks at first."""
        self.genres = list(await offload(genres))
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def choose_genre(self, genre: str) -> AsyncIterator[None]:
        """Look at the songs of one genre.

        Args:
            genre: One that songs have; empty for all.
        """
        self.genre = genre if genre in self.genres else ""
        self.busy = True
        yield
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def find_album(self, text: str) -> AsyncIterator[None]:
        """Offer albums by some words; the whole line of one chooses it, and nothing all albums.

        Args:
            text: What stands in the field.
        """
        words = str(text)[:LONGEST_QUERY]
        chosen = next((one for one in self.albums if one.label == words), None)
        if chosen is None and words.strip():
            found = await offload(search.search, words, person(self).id, ALBUMS_OFFERED)
            self.albums = [
                AlbumChoice(one.id, f"{one.title} · {one.artist}") for one in found.albums
            ]
            return
        if chosen == self.album:
            return
        self.album, self.busy = chosen, True
        yield
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def choose_all(self) -> AsyncIterator[None]:
        """Look at all music again."""
        self.album, self.albums, self.genre, self.busy = None, [], "", True
        self.times_cleared += 1
        yield
        await self._show()

    def _narrowed(self, asking: Asked) -> Asked:
        album_id = self.album.id if self.album is not None else 0
        return replace(asking, album_id=album_id, genre=self.genre)

    async def _draw(self, asking: Asked) -> None:
        charts = iter(await draw(PLATFORM_CHARTS, asking))
        self.groups = [
            ChartGroup(title, tuple(islice(charts, len(makers))))
            for title, makers in PLATFORM_GROUPS
        ]


class SongAnalyticsState(AnalyticsRangeState, AppState):
    """The charts of one song."""

    song: SongView | None = None
    charts: list[Chart] = []
    lost: bool = False

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show the song that the path names."""
        self.lost = False
        try:
            detail = await offload(catalogue.song, id_in_path(self), person(self).id)
        except NotFound:
            self.song, self.charts, self.lost = None, [], True
            return
        if self.song is None or self.song.id != detail.song.id:
            self.charts, self.ready = [], False
        self.song = detail.song
        await self._show()

    def _narrowed(self, asking: Asked) -> Asked:
        return replace(asking, song_id=self.song.id if self.song is not None else 0)

    async def _draw(self, asking: Asked) -> None:
        if asking.song_id:
            self.charts = list(await draw(SONG_CHARTS, asking))
