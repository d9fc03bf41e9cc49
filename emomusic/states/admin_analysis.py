"""The analysis at the desk: how far it is, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import reflex as rx
from reflex.event import EventSpec

from emomusic.services import analysis_desk, features
from emomusic.services.access import ADMINISTRATOR, ADMINISTRATOR_CONFIRMED, Person
from emomusic.services.analysis_desk import Progress
from emomusic.services.analysis_list import (
    QueueFilter,
    QueueRow,
    QueueSort,
    list_queue,
    matching_songs,
)
from emomusic.services.features import Measured
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.admin_table import KindTableState
from emomusic.states.base import AppState, offload


class AnalysisState(KindTableState, AppState):
    """The songs of the analysis."""

    rows: list[QueueRow] = []
    sort: str = QueueSort.ORDER.value
    kind: str = QueueFilter.OPEN.value
    progress: Progress | None = None
    measured: Measured | None = None
    asks_whether_all: bool = False

    @rx.event
    @requires(ADMINISTRATOR)
    async def enter(self) -> None:
        """Show what is on the queue."""
        self.asks_whether_all = False
        await self._look()
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def tick(self) -> None:
        """Show how things are now."""
        await self._look()
        # What was heard does not move, and counting it is dear in a large library.
        if self.kind != QueueFilter.HEARD:
            await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def pause(self) -> None:
        """Let nothing more be heard."""
        await offload(analysis_desk.pause, person(self))
        await self._show_all()

    @rx.event
    @requires(ADMINISTRATOR)
    async def resume(self) -> None:
        """Go on with the analysis."""
        await offload(analysis_desk.resume, person(self))
        await self._show_all()

    @rx.event
    @requires(ADMINISTRATOR)
    async def retry(self, song_id: int) -> EventSpec:
        """Try a song afresh.

        Args:
            song_id: Which.
        """
        return await self._do(analysis_desk.retry, [song_id], "waits again", "wait again")

    @rx.event
    @requires(ADMINISTRATOR)
    async def cancel(self, song_id: int) -> EventSpec:
        """Take a song off the queue.

        Args:
            song_id: Which.
        """
        return await self._do(analysis_desk.cancel, [song_id], "is cancelled", "are cancelled")

    @rx.event
    @requires(ADMINISTRATOR)
    async def hear_again(self, song_id: int) -> EventSpec:
        """Have a song heard again.

        Args:
            song_id: Which.
        """
        return await self._do(analysis_desk.hear_again, [song_id], "waits", "wait")

    @rx.event
    @requires(ADMINISTRATOR)
    async def retry_chosen(self) -> EventSpec:
        """Try the chosen songs afresh."""
        ids = await self._chosen()
        return await self._do(analysis_desk.retry, ids, "waits again", "wait again")

    @rx.event
    @requires(ADMINISTRATOR)
    async def cancel_chosen(self) -> EventSpec:
        """Take the chosen songs off the queue."""
        ids = await self._chosen()
        return await self._do(analysis_desk.cancel, ids, "is cancelled", "are cancelled")

    @rx.event
    @requires(ADMINISTRATOR)
    async def hear_chosen_again(self) -> EventSpec:
        """Have the chosen songs heard again."""
        ids = await self._chosen()
        return await self._do(analysis_desk.hear_again, ids, "waits", "wait")

    @rx.event
    @requires(ADMINISTRATOR)
    async def retry_all_failed(self) -> EventSpec:
        """Try every song afresh that failed."""
        count = await offload(analysis_desk.retry_all_failed, person(self))
        await self._show_all()
        return rx.toast.success(_counted(count, "waits again", "wait again"))

    @rx.event
    @requires(ADMINISTRATOR)
    async def ask_whether_all(self, asking: bool) -> None:
        """Ask whether the whole library is meant, or no longer.

        Args:
            asking: Whether to ask.
        """
        self.asks_whether_all = bool(asking)

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def hear_all_again(self) -> EventSpec:
        """Have the whole library heard again."""
        self.asks_whether_all = False
        count = await offload(analysis_desk.hear_all_again, person(self))
        await self._show_all()
        return rx.toast.success(_counted(count, "waits", "wait"))

    async def _chosen(self) -> Sequence[int]:
        if self.all_matching:
            return await offload(matching_songs, self.query, QueueFilter(self.kind))
        return tuple(self.selected)

    async def _do(
        self,
        act: Callable[[Sequence[int], Person | None], int],
        song_ids: Sequence[int],
        one: str,
        many: str,
    ) -> EventSpec:
        count = await offload(act, song_ids, person(self))
        self._choose([])
        await self._show_all()
        return rx.toast.success(_counted(count, one, many))

    async def _show_all(self) -> None:
        await self._look()
        await self._show()

    async def _look(self) -> None:
        self.progress = await offload(analysis_desk.progress)
        self.measured = await offload(features.measured)

    async def _page(self, offset: int, limit: int) -> Page[QueueRow]:
        return await offload(
            list_queue,
            self.query,
            QueueFilter(self.kind),
            QueueSort(self.sort),
            self.descending,
            offset,
            limit,
        )

    def _kinds(self) -> frozenset[str]:
        return frozenset(QueueFilter)

    def _sortable(self) -> frozenset[str]:
        return frozenset(QueueSort)


def _counted(count: int, one: str, many: str) -> str:
    return f"1 song {one}." if count == 1 else f"{count:,} songs {many}."
