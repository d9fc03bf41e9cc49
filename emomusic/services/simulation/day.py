"""A day of a simulated listener: the sessions they hear, and the songs in each."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from emomusic.services.devices import Device
from emomusic.services.orders import SourceKind
from emomusic.services.simulation.habits import Habits, Routine
from emomusic.services.simulation.playing import Event, Playing, choose_course
from emomusic.services.simulation.shelf import Shelf, SimulatedSong

_SATURDAY = 5
_BETWEEN_SESSIONS = timedelta(minutes=10)
_FAVOURITE = 0.12
"""How likely the next song is a favourite."""

_WAYS = {
    "album": 24,
    "artist": 8,
    "liked": 14,
    "library": 12,
    "search": 10,
    "mood": 10,
    "recommendation": 12,
    "friend": 5,
    "home": 5,
}
"""From where people play, and how often."""


@dataclass(frozen=True, slots=True)
class Session:
    """Songs that were heard one after another.

    Attributes:
        number: Which listener.
        device: With what.
        events: All that the player told, oldest first.
        is_late: Whether the browser had no net then, and told it later.
    """

    number: int
    device: Device
    events: tuple[Event, ...]
    is_late: bool


def sessions_of(habits: Habits, day: date, shelf: Shelf, seed: int) -> Iterator[Session]:
    """Live through a day of a listener; the same arguments give the same day.

    Args:
        habits: Whose day.
        day: Which, by their clock.
        shelf: What there is to hear.
        seed: Of the simulation.

    Yields:
        The sessions, one after another; none where they are not here or have no time.
    """
    if not habits.is_here(day):
        return
    chance = random.Random(f"{seed}/{habits.number}/{day}")
    midnight = datetime.combine(day, time(), UTC) - timedelta(minutes=habits.utc_offset_min)
    free = midnight
    for routine, hour, songs in _plan(chance, habits, day):
        begins = max(midnight + timedelta(hours=hour), free)
        events, free = _listen(chance, habits, routine, songs, begins, shelf)
        free += _BETWEEN_SESSIONS
        is_late = chance.random() < habits.lateness
        yield Session(habits.number, routine.device, events, is_late)


def _plan(chance: random.Random, habits: Habits, day: date) -> list[tuple[Routine, float, int]]:
    """What a day holds: routines, the hour at which each begins and the number of its songs."""
    is_weekend = day.weekday() >= _SATURDAY
    usual = [
        one.occasion.weekend if is_weekend else one.occasion.weekday for one in habits.routines
    ]
    left = _count(chance, habits.plays_per_day * min(1.4, max(usual) + 0.3))
    planned = []
    while left > 0:
        routine = chance.choices(habits.routines, usual)[0]
        songs = min(left, 1 + _count(chance, routine.occasion.songs - 1))
        left -= songs
        hour = routine.hour + chance.gauss(0, routine.occasion.spread_h)
        planned.append((routine, max(0.0, hour), songs))
    return sorted(planned, key=lambda one: one[1])


def _listen(
    chance: random.Random,
    habits: Habits,
    routine: Routine,
    songs: int,
    at: datetime,
    shelf: Shelf,
) -> tuple[tuple[Event, ...], datetime]:
    way = chance.choices(list(_WAYS), list(_WAYS.values()))[0]
    events: list[Event] = []
    for song, source in _queue(chance, habits, routine, way, songs, at, shelf):
        playing = Playing(song, at, source, habits.utc_offset_min, chance)
        liking = habits.liking(song, routine)
        at = playing.go(choose_course(chance, song, liking, habits.patience))
        at += timedelta(seconds=chance.uniform(0.1, 2.5))
        events += playing.events
    return tuple(events), at


def _queue(
    chance: random.Random,
    habits: Habits,
    routine: Routine,
    way: str,
    songs: int,
    at: datetime,
    shelf: Shelf,
) -> Iterator[tuple[SimulatedSong, str]]:
    first = _next_song(chance, habits, routine, at, shelf)
    if way in (SourceKind.ALBUM, SourceKind.ARTIST):
        whole = shelf.album(first) if way == SourceKind.ALBUM else shelf.artist(first)
        begin = whole.index(first) if len(whole) > songs else 0
        key = first.album_id if way == SourceKind.ALBUM else first.artist_id
        yield from ((song, f"{way}:{key}") for song in whole[begin : begin + songs])
        return
    source = {
        "mood": f"mood:{first.mood}",
        "search": "search",
        "recommendation": chance.choice((f"mix:{first.mood}", "recommendation:trending")),
    }.get(way, way)
    yield first, source
    for _ in range(songs - 1):
        yield _next_song(chance, habits, routine, at, shelf), source


def _next_song(
    chance: random.Random, habits: Habits, routine: Routine, at: datetime, shelf: Shelf
) -> SimulatedSong:
    lived = chance.random()
    if lived < _FAVOURITE:
        return chance.choice(habits.favourites)
    if lived < _FAVOURITE + habits.openness:
        talked_about = shelf.hits(at.date().toordinal() // 7)
        tried = chance.choices(talked_about, range(len(talked_about), 0, -1), k=3)
        return max(tried, key=lambda song: habits.liking(song, routine))
    return chance.choices(routine.rotation, cum_weights=routine.weights)[0]


def _count(chance: random.Random, mean: float) -> int:
    """A whole number that is `mean` on average, by Poisson's law."""
    count, waited = 0, chance.expovariate(1.0)
    while waited < mean:
        count += 1
        waited += chance.expovariate(1.0)
    return count
