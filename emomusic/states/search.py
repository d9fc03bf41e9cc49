"""Search as you type."""

from __future__ import annotations

from contextlib import suppress

import reflex as rx

from emomusic.errors import Unavailable
from emomusic.services import search
from emomusic.services.access import LISTENER
from emomusic.services.vain_searches import count_vain_search
from emomusic.services.views import AlbumView, ArtistView, SongView
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload
from emomusic.store.tables import now

LONGEST_QUERY = 200


class SearchState(AppState):
    """What was asked for and what was found."""

    query: str = ""
    songs: list[SongView] = []
    albums: list[AlbumView] = []
    artists: list[ArtistView] = []
    searched: bool = False
    _in_vain: str = ""

    @rx.var
    def nothing_found(self) -> bool:
        """Whether a search ended with empty hands."""
        return self.searched and not (self.songs or self.albums or self.artists)

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
            self.songs, self.albums, self.artists, self.searched = [], [], [], False
            return
        found = await offload(search.search, self.query, person(self).id)
        self.songs = list(found.songs)
        self.albums = list(found.albums)
        self.artists = list(found.artists)
        self.searched = True
