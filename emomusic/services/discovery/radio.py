"""Radio: music without an end that stays near what it started from, and learns from skips.

Nothing is stored: whoever listens says what played lately, what was skipped and what was heard, so
that each answer knows the last skip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.discovery.joining import ARTIST_APART, Rows, artists_of
from emomusic.services.discovery.seeds import Seed, find_seed, no_songs
from emomusic.services.discovery.shelf import Shelf, shelf
from emomusic.services.reading import CREDIT, ids_of
from emomusic.store.database import session

MOST_AT_ONCE = 50

_NEAR = 3000
_CHOSEN_FROM = 24
_ALBUM_APART = 12
_LEARNS_FROM = 30
_OWN_SHARE = 0.25
_HEARD_SHARE = 0.35

# All in squares of distances on the plane: .01 is a tenth of its width.
_OTHER_GENRE = 0.02
_JOIN = 0.2
_SKIPPED_PLACE, _SKIPPED_WIDTH = 0.12, 0.12
_SKIPPED_ARTIST = 0.4
_SKIPPED_GENRE, _HEARD_GENRE, _HEARD_ARTIST = 0.02, 0.01, 0.005
_MOST_OF_GENRE = 5
_SAME_ALBUM = 0.05
_SAME_ARTIST = 3.0
_OWN = 2.0
_LEAST_WARMTH = 0.0005

Costs = NDArray[np.float32]
Places = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True)
class Tuning:
    """What a radio is asked for.

    Attributes:
        seed: What it starts from, as `find_seed` reads it.
        recent: Songs that played lately or wait in the queue, the latest last; none of them
            comes again while there are others.
        skipped: Songs that were skipped, the latest last.
        heard: Songs that were heard to their end, the latest last.
        count: How many songs.
        chance: The same number gives the same songs; None gives others each time.
    """

    seed: str
    recent: Sequence[int] = ()
    skipped: Sequence[int] = ()
    heard: Sequence[int] = ()
    count: int = 1
    chance: int | None = None


def radio(tuning: Tuning) -> tuple[int, ...]:
    """Choose the next songs of a radio.

    Args:
        tuning: What is asked for.

    Returns:
        Ids of songs in playing order, at most `count`.

    Raises:
        InvalidInput: The seed or the number makes no sense.
        NotFound: There is no such seed, or nothing to play.
    """
    return radio_on(shelf(), tuning, _credited)


def _credited(artist_id: int) -> Sequence[int]:
    with session() as reading:
        return ids_of(reading, select(CREDIT.c.song_id).where(CREDIT.c.artist_id == artist_id))


def radio_on(
    library: Shelf, tuning: Tuning, credited: Callable[[int], Sequence[int]] = no_songs
) -> tuple[int, ...]:
    """Choose the next songs from a shelf; `radio` says what it takes and returns."""
    if not 1 <= tuning.count <= MOST_AT_ONCE:
        raise InvalidInput(f"A radio gives 1 to {MOST_AT_ONCE} songs at once.")
    if not len(library):
        raise NotFound("There is no song here whose emotion is known yet.")
    seed = find_seed(library, tuning.seed, credited)
    chance = np.random.default_rng(tuning.chance)
    recent = _rows(library, tuning.recent).tolist()
    taste = _Taste.of(library, seed, _rows(library, tuning.skipped), _rows(library, tuning.heard))
    chosen: list[int] = []
    if seed.first is not None and seed.first not in recent:
        chosen.append(seed.first)
    while len(chosen) < tuning.count:
        row = _next(library, seed, taste, [*recent, *chosen], chance)
        chosen.append(row)
    return tuple(int(one) for one in library.song_ids[chosen])


@dataclass(frozen=True, slots=True, eq=False)
class _Taste:
    """What is known of the wish.

    Attributes:
        anchors: Shape `[K, 2]`, places that the seed has on the plane.
        heard: Shape `[H, 2]`, places of songs that were heard to their end.
        skipped: Shape `[S, 2]`, places of songs that were skipped.
        costs: Shape `[N]`, what each song costs by its genre and its artist.
    """

    anchors: Places
    heard: Places
    skipped: Places
    costs: Costs

    @classmethod
    def of(cls, library: Shelf, seed: Seed, skipped: Rows, heard: Rows) -> _Taste:
        skipped, heard = skipped[-_LEARNS_FROM:], heard[-_LEARNS_FROM:]
        genres = np.zeros(len(library.genre_names), dtype=np.float32)
        if len(seed.genres):
            genres += _OTHER_GENRE
            genres[seed.genres] = 0.0
        genres += _SKIPPED_GENRE * _times(library.genres[skipped], len(genres))
        genres -= _HEARD_GENRE * _times(library.genres[heard], len(genres))
        genres[0] = max(genres[0], 0.0)  # of songs without a genre nothing is learnt
        artists = np.zeros(int(library.artist_ids.max()) + 1, dtype=np.float32)
        np.add.at(artists, library.artist_ids[heard], -_HEARD_ARTIST)
        np.add.at(artists, library.artist_ids[skipped], _SKIPPED_ARTIST)
        artists[0] = 0.0
        return cls(
            anchors=seed.anchors,
            heard=_places(library, heard),
            skipped=_places(library, skipped),
            costs=genres[library.genres] + artists[library.artist_ids],
        )


def _next(
    library: Shelf, seed: Seed, taste: _Taste, before: list[int], chance: np.random.Generator
) -> int:
    coarse = taste.costs + _squares(library, _anchor(taste, chance))
    if seed.plays_itself and chance.random() < _OWN_SHARE:
        coarse[seed.rows] -= _OWN
    coarse[~_free(library, before)] = np.inf
    rows = _cheapest(coarse, min(_NEAR, int(np.isfinite(coarse).sum())))
    costs = coarse[rows] + _of_what_was_before(library, rows, before)
    for place in taste.skipped:
        apart = ((_places(library, rows) - place) ** 2).sum(axis=1)
        costs += _SKIPPED_PLACE * np.exp(-apart / (2 * _SKIPPED_WIDTH**2))
    best = _cheapest(costs, min(_CHOSEN_FROM, len(rows)))
    above = (costs[best] - costs[best].min()).astype(np.float64)
    weights = np.exp(-above / max(_LEAST_WARMTH, float(np.median(above))))
    return int(rows[chance.choice(best, p=weights / weights.sum())])


def _anchor(taste: _Taste, chance: np.random.Generator) -> Places:
    """Where the next song is looked for: near the seed, or now and then near what was heard."""
    points = taste.anchors
    if len(taste.heard) and chance.random() < _HEARD_SHARE:
        points = taste.heard
    place: Places = points[int(chance.integers(len(points)))]
    return place


def _of_what_was_before(library: Shelf, rows: Rows, before: list[int]) -> Costs:
    """What songs cost by the last ones: by how they join, by their album and their artist."""
    costs = np.zeros(len(rows), dtype=np.float32)
    if not before:
        return costs
    costs += _JOIN * ((library.starts[rows] - library.ends[before[-1]]) ** 2).sum(axis=1)
    albums = library.album_ids[before[-_ALBUM_APART:]]
    costs += _SAME_ALBUM * np.isin(library.album_ids[rows], albums)
    artists = artists_of(library, rows)
    lately = artists_of(library, np.array(before[-(ARTIST_APART - 1) :], dtype=np.int64))
    for ago, artist in enumerate(lately, 1):
        # The sooner an artist comes back, the worse.
        costs += _SAME_ARTIST * ago * (artists == artist)
    return costs


def _places(library: Shelf, rows: Rows) -> Places:
    return np.stack((library.valence[rows], library.arousal[rows]), axis=1)


def _squares(library: Shelf, place: Places) -> Costs:
    valence, arousal = place.astype(np.float32)
    squares: Costs = (library.valence - valence) ** 2
    squares += (library.arousal - arousal) ** 2
    return squares


def _cheapest(costs: Costs, count: int) -> Rows:
    if count >= len(costs):
        return np.arange(len(costs))
    return np.argpartition(costs, count - 1)[:count]


def _free(library: Shelf, before: list[int]) -> NDArray[np.bool_]:
    """The songs that may come: not those that came lately, and never the last one."""
    free = np.ones(len(library), dtype=bool)
    free[before] = False
    if free.any():
        return free
    # Everything has played: the older half may come again.
    free[:] = True
    latest = list(dict.fromkeys(reversed(before)))
    free[latest[: max(1, len(library) // 2)]] = False
    return free if free.any() else np.ones(len(library), dtype=bool)


def _times(numbers: NDArray[np.int32], count: int) -> Costs:
    return np.minimum(np.bincount(numbers, minlength=count), _MOST_OF_GENRE).astype(np.float32)


def _rows(library: Shelf, song_ids: Sequence[int]) -> Rows:
    return library.rows_of(np.array(song_ids, dtype=np.int64))
