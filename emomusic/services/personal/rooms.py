"""A person's traces in rooms to listen together, which last no longer than the listening."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from emomusic.services.rooms.keeping import change, end, rooms, server_ms
from emomusic.services.rooms.members import leave
from emomusic.services.rooms.room import Entry, Room

_NOBODY = 0


async def erase(user_id: int) -> None:
    """Let a person leave every room, and take their name from what they brought."""
    await asyncio.to_thread(_erase, user_id)


def _erase(user_id: int) -> None:
    for room in rooms():
        if not _mentions(room, user_id):
            continue
        after = change(room.id, lambda known: _without(known, user_id))
        if not after.members:
            end(room.id, lambda _: None)


def _mentions(room: Room, user_id: int) -> bool:
    entries = (*room.queue, *((room.playing,) if room.playing else ()))
    return (
        room.host_id == user_id
        or room.member(user_id) is not None
        or any(user_id in (entry.added_by, *entry.votes) for entry in entries)
    )


def _without(room: Room, user_id: int) -> Room:
    def unnamed(entry: Entry) -> Entry:
        votes = tuple(one for one in entry.votes if one != user_id)
        added_by = _NOBODY if entry.added_by == user_id else entry.added_by
        return replace(entry, added_by=added_by, votes=votes)

    left = leave(room, user_id, server_ms())
    return replace(
        left,
        queue=tuple(unnamed(entry) for entry in left.queue),
        playing=unnamed(left.playing) if left.playing else None,
    )
