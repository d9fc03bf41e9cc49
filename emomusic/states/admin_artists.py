"""The artists of the desk."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.errors import Conflict, EmoMusicError, InvalidInput
from emomusic.services.access import ADMINISTRATOR, Person
from emomusic.services.desk import artists, wastebin
from emomusic.services.desk.others_list import (
    ArtistRow,
    ArtistsSort,
    list_artists,
    matching_others,
)
from emomusic.services.desk.songs import MOST_AT_ONCE
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.admin_table import LONGEST_QUERY, AdminTableState
from emomusic.states.base import AppState, offload
from emomusic.states.desk_forms import DeskDoneState, FormField, counted, typed


class ArtistsDeskState(DeskDoneState, AdminTableState, AppState):
    """All artists that are not in the bin."""

    rows: list[ArtistRow] = []
    sort: str = ArtistsSort.NAME.value
    fields: list[FormField] = []
    heading: str = ""
    choices: list[ArtistRow] = []
    songs_there: int = 0
    albums_there: int = 0
    credits_there: int = 0
    _seen: artists.ArtistSeen | None = None
    _ids: tuple[int, ...] = ()
    _undo: Any = None

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show the artists, with what the page's address searches for."""
        self._close()
        self._did("", None)
        self._choose([])
        asked = self.router.url.query_parameters
        if "query" in asked:
            self.query = asked["query"][:LONGEST_QUERY]
        self.page_number = 1
        await self._show()
        if asked.get("edit", "").isdecimal() and len(asked["edit"]) < 10:
            await self._open_form(int(asked["edit"]))

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_adding(self) -> None:
        """Open the form of a new artist."""
        self.fields = [FormField("name", "Name")]
        self.wrong, self.dialog = "", "add"

    @rx.event
    @requires(ADMINISTRATOR)
    async def add(self, changes: dict[str, str], write_tags: bool) -> None:
        """Make an artist without songs.

        Args:
            changes: `name`.
            write_tags: Not used: there are no files.
        """
        try:
            name = typed(changes, ("name",)).get("name", "")
            await offload(artists.add_artist, person(self), name)
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        self._close()
        self._did(f"“{name.strip()}” was added.", None)
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def edit(self, artist_id: int) -> None:
        """Open the form of an artist.

        Args:
            artist_id: Which.
        """
        await self._open_form(int(artist_id))

    @rx.event
    @requires(ADMINISTRATOR)
    async def save(self, changes: dict[str, str], write_tags: bool) -> None:
        """Rename the artist.

        Args:
            changes: `name`.
            write_tags: Not used: songs' files are written from the table of songs.
        """
        seen = self._seen
        if seen is None:
            return
        try:
            name = typed(changes, ("name",)).get("name", seen.name)
            renamed = await offload(artists.rename_artist, person(self), seen, name)
        except Conflict as error:
            self.wrong = error.sentence
            self._seen = await offload(artists.artist_to_edit, seen.id)
            return
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        self._close()
        self._did(f"“{seen.name}” is “{renamed.name}” now.", (seen, renamed))
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_merging(self) -> None:
        """Open the choice of the artist who stays."""
        chosen = sorted(self.selected)
        if not 2 <= len(chosen) <= 20 or self.all_matching:
            raise InvalidInput("Choose 2 to 20 artists to merge.")
        self._ids = tuple(chosen)
        shown = {row.id: row for row in self.rows}
        self.choices = [
            shown.get(one)
            or ArtistRow(one, (await offload(artists.artist_to_edit, one)).name, 0, 0)
            for one in chosen
        ]
        self.wrong, self.dialog = "", "merge"

    @rx.event
    @requires(ADMINISTRATOR)
    async def merge_into(self, artist_id: int) -> None:
        """Merge the chosen artists.

        Args:
            artist_id: The one who stays.
        """
        try:
            merged = await offload(artists.merge_artists, person(self), self._ids, int(artist_id))
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        self._close()
        self._did(
            f"{counted(len(self._ids), 'artist', 'artists')} are one now: "
            f"{counted(merged.songs, 'song', 'songs')} and "
            f"{counted(merged.albums, 'album', 'albums')} came over.",
            None,
        )
        self._choose([])
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_throwing(self, artist_id: int) -> None:
        """Say what goes along, before anything does.

        Args:
            artist_id: Which; 0 for those that are chosen.
        """
        self._ids = tuple([int(artist_id)] if artist_id else await self._chosen())
        there = await offload(wastebin.consequences_for_artists, self._ids)
        self.songs_there, self.albums_there = there.songs, there.albums
        self.credits_there = there.credits
        if len(self._ids) == 1:
            name = (await offload(artists.artist_to_edit, self._ids[0])).name
            self.heading = f"Delete “{name}”"
        else:
            self.heading = f"Delete {len(self._ids):,} artists"
        self.wrong, self.dialog = "", "delete"

    @rx.event
    @requires(ADMINISTRATOR)
    async def throw_away(self) -> None:
        """Put the artists into the bin."""
        thrown = await offload(wastebin.bin_artists, person(self), self._ids)
        self._close()
        said = f"{counted(len(thrown.ids), 'artist', 'artists')} put into the bin"
        if thrown.songs:
            said += f" with {counted(thrown.songs, 'song', 'songs')}"
        self._did(f"{said}.", thrown)
        self._choose([])
        await self._show()

    async def _open_form(self, artist_id: int) -> None:
        self._seen = await offload(artists.artist_to_edit, artist_id)
        self.fields = [FormField("name", "Name", self._seen.name)]
        self.heading = f"Rename “{self._seen.name}”"
        self.wrong, self.dialog = "", "edit"

    async def _chosen(self) -> list[int]:
        if self.all_matching:
            kind = wastebin.Binned.ARTIST
            return list(await offload(matching_others, kind, self.query, MOST_AT_ONCE))
        return list(self.selected)

    async def _page(self, offset: int, limit: int) -> Page[ArtistRow]:
        sort = ArtistsSort(self.sort)
        return await offload(list_artists, self.query, sort, self.descending, offset, limit)

    def _sortable(self) -> frozenset[str]:
        return frozenset(ArtistsSort)

    @staticmethod
    def _undo_now(actor: Person, last: Any) -> str:
        if isinstance(last, wastebin.ThrownAway):
            wastebin.undo_bin(actor, last)
            return f"{counted(len(last.ids), 'artist', 'artists')} restored."
        before, after = last
        renamed = artists.rename_artist(actor, after, before.name)
        return f"“{after.name}” is “{renamed.name}” again."
