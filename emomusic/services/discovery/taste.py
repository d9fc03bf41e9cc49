"""What somebody likes, read from what they played: where on the plane, when, whom, and which songs.

A play counts less the longer it is ago; what was skipped counts against its song and its artist.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion import MOODS, Mood
from emomusic.services.analytics.reading import ListenerPlay
from emomusic.services.discovery.shelf import Shelf

LEAST_PLAYS = 5
"""Plays that make a taste, at one time of day or at all."""
HALF_LIFE_D = 30.0
"""After how many days a play counts half."""
DAY_BEGINS_H = 5

_CELLS = 20
_BLUR = 0.07
"""How far a play speaks for places beside its own, as a standard deviation on the plane."""

Real = NDArray[np.float64]


class PartOfDay(StrEnum):
    """When people listen, by their own clock."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


PARTS: tuple[PartOfDay, ...] = tuple(PartOfDay)
"""The parts by their numbers in `Past.parts`."""

_BEGINS_H = {
    PartOfDay.MORNING: DAY_BEGINS_H,
    PartOfDay.AFTERNOON: 12,
    PartOfDay.EVENING: 17,
    PartOfDay.NIGHT: 22,
}
_WHEN = {
    PartOfDay.MORNING: "in the morning",
    PartOfDay.AFTERNOON: "in the afternoon",
    PartOfDay.EVENING: "in the evening",
    PartOfDay.NIGHT: "at night",
}


def part_of(local: datetime) -> PartOfDay:
    """Name the part of the day.

    Args:
        local: The time by the listener's clock.
    """
    begun = [part for part, hour in _BEGINS_H.items() if hour <= local.hour]
    return begun[-1] if begun else PartOfDay.NIGHT


def day_of(local: datetime) -> date:
    """Return the day that a listener lives in, which begins at five in the morning.

    Args:
        local: The time by the listener's clock.
    """
    return (local - timedelta(hours=DAY_BEGINS_H)).date()


@dataclass(frozen=True, slots=True, eq=False)
class Past:
    """What somebody played before a day, as far as it is on the shelf; a row is a play.

    Attributes:
        songs: Shape `[P]`, rows of the shelf.
        weights: Shape `[P]`, 1 for a play of today that was heard, less the longer ago; below 0
            where it was skipped; 0 where it was too short to say anything.
        parts: Shape `[P]`, indices into `PARTS`.
        days_ago: Shape `[P]`, 1 is yesterday.
        valence: Shape `[P]`, 0..1, of what was heard.
        arousal: Shape `[P]`, 0..1, of what was heard.
        count: Songs on the shelf.
    """

    songs: NDArray[np.int64]
    weights: Real
    parts: NDArray[np.int64]
    days_ago: NDArray[np.int64]
    valence: Real
    arousal: Real
    count: int

    def affinity(self) -> Real:
        """Return how much each song of the shelf is liked, by its plays; shape `[N]`."""
        return np.bincount(self.songs, self.weights, minlength=self.count).astype(np.float64)

    def plays(self) -> NDArray[np.int64]:
        """Count the plays of each song of the shelf; shape `[N]`."""
        return np.bincount(self.songs, minlength=self.count)

    def listens(self) -> NDArray[np.int64]:
        """Count how often each song of the shelf was heard and not skipped; shape `[N]`."""
        return np.bincount(self.songs[self.weights > 0], minlength=self.count)

    def rested_d(self) -> NDArray[np.int64]:
        """For how many days each song of the shelf was not played; shape `[N]`."""
        rested = np.full(self.count, np.iinfo(np.int64).max)
        np.minimum.at(rested, self.songs, self.days_ago)
        return rested


