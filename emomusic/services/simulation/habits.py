"""What a simulated listener is like: when they listen, to what, with what, and for how long."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from emomusic.services.devices import Device
from emomusic.services.simulation.shelf import Shelf, SimulatedSong

_OFFSETS_MIN = (60, 60, 60, 60, 0, 0, 120, -300, -300, -480, 330, 540, 600, -180)
"""Where listeners live, as minutes east of UTC; most where the demo is at home."""
_NOT_TRACKED, _LEAVES, _IS_LATE = 0.06, 0.3, 0.15
_ROTATION = (30, 90)
"""Between how many songs a routine's own songs are."""
_UNHEARD_LIKING = 0.4
"""How much a song is liked whose emotion nobody knows yet."""
_OTHER_GENRE = 0.5
"""How much a genre that is no favourite counts beside one that is."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A kind of hour at which people listen.

    Attributes:
        hour: Its middle by the local clock, 0..24.
        spread_h: How far from it people begin, in hours (one standard deviation).
        weekday: How usual it is from Monday to Friday.
        weekend: How usual it is on Saturday and Sunday.
        valence: Where on the plane such listening is, 0..1.
        arousal: Where on the plane such listening is, 0..1.
        devices: With what people listen then, the likeliest first.
        songs: How many songs in a row, on average.
    """

    hour: float
    spread_h: float
    weekday: float
    weekend: float
    valence: float
    arousal: float
    devices: tuple[Device, ...]
    songs: float


_P, _D, _T, _O = Device.PHONE, Device.DESKTOP, Device.TABLET, Device.OTHER
OCCASIONS = (
    Occasion(7.5, 0.8, 1.0, 0.2, 0.62, 0.36, (_P, _P, _T), 4),  # on the way to work
    Occasion(8.5, 1.2, 0.4, 1.0, 0.66, 0.28, (_T, _D, _O), 6),  # breakfast
    Occasion(10.5, 1.5, 1.0, 0.1, 0.52, 0.45, (_D, _D, _P), 9),  # at the desk
    Occasion(15.0, 1.6, 0.8, 0.4, 0.56, 0.55, (_D, _D, _P), 8),  # the afternoon
    Occasion(17.8, 0.8, 1.0, 0.3, 0.60, 0.72, (_P, _P), 5),  # on the way home
    Occasion(18.5, 1.0, 0.6, 0.6, 0.45, 0.85, (_P,), 7),  # sport
    Occasion(20.5, 1.3, 0.8, 0.9, 0.48, 0.40, (_D, _T, _O), 6),  # the evening
    Occasion(22.8, 1.0, 0.6, 1.0, 0.72, 0.78, (_D, _P, _O), 10),  # a party
    Occasion(23.2, 1.0, 0.8, 0.8, 0.30, 0.22, (_P, _T), 4),  # to fall asleep
)


@dataclass(frozen=True, slots=True)
class Routine:
    """One occasion as one person keeps it.

    Attributes:
        occasion: Which.
        hour: When, by the local clock.
        valence: What they like then, 0..1.
        arousal: What they like then, 0..1.
        device: With what.
        rotation: Their own songs for it.
        weights: How often each is chosen, added up from the first on.
    """

    occasion: Occasion
    hour: float
    valence: float
    arousal: float
    device: Device
    rotation: tuple[SimulatedSong, ...]
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Habits:
    """A simulated listener.

    Attributes:
        number: Which one, from 0 on.
        joined: Their first day, by their clock.
        left: Their last day; None who goes on.
        utc_offset_min: Where they live, minutes east of UTC.
        plays_per_day: How many songs a day they start, on average.
        routines: When they listen; at least one.
        genres: Their favourite genres.
        favourites: Songs they like so much that they come again and again.
        openness: How often they try something that is not their own, 0..1.
        patience: How often they stay with a song they don't like, 0..1.
        lateness: How often their browser has no net and tells later, 0..1.
        is_tracked: Whether they let the server keep their name with what they hear.
    """

    number: int
    joined: date
    left: date | None
    utc_offset_min: int
    plays_per_day: float
    routines: tuple[Routine, ...]
    genres: frozenset[str]
    favourites: tuple[SimulatedSong, ...]
    openness: float
    patience: float
    lateness: float
    is_tracked: bool

    def is_here(self, day: date) -> bool:
        """Say whether they have joined by a day, and not left.

        Args:
            day: By their clock.
        """
        return self.joined <= day and (self.left is None or day <= self.left)

    def joining(self, day: date) -> Habits:
        """Return the same listener, who joined on another day and stays as long.

        Args:
            day: By their clock.
        """
        left = None if self.left is None else self.left + (day - self.joined)
        return replace(self, joined=day, left=left)

    def liking(self, song: SimulatedSong, routine: Routine) -> float:
        """How much they like a song at an hour, 0..1.

        Args:
            song: Which.
            routine: The hour.
        """
        if song in self.favourites:
            return 1.0
        at, is_own = (routine.valence, routine.arousal), song.genre in self.genres
        return float(_liking(song.valence, song.arousal, is_own, at))


