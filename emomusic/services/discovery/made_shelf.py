"""Libraries that are made up, with plausible lines: to judge and to measure on.

Artists have a place on the plane, their songs lie round it, and a song moves from its start to
its end with some unrest, as the curves of real songs do.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import mood_of
from emomusic.services.discovery.shelf import MOODS_OF_SONGS, POINTS, Float, Shelf

_ARTIST_SPREAD, _SONG_SPREAD = 0.2, 0.11
_DRIFT, _UNREST = 0.1, 0.05
_ABSTAINS = 0.03


def made_means(songs: int, artists: NDArray[np.int64], chance: np.random.Generator) -> Float:
    """Make up where songs stand on the plane.

    Args:
        songs: How many.
        artists: Shape `[songs]`, the number of each song's artist.
        chance: Where the numbers come from.

    Returns:
        Shape `[songs, 2]`, valence and arousal, 0..1.
    """
    centres = chance.normal(0.5, _ARTIST_SPREAD, (int(artists.max(initial=0)) + 1, 2))
    means = centres[artists] + chance.normal(0, _SONG_SPREAD, (songs, 2))
    return means.clip(0.03, 0.97).astype(np.float32)


def made_lines(means: Float, chance: np.random.Generator) -> Float:
    """Make up the lines of songs round their means.

    Args:
        means: Shape `[N, 2]`, valence and arousal, 0..1.
        chance: Where the numbers come from.

    Returns:
        Shape `[N, POINTS, 2]`, 0..1; NaN where the model would abstain.
    """
    count = len(means)
    along = np.linspace(-0.5, 0.5, POINTS, dtype=np.float32)[None, :, None]
    drift = chance.normal(0, _DRIFT, (count, 1, 2)).astype(np.float32)
    bend = chance.normal(0, _DRIFT / 2, (count, 1, 2)).astype(np.float32)
    unrest = chance.normal(0, 1, (count, POINTS, 2)).astype(np.float32)
    for point in range(1, POINTS):
        unrest[:, point] = 0.8 * unrest[:, point - 1] + 0.6 * unrest[:, point]
    lines = 2 * drift * along + bend * (0.25 - 4 * along**2) + _UNREST * unrest
    lines += means[:, None, :] - lines.mean(axis=1, keepdims=True)
    lines = lines.clip(0, 1)
    lines[chance.random((count, POINTS)) < _ABSTAINS] = np.nan
    return lines.astype(np.float32)


def made_shelf(songs: int, seed: int = 1) -> Shelf:
    """Make up a library.

    Args:
        songs: How many songs; one artist to ten of them, unevenly.
        seed: The same seed makes the same library.

    Returns:
        Its shelf.
    """
    chance = np.random.default_rng(seed)
    artists = max(3, songs // 10)
    weights = 1 / (np.arange(artists) + 10.0)
    artist_ids = 1 + chance.choice(artists, songs, p=weights / weights.sum()).astype(np.int64)
    lines = made_lines(made_means(songs, artist_ids, chance), chance)
    means = np.nanmean(lines, axis=1).astype(np.float32)
    first, last = _outermost(lines)
    names = ("", "Chanson", "Classical", "Electronic", "Folk", "Jazz", "Pop", "Rock")
    return Shelf(
        song_ids=np.arange(1, songs + 1, dtype=np.int64),
        artist_ids=artist_ids,
        album_ids=1 + np.arange(songs, dtype=np.int64) // 10,
        genres=(1 + artist_ids % (len(names) - 1)).astype(np.int32),
        genre_names=names,
        years=chance.integers(1960, 2026, songs).astype(np.int16),
        durations_s=chance.uniform(120, 360, songs).astype(np.float32),
        added_s=np.zeros(songs),
        valence=means[:, 0].copy(),
        arousal=means[:, 1].copy(),
        moods=moods_of(means),
        confidence=chance.uniform(0.5, 1, songs).astype(np.float32),
        lines=lines,
        starts=first,
        ends=last,
        stamp=("made", songs, seed),
    )


def moods_of(means: Float) -> NDArray[np.int8]:
    """Tell the moods of songs by the quadrants of the plane, as `Shelf.moods` does.

    Args:
        means: Shape `[N, 2]`, valence and arousal, 0..1.

    Returns:
        Shape `[N]`, indices into `MOODS_OF_SONGS`.
    """
    return np.array(
        [MOODS_OF_SONGS.index(mood_of(float(v), float(a))) for v, a in means], dtype=np.int8
    )


def _outermost(lines: Float) -> tuple[Float, Float]:
    known = ~np.isnan(lines[:, :, 0])
    rows = np.arange(len(lines))
    first = known.argmax(axis=1)
    last = POINTS - 1 - known[:, ::-1].argmax(axis=1)
    return lines[rows, first], lines[rows, last]
