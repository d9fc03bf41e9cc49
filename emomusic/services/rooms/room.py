"""What a room is, as a value.

The functions of `members`, `playing` and `line` take a room as it is and the time, and return the
room as it is then; none of them waits, reads or writes. The server is the clock: all times are
its milliseconds since 1970.

While a room plays, its song is at `position_s` at the time `at_ms` and moves on from there. A
start lies a little in the future, so that every browser has its sound ready when it comes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from emomusic.errors import Forbidden, InvalidInput, NotFound

RADIO = -1
"""Who brought a song that the radio of a room chose; nobody has this id."""


class Access(StrEnum):
    """Who may enter a room."""

    OPEN = "open"
    FRIENDS = "friends"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Track:
    """A song as far as a room needs to know it.

    Attributes:
        song_id: Which.
        duration_s: Its length in seconds.
    """

    song_id: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A song in the queue of a room.

    Attributes:
        key: Unlike any other of the room; one song may wait twice.
        track: The song.
        added_by: Who brought it, or `RADIO`.
        votes: Who wants to hear it, in the order in which they said so.
    """

    key: int
    track: Track
    added_by: int
    votes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who came in and has not left.

    Attributes:
        user_id: Who.
        joined_ms: When they came in.
        away_since_ms: Since when no browser of theirs is connected, or None while one is.
    """

    user_id: int
    joined_ms: int
    away_since_ms: int | None = None

    @property
    def is_here(self) -> bool:
        """Whether a browser of theirs is connected."""
        return self.away_since_ms is None


@dataclass(frozen=True, slots=True)
class Radio:
    """A radio that fills the queue of a room.

    Attributes:
        seed: What it starts from, as `discovery.seeds.find_seed` reads it.
        name: What that is called, such as the title of a song; may be empty.
        recent: Songs it has brought, the latest last.
        skipped: Songs that were skipped, the latest last.
        heard: Songs that were heard to their end, the latest last.
    """

    seed: str
    name: str
    recent: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()
    heard: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Room:
    """A room.

    Attributes:
        id: As in its link; nobody can guess it.
        name: As its host wrote it.
        access: Who may enter.
        host_id: Who commands.
        members: Who is in, the longest first.
        playing: The song, or None while there is none.
        is_on: Whether it moves.
        position_s: Where the song is at `at_ms`, in seconds.
        at_ms: The time for which `position_s` holds; it may lie a little ahead.
        queue: What comes.
        radio: What fills the queue before it runs out, or None.
        next_key: Of the next entry.
        empty_since_ms: Since when nobody is in it, or None.
        version: One more with each change.
    """

    id: str
    name: str
    access: Access
    host_id: int
    members: tuple[Member, ...] = ()
    playing: Entry | None = None
    is_on: bool = False
    position_s: float = 0.0
    at_ms: int = 0
    queue: tuple[Entry, ...] = field(default=())
    radio: Radio | None = None
    next_key: int = 1
    empty_since_ms: int | None = None
    version: int = 0

    def member(self, user_id: int) -> Member | None:
        """Return somebody who is in the room, or None."""
        return next((one for one in self.members if one.user_id == user_id), None)

    def position_at(self, now_ms: int) -> float:
        """Return where the song is at a time, in seconds."""
        if self.playing is None:
            return 0.0
        if not self.is_on:
            return self.position_s
        moved_s = max(0, now_ms - self.at_ms) / 1000
        return min(self.position_s + moved_s, self.playing.track.duration_s)

    @property
    def ends_ms(self) -> int | None:
        """When the song runs out, or None while nothing moves."""
        if self.playing is None or not self.is_on:
            return None
        return self.at_ms + round((self.playing.track.duration_s - self.position_s) * 1000)


def check_name(name: str) -> str:
    """Bring a room's name to the form in which it is kept.

    Raises:
        InvalidInput: It is empty or too long.
    """
    cleaned = " ".join("".join(one if one.isprintable() else " " for one in name).split())
    if not 1 <= len(cleaned) <= 60:
        raise InvalidInput("A room's name has 1 to 60 characters.")
    return cleaned


def member_only(room: Room, actor_id: int) -> None:
    """Refuse who is not in a room.

    Raises:
        Forbidden: They are not.
    """
    if room.member(actor_id) is None:
        raise Forbidden("Enter the room first.")


def host_only(room: Room, actor_id: int, deed: str) -> None:
    """Refuse who is not the host.

    Args:
        room: The room.
        actor_id: Who asks.
        deed: What they want to do, for the sentence.

    Raises:
        Forbidden: They are not.
    """
    member_only(room, actor_id)
    if room.host_id != actor_id:
        raise Forbidden(f"Only the host can {deed}.")


def place_of(room: Room, key: int) -> int:
    """Return where in the queue an entry stands.

    Raises:
        NotFound: It is not there any more.
    """
    for place, entry in enumerate(room.queue):
        if entry.key == key:
            return place
    raise NotFound("This song is not in the queue any more.")
