"""Songs that sound like words: by where they are on the plane, with names, genres and years."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlmodel import Session

from emomusic.services.discovery.feelings import Understood
from emomusic.services.discovery.shelf import Shelf, shelf
from emomusic.services.discovery.words import understand
from emomusic.services.orders import SourceKind
from emomusic.services.playback_events import SOURCE_TEXT_MAX
from emomusic.services.reading import ids_of, song_views
from emomusic.services.views import SongView
from emomusic.store.database import session
from emomusic.store.folding import fold
from emomusic.store.search_index import Searched, matches, words_of_query

MOST_SONGS = 50
"""Songs that are found at most; they are played as one list."""
MOST_NAMED = 20_000
"""Songs of a name among which the nearest are looked for."""
FEW = 10
"""Songs that are shown where none is near."""
NEAR = 0.04
"""How well a song must go with the words, 0..1, to be like them."""

_LOOKED_AT = 2000
"""Songs, the nearest as a whole, whose course is looked at."""
_SURE = 0.5
"""What a song counts of which the model is not sure at all."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class SoundsLike:
    """Songs that sound like what somebody typed.

    Attributes:
        said: The words of mood, as they were typed.
        means: What they mean on the plane, such as "low arousal, low valence".
        notes: What else was made of the words; a sentence each.
        field: Base64 of `FIELD` × `FIELD` bytes, the lowest arousal first: how well each place of
            the plane goes with the words.
        songs: The songs, those that are most like it first.
        source: What a player tells it played from.
    """

    said: str
    means: str
    notes: tuple[str, ...]
    field: str
    songs: tuple[SongView, ...]
    source: str


@dataclass(frozen=True, slots=True)
class _Found:
    song_ids: list[int]
    are_near: bool
    names: tuple[str, ...]


def sounds_like(text: str, user_id: int, limit: int = MOST_SONGS) -> SoundsLike | None:
    """Find songs that sound like words.

    Args:
        text: What a person has typed so far; any text is safe.
        user_id: Whose likes are marked.
        limit: Songs at most.

    Returns:
        The songs with what was understood, or None where there is no word of mood.

    Raises:
        Unavailable: The database can't be reached.
    """
    understood = understand(text)
    if understood is None:
        return None
    library = shelf()
    with session() as opened:
        found = _find(opened, library, understood, min(max(limit, 0), MOST_SONGS))
        songs = song_views(opened, found.song_ids, user_id)
    levels = np.rint(255 * understood.field()).astype(np.uint8)
    return SoundsLike(
        said=understood.said,
        means=understood.in_words(),
        notes=_notes(understood, found),
        field=b64encode(levels.tobytes()).decode("ascii"),
        songs=tuple(song for song in songs if not song.missing),
        source=f"{SourceKind.SEARCH}:{understood.said}"[:SOURCE_TEXT_MAX],
    )


def _find(opened: Session, library: Shelf, understood: Understood, limit: int) -> _Found:
    names = understood.names
    rows = _rows(opened, library, names)
    if not len(rows) and understood.unfinished:
        names = tuple(name for name in names if name != understood.unfinished)
        rows = _rows(opened, library, names)
    if understood.years is not None:
        first, last = understood.years
        rows = rows[(library.years[rows] >= first) & (library.years[rows] <= last)]
    merit, rows = _ranked(library, understood, rows)
    near = int((merit >= NEAR).sum())
    chosen = library.song_ids[rows][: min(limit, near or FEW)]
    return _Found(chosen.tolist(), near > 0, names)


def _rows(opened: Session, library: Shelf, names: tuple[str, ...]) -> Rows:
    """The songs that have all names in title, artist or album, or a genre for some of them."""
    if not names:
        return np.arange(len(library))
    found = _named(opened, library, names)
    genres = {name: of for name in names if (of := _genres(library, name))}
    if genres:
        tagged = np.ones(len(library), dtype=bool)
        for of in genres.values():
            tagged &= np.isin(library.genres, of)
        others = tuple(name for name in names if name not in genres)
        if others:
            mask = np.zeros(len(library), dtype=bool)
            mask[_named(opened, library, others)] = True
            tagged &= mask
        found = np.union1d(found, np.flatnonzero(tagged))
    return found


def _named(opened: Session, library: Shelf, names: tuple[str, ...]) -> Rows:
    words = words_of_query(" ".join(names))
    table = matches(opened, Searched.SONG, words, MOST_NAMED)
    return np.sort(library.rows_of(np.array(ids_of(opened, select(table.c.id)), dtype=np.int64)))


def _genres(library: Shelf, name: str) -> list[int]:
    return [
        number
        for number, genre in enumerate(library.genre_names)
        if any(word.startswith(name) for word in fold(genre).replace("-", " ").split())
    ]


def _ranked(library: Shelf, understood: Understood, rows: Rows) -> tuple[NDArray[np.float32], Rows]:
    """Order songs by how well they go with words, as a whole and all along."""
    merit = understood.membership(library.valence[rows], library.arousal[rows])
    if len(rows) > _LOOKED_AT:
        best = np.argpartition(-merit, _LOOKED_AT)[:_LOOKED_AT]
        merit, rows = merit[best], rows[best]
    if not len(rows):
        return merit, rows
    lines = library.lines[rows]
    flat = lines.reshape(-1, 2)
    along = understood.membership(flat[:, 0], flat[:, 1]).reshape(lines.shape[:2])
    known = ~np.isnan(lines[:, :, 0])
    share = np.where(known, along, 0).sum(axis=1) / known.sum(axis=1).clip(min=1)
    course = np.where(known.any(axis=1), share, merit)
    sure = np.float32(_SURE) + np.float32(1 - _SURE) * library.confidence[rows]
    merit = ((merit + course) / 2 * sure).astype(np.float32)
    order = np.lexsort((library.song_ids[rows], -merit))
    return merit[order], rows[order]


def _notes(understood: Understood, found: _Found) -> tuple[str, ...]:
    told = []
    if found.names:
        quoted = "”, “".join(found.names)
        told.append(f"With “{quoted}” in title, artist, album or genre.")
    if understood.years is not None:
        first, last = understood.years
        told.append(f"From {first}." if first == last else f"From {first} to {last}.")
    if understood.passed_over:
        quoted = "”, “".join(understood.passed_over)
        told.append(f"“{quoted}” was passed over: only words of mood can be turned round.")
    if not found.song_ids:
        told.append("No song here is like that.")
    elif not found.are_near:
        told.append("No song here is really like that; these come nearest.")
    return tuple(told)
