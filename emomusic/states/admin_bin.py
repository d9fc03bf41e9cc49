"""The bin of the desk."""

from __future__ import annotations

import reflex as rx

from emomusic.errors import InvalidInput
from emomusic.services.access import ADMINISTRATOR, ADMINISTRATOR_CONFIRMED
from emomusic.services.desk import purge, wastebin
from emomusic.services.desk.others_list import BinRow, bin_counts, list_bin
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.admin_table import KindTableState
from emomusic.states.base import AppState, offload
from emomusic.states.desk_forms import counted


class BinState(KindTableState, AppState):
    """What was deleted, and can come back."""

    rows: list[BinRow] = []
    sort: str = "binned"
    descending: bool = True
    kind: str = wastebin.Binned.SONG.value
    songs: int = 0
    albums: int = 0
    artists: int = 0
    left_out: int = 0
    done: str = ""
    dialog: str = ""
    heading: str = ""
    delete_files: bool = False

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show what is in the bin."""
        self.dialog = self.done = ""
        await self._show_first()
        if not self.total:
            counts = {"song": self.songs, "album": self.albums, "artist": self.artists}
            self.kind = next((kind for kind, count in counts.items() if count), self.kind)
            await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def restore(self, row_id: int) -> None:
        """Take something out of the bin, or all that is chosen.

        Args:
            row_id: Which; 0 for what is chosen.
        """
        kind = wastebin.Binned(self.kind)
        ids = [int(row_id)] if row_id else await self._chosen()
        songs = await offload(wastebin.restore, person(self), kind, ids)
        said = counted(len(ids), kind.value, f"{kind.value}s")
        with_songs = f" with {counted(songs, 'song', 'songs')}"
        self.done = f"{said}{with_songs if kind is not wastebin.Binned.SONG else ''} restored."
        self._choose([])
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_purging(self, everything: bool) -> None:
        """Say what goes for good, before anything does.

        Args:
            everything: All of the bin, or only what is chosen.
        """
        chosen = len(self.selected) if not self.all_matching else self.total
        what = counted(chosen, self.kind, f"{self.kind}s")
        self.heading = "Empty the bin" if everything else f"Delete {what} for good"
        self.delete_files = False
        self.dialog = "all" if everything else "chosen"

    @rx.event
    @requires(ADMINISTRATOR)
    async def with_files(self, checked: bool) -> None:
        """Delete the files in folders of music as well, or not.

        Args:
            checked: Whether.
        """
        self.delete_files = bool(checked)

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def purge(self) -> None:
        """Delete for good what the dialog named."""
        actor, files = person(self), self.delete_files
        if self.dialog == "all":
            gone = await offload(purge.empty_bin, actor, delete_files=files)
        elif self.dialog == "chosen":
            kind = wastebin.Binned(self.kind)
            ids = await self._chosen()
            gone = await offload(purge.purge, actor, kind, ids, delete_files=files)
        else:
            raise InvalidInput("Choose what is to be deleted.")
        self.dialog = ""
        said = [f"{counted(gone.songs, 'song', 'songs')} deleted for good."]
        if gone.files_deleted:
            said.append(f"{counted(gone.files_deleted, 'file', 'files')} deleted.")
        if gone.files_left:
            said.append(f"{counted(gone.files_left, 'file stays', 'files stay')} where it was.")
        if gone.files_failed:
            said.append(f"{counted(gone.files_failed, 'file', 'files')} could not be deleted.")
        self.done = " ".join(said)
        self._choose([])
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def take_again(self) -> None:
        """Let scans find the files of purged songs again."""
        count = await offload(purge.take_again, person(self))
        self.done = f"The next scan finds {counted(count, 'file', 'files')} again."
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def close(self) -> None:
        """Close the dialog."""
        self.dialog = ""

    @rx.event
    @requires(ADMINISTRATOR)
    async def dismiss(self) -> None:
        """Say no more of what was done."""
        self.done = ""

    async def _chosen(self) -> list[int]:
        if not self.all_matching:
            return list(self.selected)
        kind = wastebin.Binned(self.kind)
        pages: list[int] = []
        while len(pages) < self.total:
            page = await offload(list_bin, kind, True, len(pages), 500)
            if not page.rows:
                break
            pages += [row.id for row in page.rows]
        return pages

    async def _page(self, offset: int, limit: int) -> Page[BinRow]:
        counts = await offload(bin_counts)
        self.songs, self.albums, self.artists = counts.songs, counts.albums, counts.artists
        self.left_out = await offload(purge.left_out_count)
        kind = wastebin.Binned(self.kind)
        return await offload(list_bin, kind, self.descending, offset, limit)

    def _kinds(self) -> frozenset[str]:
        return frozenset(wastebin.Binned)

    def _sortable(self) -> frozenset[str]:
        return frozenset({"binned"})
