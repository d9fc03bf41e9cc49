"""Search as you type."""

from __future__ import annotations

import reflex as rx

from emomusic.services import search
from emomusic.services.access import LISTENER
from emomusic.services.views import AlbumView, ArtistView, SongView
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload

LONGEST_QUERY = 200


class SearchState(AppState):
    """What was asked for and what was found."""

    query: str = ""
    songs: list[SongView] = []
    albums: list[AlbumView] = []
    artists: list[ArtistView] = []
    searched: bool = False

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
