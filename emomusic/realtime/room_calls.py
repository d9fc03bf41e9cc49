"""The calls of rooms: who comes, goes and is the host, told to everybody who is in.

Every change is made in the database first and told then, with the version that it made. A browser
that misses one sees so by the version of its next `room.here`, and asks anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated

from pydantic import Field

from emomusic.errors import Forbidden, InvalidInput, NotFound, Unavailable
from emomusic.realtime.calls import LISTENER, CallBody, Caller, Nothing, live_call, requires
from emomusic.realtime.connections import connections, when_gone
from emomusic.realtime.hub import hub, person_topic, room_topic
from emomusic.services import privacy
from emomusic.services.rate_limits import Limited, spend
from emomusic.services.rooms import doors, keeping, line, members, radio, taste
from emomusic.services.rooms.keeping import server_ms
from emomusic.services.rooms.room import Access, Room
from emomusic.services.rooms.views import RoomCard, RoomView, card_of, view_of

MOST_ADDED = 50

RoomId = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[\w-]+$")]

_places: dict[str, str] = {}
"""The room of each connection of this process."""


class CreateRoom(CallBody):
    """A room to be made."""

    name: Annotated[str, Field(max_length=200)]
    access: Access = Access.OPEN
    song_ids: Annotated[tuple[int, ...], Field(max_length=MOST_ADDED)] = ()


class ThatRoom(CallBody):
    """A room."""

    room_id: RoomId


class ThatPerson(CallBody):
    """Somebody."""

    user_id: Annotated[int, Field(gt=0, lt=2**31)]


class OpenTo(CallBody):
    """Who may enter."""

    access: Access


# ---- in and out ---------------------------------------------------------------------------------


@live_call("room.clock", alongside=True)
@requires(LISTENER)
async def clock(caller: Caller, body: Nothing) -> int:
    """Say what time it is, in milliseconds since 1970."""
    return server_ms()


@live_call("room.list")
@requires(LISTENER)
async def list_rooms(caller: Caller, body: Nothing) -> tuple[RoomCard, ...]:
    """Show the rooms that are open to the caller."""
    return await asyncio.to_thread(_cards, caller.person.id)


def _cards(user_id: int) -> tuple[RoomCard, ...]:
    return tuple(card_of(room) for room in doors.rooms_for(user_id))


@live_call("room.create", CreateRoom)
@requires(LISTENER)
async def create(caller: Caller, body: CreateRoom) -> RoomView:
    """Make a room, with some songs if there are any, and be its host."""
    await spend(caller.person.id, Limited.ROOM)
    user_id = caller.person.id
    before = await asyncio.to_thread(keeping.room_of, user_id)
    room = await asyncio.to_thread(keeping.create, user_id, body.name, body.access, server_ms())
    tracks = await asyncio.to_thread(keeping.tracks_of, body.song_ids)
    if tracks:
        await asyncio.to_thread(
            keeping.change, room.id, lambda one: line.add(one, user_id, tracks, server_ms())
        )
    return await _seated(caller, room.id, before)


@live_call("room.enter", ThatRoom)
@requires(LISTENER)
async def enter(caller: Caller, body: ThatRoom) -> RoomView:
    """Come into a room, or back into it after the line was cut."""
    await spend(caller.person.id, Limited.ROOM)
    user_id = caller.person.id
    before = await asyncio.to_thread(keeping.room_of, user_id)
    await asyncio.to_thread(doors.room_for, body.room_id, user_id)
    await asyncio.to_thread(keeping.come_in, body.room_id, user_id, server_ms())
    return await _seated(caller, body.room_id, before)


async def _seated(caller: Caller, room_id: str, before: str | None) -> RoomView:
    """Let a connection follow the room that its person is in now, and tell both rooms."""
    user_id = caller.person.id
    if before is not None and before != room_id:
        await _move_out(user_id, before)
        await _tell_if_there(before)
    _places[caller.connection_id] = room_id
    await hub().join(caller.connection_id, room_topic(room_id))
    await refresh_taste(user_id)
    return await tell(await found(room_id))


@live_call("room.look", ThatRoom)
@requires(LISTENER)
async def look(caller: Caller, body: ThatRoom) -> RoomCard:
    """Show a room from outside, to somebody who may enter it."""
    room = await asyncio.to_thread(doors.room_for, body.room_id, caller.person.id)
    return await asyncio.to_thread(card_of, room)


@live_call("room.with", ThatPerson)
@requires(LISTENER)
async def room_with(caller: Caller, body: ThatPerson) -> RoomCard | None:
    """Show the room that somebody is in, where the caller may join them there."""
    room_id = await asyncio.to_thread(keeping.room_of, body.user_id)
    hidden = await asyncio.to_thread(privacy.hidden_among, [body.user_id])
    if room_id is None or hidden:
        return None
    try:
        room = await asyncio.to_thread(doors.room_for, room_id, caller.person.id)
    except (NotFound, Forbidden):
        return None
    is_known = room.access is not Access.LINK or room.member(caller.person.id) is not None
    return await asyncio.to_thread(card_of, room) if is_known else None


@live_call("room.leave")
@requires(LISTENER)
async def leave(caller: Caller, body: Nothing) -> None:
    """Go out of the room."""
    room_id = await asyncio.to_thread(keeping.room_of, caller.person.id)
    if room_id is not None:
        await _go_out(caller.person.id, room_id)


async def put_out(host_id: int, user_id: int) -> None:
    """Let somebody out of the room that they are in, where another is its host; nothing elsewhere.

    Args:
        host_id: Who does not want to meet them any more.
        user_id: Who is to go.
    """
    room_id = await asyncio.to_thread(keeping.room_of, user_id)
    room = await asyncio.to_thread(keeping.find, room_id) if room_id else None
    if room is not None and room.host_id == host_id:
        await _go_out(user_id, room.id)


async def _go_out(user_id: int, room_id: str) -> None:
    await _move_out(user_id, room_id)
    await asyncio.to_thread(
        keeping.change, room_id, lambda room: members.leave(room, user_id, server_ms())
    )
    await _tell_if_there(room_id)


@live_call("room.here")
@requires(LISTENER)
async def here(caller: Caller, body: Nothing) -> int:
    """Note that a browser still listens, and say which version of the room is the newest."""
    room_id = _places.get(caller.connection_id)
    room = await asyncio.to_thread(keeping.find, room_id) if room_id else None
    known = room.member(caller.person.id) if room else None
    if room is None or known is None:
        raise NotFound("You are not in this room any more.")
    await asyncio.to_thread(keeping.touch, caller.person.id, server_ms())
    if not known.is_here:
        await asyncio.to_thread(keeping.come_in, room.id, caller.person.id, server_ms())
        return (await tell(await found(room.id))).version
    return room.version


@when_gone
async def connection_gone(caller: Caller) -> None:
    """Note that somebody is away, when the last of their browsers in a room is gone."""
    room_id = _places.pop(caller.connection_id, None)
    if room_id is None:
        return
    others = (one for one in connections() if one.person.id == caller.person.id)
    if any(_places.get(one.id) == room_id for one in others):
        return
    try:
        await asyncio.to_thread(keeping.mark_away, room_id, caller.person.id, server_ms())
    except NotFound:
        return
    await _tell_if_there(room_id)


# ---- the room itself ----------------------------------------------------------------------------


@live_call("room.hand_over", ThatPerson)
@requires(LISTENER)
async def hand_over(caller: Caller, body: ThatPerson) -> int:
    """Make somebody else the host."""
    return await change_room(caller, lambda room, me, _: members.hand_over(room, me, body.user_id))


@live_call("room.open_to", OpenTo)
@requires(LISTENER)
async def open_to(caller: Caller, body: OpenTo) -> int:
    """Choose who may enter."""
    return await change_room(caller, lambda room, me, _: members.open_to(room, me, body.access))


@live_call("room.close")
@requires(LISTENER)
async def close(caller: Caller, body: Nothing) -> None:
    """End the room for all."""
    room_id = await room_of(caller)
    me = caller.person.id
    await asyncio.to_thread(keeping.end, room_id, lambda room: members.may_close(room, me))
    await tell_end(room_id)


# ---- steps --------------------------------------------------------------------------------------


async def change_room(caller: Caller, step: Callable[[Room, int, int], Room]) -> int:
    """Change the room that somebody is in, and tell its people.

    Args:
        caller: Who.
        step: Makes the new room of the old one, the caller's id and the time in milliseconds.

    Returns:
        The version of the room.
    """
    await spend(caller.person.id, Limited.ROOM)
    room_id = await room_of(caller)
    me = caller.person.id
    room = await asyncio.to_thread(keeping.change, room_id, lambda one: _stepped(one, step, me))
    await tell(room)
    return (await refill(room)).version


def _stepped(room: Room, step: Callable[[Room, int, int], Room], actor_id: int) -> Room:
    now_ms = server_ms()
    return radio.learnt(room, step(room, actor_id, now_ms), now_ms)


async def refill(room: Room) -> Room:
    """Let the radio of a room bring songs where few wait, and tell the room's people.

    Args:
        room: As it is now.

    Returns:
        The room as it is then; the same where the radio has nothing to bring.
    """
    tuned = room.radio
    if tuned is None or not radio.is_short(room):
        return room
    try:
        tracks = await asyncio.to_thread(radio.choose, room, tuned)
        after = await asyncio.to_thread(
            keeping.change, room.id, lambda one: radio.fill(one, tuned.seed, tracks, server_ms())
        )
    except (NotFound, InvalidInput):  # nothing is left of the seed, or of the room
        return room
    if after.version != room.version:
        await tell(after)
    return after


async def room_of(caller: Caller) -> str:
    """Return the id of the room that somebody is in.

    Args:
        caller: Who.

    Raises:
        NotFound: They are in none.
    """
    room_id = await asyncio.to_thread(keeping.room_of, caller.person.id)
    if room_id is None:
        raise NotFound("You are not in a room.")
    return room_id


async def found(room_id: str) -> Room:
    """Return a room.

    Args:
        room_id: Which.

    Raises:
        NotFound: It has ended.
    """
    room = await asyncio.to_thread(keeping.find, room_id)
    if room is None:
        raise NotFound("This room has ended.")
    return room


async def _move_out(user_id: int, room_id: str) -> None:
    """Let the tabs of somebody follow a room no longer, and tell them so."""
    for one in connections():
        if one.person.id == user_id and _places.get(one.id) == room_id:
            del _places[one.id]
            await hub().leave(one.id, room_topic(room_id))
    await hub().publish(person_topic(user_id), "room.left", {"id": room_id})


async def _tell_if_there(room_id: str) -> None:
    room = await asyncio.to_thread(keeping.find, room_id)
    if room is not None:
        await tell(room)


async def tell(room: Room) -> RoomView:
    """Show a room to all who are in it.

    Args:
        room: As it is now.

    Returns:
        What they are shown.
    """
    view = await asyncio.to_thread(view_of, room, server_ms())
    await hub().publish(room_topic(room.id), "room.state", view)
    return view


async def tell_end(room_id: str) -> None:
    """Tell all who are in a room that it has ended.

    Args:
        room_id: Which.
    """
    await hub().publish(room_topic(room_id), "room.ended", {"id": room_id})


async def refresh_taste(user_id: int) -> None:
    """Look up where somebody is on the plane; what can't be known now stays as it was.

    Args:
        user_id: A member of a room.
    """
    try:
        songs = await taste.songs_lately(user_id)
    except Unavailable:
        return
    await asyncio.to_thread(taste.keep_taste, user_id, songs)
