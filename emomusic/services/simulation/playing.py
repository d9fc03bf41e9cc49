"""One playing-through of a song, as a browser would tell it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from emomusic.services.listening import PlaybackKind
from emomusic.services.simulation.shelf import SimulatedSong

MARK = 0x51A7ED00
"""The first 32 bits of the id of every event that is simulated."""
HEARTBEAT_S = 15.0
"""How often the player tells that it still plays."""

_PAUSES, _SEEKS = 0.02, 0.05
"""How likely either is between two heartbeats, and in a song."""
_EARLY_SKIP_S = 18.0


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that a player tells, in the words of `services.listening`."""

    event_id: UUID
    play_id: UUID
    kind: PlaybackKind
    song_id: int
    position_s: float
    heard_from_s: float
    heard_to_s: float
    at: datetime
    started_at: datetime
    source: str
    utc_offset_min: int

    def told(self) -> Mapping[str, Any]:
        """Put it as the browser's JSON has it."""
        return {
            "event_id": str(self.event_id),
            "play_id": str(self.play_id),
            "kind": self.kind.value,
            "song_id": self.song_id,
            "position_s": self.position_s,
            "heard_from_s": self.heard_from_s,
            "heard_to_s": self.heard_to_s,
            "at_ms": _ms(self.at),
            "started_at_ms": _ms(self.started_at),
            "source": self.source,
            "utc_offset_min": self.utc_offset_min,
        }


@dataclass(frozen=True, slots=True)
class Course:
    """How a playing-through goes.

    Attributes:
        until_s: Where in the song it is left; None who hears it to its end.
        by_skip: Whether it is left for the next song, rather than by closing the page.
        has_seek: Whether the listener jumps once.
    """

    until_s: float | None
    by_skip: bool
    has_seek: bool


def choose_course(
    chance: random.Random, song: SimulatedSong, liking: float, patience: float
) -> Course:
    """Choose how a listener hears a song.

    Args:
        chance: The day's.
        song: Which song.
        liking: How much they like it, 0..1.
        patience: How often they stay with what they don't like, 0..1.

    Returns:
        Left early where it is not liked; some leave near the end, when it fades out.
    """
    has_seek = chance.random() < _SEEKS
    lived = chance.random()
    if lived < (1 - liking) * (1 - patience) * 0.6:
        left = min(2 + chance.expovariate(1 / _EARLY_SKIP_S), song.duration_s * 0.9)
        return Course(left, by_skip=True, has_seek=False)
    if lived > 0.97:
        left = song.duration_s * chance.uniform(0.05, 0.95)
        return Course(left, by_skip=False, has_seek=has_seek)
    if lived > 0.93:
        left = song.duration_s * chance.uniform(0.8, 0.97)
        return Course(left, by_skip=True, has_seek=has_seek)
    return Course(None, by_skip=False, has_seek=has_seek)


@dataclass(slots=True)
class Playing:
    """A song that is being played; every method tells one event of it.

    Attributes:
        song: Which.
        at: The time by the clock on the wall, which moves on with what is heard.
        source: Of the list it is played from.
        utc_offset_min: Where the listener lives.
        chance: The day's.
        events: What was told so far, oldest first.
    """

    song: SimulatedSong
    at: datetime
    source: str
    utc_offset_min: int
    chance: random.Random
    events: list[Event] = field(default_factory=list)
    _position_s: float = 0.0
    _play_id: UUID = field(init=False)
    _started_at: datetime = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self._play_id = _made_id(self.chance)
        self._started_at = self.at

    def go(self, course: Course) -> datetime:
        """Play the song as a course says.

        Args:
            course: How.

        Returns:
            When it is over.
        """
        self._tell(PlaybackKind.START)
        until_s = self.song.duration_s if course.until_s is None else course.until_s
        if course.has_seek:
            self._hear(until_s * self.chance.uniform(0.2, 0.6))
            self._jump(until_s)
        self._hear(until_s)
        if course.until_s is None:
            self._tell(PlaybackKind.END, until_s)
        elif course.by_skip:
            self._tell(PlaybackKind.SKIP, until_s)
        else:
            self._tell(PlaybackKind.PAUSE, until_s)
        return self.at

    def _hear(self, until_s: float) -> None:
        """Play on nearly to a place; the stretch up to it is closed by what comes next."""
        while self._position_s + HEARTBEAT_S < until_s:
            self._tell(PlaybackKind.HEARTBEAT, self._position_s + HEARTBEAT_S)
            if self.chance.random() < _PAUSES:
                self._tell(PlaybackKind.PAUSE, self._position_s)
                self.at += timedelta(seconds=min(self.chance.expovariate(1 / 90), 1500))
                self._tell(PlaybackKind.RESUME)

    def _jump(self, until_s: float) -> None:
        heard_to_s = min(self._position_s + self.chance.uniform(0.5, 14), until_s)
        goal_s = heard_to_s + self.chance.choice((-45, -20, 15, 30, 60))
        goal_s = round(min(max(goal_s, 0.0), until_s), 3)
        self._tell(PlaybackKind.SEEK, heard_to_s, goal_s)

    def _tell(
        self,
        kind: PlaybackKind,
        heard_to_s: float | None = None,
        position_s: float | None = None,
    ) -> None:
        heard_from_s = self._position_s
        heard_to_s = heard_from_s if heard_to_s is None else round(heard_to_s, 3)
        self.at += timedelta(seconds=heard_to_s - heard_from_s)
        self._position_s = heard_to_s if position_s is None else position_s
        self.events.append(
            Event(
                event_id=_made_id(self.chance),
                play_id=self._play_id,
                kind=kind,
                song_id=self.song.id,
                position_s=self._position_s,
                heard_from_s=heard_from_s,
                heard_to_s=heard_to_s,
                at=self.at,
                started_at=self._started_at,
                source=self.source,
                utc_offset_min=self.utc_offset_min,
            )
        )


def _made_id(chance: random.Random) -> UUID:
    return UUID(int=MARK << 96 | chance.getrandbits(96), version=4)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
