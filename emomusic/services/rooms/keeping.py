"""Rooms in the database: read whole, changed one version after the other.

A change reads the room, lets a function make the next one of it, and writes that if
the version is still the one that was read; otherwise it begins again. So two who act at once act
one after the other, in one process or in several.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import CursorResult, delete, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from emomusic.errors import Conflict, NotFound
from emomusic.services.reading import possible_ids
from emomusic.services.rooms.members import enter, go_away, leave, settle
from emomusic.services.rooms.playing import AHEAD_MS
from emomusic.services.rooms.room import Access, Member, Room, Track, check_name
from emomusic.store.database import session
from emomusic.store.room_tables import RoomMember, RoomRow
from emomusic.store.tables import Song

MOST_TRIES = 30
"""How often a change begins again before it gives up."""

_STATE = TypeAdapter(Room)

Step = Callable[[Room], Room | None]


def server_ms() -> int:
    """Return the time that all rooms go by, in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def create(user_id: int, name: str, access: Access, now_ms: int) -> Room:
    """Make a room and be its host; a person leaves the room that they were in.

    Args:
        user_id: Who makes it.
        name: 1 to 60 characters.
        access: Who may enter.
        now_ms: The time.

    Raises:
        InvalidInput: The name can't be used.
    """
    room = Room(
        id=secrets.token_urlsafe(9),
        name=check_name(name),
        access=access,
        host_id=user_id,
        empty_since_ms=now_ms,
    )
    with session(write=True) as db:
        db.add(RoomRow(id=room.id, version=0, access=access, state=_pack(room)))
    return come_in(room.id, user_id, now_ms)


def come_in(room_id: str, user_id: int, now_ms: int) -> Room:
    """Let somebody into a room, out of the one that they were in; the door was asked before.

    Args:
        room_id: Which.
        user_id: Who.
        now_ms: The time.

    Raises:
        NotFound: The room has ended.
        Conflict: The room is full.
    """
    other = room_of(user_id)
    if other is not None and other != room_id:
        change(other, lambda room: leave(room, user_id, now_ms))
    entered = change(room_id, lambda room: enter(room, user_id, now_ms))
    touch(user_id, now_ms)
    return entered


def find(room_id: str) -> Room | None:
    """Return a room, or None where there is none of that id.

    Args:
        room_id: Which.
    """
    with session() as db:
        row = db.get(RoomRow, room_id)
        return None if row is None else _unpack(db, row)


def rooms() -> tuple[Room, ...]:
    """Return every room, the newest first."""
    with session() as db:
        rows = db.exec(select(RoomRow).order_by(col(RoomRow.created_at).desc())).all()
        return tuple(_unpack(db, row) for row in rows)


def room_of(user_id: int) -> str | None:
    """Return the id of the room that somebody is in, or None.

    Args:
        user_id: Who.
    """
    with session() as db:
        row = db.get(RoomMember, user_id)
        return None if row is None else row.room_id


def change(room_id: str, step: Step) -> Room:
    """Change a room.

    Args:
        room_id: Which.
        step: Makes the next state of the one that is; called again where somebody was faster.

    Returns:
        The room as it is then; its version tells whether something changed.

    Raises:
        NotFound: The room has ended, before or by this.
        Conflict: Others were faster again and again.
    """
    for _ in range(MOST_TRIES):
        try:
            with session(write=True) as db:
                row = db.get(RoomRow, room_id)
                if row is None:
                    raise NotFound("This room has ended.")
                before = _unpack(db, row)
                after = step(before)
                if after is None:
                    db.delete(row)
                    db.commit()
                    raise NotFound("This room has ended.")
                if after == before:
                    return before
                after = replace(after, version=before.version + 1)
                if _write(db, before, after):
                    return after
                db.rollback()
        except IntegrityError:  # they came into two rooms at once; the second look sees it
            continue
    raise Conflict("Too many people changed the room at once. Try again.")


def end(room_id: str, check: Callable[[Room], None]) -> None:
    """End a room.

    Args:
        room_id: Which.
        check: Raises where it may not be.

    Raises:
        NotFound: It has ended already.
    """
    with session(write=True) as db:
        row = db.get(RoomRow, room_id)
        if row is None:
            raise NotFound("This room has ended.")
        check(_unpack(db, row))
        db.delete(row)


