"""Shelves with as little said as a test needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from emomusic.services.discovery.made_shelf import moods_of
from emomusic.services.discovery.shelf import POINTS, Shelf

Point = tuple[float, float]


@dataclass(frozen=True)
class One:
    """A song that moves straight from its start to its end."""

    start: Point
    end: Point
    artist: int = 0
    genre: str = ""
    album: int = 1
    duration_s: float = 200.0


def shelf_of(songs: Sequence[One]) -> Shelf:
    """A shelf of songs; their ids are 1, 2, 3 and so on."""
    starts = np.array([one.start for one in songs], dtype=np.float32)
    ends = np.array([one.end for one in songs], dtype=np.float32)
    along = np.linspace(0, 1, POINTS, dtype=np.float32)[None, :, None]
    lines = starts[:, None, :] + along * (ends - starts)[:, None, :]
    names = ("", *sorted({one.genre for one in songs if one.genre}))
    count = len(songs)
    return Shelf(
        song_ids=np.arange(1, count + 1, dtype=np.int64),
        artist_ids=np.array([one.artist for one in songs], dtype=np.int64),
        album_ids=np.array([one.album for one in songs], dtype=np.int64),
        genres=np.array([names.index(one.genre) for one in songs], dtype=np.int32),
        genre_names=names,
        years=np.zeros(count, dtype=np.int16),
        durations_s=np.array([one.duration_s for one in songs], dtype=np.float32),
        added_s=np.zeros(count),
        valence=lines[:, :, 0].mean(axis=1),
        arousal=lines[:, :, 1].mean(axis=1),
        moods=moods_of(lines.mean(axis=1)),
        confidence=np.ones(count, dtype=np.float32),
        lines=lines,
        starts=starts,
        ends=ends,
        stamp=("test", count),
    )
