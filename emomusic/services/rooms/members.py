"""Who is in a room, who is its host, and what time does to both."""

from __future__ import annotations

from dataclasses import replace

from emomusic.errors import Conflict, NotFound
from emomusic.services.rooms.room import Access, Entry, Member, Room, host_only

MOST_MEMBERS = 50
"""People in a room at most."""


def enter(room: Room, user_id: int, now_ms: int) -> Room:
    """Let somebody in, or back in; who enters a room that is empty becomes its host.

    Raises:
        Conflict: The room is full.
    """
    known = room.member(user_id)
    if known is not None:
        return _with_member(room, replace(known, away_since_ms=None))
    if len(room.members) >= MOST_MEMBERS:
        raise Conflict(f"This room is full: {MOST_MEMBERS} people are in it.")
    host_id = room.host_id if room.members else user_id
    members = (*room.members, Member(user_id, now_ms))
    return replace(room, members=members, host_id=host_id, empty_since_ms=None)


def leave(room: Room, user_id: int, now_ms: int) -> Room:
    """Let somebody go; a host who goes leaves the room to the one who is there longest."""
    members = tuple(one for one in room.members if one.user_id != user_id)
    if len(members) == len(room.members):
        return room
    room = replace(_without_votes(room, user_id), members=members)
    if not members:
        return replace(room, empty_since_ms=now_ms)
    if room.host_id != user_id:
        return room
    return replace(room, host_id=(_longest_here(room) or members[0]).user_id)


def go_away(room: Room, user_id: int, since_ms: int) -> Room:
    """Note that no browser of somebody's is connected any more; they keep their place."""
    known = room.member(user_id)
    if known is None or not known.is_here:
        return room
    return _with_member(room, replace(known, away_since_ms=since_ms))


def hand_over(room: Room, actor_id: int, to_id: int) -> Room:
    """Make somebody else the host.

    Raises:
        Forbidden: Who asks is not the host.
        NotFound: The other is not in the room.
        Conflict: The other is away.
    """
    host_only(room, actor_id, "hand the room over")
    other = room.member(to_id)
    if other is None:
        raise NotFound("This person is not in the room any more.")
    if not other.is_here:
        raise Conflict("This person is away just now. Hand over to somebody who is here.")
    return replace(room, host_id=to_id)


def settle(room: Room, now_ms: int, grace_ms: int) -> Room | None:
    """Do what time does: the host's place falls to the next one, and an empty room ends.

    Args:
        room: The room.
        now_ms: The time.
        grace_ms: How long a place is kept for somebody who is away.

    Returns:
        The room, the same one where nothing changed, or None where it has ended.
    """
    if not room.members:
        since = room.empty_since_ms
        return None if since is not None and now_ms - since >= grace_ms else room

    def is_gone(one: Member) -> bool:
        return one.away_since_ms is not None and now_ms - one.away_since_ms >= grace_ms

    gone = [one for one in room.members if is_gone(one)]
    if len(gone) == len(room.members):
        return None
    for one in gone:
        room = leave(room, one.user_id, now_ms)
    if room.member(room.host_id) is None:  # the account was deleted
        room = replace(room, host_id=(_longest_here(room) or room.members[0]).user_id)
    return room


def open_to(room: Room, actor_id: int, access: Access) -> Room:
    """Choose who may enter from now on; who is in stays.

    Raises:
        Forbidden: Who asks is not the host.
    """
    host_only(room, actor_id, "choose who may enter")
    return replace(room, access=access)


def may_close(room: Room, actor_id: int) -> None:
    """Refuse, unless somebody may end the room.

    Raises:
        Forbidden: They are not the host.
    """
    host_only(room, actor_id, "end the room")


def _with_member(room: Room, member: Member) -> Room:
    members = tuple(member if one.user_id == member.user_id else one for one in room.members)
    return replace(room, members=members)


def _without_votes(room: Room, user_id: int) -> Room:
    def without(entry: Entry) -> Entry:
        return replace(entry, votes=tuple(one for one in entry.votes if one != user_id))

    return replace(room, queue=tuple(without(entry) for entry in room.queue))


def _longest_here(room: Room) -> Member | None:
    return next((one for one in room.members if one.is_here), None)
