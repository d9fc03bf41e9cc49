"""What a roll-up must know of songs: how long they are, and whose.

A roll-up says what held when it was made: a song that moves to another album later takes along
only what is heard, or recomputed, from then on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import select

from emomusic.services.analytics.reading import genre_numbers
from emomusic.services.reading import CREDIT, SONG, possible_ids, rows_of
from emomusic.store.columns import Whole
from emomusic.store.database import session
from emomusic.store.mongo import Collection, answering, mongo

UNKNOWN = 0
"""The album of a song that is no longer known, and the genre of one without."""

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class SongFacts:
    """What is counted with a play of a song.

    Attributes:
        duration_s: Its length in seconds.
        artist_ids: Whoever is credited, each once.
        genre: As it is written in the file, or empty.
    """

    duration_s: float
    album_id: int
    artist_ids: tuple[int, ...]
    genre: str


_GONE = SongFacts(float("inf"), UNKNOWN, (), "")


@dataclass(slots=True)
class Catalogue:
    """The songs that one roll-up met so far; read once each.

    Attributes:
        songs: By their ids.
        genres: Number of each genre.
    """

    songs: dict[int, SongFacts] = field(default_factory=dict)
    genres: dict[str, int] = field(default_factory=dict)

    async def learn(self, song_ids: Iterable[int]) -> None:
        """Read the songs that are not known yet, and give new genres a number.

        Only under the lock of the roll-up, so that a number is given once.

        Args:
            song_ids: Songs; those that are gone count without album, artist and genre.

        Raises:
            Unavailable: A database can't be reached.
        """
        wanted = set(song_ids) - self.songs.keys()
        if not wanted:
            return
        self.songs |= dict.fromkeys(wanted, _GONE) | await asyncio.to_thread(_read, wanted)
        self.genres = self.genres or await genre_numbers()
        names = {self.songs[one].genre for one in wanted} - self.genres.keys()
        if names:
            await self._number(sorted(names))

    async def _number(self, names: list[str]) -> None:
        highest = max(self.genres.values())
        fresh = {name: highest + number for number, name in enumerate(names, start=1)}
        documents = [{"_id": name, "number": number} for name, number in fresh.items()]
        with answering():
            await mongo()[Collection.ROLLUP_GENRES].insert_many(documents)
        self.genres |= fresh

    def durations_s(self) -> dict[int, float]:
        """Return the length of each song in seconds."""
        return {song_id: one.duration_s for song_id, one in self.songs.items()}

    def albums(self, songs: Whole) -> Whole:
        """Return the album of each song of an array of shape `[n]`."""
        return np.array([self.songs[one].album_id for one in songs.tolist()], np.int64)

    def genre_numbers(self, songs: Whole) -> Whole:
        """Return the number of the genre of each song of an array of shape `[n]`."""
        return np.array([self.genres[self.songs[one].genre] for one in songs.tolist()], np.int64)

    def credits(self, songs: Whole) -> tuple[Whole, Whole]:
        """Return who is credited for the songs of an array of shape `[n]`.

        Returns:
            For each credit an index into `songs`, and the id of the artist.
        """
        artists = [self.songs[one].artist_ids for one in songs.tolist()]
        index = np.repeat(np.arange(len(songs)), [len(ids) for ids in artists])
        return index, np.array([one for ids in artists for one in ids], np.int64)


def _read(song_ids: set[int]) -> dict[int, SongFacts]:
    ids = sorted(possible_ids(song_ids))
    found: dict[int, SongFacts] = {}
    with session() as opened:
        for start in range(0, len(ids), _BATCH):
            batch = ids[start : start + _BATCH]
            artists: dict[int, tuple[int, ...]] = {}
            credit = select(*CREDIT.c["song_id", "artist_id"]).distinct()
            for row in rows_of(opened, credit.where(CREDIT.c.song_id.in_(batch))):
                artists[row.song_id] = (*artists.get(row.song_id, ()), row.artist_id)
            facts = select(*SONG.c["id", "duration_s", "album_id", "genre"])
            for row in rows_of(opened, facts.where(SONG.c.id.in_(batch))):
                found[row.id] = SongFacts(
                    row.duration_s, row.album_id, artists.get(row.id, ()), row.genre or ""
                )
    return found
