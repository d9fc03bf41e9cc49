"""The albums of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from emomusic.errors import InvalidInput
from emomusic.services.access import ADMINISTRATOR, Person
from emomusic.services.desk import albums, wastebin
from emomusic.services.desk.others_list import AlbumRow, AlbumsSort, list_albums, matching_others
from emomusic.services.desk.snapshots import AlbumSnapshot
from emomusic.services.desk.songs import MOST_AT_ONCE
from emomusic.services.desk.write_back import write_back_albums
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.admin_catalogue import MergingDeskState
from emomusic.states.base import AppState, offload
from emomusic.states.desk_forms import FormField, counted, field_of, typed


class AlbumsDeskState(MergingDeskState, AppState):
    """All albums that are not in the bin."""

    rows: list[AlbumRow] = []
    sort: str = AlbumsSort.TITLE.value
    cover: str = ""
    cover_mixed: bool = False
    choices: list[AlbumRow] = []
    _seen: tuple[AlbumSnapshot, ...] = ()
    _undo: Any = None

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_throwing(self, album_id: int) -> None:
        """Say what becomes of the songs, before anything does.

        Args:
            album_id: Which; 0 for those that are chosen.
        """
        self._ids = tuple([int(album_id)] if album_id else await self._chosen())
        seen = await offload(albums.albums_to_edit, self._ids)
        there = await offload(wastebin.consequences_for_albums, self._ids)
        self.songs_there = there.songs
        is_one = len(seen) == 1
        self.heading = f"Delete “{seen[0].title}”" if is_one else f"Delete {len(seen):,} albums"
        self.wrong, self.dialog = "", "delete"

    @rx.event
    @requires(ADMINISTRATOR)
    async def throw_away(self, songs: str) -> None:
        """Put the albums into the bin.

        Args:
            songs: What becomes of their songs, the value of an `AlbumSongs`.
        """
        if songs not in set(wastebin.AlbumSongs):
            raise InvalidInput("Choose what becomes of the songs.")
        fate = wastebin.AlbumSongs(songs)
        thrown = await offload(wastebin.bin_albums, person(self), self._ids, fate)
        said = f"{counted(len(thrown.ids), 'album', 'albums')} put into the bin"
        if thrown.songs and fate is wastebin.AlbumSongs.BIN:
            said += f" with {counted(thrown.songs, 'song', 'songs')}"
        elif thrown.songs:
            said += f"; {counted(thrown.songs, 'song stays', 'songs stay')} without an album"
        await self._finish(f"{said}.", thrown, with_choice=True)

    async def _open_form(self, ids: Sequence[int]) -> None:
        seen = await offload(albums.albums_to_edit, ids)
        self._seen = seen
        is_one = len(seen) == 1
        title = [field_of("title", "Title", [one.title for one in seen])] if is_one else []
        self.fields = [
            *title,
            field_of("artist", "Artist", [one.artist for one in seen]),
            field_of("year", "Year", [one.year for one in seen], optional=True, numeric=True),
        ]
        covers = {one.cover for one in seen}
        self.cover_mixed = len(covers) > 1
        self.cover = "" if self.cover_mixed else covers.pop()
        self.heading = f"Edit “{seen[0].title}”" if is_one else f"Edit {len(seen):,} albums"
        self.wrong, self.dialog = "", "edit"

    async def _save(self, changes: dict[str, str], write_tags: bool) -> tuple[str, Any]:
        actor = person(self)
        change = albums.AlbumChange(**typed(changes, ("title", "artist", "year", "cover")))
        edit = await offload(albums.edit_albums, actor, self._seen, change)
        sentence = f"{counted(edit.count, 'album', 'albums')} changed."
        if write_tags:
            written = await offload(write_back_albums, actor, [one.id for one in edit.after])
            sentence = f"{sentence} {written.sentence}"
        return sentence, edit if edit.count else None

    async def _see_again(self) -> None:
        self._seen = await offload(albums.albums_to_edit, [one.id for one in self._seen])

    def _new_fields(self) -> list[FormField]:
        return [
            FormField("title", "Title"),
            FormField("artist", "Artist"),
            FormField("year", "Year", optional=True, numeric=True),
        ]

    async def _add(self, changes: dict[str, str]) -> str:
        form = typed(changes, ("title", "artist", "year"))
        title, artist, year = (form.get(name, "") for name in ("title", "artist", "year"))
        await offload(albums.add_album, person(self), title, artist, year)
        return f"“{title.strip()}” was added. Songs come to it by editing or moving them."

    async def _to_merge(self) -> list[AlbumRow]:
        seen = await offload(albums.albums_to_edit, self._ids)
        shown = {row.id: row for row in self.rows}
        return [
            shown.get(one.id, AlbumRow(one.id, one.title, one.artist, one.year or 0, 0, one.cover))
            for one in seen
        ]

    async def _merge(self, target_id: int) -> tuple[str, Any]:
        merged = await offload(albums.merge_albums, person(self), self._ids, target_id)
        said = (
            f"{counted(len(self._ids), 'album', 'albums')} are one now; "
            f"{counted(merged.songs, 'song', 'songs')} moved."
        )
        return said, merged

    async def _matching(self) -> Sequence[int]:
        return await offload(matching_others, wastebin.Binned.ALBUM, self.query, MOST_AT_ONCE)

    async def _page(self, offset: int, limit: int) -> Page[AlbumRow]:
        sort = AlbumsSort(self.sort)
        return await offload(list_albums, self.query, sort, self.descending, offset, limit)

    def _sortable(self) -> frozenset[str]:
        return frozenset(AlbumsSort)

    @staticmethod
    def _undo_now(actor: Person, last: Any) -> str:
        if isinstance(last, wastebin.ThrownAway):
            wastebin.undo_bin(actor, last)
            return f"{counted(len(last.ids), 'album', 'albums')} restored."
        if isinstance(last, albums.AlbumsEdited):
            edit = albums.undo_albums(actor, last)
            return f"{counted(edit.count, 'album is', 'albums are')} as before."
        if isinstance(last, albums.AlbumsMerged):
            albums.undo_merged_albums(actor, last)
            return "The albums are as before."
        raise InvalidInput("There is nothing to undo.")
