"""Chooses the songs of a mix: by taste, with what one knows and what one doesn't, and varied.

How good a choice is, `emomusic.services.discovery.judging` measures.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion import MOODS, Mood
from emomusic.services.discovery.shelf import Shelf
from emomusic.services.discovery.taste import Past, Real, Taste, quadrants

MIX_SONGS = 30
"""Songs of a mix at most."""
KNOWN = 0.5
"""How much of a mix one has heard before, where there is enough of both."""
PER_ARTIST = 3
RESTS_D = 1
"""For how many days a song must not have been heard to come in a mix again."""

_OF_GENRE, _OF_ARTIST, _OF_OTHERS, _OF_SONG, _GROUND = 0.5, 0.8, 1.5, 1.2, 0.3
"""How much a song gains by each, beside what every song has."""
_WHEREVER = 0.15
"""What a song counts that is nowhere near to what one likes."""
_ENOUGH = 2.0
"""Listens of one song or artist that say half of all that many would."""
_DAY_LEAST = 0.6
"""The order changes from day to day: a song's merit is taken times this at least, and 1 at most."""
_LOOKED_AT = 3000

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What songs are chosen from.

    Attributes:
        library: The shelf.
        past: What the listener played.
        popular: Shape `[N]`, how often each song was heard here lately, by everybody.
        seed: Such as "7/2026-11-02"; the same gives the same songs.
    """

    library: Shelf
    past: Past
    popular: Real
    seed: str

    def appeal(self, taste: Taste | None) -> Real:
        """Say how well each song suits the listener, whether they know it or not.

        Args:
            taste: Where on the plane they like to be; None leaves it open.

        Returns:
            Shape `[N]`, 0 and more.
        """
        library, affinity = self.library, self.past.affinity()
        liked = np.maximum(affinity, 0)
        genres = np.bincount(library.genres, liked, minlength=len(library.genre_names))
        of_genre = (genres / max(genres.max(initial=0), 1e-9))[library.genres]
        of_genre[library.genres == 0] = 0
        _, artist = np.unique(library.artist_ids, return_inverse=True)
        by_artist = np.maximum(np.bincount(artist, affinity), 0)[artist]
        by_artist[library.artist_ids == 0] = 0
        others = np.sqrt(self.popular)
        merit = (
            _GROUND
            + _OF_GENRE * of_genre
            + _OF_ARTIST * by_artist / (by_artist + _ENOUGH)
            + _OF_OTHERS * others / max(others.max(initial=0), 1e-9)
            + _OF_SONG * liked / (liked + _ENOUGH)
        )
        near = taste.fit(library) if taste else np.ones(len(library))
        return merit * (_WHEREVER + (1 - _WHEREVER) * near)

    def of_today(self, key: str) -> Real:
        """Return a factor for each song that is the same all day; shape `[N]`."""
        chance = np.random.default_rng(zlib.crc32(f"{self.seed}/{key}".encode()))
        return _DAY_LEAST + (1 - _DAY_LEAST) * chance.random(len(self.library))

    def known(self) -> Mask:
        """The songs that the listener heard, likes and has let rest."""
        return (self.past.affinity() > 0) & (self.past.rested_d() > RESTS_D)

    def fresh(self) -> Mask:
        """The songs that the listener has never played."""
        return self.past.plays() == 0

    def best(self, merit: Real, allowed: Mask, limit: int, beside: Sequence[int] = ()) -> list[int]:
        """Choose the best songs with few of one artist.

        Args:
            merit: Shape `[N]`.
            allowed: Shape `[N]`, which may be chosen.
            limit: Songs at most.
            beside: Rows that are chosen already; their artists count.

        Returns:
            Rows of the shelf, the best first.
        """
        rows = np.flatnonzero(allowed)
        if len(rows) > _LOOKED_AT:
            rows = rows[np.argpartition(-merit[rows], _LOOKED_AT)[:_LOOKED_AT]]
        ranked = rows[np.lexsort((rows, -merit[rows]))]
        of_artist = Counter(self.library.artist_ids[list(beside)].tolist())
        chosen: list[int] = []
        for row, artist_id in zip(
            ranked.tolist(), self.library.artist_ids[ranked].tolist(), strict=True
        ):
            if len(chosen) >= limit:
                break
            if of_artist[artist_id] < PER_ARTIST:
                of_artist[artist_id] += 1
                chosen.append(row)
        return chosen

    def blend(
        self, merit: Real, allowed: Mask, limit: int, beside: Sequence[int] = ()
    ) -> list[int]:
        """Choose songs of which about half are known, one of each in turn.

        Args:
            merit: Shape `[N]`.
            allowed: Shape `[N]`, which may be chosen.
            limit: Songs at most.
            beside: Rows that are chosen already; their artists count.

        Returns:
            Rows of the shelf; where one kind runs out, the other fills up.
        """
        is_fresh = allowed & self.fresh()
        there = len(self.best(merit, is_fresh, limit, beside))
        wanted = max(round(KNOWN * limit), limit - there)
        known = self.best(merit, allowed & self.known(), wanted, beside)
        fresh = self.best(merit, is_fresh, limit - len(known), [*beside, *known])
        return in_turn([known, fresh])


def in_turn(lists: Sequence[Sequence[int]]) -> list[int]:
    """Take one of each list in turn, so that each is spread over the whole.

    Args:
        lists: Rows or ids.

    Returns:
        All of them, each once.
    """
    places = [
        ((index + 0.5) / len(one), number, item)
        for number, one in enumerate(lists)
        for index, item in enumerate(one)
    ]
    return list(dict.fromkeys(item for _, _, item in sorted(places)))


def calibrated(choice: Choice, merit: Real, shares: Mapping[Mood, float], limit: int) -> list[int]:
    """Choose a blend in which each quadrant has the share that it has in what is heard.

    A list that only takes the best songs tells people that they like one thing (Steck 2018,
    "Calibrated recommendations"). With four kinds the best list of given shares is the best
    songs of each kind.

    Args:
        choice: What is chosen from.
        merit: Shape `[N]`.
        shares: Of the quadrants; they add up to 1.
        limit: Songs at most.

    Returns:
        Rows of the shelf; where a quadrant has too few songs, the best others fill up.
    """
    library = choice.library
    quadrant = quadrants(library.valence, library.arousal)
    parts: list[list[int]] = []
    for mood, count in _quotas(shares, limit).items():
        beside = [row for part in parts for row in part]
        parts.append(choice.blend(merit, quadrant == MOODS.index(mood), count, beside))
    chosen = in_turn(parts)
    left = np.ones(len(library), dtype=bool)
    left[chosen] = False
    return chosen + choice.blend(merit, left, limit - len(chosen), chosen)


def _quotas(shares: Mapping[Mood, float], limit: int) -> dict[Mood, int]:
    """Whole numbers in the proportion of shares, by largest remainders."""
    exact = {mood: limit * share for mood, share in shares.items()}
    whole = {mood: int(count) for mood, count in exact.items()}
    by_rest = sorted(exact, key=lambda mood: (whole[mood] - exact[mood], MOODS.index(mood)))
    for mood in by_rest[: limit - sum(whole.values())]:
        whole[mood] += 1
    return whole
