"""The library as arrays: what every way of finding music by its emotion reads.

A hundred thousand songs are some 30 MB, read once in a second; after that a question about all of
them takes milliseconds. The shelf is read anew, in the background, when the catalogue changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import and_, func, select

from emomusic.emotion import Mood
from emomusic.services.discovery.keeper import Keeper
from emomusic.services.reading import CREDIT, EMOTION, SONG, present, rows_of
from emomusic.store.database import session

POINTS = 24
"""Points of a song's line, as `emomusic.emotion.sparkline` packs them by default."""

MOODS_OF_SONGS = tuple(Mood)
"""What the mood of a whole song may be."""

_NUMBER_OF_MOOD = {mood.value: number for number, mood in enumerate(MOODS_OF_SONGS)}

Float = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """Every song whose file is there and whose emotion is known; a row of each array is a song.

    Attributes:
        song_ids: Shape `[N]`, int64, ascending.
        artist_ids: Shape `[N]`, int64, of the artist named first; 0 where there is none.
        album_ids: Shape `[N]`, int64.
        genres: Shape `[N]`, int32, indices into `genre_names`.
        genre_names: Each genre once; the first is the empty one.
        years: Shape `[N]`, int16; 0 where unknown.
        durations_s: Shape `[N]`, seconds.
        added_s: Shape `[N]`, float64, POSIX seconds at which the song came into the library.
        valence: Shape `[N]`, 0..1, of the whole song.
        arousal: Shape `[N]`, 0..1, of the whole song.
        moods: Shape `[N]`, int8, indices into `MOODS_OF_SONGS`, of the whole song.
        confidence: Shape `[N]`, 0..1.
        lines: Shape `[N, POINTS, 2]`, valence and arousal, 0..1, of as many equal stretches of
            each song; NaN where the model abstains.
        starts: Shape `[N, 2]`, valence and arousal of the first stretch that is known; those of
            the whole song where none is.
        ends: Shape `[N, 2]`, the same of the last stretch.
        stamp: Changes with the catalogue.
    """

    song_ids: NDArray[np.int64]
    artist_ids: NDArray[np.int64]
    album_ids: NDArray[np.int64]
    genres: NDArray[np.int32]
    genre_names: tuple[str, ...]
    years: NDArray[np.int16]
    durations_s: Float
    added_s: NDArray[np.float64]
    valence: Float
    arousal: Float
    moods: NDArray[np.int8]
    confidence: Float
    lines: Float
    starts: Float
    ends: Float
    stamp: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.song_ids)

    def rows_of(self, song_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Find songs on the shelf.

        Args:
            song_ids: Shape `[M]`, ids in any order.

        Returns:
            Their rows, in that order; songs that are not on the shelf are left out.
        """
        if not len(self):
            return np.empty(0, dtype=np.int64)
        at = np.searchsorted(self.song_ids, song_ids).clip(max=len(self) - 1)
        return at[self.song_ids[at] == song_ids].astype(np.int64)


def shelf(*, fresh: bool = False) -> Shelf:
    """Return the shelf; the first call of a process reads it, which may take a second.

    It is at most some seconds behind the catalogue: whoever shows songs reads their rows, which
    leaves out what is gone.

    Args:
        fresh: Look at the catalogue first, for what is kept longer than a page is looked at.

    Raises:
        Unavailable: The database can't be reached.
    """
    return _keeper.get(fresh=fresh)


def forget_shelf() -> None:
    """Read the shelf anew at the next question, for tests and after a restored backup."""
    _keeper.forget()


def _stamp() -> tuple[Any, ...]:
    songs: Any = select(
        func.count(),
        func.sum(SONG.c.id),
        func.max(SONG.c.added_at),
        func.max(SONG.c.edited_at),
        func.max(SONG.c.mtime_ns),
    ).where(present)
    heard: Any = select(func.count(), func.max(EMOTION.c.analysed_at))
    with session() as reading:
        return (*rows_of(reading, songs)[0], *rows_of(reading, heard)[0])


def _read(stamp: tuple[Any, ...]) -> Shelf:
    statement = (
        select(
            *SONG.c["id", "album_id", "genre", "year", "duration_s", "added_at"],
            func.coalesce(CREDIT.c.artist_id, 0),
            *EMOTION.c["valence", "arousal", "mood", "confidence", "spark"],
        )
        .join(EMOTION, EMOTION.c.song_id == SONG.c.id)
        .outerjoin(CREDIT, and_(CREDIT.c.song_id == SONG.c.id, CREDIT.c.position == 0))
        .where(present)
        .order_by(SONG.c.id)
    )
    with session() as reading:
        rows = rows_of(reading, statement)
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * 12
    ids, albums, genres, years, durations, added, artists = columns[:7]
    valence, arousal, moods, sure, sparks = columns[7:]
    names = ("", *sorted({name for name in genres if name}))
    number = {name: index for index, name in enumerate(names)}
    whole = np.array([valence, arousal], dtype=np.float32).T
    lines = _lines(sparks)
    return Shelf(
        song_ids=np.array(ids, dtype=np.int64),
        artist_ids=np.array(artists, dtype=np.int64),
        album_ids=np.array(albums, dtype=np.int64),
        genres=np.array([number[name or ""] for name in genres], dtype=np.int32),
        genre_names=names,
        years=np.array([year or 0 for year in years], dtype=np.int64)
        .clip(0, 9999)
        .astype(np.int16),
        durations_s=np.array(durations, dtype=np.float32),
        added_s=np.array([when.timestamp() for when in added], dtype=np.float64),
        valence=whole[:, 0].copy(),
        arousal=whole[:, 1].copy(),
        moods=np.array([_NUMBER_OF_MOOD[mood] for mood in moods], dtype=np.int8),
        confidence=np.array(sure, dtype=np.float32),
        lines=lines,
        starts=_first_known(lines, whole),
        ends=_first_known(lines[:, ::-1], whole),
        stamp=stamp,
    )


def _lines(sparks: tuple[bytes, ...]) -> Float:
    length = 2 * POINTS
    packed = b"".join(one if len(one) == length else bytes(length) for one in sparks)
    levels = np.frombuffer(packed, dtype=np.uint8).reshape(-1, POINTS, 2)
    lines = (levels.astype(np.float32) - np.float32(1)) / np.float32(254)
    lines[levels[:, :, 0] == 0] = np.nan
    return lines.astype(np.float32, copy=False)


def _first_known(lines: Float, whole: Float) -> Float:
    known = ~np.isnan(lines[:, :, 0])
    first = known.argmax(axis=1)
    values = lines[np.arange(len(lines)), first]
    return np.where(known.any(axis=1, keepdims=True), values, whole).astype(np.float32)


_keeper = Keeper("shelf", _stamp, _read)
