"""Judges journeys: how smoothly songs join, and how evenly they move along the path.

They are held against the plain way to do it: a walk that takes, for one aim after the other, the
song that lies nearest as a whole, by the same rule about artists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from emomusic.services.discovery.joining import ARTIST_APART, Rows, artists_of
from emomusic.services.discovery.journey import (
    Wish,
    artist_returns,
    gaps_of,
    journey_on,
    means_of,
)
from emomusic.services.discovery.paths import Path
from emomusic.services.discovery.shelf import Shelf

PATHS: dict[str, tuple[tuple[float, float], ...]] = {
    "sad to happy": ((0.25, 0.25), (0.75, 0.75)),
    "angry to calm": ((0.25, 0.75), (0.75, 0.25)),
    "sad to calm": ((0.25, 0.3), (0.75, 0.3)),
    "calm to lively": ((0.7, 0.2), (0.7, 0.8)),
    "happy to sad": ((0.7, 0.7), (0.3, 0.3)),
    "up and down again": ((0.35, 0.3), (0.5, 0.7), (0.65, 0.3)),
}
"""Paths that are judged: straight ones in every direction, and one with a turn."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a way through the library is like; smaller is better for each.

    Attributes:
        mean_gap: Mean distance between the end of a song and the start of the next.
        largest_gap: The largest of these distances.
        unevenness: Standard deviation of the steps along the path from song to song, as a part
            of the step that would be even.
        from_path: Mean distance of the songs, as wholes, from the path.
        artist_returns: Songs whose artist played within the last five.
    """

    mean_gap: float
    largest_gap: float
    unevenness: float
    from_path: float
    artist_returns: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Journeys and walks of one library over the same paths.

    Attributes:
        library_songs: How many songs there are to choose from.
        songs: How many songs each way has.
        journeys: Figures of each path's journey, by the path's name.
        walks: Figures of each path's walk.
    """

    library_songs: int
    songs: int
    journeys: dict[str, Figures]
    walks: dict[str, Figures]

    @property
    def mean_journey(self) -> Figures:
        """The figures of journeys, averaged over the paths."""
        return _mean(self.journeys)

    @property
    def mean_walk(self) -> Figures:
        """The figures of walks, averaged over the paths."""
        return _mean(self.walks)


def judge(library: Shelf, songs: int = 20) -> Verdict:
    """Judge journeys through a library against walks.

    Args:
        library: The shelf.
        songs: How many songs each way has; a library of fewer than twice as many gives half of
            its songs.

    Returns:
        The figures.
    """
    count = max(2, min(songs, len(library) // 2))

    def figures(way: Callable[[Shelf, Path, int], Rows]) -> dict[str, Figures]:
        return {
            name: figures_of(
                library, Path.through(points), way(library, Path.through(points), count)
            )
            for name, points in PATHS.items()
        }

    return Verdict(len(library), count, figures(_journey), figures(walk))


def walk(library: Shelf, path: Path, count: int) -> Rows:
    """Take the nearest song for each of some even aims.

    Args:
        library: The shelf.
        path: Where it goes.
        count: How many songs; at most as many as there are.

    Returns:
        Shape `[count]`, rows in playing order, no row twice and no artist twice within five where
        another song is left.
    """
    means = means_of(library, np.arange(len(library)))
    artists = artists_of(library, np.arange(len(library)))
    taken: list[int] = []
    for aim in path.at(np.linspace(0, 1, count)):
        distances = ((means - aim) ** 2).sum(axis=1)
        distances[taken] = np.inf
        apart = distances.copy()
        apart[np.isin(artists, artists[taken[-(ARTIST_APART - 1) :]])] = np.inf
        nearest = apart if np.isfinite(apart).any() else distances
        taken.append(int(nearest.argmin()))
    return np.array(taken, dtype=np.int64)


def figures_of(library: Shelf, path: Path, rows: Rows) -> Figures:
    """Measure one way through a library.

    Args:
        library: The shelf.
        path: What it was to follow.
        rows: Shape `[M]`, the songs in their order; at least two.

    Returns:
        Its figures.
    """
    places = means_of(library, rows)
    progress = path.progress(places, np.linspace(0, 1, len(rows)))
    gaps = gaps_of(library, rows)
    even = path.length / (len(rows) - 1)
    nearest = path.at(progress / path.length)
    return Figures(
        mean_gap=float(gaps.mean()),
        largest_gap=float(gaps.max()),
        unevenness=float(np.sqrt(((np.diff(progress) - even) ** 2).mean()) / even),
        from_path=float(np.linalg.norm(places - nearest, axis=1).mean()),
        artist_returns=float(artist_returns(library, rows)),
    )


def _journey(library: Shelf, path: Path, count: int) -> Rows:
    found = journey_on(library, Wish(points=path.points.tolist(), songs=count))
    return library.rows_of(np.array(found.song_ids, dtype=np.int64))


def _mean(of_paths: dict[str, Figures]) -> Figures:
    each = list(of_paths.values())
    return Figures(
        mean_gap=fmean(one.mean_gap for one in each),
        largest_gap=fmean(one.largest_gap for one in each),
        unevenness=fmean(one.unevenness for one in each),
        from_path=fmean(one.from_path for one in each),
        artist_returns=fmean(one.artist_returns for one in each),
    )
