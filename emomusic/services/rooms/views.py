"""A room as its people see it, and as a card among others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from emomusic.services.privacy import hidden_among
from emomusic.services.reading import song_views
from emomusic.services.rooms.room import Access, Entry, Room
from emomusic.services.views import SongView
from emomusic.store.database import session
from emomusic.store.room_tables import RoomMember
from emomusic.store.tables import User

NOBODYS = 0
"""The same view goes to all, so nobody's likes are marked in it."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the plane of emotion, and of how many it is the mean.

    Attributes:
        valence: 0..1.
        arousal: 0..1.
        of: How many songs, or how many people, it is the mean of.
    """

    valence: float
    arousal: float
    of: int


@dataclass(frozen=True, slots=True)
class MemberView:
    """Somebody in a room.

    Attributes:
        taste: The mean of the songs they heard lately, or None where nothing is known.
    """

    id: int
    name: str
    is_here: bool
    taste: Place | None


@dataclass(frozen=True, slots=True)
class EntryView:
    """A song in a room, who brought it and who wants to hear it."""

    key: int
    song: SongView
    added_by: int
    votes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RadioView:
    """The radio of a room: what it starts from, and what that is called."""

    seed: str
    name: str


@dataclass(frozen=True, slots=True)
class RoomView:
    """A room as its people see it; see `room.Room` for what its times mean.

    Attributes:
        centre: The mean of the tastes of those who are here, or None where none is known.
        now_ms: The server's time when this was made.
    """

    id: str
    name: str
    access: Access
    host_id: int
    members: tuple[MemberView, ...]
    playing: EntryView | None
    is_on: bool
    position_s: float
    at_ms: int
    queue: tuple[EntryView, ...]
    radio: RadioView | None
    version: int
    centre: Place | None
    now_ms: int


@dataclass(frozen=True, slots=True)
class RoomCard:
    """A room among others.

    Attributes:
        host: Name of the host.
        people: How many are here.
        names: Theirs, but for those who appear offline.
        song: What plays, or None.
        centre: As in `RoomView`.
    """

    id: str
    name: str
    access: Access
    host: str
    people: int
    names: tuple[str, ...]
    song: SongView | None
    is_on: bool
    centre: Place | None


def view_of(room: Room, now_ms: int) -> RoomView:
    """Show a room to its people.

    Args:
        room: The room.
        now_ms: The time.
    """
    with session() as db:
        entries = _entries(db, [*([room.playing] if room.playing else []), *room.queue])
        members = _members(db, room)
    playing = entries.get(room.playing.key) if room.playing else None
    return RoomView(
        id=room.id,
        name=room.name,
        access=room.access,
        host_id=room.host_id,
        members=members,
        playing=playing,
        is_on=room.is_on,
        position_s=room.position_s,
        at_ms=room.at_ms,
        queue=tuple(entries[one.key] for one in room.queue if one.key in entries),
        radio=RadioView(room.radio.seed, room.radio.name) if room.radio else None,
        version=room.version,
        centre=centre_of(members),
        now_ms=now_ms,
    )


def card_of(room: Room) -> RoomCard:
    """Show a room among others.

    Args:
        room: The room.
    """
    with session() as db:
        song = next(iter(_entries(db, [room.playing]).values())).song if room.playing else None
        members = _members(db, room)
    hidden = hidden_among([one.id for one in members])
    here = [one for one in members if one.is_here]
    names = {one.id: one.name for one in members}
    return RoomCard(
        id=room.id,
        name=room.name,
        access=room.access,
        host=names.get(room.host_id, ""),
        people=len(here),
        names=tuple(one.name for one in here if one.id not in hidden),
        song=song,
        is_on=room.is_on,
        centre=centre_of(members),
    )


def centre_of(members: Iterable[MemberView]) -> Place | None:
    """Return the mean of the tastes of those who are here.

    Args:
        members: Of a room; who is away, or of whom nothing is known, does not count.
    """
    known = [one.taste for one in members if one.is_here and one.taste is not None]
    if not known:
        return None
    return Place(
        valence=sum(one.valence for one in known) / len(known),
        arousal=sum(one.arousal for one in known) / len(known),
        of=len(known),
    )


def _entries(db: Session, entries: list[Entry]) -> dict[int, EntryView]:
    ids = [one.track.song_id for one in entries]
    songs = {one.id: replace(one, spark="") for one in song_views(db, ids, NOBODYS)}
    return {
        one.key: EntryView(one.key, songs[one.track.song_id], one.added_by, one.votes)
        for one in entries
        if one.track.song_id in songs
    }


def _members(db: Session, room: Room) -> tuple[MemberView, ...]:
    ids = [one.user_id for one in room.members]
    known = select(User.id, User.name).where(col(User.id).in_(ids))
    names = dict(db.exec(known).all())
    rows = db.exec(select(RoomMember).where(RoomMember.room_id == room.id)).all()
    tastes = {
        row.user_id: Place(row.valence, row.arousal, row.heard)
        for row in rows
        if row.valence is not None and row.arousal is not None
    }
    return tuple(
        MemberView(one.user_id, names[one.user_id], one.is_here, tastes.get(one.user_id))
        for one in room.members
        if one.user_id in names
    )
