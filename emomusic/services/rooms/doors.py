"""Who may enter a room."""

from __future__ import annotations

from emomusic.errors import Forbidden, NotFound
from emomusic.services.blocks import apart_from
from emomusic.services.friends import friend_ids
from emomusic.services.rooms.keeping import find, rooms
from emomusic.services.rooms.room import Access, Room


def room_for(room_id: str, user_id: int) -> Room:
    """Return a room that somebody may enter.

    Who is in it may come back. To a room by link its id is the invitation. Two people of whom one
    blocked the other do not meet: who is apart from the host finds no room here.

    Args:
        room_id: Which.
        user_id: Who wants to enter.

    Raises:
        NotFound: There is no such room, or not for this person.
        Forbidden: It is for friends of its host.
    """
    room = find(room_id)
    if room is None or room.host_id in apart_from(user_id):
        raise NotFound("This room has ended, or it never was.")
    if room.member(user_id) is not None:
        return room
    if room.access is Access.FRIENDS and room.host_id not in friend_ids(user_id):
        raise Forbidden("This room is for friends of its host.")
    return room


def rooms_for(user_id: int) -> tuple[Room, ...]:
    """List the rooms that somebody is shown: those they are in, and those that are open to them.

    A room by link is shown to nobody who is not in it.

    Args:
        user_id: Who looks.
    """
    friends, apart = friend_ids(user_id), apart_from(user_id)

    def is_shown(room: Room) -> bool:
        if room.host_id in apart:
            return False
        if room.member(user_id) is not None:
            return True
        if not any(one.is_here for one in room.members):
            return False
        return room.access is Access.OPEN or (
            room.access is Access.FRIENDS and room.host_id in friends
        )

    return tuple(room for room in rooms() if is_shown(room))
