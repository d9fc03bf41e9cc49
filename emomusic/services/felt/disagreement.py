"""Where listeners and the model disagree most: moments and songs that several people told of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select
from sqlmodel import col

from emomusic.services.felt.words import LEAST_DIFFERENCE, difference_words
from emomusic.services.reading import SONG, present, rows_of, song_views
from emomusic.services.views import SongView
from emomusic.store.database import session
from emomusic.store.discovery_tables import FeltEmotion

LEAST_PEOPLE = 3
"""Fewer people than this are never shown to others, not even without names."""

MOMENT_S = 10.0
"""How long a moment is: taps of this many seconds are taken together."""

Floats = NDArray[np.float64]


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

    Args:
        user_id: Who looks; decides nothing but whose likes the songs show.
        most: How many moments, and how many songs.

    Raises:
        Unavailable: The database can't be reached.
    """
    taps = _taps()
    if not len(taps):
        return Disagreements((), ())
    people, songs, at_s, points = taps[:, 0], taps[:, 1], taps[:, 2], taps[:, 3:]
    parts = np.floor(at_s / MOMENT_S)
    moments = _largest(people, np.stack([songs, parts], axis=1), points, most)
    whole = _largest(people, np.stack([songs, np.zeros_like(songs)], axis=1), points, most)
    with session() as reading:
        ids = {found.song_id for found in (*moments, *whole)}
        views = {view.id: view for view in song_views(reading, sorted(ids), user_id)}
    return Disagreements(
        tuple(_shown(one, views[one.song_id]) for one in moments if one.song_id in views),
        tuple(_shown(one, views[one.song_id]) for one in whole if one.song_id in views),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    song_id: int
    part: float
    people: int
    mean: Floats  # [4], felt valence and arousal, heard valence and arousal

    @property
    def distance(self) -> float:
        return float(np.hypot(*(self.mean[:2] - self.mean[2:])))


def _taps() -> Floats:
    """All taps of songs that enough people told of: person, song, second, felt, heard."""
    known = col(FeltEmotion.heard_valence).is_not(None)
    told: Any = (
        select(col(FeltEmotion.song_id))
        .where(known)
        .group_by(col(FeltEmotion.song_id))
        .having(func.count(col(FeltEmotion.user_id).distinct()) >= LEAST_PEOPLE)
    )
    names = ("user_id", "song_id", "at_s", "valence", "arousal", "heard_valence", "heard_arousal")
    statement: Any = (
        select(*(getattr(FeltEmotion, name) for name in names))
        .join(SONG, SONG.c.id == col(FeltEmotion.song_id))
        .where(known, present, col(FeltEmotion.song_id).in_(told))
    )
    with session() as reading:
        rows = rows_of(reading, statement)
    return np.array(rows, dtype=np.float64).reshape(-1, len(names))


def _largest(people: Floats, places: Floats, points: Floats, most: int) -> list[_Found]:
    """Take the means of each place, every person counting once, and sort by their distance."""
    of_person, votes = np.unique(np.column_stack([places, people]), axis=0, return_inverse=True)
    each = _means(votes.ravel(), len(of_person), points)
    where, cells = np.unique(of_person[:, :2], axis=0, return_inverse=True)
    cells = cells.ravel()
    means, counts = _means(cells, len(where), each), np.bincount(cells)
    found = [
        _Found(int(place[0]), float(place[1]), int(count), mean)
        for place, count, mean in zip(where, counts, means, strict=True)
        if count >= LEAST_PEOPLE
    ]
    apart = [one for one in found if one.distance >= LEAST_DIFFERENCE]
    return sorted(apart, key=lambda one: -one.distance)[:most]


def _means(group: NDArray[np.intp], groups: int, points: Floats) -> Floats:
    sums = np.stack([np.bincount(group, weights=row, minlength=groups) for row in points.T], axis=1)
    means: Floats = sums / np.bincount(group, minlength=groups)[:, None]
    return means


def _shown(found: _Found, song: SongView) -> Disagreement:
    valence, arousal, heard_valence, heard_arousal = (round(float(x), 4) for x in found.mean)
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
