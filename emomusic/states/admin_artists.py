"""The artists of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import reflex as rx

from emomusic.errors import InvalidInput
from emomusic.services.access import ADMINISTRATOR, Person
from emomusic.services.desk import artists, wastebin
from emomusic.services.desk.others_list import (
    ArtistRow,
    ArtistsSort,
    list_artists,
    matching_others,
)
from emomusic.services.desk.songs import MOST_AT_ONCE
from emomusic.services.desk.write_back import write_back_artists
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.admin_catalogue import MergingDeskState
from emomusic.states.base import AppState, offload
from emomusic.states.desk_forms import FormField, counted, typed


class ArtistsDeskState(MergingDeskState, AppState):
    """All artists that are not in the bin."""

    rows: list[ArtistRow] = []
    sort: str = ArtistsSort.NAME.value
    choices: list[ArtistRow] = []
    albums_there: int = 0
    credits_there: int = 0
    _seen: artists.ArtistSeen | None = None
    _undo: Any = None

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
        said = f"{counted(len(thrown.ids), 'artist', 'artists')} put into the bin"
        if thrown.songs:
            said += f" with {counted(thrown.songs, 'song', 'songs')}"
        await self._finish(f"{said}.", thrown, with_choice=True)

    async def _open_form(self, ids: Sequence[int]) -> None:
        if len(ids) != 1:
            raise InvalidInput("Choose one artist to rename.")
        self._seen = await offload(artists.artist_to_edit, ids[0])
        self.fields = [FormField("name", "Name", self._seen.name)]
        self.heading = f"Rename “{self._seen.name}”"
        self.wrong, self.dialog = "", "edit"

    async def _save(self, changes: dict[str, str], write_tags: bool) -> tuple[str, Any]:
        seen, actor = self._seen, person(self)
        if seen is None:
            raise InvalidInput("Choose one artist to rename.")
        name = typed(changes, ("name",)).get("name", seen.name)
        renamed = await offload(artists.rename_artist, actor, seen, name)
        is_same = renamed == seen
        sentence = "" if is_same else f"“{seen.name}” is “{renamed.name}” now."
        if write_tags:
            written = await offload(write_back_artists, actor, [seen.id])
            sentence = f"{sentence} {written.sentence}".strip()
        return sentence, None if is_same else (seen, renamed)

    async def _see_again(self) -> None:
        if self._seen is not None:
            self._seen = await offload(artists.artist_to_edit, self._seen.id)

    def _new_fields(self) -> list[FormField]:
        return [FormField("name", "Name")]

    async def _add(self, changes: dict[str, str]) -> str:
        name = typed(changes, ("name",)).get("name", "")
        await offload(artists.add_artist, person(self), name)
        return f"“{name.strip()}” was added."

    async def _to_merge(self) -> list[ArtistRow]:
        shown = {row.id: row for row in self.rows}
        return [
            shown.get(one)
            or ArtistRow(one, (await offload(artists.artist_to_edit, one)).name, 0, 0)
            for one in self._ids
        ]

    async def _merge(self, target_id: int) -> tuple[str, Any]:
        merged = await offload(artists.merge_artists, person(self), self._ids, target_id)
        said = (
            f"{counted(len(self._ids), 'artist', 'artists')} are one now: "
            f"{counted(merged.songs, 'song', 'songs')} and "
            f"{counted(merged.albums, 'album', 'albums')} came over."
        )
        return said, merged

    async def _matching(self) -> Sequence[int]:
        return await offload(matching_others, wastebin.Binned.ARTIST, self.query, MOST_AT_ONCE)

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
        if isinstance(last, artists.ArtistsMerged):
            artists.undo_merged_artists(actor, last)
            return "The artists are as before."
        before, after = last
        renamed = artists.rename_artist(actor, after, before.name)
        return f"“{after.name}” is “{renamed.name}” again."
