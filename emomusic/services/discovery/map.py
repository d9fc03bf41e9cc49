"""The emotion map: every song of the library as a point, packed small, and searches in regions.

What a browser gets is one body of bytes, little-endian:

| bytes | what |
| --- | --- |
| 4 | `EMM1` |
| 4 | number of songs, N |
| 4 | length of the JSON that follows, a multiple of four |
| … | JSON: `genres`, names by index; `artists` and `words`, the landmarks |
| 4 N | ids of the songs, ascending, each as its distance from the one before |
| 2 N | valence, 0..65535 for 0..1 |
| 2 N | arousal, the same |
| 2 N | genre, an index |
| 2 N | year, 0 where unknown |
| N | most typical moment, in 24ths of the song |
| N / 8 | whether the person likes it, a bit each, the lowest bit first |
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from emomusic.services.access import Person
from emomusic.services.discovery.landmarks import WORDS, artists_of
from emomusic.services.discovery.region import Region, held_by, rules_of
from emomusic.services.discovery.shelf import POINTS, Float, Shelf, shelf
from emomusic.services.orders import part
from emomusic.services.playlists.keeping import create
from emomusic.services.reading import LIKE, ids_of, song_views
from emomusic.services.views import Page, SongView
from emomusic.store.database import session

_MAGIC = b"EMM1"
_LEVELS = 65_535


@dataclass(frozen=True, slots=True)
class _Packed:
    shelf: Shelf
    body: bytes


_kept: list[_Packed] = []


def packed_map(user_id: int) -> bytes:
    """Pack the whole library for the map, as described above.

    Args:
        user_id: Whose likes are marked.

    Returns:
        Some 13 bytes a song; what is not of the person is packed once for all people.

    Raises:
        Unavailable: The database can't be reached.
    """
    songs = shelf()
    if not _kept or _kept[0].shelf is not songs:
        _kept[:] = [_Packed(songs, _pack(songs))]
    likes = np.isin(songs.song_ids, liked_ids(user_id))
    return _kept[0].body + np.packbits(likes, bitorder="little").tobytes()


def _pack(songs: Shelf) -> bytes:
    head = json.dumps(
        {
            "genres": songs.genre_names,
            "artists": [asdict(one) for one in artists_of(songs)],
            "words": [asdict(one) for one in WORDS],
        }
    ).encode()
    head += b" " * (-len(head) % 4)
    steps = np.diff(songs.song_ids, prepend=0)
    return b"".join(
        (
            _MAGIC,
            np.array([len(songs), len(head)], dtype="<u4").tobytes(),
            head,
            steps.astype("<u4").tobytes(),
            _levels(songs.valence),
            _levels(songs.arousal),
            songs.genres.clip(0, _LEVELS).astype("<u2").tobytes(),
            songs.years.astype("<u2").tobytes(),
            typical_moments(songs).tobytes(),
        )
    )


def _levels(values: Float) -> bytes:
    return np.rint(values.clip(0, 1) * _LEVELS).astype("<u2").tobytes()


def typical_moments(songs: Shelf) -> NDArray[np.uint8]:
    """Find the stretch of each song that feels most like the whole.

    Args:
        songs: The library.

    Returns:
        Shape `[N]`, 0..`POINTS` - 1: the stretch whose valence and arousal are nearest to the
        song's; the middle one where the model is silent throughout.
    """
    whole = np.stack([songs.valence, songs.arousal], axis=1)[:, None, :]
    apart = np.square(songs.lines - whole).sum(axis=2)
    unknown = np.isnan(apart)
    nearest = np.where(unknown, np.inf, apart).argmin(axis=1)
    return np.where(unknown.all(axis=1), POINTS // 2, nearest).astype(np.uint8)


def liked_ids(user_id: int) -> NDArray[np.int64]:
    """Return the songs that somebody likes, in no order."""
    with session() as reading:
        found = ids_of(reading, select(LIKE.c.song_id).where(LIKE.c.user_id == user_id))
    return np.array(found, dtype=np.int64)


def ids_in(region: Region, user_id: int) -> NDArray[np.int64]:
    """Find the songs of a region, those nearest to its middle first.

    Args:
        region: Which.
        user_id: Whose likes count.

    Returns:
        Shape `[M]`, the ids of all of them.
    """
    songs = shelf()
    likes = liked_ids(user_id) if region.liked else np.empty(0, dtype=np.int64)
    rows = np.flatnonzero(held_by(region, songs, likes))
    if len(rows):
        places = np.stack([songs.valence[rows], songs.arousal[rows]], axis=1)
        away = np.square(places - places.mean(axis=0)).sum(axis=1)
        rows = rows[np.argsort(away, kind="stable")]
    return songs.song_ids[rows]


def songs_in(region: Region, user_id: int, offset: int = 0, limit: int = 100) -> Page[SongView]:
    """Show a part of the songs of a region, those nearest to its middle first.

    Args:
        region: Which.
        user_id: Whose likes are marked.
        offset: Songs to skip.
        limit: Songs to show.
    """
    offset, limit = part(offset, limit)
    found = ids_in(region, user_id)
    with session() as reading:
        rows = song_views(reading, found[offset : offset + limit].tolist(), user_id)
    return Page(rows=rows, total=len(found), offset=offset)


def save_region(owner: Person, title: str, region: Region) -> int:
    """Keep a region as a smart playlist, which fills itself as songs come.

    Args:
        owner: Whose it will be.
        title: Of the playlist.
        region: Which songs.

    Returns:
        Id of the playlist.

    Raises:
        InvalidInput: The title can't be used.
        Conflict: The person has as many playlists as one may have.
    """
    return create(owner, title, "A region of the emotion map.", rules=rules_of(region))
