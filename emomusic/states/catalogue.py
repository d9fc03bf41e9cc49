"""One album, one artist, one song: what their pages show."""

from __future__ import annotations

import reflex as rx

from emomusic.errors import NotFound
from emomusic.services import catalogue
from emomusic.services.access import LISTENER
from emomusic.services.views import (
    AlbumDetail,
    AlbumView,
    ArtistView,
    SongDetail,
    SongView,
)
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload
from emomusic.states.lists import ROWS_PER_PAGE


def id_in_path(state: AppState) -> int:
    """Return the number at the end of the page's path.

    Args:
        state: The state whose page is asked for.

    Returns:
        The id.

    Raises:
        NotFound: The path ends in something else.
    """
    last = state.router.url.path.rstrip("/").rpartition("/")[2]
    if not last.isdecimal() or len(last) > 18:
        raise NotFound("There is no such page.")
    return int(last)


class AlbumState(AppState):
    """One album."""

    detail: AlbumDetail | None = None
    lost: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the album that the path names."""
        self.lost = False
        try:
            self.detail = await offload(catalogue.album, id_in_path(self), person(self).id)
        except NotFound:
            self.detail, self.lost = None, True


class ArtistState(AppState):
    """One artist."""

    artist: ArtistView | None = None
    albums: list[AlbumView] = []
    appears_on: list[AlbumView] = []
    songs: list[SongView] = []
    song_total: int = 0
    lost: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the artist that the path names."""
        self.lost = False
        try:
            detail = await offload(
                catalogue.artist, id_in_path(self), person(self).id, 0, ROWS_PER_PAGE
            )
        except NotFound:
            self.artist, self.lost = None, True
            return
        self.artist = detail.artist
        self.albums = list(detail.albums)
        self.appears_on = list(detail.appears_on)
        self.songs = list(detail.songs.rows)
        self.song_total = detail.songs.total

    @rx.event
    @requires(LISTENER)
    async def reheard(self) -> None:
        """Show the albums' emotions anew; the rows of songs look after theirs themselves."""
        if self.artist is None:
            return
        detail = await offload(catalogue.artist, self.artist.id, person(self).id, 0, 0)
        self.albums = list(detail.albums)
        self.appears_on = list(detail.appears_on)

    @rx.event
    @requires(LISTENER)
    async def more(self) -> None:
        """Append the next songs."""
        if self.artist is None or len(self.songs) >= self.song_total:
            return
        detail = await offload(
            catalogue.artist, self.artist.id, person(self).id, len(self.songs), ROWS_PER_PAGE
        )
        self.songs.extend(detail.songs.rows)


class SongState(AppState):
    """One song."""

    detail: SongDetail | None = None
    lost: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the song that the path names."""
        self.lost = False
        try:
            self.detail = await offload(catalogue.song, id_in_path(self), person(self).id)
        except NotFound:
            self.detail, self.lost = None, True
