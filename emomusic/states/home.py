"""The first page: where one was, what is new, and a shelf for each mood."""

from __future__ import annotations

import logging

import reflex as rx

from emomusic.emotion.curve import Mood
from emomusic.errors import Unavailable
from emomusic.services import catalogue, listening, privacy
from emomusic.services.access import LISTENER
from emomusic.services.analytics.trending import trending
from emomusic.services.discovery.daily import mixes_of_today
from emomusic.services.discovery.kept_mixes import MixCard
from emomusic.services.orders import AlbumSort
from emomusic.services.views import AlbumView, SongShelf, SongView
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload

TILES = 5
SHELF, CHOSEN = 12, 8

log = logging.getLogger(__name__)


class HomeState(AppState):
    """The shelves of the home page."""

    ready: bool = False
    tiles: list[AlbumView] = []
    recent: list[SongView] = []
    is_tracked: bool = True
    mixes: list[MixCard] = []
    mixes_ready: bool = False
    trending: list[SongView] = []
    trending_why: str = ""
    newest: list[AlbumView] = []
    happy: list[SongView] = []
    angry: list[SongView] = []
    sad: list[SongView] = []
    calm: list[SongView] = []
    song_count: int = 0
    analysed_count: int = 0

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Fill the shelves."""
        me = person(self).id
        self.is_tracked = await offload(privacy.is_tracked, me)
        self.recent = await self._recently_played(me)
        self.newest = list((await offload(catalogue.list_albums, AlbumSort.NEWEST, 0, SHELF)).rows)
        self.tiles = await self._tiles()
        risen = await _trending(me)
        self.trending, self.trending_why = list(risen.songs), risen.why
        for mood in (Mood.HAPPY, Mood.ANGRY, Mood.SAD, Mood.CALM):
            songs = await offload(catalogue.songs_of_mood, mood, me, SHELF)
            setattr(self, mood.value, list(songs))
        counts = await offload(catalogue.counts)
        self.song_count, self.analysed_count = counts.songs, counts.analysed
        self.ready = True

    @rx.event
    @requires(LISTENER)
    async def show_mixes(self, utc_offset_min: int) -> None:
        """Show the mixes of the day that it is where the reader is.

        Args:
            utc_offset_min: Minutes that their clock is ahead of UTC.
        """
        try:
            self.mixes = list(await mixes_of_today(person(self).id, utc_offset_min))
        except Unavailable as error:
            log.warning("the home page is shown without mixes: %s", error.sentence)
            self.mixes = []
        self.mixes_ready = True

    async def _recently_played(self, user_id: int) -> list[SongView]:
        try:
            ids = await listening.recently_played(user_id, SHELF)
        except Unavailable as error:
            log.warning("the home page is shown without what was played: %s", error.sentence)
            return []
        return list(await offload(catalogue.songs_by_ids, ids, user_id))

    async def _tiles(self) -> list[AlbumView]:
        played = list(dict.fromkeys(song.album_id for song in self.recent))[:TILES]
        albums = list(await offload(catalogue.albums_by_ids, played))
        known = {album.id for album in albums}
        return (albums + [album for album in self.newest if album.id not in known])[:TILES]


async def _trending(user_id: int) -> SongShelf:
    try:
        return await trending(user_id, CHOSEN)
    except Unavailable as error:
        log.warning("the home page is shown without a shelf: %s", error.sentence)
        return SongShelf((), "")
