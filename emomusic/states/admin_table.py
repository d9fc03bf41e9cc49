"""A table of the desk: one page of rows, its order, what is searched for, and what is chosen."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.services.access import ADMINISTRATOR
from emomusic.services.views import Page
from emomusic.states.access import requires

ROWS_PER_PAGE = 50
LONGEST_QUERY = 200


class AdminTableState(rx.State, mixin=True):
    """What `components.admin_table` shows; the states that use it say where its rows come from.

    A state gives `rows` their type and `sort` its first column, and defines `_page` and
    `_sortable`. A row has an `id`. Changes end with `await self._show()`.
    """

    rows: list[Any] = []
    total: int = 0
    ready: bool = False
    page_number: int = 1
    page_count: int = 1
    first_row: int = 0
    last_row: int = 0
    query: str = ""
    sort: str = ""
    descending: bool = False
    selected: list[int] = []
    page_is_selected: bool = False
    all_matching: bool = False

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show the first page; what was chosen before is chosen no more."""
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def refresh(self) -> None:
        """Show the same page as it is now."""
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def search(self, query: str) -> None:
        """Show what matches some words.

        Args:
            query: The words.
        """
        self.query = str(query)[:LONGEST_QUERY]
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def sort_by(self, column: str) -> None:
        """Order by a column, or turn its order round.

        Args:
            column: One of the table's.
        """
        if column not in self._sortable():
            return
        self.descending = not self.descending if column == self.sort else False
        self.sort = column
        self.page_number = 1
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def go_to(self, page_number: int) -> None:
        """Show another page.

        Args:
            page_number: From 1; what is outside is brought inside.
        """
        self.page_number = int(page_number)
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def select_row(self, row_id: int) -> None:
        """Choose a row, or no longer.

        Args:
            row_id: Which.
        """
        chosen = set(self.selected)
        chosen ^= {int(row_id)}
        self._choose(sorted(chosen))

    @rx.event
    @requires(ADMINISTRATOR)
    async def select_page(self) -> None:
        """Choose all rows of this page, or none of them where all are."""
        here = {row.id for row in self.rows}
        chosen = set(self.selected)
        self._choose(sorted(chosen - here if here <= chosen else chosen | here))

    @rx.event
    @requires(ADMINISTRATOR)
    async def select_all_matching(self) -> None:
        """Choose all rows that match, on whatever page."""
        self._choose(sorted({*self.selected, *(row.id for row in self.rows)}))
        self.all_matching = True

    @rx.event
    @requires(ADMINISTRATOR)
    async def select_none(self) -> None:
        """Choose nothing."""
        self._choose([])

    def _choose(self, ids: list[int]) -> None:
        self.selected = ids
        self.all_matching = False
        self._mark_page()

    def _mark_page(self) -> None:
        chosen = set(self.selected)
        self.page_is_selected = bool(self.rows) and all(row.id in chosen for row in self.rows)

    async def _show_first(self) -> None:
        """Show the first page of what is asked for now; nothing is chosen any more."""
        self.page_number = 1
        self._choose([])
        await self._show()

    async def _show(self) -> None:
        """Fetch the page anew; the last one there is, where rows have gone."""
        wanted = max(1, min(self.page_number, 10**7))
        page = await self._page((wanted - 1) * ROWS_PER_PAGE, ROWS_PER_PAGE)
        self.page_count = max(1, -(-page.total // ROWS_PER_PAGE))
        if wanted > self.page_count:
            wanted = self.page_count
            page = await self._page((wanted - 1) * ROWS_PER_PAGE, ROWS_PER_PAGE)
        offset = (wanted - 1) * ROWS_PER_PAGE
        self.page_number = wanted
        self.rows = list(page.rows)
        self.total = page.total
        self.first_row = offset + 1 if page.rows else 0
        self.last_row = offset + len(page.rows)
        self.ready = True
        self._mark_page()

    async def _page(self, offset: int, limit: int) -> Page[Any]:
        raise NotImplementedError

    def _sortable(self) -> frozenset[str]:
        raise NotImplementedError


class KindTableState(AdminTableState, mixin=True):
    """A table that shows one of a few kinds of rows; a state defines `_kinds`."""

    kind: str = ""

    @rx.event
    @requires(ADMINISTRATOR)
    async def filter_by(self, kind: str) -> None:
        """Show only rows of a kind.

        Args:
            kind: One of the table's; anything else changes nothing.
        """
        if kind in self._kinds():
            self.kind = kind
        await self._show_first()

    def _kinds(self) -> frozenset[str]:
        raise NotImplementedError