def make_habits(
    seed: int, number: int, shelf: Shelf, first: date, last: date, plays_per_day: float
) -> Habits:
    """Make a listener; the same arguments make the same one.

    Args:
        seed: Of the simulation.
        number: Which listener.
        shelf: What they choose from.
        first: First day of the simulation.
        last: Its last day.
        plays_per_day: What all listeners start a day, on average.
    """
    chance = random.Random(f"{seed}/{number}/habits")
    days = (last - first).days
    # A third were there before; the others join week after week.
    joined = first + timedelta(days=int(days * chance.choice((0.0, chance.random(), 0.3))))
    stays = chance.expovariate(1 / 40) + 3
    left = joined + timedelta(days=int(stays)) if chance.random() < _LEAVES else None
    count = min(len(shelf.genres), chance.choice((1, 2, 2, 3)))
    genres = frozenset(chance.sample(shelf.genres, count))
    occasions = chance.sample(OCCASIONS, chance.choice((1, 2, 2, 3, 3, 4)))
    routines = tuple(_make_routine(chance, one, shelf, genres) for one in occasions)
    own = [song for routine in routines for song in routine.rotation]
    return Habits(
        number=number,
        joined=joined,
        left=left,
        utc_offset_min=chance.choice(_OFFSETS_MIN),
        # Some hear a great deal and most hear little; the mean stays what was asked for.
        plays_per_day=plays_per_day * chance.lognormvariate(-0.32, 0.8),
        routines=routines,
        genres=genres,
        favourites=tuple(chance.sample(own, min(len(own), chance.randint(2, 6)))),
        openness=chance.uniform(0.05, 0.35),
        patience=chance.uniform(0.2, 0.8),
        lateness=chance.uniform(0.05, 0.25) if chance.random() < _IS_LATE else 0.0,
        is_tracked=chance.random() >= _NOT_TRACKED,
    )


def _make_routine(
    chance: random.Random, occasion: Occasion, shelf: Shelf, genres: frozenset[str]
) -> Routine:
    valence = _within(occasion.valence + chance.gauss(0, 0.1))
    arousal = _within(occasion.arousal + chance.gauss(0, 0.1))
    rotation = _some_songs(chance, shelf, (valence, arousal), genres)
    return Routine(
        occasion=occasion,
        hour=occasion.hour + chance.gauss(0, 0.7),
        valence=valence,
        arousal=arousal,
        device=chance.choice(occasion.devices),
        rotation=rotation,
        weights=tuple(accumulate(1 / (rank + 4) for rank in range(len(rotation)))),
    )


def _some_songs(
    chance: random.Random,
    shelf: Shelf,
    at: tuple[float, float],
    genres: frozenset[str],
) -> tuple[SimulatedSong, ...]:
    is_own = np.isin(shelf.genre, [shelf.genres.index(genre) for genre in genres])
    liking = _liking(shelf.valence, shelf.arousal, is_own, at)
    # The smallest of exponential times is a draw without putting back, by weight.
    draws = np.random.default_rng(chance.getrandbits(64)).exponential(size=len(shelf.songs))
    order = np.argsort(draws / (shelf.known * (liking + 1e-6)), kind="stable")
    return tuple(shelf.songs[index] for index in order[: chance.randint(*_ROTATION)])


def _liking(
    valence: float | NDArray[np.float64],
    arousal: float | NDArray[np.float64],
    is_own: bool | NDArray[np.bool_],
    at: tuple[float, float],
) -> NDArray[np.float64]:
    """How much a song is liked by who likes a place of the plane and some genres, 0..1."""
    away = (valence - at[0]) ** 2 + (arousal - at[1]) ** 2
    near = np.where(np.isnan(away), _UNHEARD_LIKING, np.exp(-away / 0.08))
    liking: NDArray[np.float64] = near * np.where(is_own, 1.0, _OTHER_GENRE)
    return liking


def _within(value: float) -> float:
    return min(max(value, 0.05), 0.95)
