"""Where listeners and the model disagree most: moments and songs that several people told of."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from emomusic.services.felt.words import LEAST_DIFFERENCE, difference_words
from emomusic.services.reading import SONG, present, rows_of, song_views
from emomusic.services.views import SongView
from emomusic.store.database import engine, session
from emomusic.store.discovery_tables import FeltEmotion

LEAST_PEOPLE = 3
"""Fewer people than this are never shown to others, not even without names."""

MOMENT_S = 10.0
"""How long a moment is: taps of this many seconds are taken together."""

MOST_OF_SONG = 12
"""Moments of one song that are shown at most."""

_PARTS = 1 << 20
_SONGS_AT_ONCE = 1000

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A moment or a song that people feel otherwise than the model hears it.

    Attributes:
        song: The song.
        at_s: Where to listen: the beginning of the moment; 0 for a whole song.
        people: How many told, at least `LEAST_PEOPLE`.
        valence: 0..1, mean of what they felt, each person counting once.
        arousal: 0..1, as above.
        heard_valence: 0..1, of the model at the same seconds.
        heard_arousal: 0..1, as above.
        distance: Between the two on the plane.
        words: What differs, such as "less pleasant and quieter".
    """

    song: SongView
    at_s: float
    people: int
    valence: float
    arousal: float
    heard_valence: float
    heard_arousal: float
    distance: float
    words: str


@dataclass(frozen=True, slots=True)
class Disagreements:
    """The largest disagreements, largest first.

    Attributes:
        moments: Stretches of `MOMENT_S`.
        songs: Whole songs.
    """

    moments: tuple[Disagreement, ...]
    songs: tuple[Disagreement, ...]


def disagreements(user_id: int, most: int = 6) -> Disagreements:
    """Find where people and the model disagree most.

    What was found in a song is kept in this process until somebody taps there again, or takes a
    tap back: with many taps, reading and comparing all of them takes seconds.

    Args:
        user_id: Who looks; decides nothing but whose likes the songs show.
        most: How many moments, and how many songs; at most `MOST_OF_SONG` of one song.

    Raises:
        Unavailable: The database can't be reached.
    """
    with session() as reading:
        told = _told(reading)
        moments = _largest(chain.from_iterable(one.moments for one in told), most)
        whole = _largest(chain.from_iterable(one.whole for one in told), most)
        ids = {found.song_id for found in (*moments, *whole)}
        views = {view.id: view for view in song_views(reading, sorted(ids), user_id)}
    return Disagreements(
        tuple(_shown(one, views[one.song_id]) for one in moments if one.song_id in views),
        tuple(_shown(one, views[one.song_id]) for one in whole if one.song_id in views),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    song_id: int
    part: int
    people: int
    mean: tuple[float, ...]  # felt valence and arousal, heard valence and arousal
    distance: float


@dataclass(frozen=True, slots=True)
class _Mark:
    """What changes whenever a tap of a song comes or goes."""

    taps: int
    newest: int
    latest: datetime


@dataclass(frozen=True, slots=True)
class _Told:
    """What people told of a song, as of a mark."""

    mark: _Mark
    moments: tuple[_Found, ...]
    whole: tuple[_Found, ...]


_kept: WeakKeyDictionary[Engine, dict[int, _Told]] = WeakKeyDictionary()


def _told(reading: Session) -> list[_Told]:
    """What is known of each song that enough people told of; only what changed is read."""
    kept = _kept.setdefault(engine(), {})
    marks = _marks(reading)
    stale = [song for song, mark in marks.items() if song not in kept or kept[song].mark != mark]
    for first in range(0, len(stale), _SONGS_AT_ONCE):
        batch = stale[first : first + _SONGS_AT_ONCE]
        taps = _taps(reading, batch)
        moments = _by_song(taps, np.floor(taps[:, 2] / MOMENT_S).astype(np.int64))
        whole = _by_song(taps, np.zeros(len(taps), dtype=np.int64))
        for song in batch:
            kept[song] = _Told(marks[song], moments.get(song, ()), whole.get(song, ()))
    return [kept[song] for song in marks]


def _marks(reading: Session) -> dict[int, _Mark]:
    told: Any = (
        select(
            col(FeltEmotion.song_id).label("song_id"),
            func.count().label("taps"),
            func.max(col(FeltEmotion.id)).label("newest"),
            func.max(col(FeltEmotion.felt_at)).label("latest"),
        )
        .group_by(col(FeltEmotion.song_id))
        .having(func.count(col(FeltEmotion.user_id).distinct()) >= LEAST_PEOPLE)
        .subquery()
    )
    statement: Any = (
        select(*told.c).select_from(told).join(SONG, SONG.c.id == told.c.song_id).where(present)
    )
    return {song: _Mark(*mark) for song, *mark in rows_of(reading, statement)}


def _taps(reading: Session, song_ids: Sequence[int]) -> Floats:
    """The taps of songs where the model was sure: person, song, second, felt, heard."""
    names = ("user_id", "song_id", "at_s", "valence", "arousal", "heard_valence", "heard_arousal")
    statement: Any = select(*(getattr(FeltEmotion, name) for name in names)).where(
        col(FeltEmotion.song_id).in_(song_ids), col(FeltEmotion.heard_valence).is_not(None)
    )
    rows = [tuple(row) for row in rows_of(reading, statement)]
    return np.array(rows, dtype=np.float64).reshape(-1, len(names))


def _by_song(taps: Floats, parts: Ints) -> dict[int, tuple[_Found, ...]]:
    """The largest disagreements of each song, every person counting once in each part of it."""
    songs = taps[:, 1].astype(np.int64)
    where, place = np.unique(songs * _PARTS + parts, return_inverse=True)
    people, person = np.unique(taps[:, 0], return_inverse=True)
    votes, vote = np.unique(place * max(1, len(people)) + person, return_inverse=True)
    each = _means(vote, len(votes), taps[:, 3:])
    cell = votes // max(1, len(people))
    means, counts = _means(cell, len(where), each), np.bincount(cell, minlength=len(where))
    apart = np.hypot(means[:, 0] - means[:, 2], means[:, 1] - means[:, 3])
    told = np.flatnonzero((counts >= LEAST_PEOPLE) & (apart >= LEAST_DIFFERENCE))
    found: dict[int, list[_Found]] = {}
    for at in told[np.argsort(-apart[told], kind="stable")].tolist():
        song, part = divmod(int(where[at]), _PARTS)
        of_song = found.setdefault(song, [])
        if len(of_song) < MOST_OF_SONG:
            mean = tuple(means[at].tolist())
            of_song.append(_Found(song, part, int(counts[at]), mean, float(apart[at])))
    return {song: tuple(of_song) for song, of_song in found.items()}


def _means(group: Ints, groups: int, points: Floats) -> Floats:
    sums = np.stack([np.bincount(group, weights=row, minlength=groups) for row in points.T], axis=1)
    means: Floats = sums / np.bincount(group, minlength=groups)[:, None]
    return means


def _largest(found: Iterable[_Found], most: int) -> list[_Found]:
    return heapq.nsmallest(most, found, key=lambda one: (-one.distance, one.song_id, one.part))


def _shown(found: _Found, song: SongView) -> Disagreement:
    valence, arousal, heard_valence, heard_arousal = (round(x, 4) for x in found.mean)
    return Disagreement(
        song=song,
        at_s=found.part * MOMENT_S,
        people=found.people,
        valence=valence,
        arousal=arousal,
        heard_valence=heard_valence,
        heard_arousal=heard_arousal,
        distance=round(found.distance, 4),
        words=difference_words(valence - heard_valence, arousal - heard_arousal),
    )
