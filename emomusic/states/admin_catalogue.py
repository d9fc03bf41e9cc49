"""What the tables of songs, albums and artists at the desk share: forms, merging, the bin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx

from emomusic.errors import Conflict, EmoMusicError, InvalidInput
from emomusic.services.access import ADMINISTRATOR
from emomusic.states.access import requires
from emomusic.states.admin_table import LONGEST_QUERY, AdminTableState
from emomusic.states.desk_forms import DeskDoneState, FormField

MERGED_MOST = 20
"""Things that are merged at once, at most."""


class CatalogueDeskState(DeskDoneState, AdminTableState, mixin=True):
    """A table of the catalogue, whose rows are edited in a form.

    A state defines `_open_form`, `_save`, `_see_again` and `_matching`.
    """

    fields: list[FormField] = []
    heading: str = ""
    _seen: Any = None
    _ids: tuple[int, ...] = ()

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show the rows that the page's address asks for, and the form where it names one."""
        self._close()
        self._did("", None)
        asked = self.router.url.query_parameters
        if "query" in asked:
            self.query = asked["query"][:LONGEST_QUERY]
        await self._ask(asked)
        await self._show_first()
        if asked.get("edit", "").isdecimal() and len(asked["edit"]) < 10:
            await self._open_form([int(asked["edit"])])

    @rx.event
    @requires(ADMINISTRATOR)
    async def edit(self, row_id: int) -> None:
        """Open the form of a row, or of those that are chosen.

        Args:
            row_id: Which; 0 for those that are chosen.
        """
        await self._open_form([int(row_id)] if row_id else await self._chosen())

    @rx.event
    @requires(ADMINISTRATOR)
    async def save(self, changes: dict[str, str], write_tags: bool) -> None:
        """Save the fields that were touched.

        Args:
            changes: What was typed into them.
            write_tags: Whether the tags of the files are written as well.
        """
        try:
            sentence, undo = await self._save(changes, bool(write_tags))
        except Conflict as error:
            # What was typed stays in the form; what it is saved over is what is there now.
            self.wrong = error.sentence
            await self._see_again()
        except EmoMusicError as error:
            self.wrong = error.sentence
        else:
            await self._finish(sentence, undo)

    async def _chosen(self) -> list[int]:
        return list(await self._matching() if self.all_matching else self.selected)

    async def _finish(self, sentence: str, undo: Any, *, with_choice: bool = False) -> None:
        """Close the dialog, and show what was done and the rows as they are now."""
        self._close()
        self._did(sentence, undo)
        if with_choice:
            self._choose([])
        await self._show()

    async def _ask(self, asked: Mapping[str, str]) -> None:
        """Take filters from the page's address, where a table has some."""

    async def _open_form(self, ids: Sequence[int]) -> None:
        raise NotImplementedError

    async def _save(self, changes: dict[str, str], write_tags: bool) -> tuple[str, Any]:
        """Save, and return what is said of it and what undoes it."""
        raise NotImplementedError

    async def _see_again(self) -> None:
        """Look at what somebody else has changed, so that it can be saved over."""
        raise NotImplementedError

    async def _matching(self) -> Sequence[int]:
        """Return the ids of all rows that match."""
        raise NotImplementedError


class MergingDeskState(CatalogueDeskState, mixin=True):
    """A table whose rows are also added and merged.

    A state gives `choices` their type, and defines `_new_fields`, `_add`, `_to_merge` and `_merge`.
    """

    choices: list[Any] = []
    songs_there: int = 0

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_adding(self) -> None:
        """Open the form of a new one."""
        self.fields = self._new_fields()
        self.wrong, self.dialog = "", "add"

    @rx.event
    @requires(ADMINISTRATOR)
    async def add(self, changes: dict[str, str], write_tags: bool) -> None:
        """Make one without songs.

        Args:
            changes: What was typed.
            write_tags: Not used: there are no files.
        """
        try:
            sentence = await self._add(changes)
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        await self._finish(sentence, None)

    @rx.event
    @requires(ADMINISTRATOR)
    async def start_merging(self) -> None:
        """Open the choice of the one that stays."""
        if not 2 <= len(self.selected) <= MERGED_MOST or self.all_matching:
            raise InvalidInput(f"Choose 2 to {MERGED_MOST} to merge.")
        self._ids = tuple(sorted(set(self.selected)))
        self.choices = await self._to_merge()
        self.wrong, self.dialog = "", "merge"

    @rx.event
    @requires(ADMINISTRATOR)
    async def merge_into(self, row_id: int) -> None:
        """Merge the chosen ones.

        Args:
            row_id: The one that stays.
        """
        try:
            sentence, undo = await self._merge(int(row_id))
        except EmoMusicError as error:
            self.wrong = error.sentence
            return
        await self._finish(sentence, undo, with_choice=True)

    def _new_fields(self) -> list[FormField]:
        raise NotImplementedError

    async def _add(self, changes: dict[str, str]) -> str:
        """Make one, and return what is said of it."""
        raise NotImplementedError

    async def _to_merge(self) -> list[Any]:
        """Return the rows of `_ids`, wherever in the table they are."""
        raise NotImplementedError

    async def _merge(self, target_id: int) -> tuple[str, Any]:
        """Merge `_ids`, and return what is said of it and what undoes it."""
        raise NotImplementedError
