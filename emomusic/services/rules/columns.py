"""Gathers, for one question, what its rules need of each song; nothing is read that they don't."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from emomusic.services.discovery.shelf import Shelf, shelf
from emomusic.services.rules.fields import Field, SortBy
from emomusic.services.rules.ledger import NO_KEY, Ledger, Sounds, ledger, sounds
from emomusic.services.rules.lines import Measures, measures
from emomusic.services.rules.listener import Likes, Played, likes_of, played_by

Numbers = NDArray[np.float32] | NDArray[np.float64]
Flag = NDArray[np.bool_]

_AXES = {Field.VALENCE: 0, Field.AROUSAL: 1}


class Columns:
    """The columns of the ledger, of the shelf and of a person, a row of each being a song.

    Args:
        user_id: Whose likes and plays count.
        at: The time of the question; now by default.
    """

    def __init__(self, user_id: int, at: datetime | None = None) -> None:
        self.at = at or datetime.now(UTC)
        self.ledger: Ledger = ledger()
        self._user_id = user_id

    def __len__(self) -> int:
        return len(self.ledger)

    @cached_property
    def shelf(self) -> Shelf:
        """The emotion of songs; its rows are not the ledger's."""
        return shelf()

    @property
    def measures(self) -> Measures:
        """How the songs of the shelf change."""
        return measures(self.shelf)

    @cached_property
    def is_liked(self) -> Flag:
        """Whether each song is liked."""
        return ~np.isnan(self._of_likes(self._likes.liked_s))

    def numbers(self, field: Field | SortBy) -> Numbers:
        """Return a number for each song.

        Args:
            field: One that is a number, a date (POSIX seconds), valence or arousal.

        Returns:
            Shape `[N]`, NaN where it isn't known.
        """
        book = self.ledger
        match Field(field.value):
            case Field.YEAR:
                return book.years
            case Field.DURATION:
                return book.durations_s / np.float32(60)
            case Field.ADDED:
                return book.added_s
            case Field.LIKED_ON:
                return self._of_likes(self._likes.liked_s)
            case Field.PLAYS:
                return _or_zero(self._of_plays(self._played.plays))
            case Field.SKIPS:
                return _or_zero(self._of_plays(self._played.skips))
            case Field.LAST_PLAYED:
                return self._of_plays(self._played.last_s)
            case Field.TEMPO:
                return self._spread(self._sounds.song_ids, self._sounds.tempos_bpm)
            case Field.VALENCE:
                return self.felt(self.shelf.valence)
            case Field.AROUSAL:
                return self.felt(self.shelf.arousal)
            case Field.EMOTIONAL_RANGE:
                return self.felt(self.measures.ranges)
            case other:
                raise AssertionError(f"{other} is no number")

    def line(self, field: Field) -> NDArray[np.float32]:
        """Return valence or arousal over time, of the songs of the shelf; shape `[M, POINTS]`."""
        return self.shelf.lines[:, :, _AXES[field]]

    def change(self, field: Field, *, late: bool) -> Numbers:
        """Return by how much valence or arousal rises; shape `[N]`, NaN where it isn't known."""
        found = self.measures.late_rise if late else self.measures.rise
        return self.felt(found[:, _AXES[field]])

    @cached_property
    def keys(self) -> NDArray[np.int8]:
        """The key of each song, as `Sounds` numbers it; `NO_KEY` where it isn't known."""
        found = np.full(len(self), NO_KEY, np.int8)
        rows, known = self._rows(self._sounds.song_ids)
        found[rows] = self._sounds.keys[known]
        return found

    def felt(self, values: Numbers) -> Numbers:
        """Spread numbers of the shelf's songs over those of the ledger; NaN for the others."""
        return self._spread(self.shelf.song_ids, values)

    def felt_flags(self, flags: Flag) -> Flag:
        """Spread flags of the shelf's songs over those of the ledger; False for the others."""
        spread = np.zeros(len(self), bool)
        rows, known = self._rows_of_shelf
        spread[rows] = flags[known]
        return spread

    @cached_property
    def _rows_of_shelf(self) -> tuple[NDArray[np.int64], Flag]:
        return self._rows(self.shelf.song_ids)

    @cached_property
    def _likes(self) -> Likes:
        return likes_of(self._user_id)

    @cached_property
    def _played(self) -> Played:
        return played_by(self._user_id)

    @cached_property
    def _sounds(self) -> Sounds:
        return sounds()

    def _of_likes(self, values: Numbers) -> Numbers:
        return self._spread(self._likes.song_ids, values)

    def _of_plays(self, values: Numbers) -> Numbers:
        return self._spread(self._played.song_ids, values)

    def _spread(self, song_ids: NDArray[np.int64], values: Numbers) -> Numbers:
        spread = np.full(len(self), np.nan, values.dtype)
        rows, known = (
            self._rows_of_shelf if song_ids is self.shelf.song_ids else self._rows(song_ids)
        )
        spread[rows] = values[known]
        return spread

    def _rows(self, song_ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], Flag]:
        """Find songs in the ledger: their rows, and which of them are there at all."""
        if not len(self):
            return np.empty(0, np.int64), np.zeros(len(song_ids), bool)
        ids = self.ledger.song_ids
        at = np.searchsorted(ids, song_ids).clip(max=len(ids) - 1)
        known = ids[at] == song_ids
        return at[known], known


def _or_zero(numbers: Numbers) -> Numbers:
    """What nobody played was played no times."""
    numbers[np.isnan(numbers)] = 0
    return numbers
