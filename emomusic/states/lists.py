"""Long lists of the library, shown a page at a time."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.services import catalogue, likes
from emomusic.services.access import LISTENER
from emomusic.services.orders import AlbumSort, SongSort
from emomusic.services.views import AlbumView, ArtistView, Page, SongView
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload

CARDS_PER_PAGE = 60
ROWS_PER_PAGE = 200


class PagedState(rx.State, mixin=True):
    """A list that grows from its end; the states that use it say where its pages come from."""

    rows: list[Any] = []
    total: int = 0
    ready: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the first page."""
        await self._show(0)

    @rx.event
    @requires(LISTENER)
    async def more(self) -> None:
        """Append the next page."""
        if len(self.rows) < self.total:
            await self._show(len(self.rows))

    async def _show(self, offset: int) -> None:
        page = await self._page(offset)
        self.rows = [*self.rows[:offset], *page.rows]
        self.total = page.total
        self.ready = True

    async def _page(self, offset: int) -> Page[Any]:
        raise NotImplementedError


class AlbumsState(PagedState, AppState):
    """All albums."""

    rows: list[AlbumView] = []
    sort: str = AlbumSort.NEWEST.value

    @rx.event
    @requires(LISTENER)
    async def sort_by(self, sort: str) -> None:
        """Order the albums anew.

        Args:
            sort: The value of an `AlbumSort`.
        """
        if sort in set(AlbumSort):
            self.sort = sort
        await self._show(0)

    async def _page(self, offset: int) -> Page[AlbumView]:
        return await offload(catalogue.list_albums, AlbumSort(self.sort), offset, CARDS_PER_PAGE)


class ArtistsState(PagedState, AppState):
    """All artists by name."""

    rows: list[ArtistView] = []

    async def _page(self, offset: int) -> Page[ArtistView]:
        return await offload(catalogue.list_artists, offset, CARDS_PER_PAGE)


class SongsState(PagedState, AppState):
    """All songs by title."""

    rows: list[SongView] = []

    async def _page(self, offset: int) -> Page[SongView]:
        return await offload(
            catalogue.list_songs, person(self).id, SongSort.TITLE, offset, ROWS_PER_PAGE
        )


class LikedState(PagedState, AppState):
    """The songs this person likes, the latest first."""

    rows: list[SongView] = []

    async def _page(self, offset: int) -> Page[SongView]:
        return await offload(likes.liked_songs, person(self).id, offset, ROWS_PER_PAGE)
