"""Search as you type."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import reflex as rx

from emomusic.errors import Unavailable
from emomusic.services import search
from emomusic.services.access import LISTENER
from emomusic.services.discovery.sounding import SoundsLike, sounds_like
from emomusic.services.playlists.searching import find_playlists
from emomusic.services.playlists.views import PlaylistCard
from emomusic.services.vain_searches import count_vain_search
from emomusic.services.views import AlbumView, ArtistView, SearchResult, SongView
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload
from emomusic.store.folding import fold
from emomusic.store.tables import now

LONGEST_QUERY = 200
SOUNDING_ROWS = 6
"""Songs that sound like the words that are shown before somebody asks for all."""


class SearchState(AppState):
    """What was asked for and what was found."""

    query: str = ""
    songs: list[SongView] = []
    albums: list[AlbumView] = []
    artists: list[ArtistView] = []
    playlists: list[PlaylistCard] = []
    sounding: SoundsLike | None = None
    sounding_songs: list[SongView] = []
    sounds_first: bool = False
    searched: bool = False
    _in_vain: str = ""

    @rx.var
    def nothing_found(self) -> bool:
        """Whether a search ended with empty hands."""
        named = self.songs or self.albums or self.artists or self.playlists
        return self.searched and not (named or self.sounding_songs)

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Take the query of the address, such as `/search?q=rain`."""
        asked = self.router.url.query_parameters.get("q", "")
        if asked:
            await self._find(asked)

    @rx.event
    @requires(LISTENER)
    async def find(self, query: str) -> None:
        """Search for what has been typed so far.

        Args:
            query: Words or beginnings of words.
        """
        await self._find(query)

    @rx.event
    @requires(LISTENER)
    async def show_all_sounding(self) -> None:
        """Show every song that sounds like the words."""
        self.sounding_songs = list(self.sounding.songs) if self.sounding else []

    @rx.event
    @requires(LISTENER)
    async def settle(self, query: str) -> None:
        """Count a search without result, once nobody has typed on for a while.

        Args:
            query: What was typed; it counts once, and only if it is what was searched for.
        """
        is_settled = query[:LONGEST_QUERY] == self.query and query != self._in_vain
        if is_settled and self.nothing_found:
            self._in_vain = query
            with suppress(Unavailable):  # it costs the statistics, not the search
                await count_vain_search(person(self).id, self.query, now())

    async def _find(self, query: str) -> None:
        self.query = query[:LONGEST_QUERY]
        if not self.query.strip():
            self.songs, self.albums, self.artists, self.playlists = [], [], [], []
            self.searched = False
            self.sounding, self.sounding_songs = None, []
            return
        me = person(self).id
        found = await offload(search.search, self.query, me)
        self.playlists = list(await offload(find_playlists, self.query, me))
        self.sounding = await offload(sounds_like, self.query, me)
        self.sounding_songs = list(self.sounding.songs[:SOUNDING_ROWS]) if self.sounding else []
        self.sounds_first = not _is_a_name(self.query, found, self.playlists)
        self.songs = list(found.songs)
        self.albums = list(found.albums)
        self.artists = list(found.artists)
        self.searched = True


def _is_a_name(query: str, found: SearchResult, playlists: Sequence[PlaylistCard]) -> bool:
    """Say whether something is called by the query, or begins with it."""
    names = (
        *(song.title for song in found.songs),
        *(album.title for album in found.albums),
        *(artist.name for artist in found.artists),
        *(playlist.title for playlist in playlists),
    )
    return any(fold(name).startswith(fold(query)) for name in names)
