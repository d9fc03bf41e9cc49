"""The songs of the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx

from emomusic.emotion.curve import Mood
from emomusic.errors import EmoMusicError, InvalidInput
from emomusic.services.access import ADMINISTRATOR, Person
from emomusic.services.desk import songs, wastebin
from emomusic.services.desk.others_list import AlbumRow, AlbumsSort, list_albums
from emomusic.services.desk.snapshots import SongSnapshot
from emomusic.services.desk.songs_list import (
    DeskSort,
    SongFilter,
    SongRow,
    Standing,
    genres,
    list_songs,
    matching_songs,
)
from emomusic.services.desk.values import FIRST_YEAR, LAST_YEAR
from emomusic.services.desk.write_back import write_back
from emomusic.services.views import Page
from emomusic.states.access import person, requires
from emomusic.states.admin_catalogue import CatalogueDeskState
from emomusic.states.admin_table import LONGEST_QUERY
from emomusic.states.base import AppState, offload
from emomusic.states.desk_forms import FormField, counted, field_of, typed

TARGETS = 8
_FIELDS = ("title", "artists", "album", "album_artist", "genre", "year", "track", "disc", "cover")
_ONE_ONLY = ("title", "track")


class SongsDeskState(CatalogueDeskState, AppState):
    """All songs that are not in the bin."""

    rows: list[SongRow] = []
    sort: str = DeskSort.TITLE.value
    artist: str = ""
    album: str = ""
    genre: str = ""
    year: str = ""
    mood: str = ""
    standing: str = Standing.ALL.value
    genres: list[str] = []

    cover: str = ""
    cover_mixed: bool = False
    targets: list[AlbumRow] = []
    _seen: tuple[SongSnapshot, ...] = ()
    _undo: Any = None

    @rx.event
    @requires(ADMINISTRATOR)
    async def filter_by(self, name: str, value: str) -> None:
        """Show only some of the songs.

        Args:
            name: Of the filter.
            value: What songs must have; empty for all.
        """
        if name not in ("artist", "album", "genre", "year", "mood", "standing"):
            return
        text = str(value)[:LONGEST_QUERY]
        if name == "mood" and text not in {"", *Mood}:
            return
        if name == "standing" and text not in set(Standing):
            return
        setattr(self, name, text)
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def clear_filters(self) -> None:
        """Show all songs."""
        self.artist = self.album = self.genre = self.year = self.mood = self.query = ""
        self.standing = Standing.ALL.value
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_moving(self) -> None:
        """Open the choice of an album for the chosen songs."""
        self._seen = await offload(songs.songs_to_edit, await self._chosen())
        self.wrong = ""
        self.heading = f"Move {counted(len(self._seen), 'song', 'songs')}"
        self.dialog = "move"
        await self._find("")

    @rx.event
    @requires(ADMINISTRATOR)
    async def find_album(self, query: str) -> None:
        """Look for albums to move to.

        Args:
            query: Words of the title and the artist.
        """
        await self._find(str(query)[:LONGEST_QUERY])

    @rx.event
    @requires(ADMINISTRATOR)
    async def move_to(self, album_id: int) -> None:
        """Move the songs.

        Args:
            album_id: Where to.
        """
        try:
            edit = await offload(songs.move_songs, person(self), self._seen, int(album_id))
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        title = edit.after[0].album if edit.after else ""
        said = f"{counted(edit.count, 'song', 'songs')} moved to “{title}”."
        await self._finish(said, edit, with_choice=True)

    @rx.event
    @requires(ADMINISTRATOR)
    async def throw_away(self, song_id: int) -> None:
        """Put a song into the bin, or those that are chosen.

        Args:
            song_id: Which; 0 for those that are chosen.
        """
        ids = [int(song_id)] if song_id else await self._chosen()
        thrown = await offload(wastebin.bin_songs, person(self), ids)
        said = f"{counted(thrown.songs, 'song', 'songs')} put into the bin."
        await self._finish(said, thrown, with_choice=True)

    async def _ask(self, asked: Mapping[str, str]) -> None:
        if asked.get("standing", "") in set(Standing):
            self.standing = asked["standing"]
        self.genres = list(await offload(genres))

    async def _open_form(self, ids: Sequence[int]) -> None:
        seen = await offload(songs.songs_to_edit, ids)
        self._seen = seen
        is_one = len(seen) == 1
        self.fields = [field for field in _form(seen) if is_one or field.name not in _ONE_ONLY]
        covers = {one.cover for one in seen}
        self.cover_mixed = len(covers) > 1
        self.cover = "" if self.cover_mixed else covers.pop()
        self.heading = f"Edit “{seen[0].title}”" if is_one else f"Edit {len(seen):,} songs"
        self.wrong = ""
        self.dialog = "edit"

    async def _save(self, changes: dict[str, str], write_tags: bool) -> tuple[str, Any]:
        actor = person(self)
        change = songs.SongChange(**typed(changes, _FIELDS))
        edit = await offload(songs.edit_songs, actor, self._seen, change)
        sentence = f"{counted(edit.count, 'song', 'songs')} changed."
        if write_tags:
            written = await offload(write_back, actor, [one.id for one in edit.after])
            sentence = f"{sentence} {written.sentence}"
        return sentence, edit if edit.count else None

    async def _see_again(self) -> None:
        self.wrong = f"{self.wrong} Save again to write over it."
        self._seen = await offload(songs.songs_to_edit, [one.id for one in self._seen])

    async def _find(self, query: str) -> None:
        page = await offload(list_albums, query, AlbumsSort.TITLE, False, 0, TARGETS)
        self.targets = list(page.rows)

    async def _matching(self) -> Sequence[int]:
        return await offload(matching_songs, self._filter(), songs.MOST_AT_ONCE + 1)

    def _filter(self) -> SongFilter:
        is_year = self.year.isascii() and self.year.isdigit() and len(self.year) == 4
        year = int(self.year) if is_year else 0
        return SongFilter(
            query=self.query,
            artist=self.artist,
            album=self.album,
            genre=self.genre,
            year=year if FIRST_YEAR <= year <= LAST_YEAR else 0,
            mood=self.mood,
            standing=Standing(self.standing),
        )

    async def _page(self, offset: int, limit: int) -> Page[SongRow]:
        sort = DeskSort(self.sort)
        return await offload(list_songs, self._filter(), sort, self.descending, offset, limit)

    def _sortable(self) -> frozenset[str]:
        return frozenset(DeskSort)

    @staticmethod
    def _undo_now(actor: Person, last: Any) -> str:
        if isinstance(last, wastebin.ThrownAway):
            wastebin.undo_bin(actor, last)
            return f"{counted(last.songs, 'song', 'songs')} restored."
        if isinstance(last, songs.SongsEdited):
            edit = songs.undo_songs(actor, last)
            return f"{counted(edit.count, 'song is', 'songs are')} as before."
        raise InvalidInput("There is nothing to undo.")


def _form(seen: tuple[SongSnapshot, ...]) -> list[FormField]:
    return [
        field_of("title", "Title", [one.title for one in seen]),
        field_of(
            "artists",
            "Artists",
            [one.artists for one in seen],
            hint="Several are separated by semicolons.",
        ),
        field_of("album", "Album", [one.album for one in seen]),
        field_of("album_artist", "Album artist", [one.album_artist for one in seen]),
        field_of("genre", "Genre", [one.genre for one in seen], optional=True),
        field_of("year", "Year", [one.year for one in seen], optional=True, numeric=True),
        field_of("track", "Track", [one.track for one in seen], optional=True, numeric=True),
        field_of("disc", "Disc", [one.disc for one in seen], optional=True, numeric=True),
    ]