def past_of(plays: Sequence[ListenerPlay], library: Shelf, today: date) -> Past:
    """Put plays into arrays.

    Args:
        plays: Of one person; those of today and later are left out, so that a day stays the same.
        library: The shelf.
        today: Their day.
    """
    known = [play for play in plays if day_of(play.local) < today]
    ids = np.array([play.song_id for play in known], dtype=np.int64)
    on_shelf = np.isin(ids, library.song_ids)
    chosen = [play for play, there in zip(known, on_shelf, strict=True) if there]
    songs = library.rows_of(ids[on_shelf])
    days_ago = np.array([(today - day_of(play.local)).days for play in chosen], dtype=np.int64)
    sign = np.array([_sign(play) for play in chosen], dtype=np.float64)
    felt = np.array([(play.valence, play.arousal) for play in chosen], dtype=np.float64)
    felt = felt.reshape(-1, 2)
    whole = np.stack((library.valence[songs], library.arousal[songs]), axis=1)
    felt = np.where(np.isnan(felt), whole, felt)
    return Past(
        songs=songs,
        weights=sign * 0.5 ** (days_ago / HALF_LIFE_D),
        parts=np.array([PARTS.index(part_of(play.local)) for play in chosen], dtype=np.int64),
        days_ago=days_ago,
        valence=felt[:, 0],
        arousal=felt[:, 1],
        count=len(library),
    )


def _sign(play: ListenerPlay) -> float:
    if play.skipped:
        return -1.0
    return 1.0 if play.listen else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Taste:
    """What somebody likes, at one part of the day or at all.

    Attributes:
        plane: Shape `[C, C]`, 0..1, how much they like each place; the first row is the lowest
            arousal.
        moods: The share of each quadrant in what they heard; they add up to 1.
        part: The part of the day of which this is true, or None for all of it.
    """

    plane: Real
    moods: Mapping[Mood, float]
    part: PartOfDay | None

    @property
    def mood(self) -> Mood:
        """The quadrant in which they heard the most."""
        return max(MOODS, key=lambda mood: self.moods[mood])

    @property
    def sentence(self) -> str:
        """Say it to the listener."""
        if self.part is None:
            return f"You like {self.mood} music."
        if self.mood in (Mood.CALM, Mood.HAPPY):
            return f"You like {self.mood} {self.part}s."
        return f"You like {self.mood} music {_WHEN[self.part]}."

    def fit(self, library: Shelf) -> Real:
        """Say how well each song is where they like to be; shape `[N]`, 0..1."""
        return self.plane[_cells(library.arousal), _cells(library.valence)]


def taste_of(past: Past, part: PartOfDay | None) -> Taste | None:
    """Read a taste from plays.

    Args:
        past: What was played.
        part: The part of the day that is wanted, or None for all of it.

    Returns:
        The taste at that part of the day where there is enough of it, else that of all day; None
        where there is too little of both.
    """
    liked = past.weights > 0
    then = liked & (past.parts == PARTS.index(part)) if part else liked
    chosen = then if then.sum() >= LEAST_PLAYS else liked
    if chosen.sum() < LEAST_PLAYS:
        return None
    valence, arousal = past.valence[chosen], past.arousal[chosen]
    return Taste(
        plane=_plane(valence, arousal, past.weights[chosen]),
        moods=mood_shares(valence, arousal, past.weights[chosen]),
        part=part if chosen is then else None,
    )


def quadrants(valence: NDArray[np.floating], arousal: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return the index in `MOODS` of the quadrant of points of the plane; shape `[N]`."""
    right, up = valence >= 0.5, arousal >= 0.5
    return np.where(
        up,
        np.where(right, MOODS.index(Mood.HAPPY), MOODS.index(Mood.ANGRY)),
        np.where(right, MOODS.index(Mood.CALM), MOODS.index(Mood.SAD)),
    )


def mood_shares(valence: Real, arousal: Real, weights: Real) -> dict[Mood, float]:
    """Return the share of each quadrant.

    Args:
        valence: Shape `[N]`, 0..1.
        arousal: Shape `[N]`, 0..1.
        weights: Shape `[N]`, 0 and more, of which one at least is above 0.
    """
    sums = np.bincount(quadrants(valence, arousal), weights, minlength=len(MOODS))
    return dict(zip(MOODS, (sums / sums.sum()).tolist(), strict=True))


def _cells(values: NDArray[np.floating]) -> NDArray[np.int64]:
    return (np.asarray(values) * _CELLS).astype(np.int64).clip(0, _CELLS - 1)


def _plane(valence: Real, arousal: Real, weights: Real) -> Real:
    heard = np.zeros((_CELLS, _CELLS))
    np.add.at(heard, (_cells(arousal), _cells(valence)), weights)
    middles = (np.arange(_CELLS) + 0.5) / _CELLS
    blur = np.exp(-((middles[:, None] - middles) ** 2) / (2 * _BLUR**2))
    plane: Real = blur @ heard @ blur.T
    return plane / plane.max()
