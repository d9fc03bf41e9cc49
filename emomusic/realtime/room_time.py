"""What time does in rooms: the next song, the place of a host who is gone, the end of an empty one.

Every worker runs this. A change counts only for the version that it was made from, so two that
see the same thing due do it once, and the rooms go on when one of them dies.
"""

from __future__ import annotations

import asyncio

from emomusic.errors import NotFound
from emomusic.realtime.lifespan import PARTS
from emomusic.realtime.room_calls import refill, refresh_taste, tell, tell_end
from emomusic.services.rooms import keeping, playing, radio
from emomusic.services.rooms.keeping import server_ms
from emomusic.services.rooms.members import settle
from emomusic.services.rooms.room import Room
from emomusic.settings import settings

LOOK_S = 0.25
"""Seconds between looks for songs that run out."""

SETTLE_S = 2.0
"""Seconds between looks for people and rooms whose time is over."""

SILENT_MS = 45_000
"""A browser calls each 15 s; somebody of whom none has called for so long is away."""


async def songs_go_on() -> None:
    """Tell the next song of each room before the current one ends, for ever."""
    while True:
        await advance_songs(server_ms())
        await asyncio.sleep(LOOK_S)


async def time_passes() -> None:
    """Note who is away, pass on the place of hosts who are gone, end empty rooms, for ever."""
    while True:
        await settle_rooms(server_ms(), round(settings().room_host_grace_s * 1000))
        await asyncio.sleep(min(SETTLE_S, settings().room_host_grace_s / 4))


async def advance_songs(now_ms: int) -> None:
    """Go on to the next song where one runs out.

    Args:
        now_ms: The time.
    """
    for room_id in await asyncio.to_thread(keeping.due, now_ms):
        before = await asyncio.to_thread(keeping.find, room_id)
        if before is None:
            continue
        try:
            after = await asyncio.to_thread(
                keeping.change, room_id, lambda room: _advanced(room, now_ms)
            )
        except NotFound:
            continue
        if after.version != before.version:
            await tell(after)
            await refill(after)
            for one in after.members:
                await refresh_taste(one.user_id)


def _advanced(room: Room, now_ms: int) -> Room:
    return radio.learnt(room, playing.advance(room, now_ms), now_ms)


async def settle_rooms(now_ms: int, grace_ms: int) -> None:
    """Let time pass in all rooms.

    Args:
        now_ms: The time.
        grace_ms: How long a place is kept.
    """
    for room_id, user_id, seen_ms in await asyncio.to_thread(
        keeping.silent_since, now_ms - SILENT_MS
    ):
        try:
            await tell(await asyncio.to_thread(keeping.mark_away, room_id, user_id, seen_ms))
        except NotFound:
            continue
    for room in await asyncio.to_thread(keeping.rooms):
        if settle(room, now_ms, grace_ms) is room:
            continue
        try:
            after = await asyncio.to_thread(keeping.settle_room, room.id, now_ms, grace_ms)
        except NotFound:
            await tell_end(room.id)
            continue
        if after.version != room.version:
            await tell(after)


PARTS["songs of rooms"] = songs_go_on
PARTS["time of rooms"] = time_passes
