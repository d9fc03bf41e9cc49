"""The albums of the desk."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.errors import Conflict, EmoMusicError, InvalidInput
from emomusic.services.access import ADMINISTRATOR, Person
from emomusic.services.desk import albums, wastebin
from emomusic.services.desk.others_list import AlbumRow, AlbumsSort, list_albums, matching_others
from emomusic.services.desk.snapshots import AlbumSnapshot
from emomusic.services.desk.songs import MOST_AT_ONCE
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.admin_table import LONGEST_QUERY, AdminTableState
from emomusic.states.base import AppState, offload
from emomusic.states.desk_forms import DeskDoneState, FormField, counted, field_of, typed


class AlbumsDeskState(DeskDoneState, AdminTableState, AppState):
    """All albums that are not in the bin."""

    rows: list[AlbumRow] = []
    sort: str = AlbumsSort.TITLE.value
    fields: list[FormField] = []
    cover: str = ""
    cover_mixed: bool = False
    heading: str = ""
    choices: list[AlbumRow] = []
    songs_there: int = 0
    _seen: tuple[AlbumSnapshot, ...] = ()
    _ids: tuple[int, ...] = ()
    _undo: Any = None

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show the albums, with what the page's address searches for."""
        self._close()
        self._did("", None)
        self._choose([])
        asked = self.router.url.query_parameters
        if "query" in asked:
            self.query = asked["query"][:LONGEST_QUERY]
        self.page_number = 1
        await self._show()
        if asked.get("edit", "").isdecimal() and len(asked["edit"]) < 10:
            await self._open_form([int(asked["edit"])])

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_adding(self) -> None:
        """Open the form of a new album."""
        self.fields = [
            FormField("title", "Title"),
            FormField("artist", "Artist"),
            FormField("year", "Year", optional=True, numeric=True),
        ]
        self.wrong, self.dialog = "", "add"

    @rx.event
    @requires(ADMINISTRATOR)
    async def add(self, changes: dict[str, str], write_tags: bool) -> None:
        """Make an album without songs.

        Args:
            changes: `title`, `artist` and `year`.
            write_tags: Not used: it has no files.
        """
        try:
            form = typed(changes, ("title", "artist", "year"))
            title, artist, year = (form.get(name, "") for name in ("title", "artist", "year"))
            await offload(albums.add_album, person(self), title, artist, year)
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        self._close()
        self._did(f"“{title.strip()}” was added. Songs come to it by editing or moving them.", None)
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def edit(self, album_id: int) -> None:
        """Open the form of an album, or of those that are chosen.

        Args:
            album_id: Which; 0 for those that are chosen.
        """
        await self._open_form([int(album_id)] if album_id else await self._chosen())

    @rx.event
    @requires(ADMINISTRATOR)
    async def save(self, changes: dict[str, str], write_tags: bool) -> None:
        """Save the fields that were touched.

        Args:
            changes: What was typed into them.
            write_tags: Not used: songs' files are written from the table of songs.
        """
        actor = person(self)
        try:
            change = albums.AlbumChange(**typed(changes, ("title", "artist", "year", "cover")))
            edit = await offload(albums.edit_albums, actor, self._seen, change)
        except Conflict as error:
            self.wrong = error.sentence
            self._seen = await offload(albums.albums_to_edit, [one.id for one in self._seen])
            return
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        self._close()
        self._did(
            f"{counted(edit.count, 'album', 'albums')} changed.", edit if edit.count else None
        )
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_merging(self) -> None:
        """Open the choice of the album that stays."""
        chosen = set(self.selected)
        if not 2 <= len(chosen) <= 20 or self.all_matching:
            raise InvalidInput("Choose 2 to 20 albums to merge.")
        self._ids = tuple(sorted(chosen))
        seen = await offload(albums.albums_to_edit, self._ids)
        shown = {row.id: row for row in self.rows}
        self.choices = [
            shown.get(one.id, AlbumRow(one.id, one.title, one.artist, one.year or 0, 0, one.cover))
            for one in seen
        ]
        self.wrong, self.dialog = "", "merge"

    @rx.event
    @requires(ADMINISTRATOR)
    async def merge_into(self, album_id: int) -> None:
        """Merge the chosen albums.

        Args:
            album_id: The one that stays.
        """
        try:
            moved = await offload(albums.merge_albums, person(self), self._ids, int(album_id))
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        self._close()
        self._did(
            f"{counted(len(self._ids), 'album', 'albums')} are one now; "
            f"{counted(moved, 'song', 'songs')} moved.",
            None,
        )
        self._choose([])
        await self._show()

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
        self._close()
        said = f"{counted(len(thrown.ids), 'album', 'albums')} put into the bin"
        if thrown.songs and fate is wastebin.AlbumSongs.BIN:
            said += f" with {counted(thrown.songs, 'song', 'songs')}"
        elif thrown.songs:
            said += f"; {counted(thrown.songs, 'song stays', 'songs stay')} without an album"
        self._did(f"{said}.", thrown)
        self._choose([])
        await self._show()

    async def _open_form(self, ids: list[int]) -> None:
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

    async def _chosen(self) -> list[int]:
        if self.all_matching:
            kind = wastebin.Binned.ALBUM
            return list(await offload(matching_others, kind, self.query, MOST_AT_ONCE))
        return list(self.selected)

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
        raise InvalidInput("There is nothing to undo.")
