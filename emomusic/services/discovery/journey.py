"""Journeys: songs whose emotion follows a path, each joining where the last one left off.

A song has a line, not a point: what counts between two songs is the end of one and the start of
the next. Where along the path a song stands is said by the song as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.discovery.joining import (
    ARTIST_APART,
    Place,
    Rows,
    Rules,
    artists_of,
    choose,
)
from emomusic.services.discovery.journey_words import words_of
from emomusic.services.discovery.paths import Path, Points
from emomusic.services.discovery.shelf import Shelf, shelf

MOST_SONGS = 100
DEFAULT_SONGS = 20
LONGEST_S = 8 * 3600.0

_CANDIDATES = 112
_LOOKED_AT = 4 * _CANDIDATES
_PER_ARTIST = 4
_ALONG, _OFF, _LINE, _UNSURE = 4.0, 1.0, 0.25, 0.002
_LEFT_OUT = 0.4
_LEAST_TOLERANCE = 0.02
_NEIGHBOURS = 8
_SPARSE = 2.0
_ROUNDS_FOR_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """What a journey shall be.

    Attributes:
        points: The path: pairs of valence and arousal, 0..1.
        songs: How many songs; None for as many as `duration_s` takes, or for `DEFAULT_SONGS`.
        duration_s: How long it shall last in seconds; used where `songs` is None.
        largest_step: The largest gap wanted between the end of a song and the start of the next,
            0..1 of the plane's width; None for any.
        after: Songs that have just played, the last one last: the journey goes on from there, and
            none of them comes again.
        seed: Another seed may give other songs; None always gives the best that was found.
    """

    points: Sequence[Sequence[float]]
    songs: int | None = None
    duration_s: float | None = None
    largest_step: float | None = None
    after: Sequence[int] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """The songs of a journey.

    Attributes:
        song_ids: In their order.
        places: What each song was chosen for: valence and arousal, 0..1.
        largest_step: The largest gap between the end of a song and the start of the next.
        words: What there is to say about it, in plain sentences.
    """

    song_ids: tuple[int, ...]
    places: tuple[tuple[float, float], ...]
    largest_step: float
    words: str


def journey(wish: Wish) -> Journey:
    """Find a journey through the library.

    Args:
        wish: What it shall be.

    Returns:
        The journey; it is shorter than wished where the library has too few songs.

    Raises:
        InvalidInput: The path has no points, or a length makes no sense.
        NotFound: No song's emotion is known yet.
    """
    return journey_on(shelf(), wish)


def journey_on(library: Shelf, wish: Wish) -> Journey:
    """Find a journey through a shelf; `journey` says what it takes and returns."""
    _check(wish)
    after = library.rows_of(np.array(wish.after, dtype=np.int64))
    free = len(library) - len(np.unique(after))
    if free < 1:
        raise NotFound("There is no song here whose emotion is known and that has not just played.")
    path = Path.through(wish.points)
    rows, wanted = _of_length(library, path, wish, after, free)
    aims = path.at(_parts(len(rows)))
    gaps = gaps_of(library, np.concatenate((after[-1:], rows)))
    return Journey(
        song_ids=tuple(int(one) for one in library.song_ids[rows]),
        places=tuple((round(float(v), 4), round(float(a), 4)) for v, a in aims),
        largest_step=round(float(gaps.max()), 4) if len(gaps) else 0.0,
        words=words_of(
            wanted=wanted,
            songs=len(rows),
            duration_s=float(library.durations_s[rows].sum()),
            gaps=gaps,
            largest_step=wish.largest_step,
            artist_returns=artist_returns(library, np.concatenate((after, rows)), len(after)),
        ),
    )


def gaps_of(library: Shelf, rows: Rows) -> NDArray[np.float64]:
    """Measure how far each song starts from where the one before it ended.

    Args:
        library: The shelf.
        rows: Shape `[M]`, rows in playing order.

    Returns:
        Shape `[M - 1]`, distances on the plane.
    """
    ends, starts = library.ends[rows[:-1]], library.starts[rows[1:]]
    return np.linalg.norm(ends.astype(np.float64) - starts.astype(np.float64), axis=1)


def artist_returns(library: Shelf, rows: Rows, from_place: int = 0) -> int:
    """Count the songs whose artist played already within the last `ARTIST_APART` songs."""
    artists = artists_of(library, rows).tolist()
    return sum(
        artists[at] in artists[max(0, at - ARTIST_APART + 1) : at]
        for at in range(from_place, len(artists))
    )


def means_of(library: Shelf, rows: Rows) -> Points:
    """Return valence and arousal of whole songs, shape `[M, 2]`."""
    return np.stack((library.valence[rows], library.arousal[rows]), axis=1).astype(np.float64)


def _check(wish: Wish) -> None:
    if not wish.points:
        raise InvalidInput("A journey needs a path: at least one point of the plane.")
    if wish.songs is not None and not 1 <= wish.songs <= MOST_SONGS:
        raise InvalidInput(f"A journey has 1 to {MOST_SONGS} songs.")
    if wish.duration_s is not None and not 60 <= wish.duration_s <= LONGEST_S:
        raise InvalidInput(f"A journey lasts from a minute to {LONGEST_S / 3600:.0f} hours.")


def _of_length(
    library: Shelf, path: Path, wish: Wish, after: Rows, free: int
) -> tuple[Rows, int | None]:
    """The songs, and how many were wanted; None where a time was, and it is met."""
    if wish.songs is not None or wish.duration_s is None:
        wanted = wish.songs or DEFAULT_SONGS
        return _songs(library, path, min(wanted, free), wish, after), wanted
    typical_s = max(1.0, float(np.median(library.durations_s)))
    best: Rows | None = None
    tried: set[int] = set()
    count = round(wish.duration_s / typical_s)
    for _ in range(_ROUNDS_FOR_LENGTH):
        count = max(1, min(count, free, MOST_SONGS))
        if count in tried:
            break
        tried.add(count)
        rows = _songs(library, path, count, wish, after)
        lasts_s = float(library.durations_s[rows].sum())
        if best is None or abs(lasts_s - wish.duration_s) < abs(
            float(library.durations_s[best].sum()) - wish.duration_s
        ):
            best = rows
        count += round((wish.duration_s - lasts_s) / max(1.0, lasts_s / len(rows)))
    assert best is not None
    return best, None if count <= free else count


def _songs(library: Shelf, path: Path, count: int, wish: Wish, after: Rows) -> Rows:
    step = path.length / max(1, count - 1)
    places = _places(library, path, count, after, _CANDIDATES, wish.seed)
    rules = Rules(step, _tolerance(step, places), wish.largest_step, after)
    rows = choose(library, places, rules)
    if _keeps(library, rows, rules):
        return rows
    if len(library) > _CANDIDATES:
        wider = choose(
            library, _places(library, path, count, after, 2 * _CANDIDATES, wish.seed), rules
        )
        if _keeps(library, wider, rules):
            return wider
    if artist_returns(library, np.concatenate((after, rows)), len(after)):
        # The library has too few artists for the rule: from here on it is one wish among others.
        return choose(library, places, replace(rules, artists_apart=False))
    return rows


def _tolerance(step: float, places: list[Place]) -> float:
    """How uneven a step may be: in a sparse library little can be had, and smoothness is more."""
    around = float(np.median([one.around for one in places]))
    return max(_LEAST_TOLERANCE, float(np.hypot(step, _SPARSE * around)))


def _keeps(library: Shelf, rows: Rows, rules: Rules) -> bool:
    everything = np.concatenate((rules.after, rows))
    if artist_returns(library, everything, len(rules.after)):
        return False
    gaps = gaps_of(library, np.concatenate((rules.after[-1:], rows)))
    return rules.largest_step is None or not len(gaps) or gaps.max() <= rules.largest_step


def _parts(count: int) -> NDArray[np.float64]:
    return np.linspace(0, 1, count) if count > 1 else np.array([1.0])


def _places(
    library: Shelf, path: Path, count: int, after: Rows, candidates: int, seed: int | None
) -> list[Place]:
    """The candidates for each aim; those that have just played are none."""
    parts = _parts(count)
    half = 0.5 / max(1, count - 1)
    aims = path.at(parts)
    begins, ends = path.at(parts - half), path.at(parts + half)
    open_rows = np.delete(np.arange(len(library)), after)
    valence, arousal = library.valence[open_rows], library.arousal[open_rows]
    chance = None if seed is None else np.random.default_rng(seed)
    places = []
    for part, aim, begin, end in zip(parts, aims, begins, ends, strict=True):
        apart = (valence - np.float32(aim[0])) ** 2 + (arousal - np.float32(aim[1])) ** 2
        rows = open_rows[_nearest(apart, max(_LOOKED_AT, 2 * candidates))]
        means = means_of(library, rows)
        progress = path.progress(means, np.full(len(rows), part))
        along = progress - part * path.length
        costs = _OFF * ((means - aim) ** 2).sum(axis=1) + (_ALONG - _OFF) * along**2
        costs += _UNSURE * (1 - library.confidence[rows])
        costs += _LINE * ((library.starts[rows] - begin) ** 2).sum(axis=1)
        costs += _LINE * ((library.ends[rows] - end) ** 2).sum(axis=1)
        kept = _varied(artists_of(library, rows), costs, candidates, chance)
        places.append(Place(rows[kept], costs[kept], progress[kept], _around(means - aim)))
    return places


def _around(offsets: Points) -> float:
    distances = np.sqrt((offsets**2).sum(axis=1))
    place = min(_NEIGHBOURS, len(distances)) - 1
    return float(np.partition(distances, place)[place])


def _nearest(distances: NDArray[np.float32], count: int) -> NDArray[np.int64]:
    if len(distances) <= count:
        return np.arange(len(distances))
    return np.argpartition(distances, count)[:count]


def _varied(
    artists: NDArray[np.int64],
    costs: NDArray[np.float64],
    count: int,
    chance: np.random.Generator | None,
) -> NDArray[np.int64]:
    """The cheapest, first some of each artist, so that no artist fills the whole choice."""
    if len(costs) <= count:
        return np.arange(len(costs))
    if chance is not None and len(costs) * (1 - _LEFT_OUT) > 2 * count:
        costs = np.where(chance.random(len(costs)) < _LEFT_OUT, np.inf, costs)
    cheapest = np.argsort(costs)
    ranked = artists[cheapest]
    by_artist = np.argsort(ranked, kind="stable")
    first = np.concatenate(([True], np.diff(ranked[by_artist]) != 0))
    numbers = np.arange(len(ranked))
    turn = np.empty(len(ranked), dtype=np.int64)
    turn[by_artist] = numbers - np.maximum.accumulate(np.where(first, numbers, 0))
    in_turn = np.argsort(turn >= _PER_ARTIST, kind="stable")
    return cheapest[in_turn[:count]]
