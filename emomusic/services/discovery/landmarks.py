"""What one steers by on the map: words round the plane, and the artists one knows the library by.

The words lie on the circle of feelings that James Russell measured ("A circumplex model of
affect", 1980, figure 4: people sorted 28 words by what is near what). Ours are words for music;
each takes the angle of the word of his that it is nearest to.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from sqlalchemy import select

from emomusic.services.discovery.shelf import Shelf
from emomusic.services.reading import ARTIST, rows_of
from emomusic.store.database import session

MOST_ARTISTS = 120
"""Artists that are named at most; the map shows those that fit."""

FEWEST_SONGS = 3
"""Songs that an artist needs to be a landmark."""

WIDEST = 0.2
"""How far, root mean square, the songs of a landmark may lie from their middle: an artist who is
everywhere is no place."""

_RADIUS = 0.43


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its place on the plane.

    Attributes:
        word: Such as "tender".
        valence: 0..1.
        arousal: 0..1.
    """

    word: str
    valence: float
    arousal: float


def _on_the_circle(word: str, degrees: float) -> Word:
    angle = math.radians(degrees)
    right, up = 0.5 + _RADIUS * math.cos(angle), 0.5 + _RADIUS * math.sin(angle)
    return Word(word, round(right, 3), round(up, 3))


WORDS: tuple[Word, ...] = (
    _on_the_circle("warm", 353.2),  # pleased
    _on_the_circle("joyful", 24.9),  # delighted
    _on_the_circle("exuberant", 48.6),  # excited
    _on_the_circle("thrilling", 73.8),  # aroused
    _on_the_circle("fierce", 99.0),  # angry
    _on_the_circle("harsh", 123.0),  # annoyed
    _on_the_circle("uneasy", 141.0),  # frustrated
    _on_the_circle("bleak", 188.7),  # miserable
    _on_the_circle("mournful", 209.0),  # gloomy
    _on_the_circle("weary", 242.0),  # bored
    _on_the_circle("hushed", 271.9),  # sleepy
    _on_the_circle("peaceful", 300.0),  # between sleepy and serene
    _on_the_circle("tender", 328.6),  # serene
)
"""The words, each with Russell's own beside it."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """An artist with a place on the plane.

    Attributes:
        id: Of the artist.
        name: Theirs.
        valence: 0..1, mean of their songs.
        arousal: 0..1, the same.
        songs: How many they are.
    """

    id: int
    name: str
    valence: float
    arousal: float
    songs: int


def artists_of(shelf: Shelf) -> tuple[Landmark, ...]:
    """Choose the artists by whom one knows the library: those with most songs, in one place.

    Args:
        shelf: The library.

    Returns:
        At most `MOST_ARTISTS`, those with most songs first.
    """
    ids, group = np.unique(shelf.artist_ids, return_inverse=True)
    if not len(ids):
        return ()
    count = np.bincount(group)
    valence = np.bincount(group, shelf.valence) / count
    arousal = np.bincount(group, shelf.arousal) / count
    apart = np.square(shelf.valence - valence[group]) + np.square(shelf.arousal - arousal[group])
    spread = np.sqrt(np.bincount(group, apart) / count)
    fit = np.flatnonzero((ids > 0) & (count >= FEWEST_SONGS) & (spread <= WIDEST))
    chosen = fit[np.lexsort((ids[fit], -count[fit]))][:MOST_ARTISTS]
    names = _names([int(one) for one in ids[chosen]])
    return tuple(
        Landmark(
            id=int(ids[at]),
            name=names[int(ids[at])],
            valence=round(float(valence[at]), 4),
            arousal=round(float(arousal[at]), 4),
            songs=int(count[at]),
        )
        for at in chosen
        if int(ids[at]) in names
    )


def _names(artist_ids: list[int]) -> dict[int, str]:
    statement = select(*ARTIST.c["id", "name"]).where(ARTIST.c.id.in_(artist_ids))
    with session() as reading:
        return {row.id: row.name for row in rows_of(reading, statement)}