def tracks_of(song_ids: Sequence[int]) -> tuple[Track, ...]:
    """Read what a room needs to know of songs; those that are gone are left out.

    Args:
        song_ids: In the order wanted.
    """
    with session() as db:
        found = db.exec(
            select(Song.id, Song.duration_s).where(
                col(Song.id).in_(possible_ids(song_ids)), col(Song.missing_since).is_(None)
            )
        ).all()
    lengths = {number: length for number, length in found if number is not None}
    return tuple(Track(one, lengths[one]) for one in song_ids if one in lengths)


def touch(user_id: int, now_ms: int) -> None:
    """Note that a browser of a member has called just now.

    Args:
        user_id: Whose.
        now_ms: The time.
    """
    with session(write=True) as db:
        seen = update(RoomMember).where(col(RoomMember.user_id) == user_id).values(seen_ms=now_ms)
        db.connection().execute(seen)


def due(now_ms: int) -> tuple[str, ...]:
    """List the rooms whose next song is to be told.

    Args:
        now_ms: The time.
    """
    with session() as db:
        return tuple(db.exec(select(RoomRow.id).where(col(RoomRow.due_ms) <= now_ms)).all())


def silent_since(earliest_ms: int) -> tuple[tuple[str, int, int], ...]:
    """List members who count as here, though no browser of theirs has called for a while.

    Args:
        earliest_ms: Who called since is not meant.

    Returns:
        Room, person, and when they called last, in milliseconds since 1970.
    """
    with session() as db:
        found = db.exec(
            select(RoomMember.room_id, RoomMember.user_id, RoomMember.seen_ms).where(
                col(RoomMember.away_since_ms).is_(None), col(RoomMember.seen_ms) < earliest_ms
            )
        ).all()
    return tuple((room, user, seen) for room, user, seen in found)


def settle_room(room_id: str, now_ms: int, grace_ms: int) -> Room:
    """Let time pass in a room; see `members.settle`.

    Args:
        room_id: Which.
        now_ms: The time.
        grace_ms: How long a place is kept.

    Raises:
        NotFound: The room has ended.
    """
    return change(room_id, lambda room: settle(room, now_ms, grace_ms))


def mark_away(room_id: str, user_id: int, since_ms: int) -> Room:
    """Note that no browser of a member is connected any more.

    Args:
        room_id: Which.
        user_id: Who.
        since_ms: Since when.

    Raises:
        NotFound: The room has ended.
    """
    return change(room_id, lambda room: go_away(room, user_id, since_ms))


def _pack(room: Room) -> str:
    return _STATE.dump_json(replace(room, members=())).decode()


def _unpack(db: Session, row: RoomRow) -> Room:
    kept = select(RoomMember).where(RoomMember.room_id == row.id)
    order = kept.order_by(col(RoomMember.joined_ms), col(RoomMember.user_id))
    members = tuple(
        Member(one.user_id, one.joined_ms, one.away_since_ms) for one in db.exec(order).all()
    )
    return replace(_STATE.validate_json(row.state), members=members, version=row.version)


def _write(db: Session, before: Room, after: Room) -> bool:
    ends_ms = after.ends_ms
    swap = (
        update(RoomRow)
        .where(col(RoomRow.id) == before.id, col(RoomRow.version) == before.version)
        .values(
            version=after.version,
            access=after.access,
            state=_pack(after),
            due_ms=None if ends_ms is None else ends_ms - AHEAD_MS,
        )
        .execution_options(synchronize_session=False)
    )
    done = db.connection().execute(swap)
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        return False
    _write_members(db, before, after)
    return True


def _write_members(db: Session, before: Room, after: Room) -> None:
    stay = {one.user_id for one in after.members}
    gone = [one.user_id for one in before.members if one.user_id not in stay]
    if gone:
        left = delete(RoomMember).where(
            col(RoomMember.user_id).in_(gone), col(RoomMember.room_id) == after.id
        )
        db.connection().execute(left)
    for one in after.members:
        known = before.member(one.user_id)
        if known is None:
            db.add(
                RoomMember(
                    user_id=one.user_id,
                    room_id=after.id,
                    joined_ms=one.joined_ms,
                    away_since_ms=one.away_since_ms,
                    seen_ms=one.joined_ms,
                )
            )
        elif known != one:
            moved = update(RoomMember).where(col(RoomMember.user_id) == one.user_id)
            db.connection().execute(moved.values(away_since_ms=one.away_since_ms))
    db.flush()
