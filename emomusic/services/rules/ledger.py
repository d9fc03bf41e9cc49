"""The tags, tempo and key of every song as arrays; the emotion of songs is on the shelf.

Unlike the shelf it holds songs too that nobody has heard yet: one that came a minute ago belongs
to a playlist of its genre at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from emomusic.services.discovery.keeper import Keeper, Stamp
from emomusic.services.reading import ALBUM, ARTIST, CREDIT, FEATURES, SONG, present, rows_of
from emomusic.store.database import session
from emomusic.store.folding import fold

Float = NDArray[np.float32]
Whole = NDArray[np.int32]

NO_KEY = -1


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """Texts of which many songs share one.

    Attributes:
        texts: Each folded text once.
        texts_at: Shape `[M]`, int32, which text.
        songs_at: Shape `[M]`, int32, the row of the song that has it; a song may have several.
    """

    texts: tuple[str, ...]
    texts_at: Whole
    songs_at: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """Every song whose file is there; a row of each array is a song.

    Attributes:
        song_ids: Shape `[N]`, int64, ascending.
        titles: Of each song, folded.
        artists: Everybody who is credited.
        albums: Of each song.
        genres: Of each song that has one.
        years: Shape `[N]`, NaN where unknown.
        durations_s: Shape `[N]`, seconds.
        added_s: Shape `[N]`, float64, POSIX seconds.
        by_artist: Shape `[N]`, int32, the place of each song in the order by artist, album and
            track.
        by_album: Shape `[N]`, int32, its place in the order by album and track.
        by_title: Shape `[N]`, int32, its place in the order by title.
    """

    song_ids: NDArray[np.int64]
    titles: tuple[str, ...]
    artists: Named
    albums: Named
    genres: Named
    years: Float
    durations_s: Float
    added_s: NDArray[np.float64]
    by_artist: Whole
    by_album: Whole
    by_title: Whole

    def __len__(self) -> int:
        return len(self.song_ids)


@dataclass(frozen=True, slots=True, eq=False)
class Sounds:
    """How songs go; a row of each array is a song that was measured.

    Attributes:
        song_ids: Shape `[N]`, int64, ascending.
        tempos_bpm: Shape `[N]`, NaN where there is no beat.
        keys: Shape `[N]`, int8, twice the pitch class of the tonic and 1 more in minor; `NO_KEY`
            where unclear.
    """

    song_ids: NDArray[np.int64]
    tempos_bpm: Float
    keys: NDArray[np.int8]


def ledger() -> Ledger:
    """Return the ledger; the first call of a process reads it, which may take some seconds.

    Raises:
        Unavailable: The database can't be reached.
    """
    return _ledgers.get()


def sounds() -> Sounds:
    """Return tempo and key of the songs that were measured.

    Raises:
        Unavailable: The database can't be reached.
    """
    return _sounds.get()


def forget_ledger() -> None:
    """Read both anew at the next question, for tests and after a restored backup."""
    _ledgers.forget()
    _sounds.forget()


def _stamp() -> Stamp:
    songs: Any = select(
        func.count(),
        func.sum(SONG.c.id),
        func.max(SONG.c.added_at),
        func.max(SONG.c.edited_at),
        func.max(SONG.c.mtime_ns),
    ).where(present)
    others: Any = select(
        select(func.max(ALBUM.c.edited_at)).scalar_subquery(),
        select(func.max(ARTIST.c.edited_at)).scalar_subquery(),
        select(func.count()).select_from(CREDIT).scalar_subquery(),
    )
    with session() as reading:
        return (*rows_of(reading, songs)[0], *rows_of(reading, others)[0])


def _read(_stamp: Stamp) -> Ledger:
    songs = (
        select(
            *SONG.c["id", "title_folded", "genre", "year", "duration_s", "added_at"],
            *SONG.c["disc", "track"],
            ALBUM.c.title_folded,
            ARTIST.c.name_folded,
            SONG.c.album_id,
        )
        .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
        .join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
        .where(present)
        .order_by(SONG.c.id)
    )
    credit_rows = (
        select(CREDIT.c.song_id, ARTIST.c.name_folded)
        .join(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
        .where(ARTIST.c.binned_at.is_(None))
    )
    with session() as reading:
        rows = rows_of(reading, songs)
        credited = rows_of(reading, credit_rows)
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * 11
    ids, titles, genres, years, durations, added, discs, tracks, albums, owners, album_ids = columns
    row_of = {song_id: row for row, song_id in enumerate(ids)}
    on_disc = [(disc or 1, track or 0) for disc, track in zip(discs, tracks, strict=True)]
    known = [(row_of[song_id], name) for song_id, name in credited if song_id in row_of]
    tagged = [(row, fold(genre)) for row, genre in enumerate(genres) if genre]
    on_album = list(zip(albums, album_ids, on_disc, ids, strict=True))
    return Ledger(
        song_ids=np.array(ids, dtype=np.int64),
        titles=tuple(titles),
        artists=_named(known),
        albums=_named(list(enumerate(albums))),
        genres=_named(tagged),
        years=np.array([year or np.nan for year in years], dtype=np.float32),
        durations_s=np.array(durations, dtype=np.float32),
        added_s=np.array([when.timestamp() for when in added], dtype=np.float64),
        by_artist=_places(list(zip(owners, on_album, strict=True))),
        by_album=_places(on_album),
        by_title=_places(list(zip(titles, ids, strict=True))),
    )


def _named(pairs: list[tuple[int, str]]) -> Named:
    number: dict[str, int] = {}
    at = [number.setdefault(text, len(number)) for _, text in pairs]
    rows = [row for row, _ in pairs]
    return Named(tuple(number), np.array(at, np.int32), np.array(rows, np.int32))


def _places(keys: list[Any]) -> Whole:
    places = np.empty(len(keys), dtype=np.int32)
    places[sorted(range(len(keys)), key=keys.__getitem__)] = np.arange(len(keys), dtype=np.int32)
    return places


def _stamp_of_sounds() -> Stamp:
    with session() as reading:
        measured: Any = select(func.count(), func.max(FEATURES.c.measured_at))
        return tuple(rows_of(reading, measured)[0])


def _read_sounds(_stamp: Stamp) -> Sounds:
    statement = select(*FEATURES.c["song_id", "tempo_bpm", "tonic", "is_minor"])
    with session() as reading:
        rows = rows_of(reading, statement.order_by(FEATURES.c.song_id))
    return Sounds(
        song_ids=np.array([row.song_id for row in rows], dtype=np.int64),
        tempos_bpm=np.array([row.tempo_bpm or np.nan for row in rows], dtype=np.float32),
        keys=np.array(
            [NO_KEY if row.tonic is None else 2 * row.tonic + row.is_minor for row in rows],
            dtype=np.int8,
        ),
    )


_ledgers = Keeper("ledger", _stamp, _read)
_sounds = Keeper("tempo and key", _stamp_of_sounds, _read_sounds)
