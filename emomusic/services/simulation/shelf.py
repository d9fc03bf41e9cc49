"""The library as a simulated listener sees it: what there is to choose from."""

from __future__ import annotations

import math
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from emomusic.emotion import Mood, mood_of
from emomusic.errors import NotFound
from emomusic.services.reading import CREDIT, EMOTION, SONG, on_disc, present, rows_of
from emomusic.store.database import session

_HITS_A_WEEK = 12
"""Songs of which people talk in a week, at most."""


@dataclass(frozen=True, slots=True)
class SimulatedSong:
    """A song that can be chosen.

    Attributes:
        id: Of the song.
        album_id: Of its album.
        artist_id: Of the first artist it credits; 0 where it credits nobody.
        genre: As tagged, or empty.
        duration_s: Its length in seconds.
        valence: Of the whole song, 0..1; NaN until it is analysed.
        arousal: Of the whole song, 0..1; NaN until it is analysed.
    """

    id: int
    album_id: int
    artist_id: int
    genre: str
    duration_s: float
    valence: float
    arousal: float

    @property
    def mood(self) -> Mood:
        """Its quadrant of the plane."""
        if math.isnan(self.valence):
            return Mood.UNSURE
        return mood_of(self.valence, self.arousal)


class Shelf:
    """All songs whose file is there, and which of them people talk about.

    Attributes:
        songs: All of them, those of an album one after another.
        genres: All genres, by name.
        known: Shape `[songs]`, how well known each is, above 0; only ratios mean something.
        valence: Shape `[songs]`, 0..1 or NaN.
        arousal: Shape `[songs]`, 0..1 or NaN.
        genre: Shape `[songs]`, index in `genres`.
    """

    def __init__(self, songs: Sequence[SimulatedSong], seed: int) -> None:
        """Sort the songs.

        Args:
            songs: At least one; within an album in its order.
            seed: Of how well known each song is.
        """
        self.songs = tuple(songs)
        self._seed = seed
        self.genres = tuple(sorted({song.genre for song in songs}))
        self._albums: dict[int, list[SimulatedSong]] = defaultdict(list)
        self._artists: dict[int, list[SimulatedSong]] = defaultdict(list)
        for song in songs:
            self._albums[song.album_id].append(song)
            self._artists[song.artist_id].append(song)
        ranks = list(range(len(self.songs)))
        random.Random(f"{seed}/known").shuffle(ranks)
        # As in the world, the n-th song is heard about n times less than the first.
        self.known = 1 / (np.array(ranks, dtype=np.float64) + 10)
        self.valence = np.array([song.valence for song in songs])
        self.arousal = np.array([song.arousal for song in songs])
        self.genre = np.array([self.genres.index(song.genre) for song in songs])
        self._hits: dict[int, tuple[SimulatedSong, ...]] = {}

    def album(self, song: SimulatedSong) -> list[SimulatedSong]:
        """All songs of a song's album, in its order.

        Args:
            song: One of them.
        """
        return self._albums[song.album_id]

    def artist(self, song: SimulatedSong) -> list[SimulatedSong]:
        """All songs of a song's artist.

        Args:
            song: One of them.
        """
        return self._artists[song.artist_id]

    def hits(self, week: int) -> tuple[SimulatedSong, ...]:
        """The songs of which people talk in a week.

        Args:
            week: Its number; any count that goes on.
        """
        if week not in self._hits:
            chance = random.Random(f"{self._seed}/hits/{week}")
            count = min(_HITS_A_WEEK, max(1, len(self.songs) // 5))
            self._hits[week] = tuple(chance.sample(self.songs, count))
        return self._hits[week]


def read_shelf(seed: int) -> Shelf:
    """Read what the library has.

    Args:
        seed: Of how well known each song is.

    Raises:
        NotFound: It has no song to play.
    """
    columns = SONG.c["id", "album_id", "genre", "duration_s"]
    statement = (
        select(*columns, *EMOTION.c["valence", "arousal"], CREDIT.c.artist_id)
        .outerjoin(EMOTION, EMOTION.c.song_id == SONG.c.id)
        .outerjoin(CREDIT, (CREDIT.c.song_id == SONG.c.id) & (CREDIT.c.position == 0))
        .where(present, SONG.c.duration_s > 1)
        .order_by(SONG.c.album_id, *on_disc)
    )
    with session() as opened:
        rows = rows_of(opened, statement)
    if not rows:
        raise NotFound("The library has no songs yet: scan a folder of music first.")
    songs = [
        SimulatedSong(
            id=row.id,
            album_id=row.album_id,
            artist_id=row.artist_id or 0,
            genre=row.genre or "",
            duration_s=row.duration_s,
            valence=math.nan if row.valence is None else row.valence,
            arousal=math.nan if row.arousal is None else row.arousal,
        )
        for row in rows
    ]
    return Shelf(songs, seed)
