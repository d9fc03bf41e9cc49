"""Chooses one song for each place of a path, so that each joins where the last one left off.

It is dynamic programming over some candidates a place: of all ways to a candidate only the
cheapest few go on. A way knows its songs and artists, so that none comes back too soon.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emomusic.services.discovery.shelf import Shelf

ARTIST_APART = 5
"""An artist plays once within so many songs."""

_WAYS = 336
_MOST_WAYS_PER_SONG = 24
_JOIN, _EVEN = 1.0, 0.8
_TOO_LARGE = 10.0
_FAR_TOO_LARGE = 100.0
_RULE = 1000.0
_WISH = 0.01
_NEVER = np.inf

Rows = NDArray[np.int64]
Costs = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place of the path with the songs that may stand there.

    Attributes:
        rows: Shape `[K]`, rows of the shelf.
        costs: Shape `[K]`, how far each song is from what the place wants.
        progress: Shape `[K]`, how far along the path each song stands.
        around: How far from the place one has to look for a handful of songs.
    """

    rows: Rows
    costs: Costs
    progress: Costs
    around: float


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """What is asked of the order.

    Attributes:
        step: How far along the path one song should be from the one before.
        tolerance: A step that differs by so much costs like a gap of nine tenths of the plane.
        largest_step: The largest gap between an end and the next start that is asked for, or
            None for any.
        after: Shape `[M]`, rows of songs that came before, the last one last; the first song
            joins the last of them, and none of their artists comes back too soon.
        artists_apart: Whether artists have to keep apart; otherwise it is only wished for.
    """

    step: float
    tolerance: float
    largest_step: float | None
    after: Rows
    artists_apart: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class _Ways:
    """Ways that lead to the place reached; a row of each array is a way."""

    costs: Costs
    rows: Rows
    progress: Costs
    artists: NDArray[np.int64]
    used: NDArray[np.bool_]
    chosen: NDArray[np.int64]


def choose(shelf: Shelf, places: list[Place], rules: Rules) -> Rows:
    """Choose a song for each place.

    Args:
        shelf: The library.
        places: At least one; there are at least as many different songs as places.
        rules: What is asked of the order.

    Returns:
        Shape `[len(places)]`, rows of the shelf, no row twice.
    """
    songs = np.unique(np.concatenate([place.rows for place in places]))
    artists = artists_of(shelf, songs)
    ways = _begin(shelf, rules, len(songs))
    for place in places:
        ways = _step(shelf, ways, place, rules, songs, artists)
    best = int(ways.costs.argmin())
    return songs[ways.chosen[best]]


def artists_of(shelf: Shelf, rows: Rows) -> NDArray[np.int64]:
    """Return who made songs; songs of nobody known have each an artist of their own."""
    artists = shelf.artist_ids[rows]
    return np.where(artists > 0, artists, -1 - rows)


def _begin(shelf: Shelf, rules: Rules, songs: int) -> _Ways:
    before = artists_of(shelf, rules.after[-(ARTIST_APART - 1) :])
    artists = np.full((1, ARTIST_APART - 1), np.iinfo(np.int64).min)
    if len(before):
        artists[0, -len(before) :] = before
    last = rules.after[-1] if len(rules.after) else -1
    return _Ways(
        costs=np.zeros(1),
        rows=np.array([last], dtype=np.int64),
        progress=np.full(1, np.nan),
        artists=artists,
        used=np.zeros((1, songs), dtype=bool),
        chosen=np.empty((1, 0), dtype=np.int64),
    )


def _step(
    shelf: Shelf,
    ways: _Ways,
    place: Place,
    rules: Rules,
    songs: Rows,
    artists: NDArray[np.int64],
) -> _Ways:
    numbers = np.searchsorted(songs, place.rows)
    its_artists = artists[numbers]
    costs = ways.costs[:, None] + place.costs[None, :]
    costs += _joins(shelf, ways.rows, place.rows, rules.largest_step)
    if not np.isnan(ways.progress[0]):
        forward = place.progress[None, :] - ways.progress[:, None]
        costs += _EVEN * ((forward - rules.step) / rules.tolerance) ** 2
    for back in range(1, ARTIST_APART):
        again = ways.artists[:, -back, None] == its_artists[None, :]
        # The sooner an artist comes back, the worse.
        costs += again * ((_RULE if rules.artists_apart else _WISH) * (ARTIST_APART - back))
    costs[ways.used[:, numbers]] = _NEVER

    per_song = min(len(costs), max(1, min(_MOST_WAYS_PER_SONG, _WAYS // len(numbers))))
    best = np.argpartition(costs, per_song - 1, axis=0)[:per_song]
    came, went = best.ravel(), np.tile(np.arange(len(numbers)), per_song)
    found = costs[came, went]
    lives = found < _NEVER
    came, went, found = came[lives], went[lives], found[lives]
    used = ways.used[came]
    used[np.arange(len(came)), numbers[went]] = True
    return _Ways(
        costs=found,
        rows=place.rows[went],
        progress=place.progress[went],
        artists=np.concatenate((ways.artists[came, 1:], its_artists[went, None]), axis=1),
        used=used,
        chosen=np.concatenate((ways.chosen[came], numbers[went, None]), axis=1),
    )


def _joins(shelf: Shelf, lasts: Rows, nexts: Rows, largest_step: float | None) -> Costs | float:
    if lasts[0] < 0:
        return 0.0
    ends = shelf.ends[lasts].astype(np.float64)
    starts = shelf.starts[nexts].astype(np.float64)
    # By axis: a sum over an axis of two is slow.
    squares = (ends[:, None, 0] - starts[None, :, 0]) ** 2
    squares += (ends[:, None, 1] - starts[None, :, 1]) ** 2
    costs: Costs = _JOIN * squares
    if largest_step is not None:
        over = np.sqrt(squares) - largest_step
        costs += np.where(over > 0, _TOO_LARGE + _FAR_TOO_LARGE * over, 0.0)
    return costs
