"""What plays in a room, and when."""

from __future__ import annotations

from dataclasses import replace

from emomusic.errors import Conflict
from emomusic.services.rooms.room import Room, host_only, place_of

LEAD_MS = 400
"""How long before it happens a start is told."""

AHEAD_MS = 1000
"""How long before the end of a song the next one is told."""


def play(room: Room, actor_id: int, now_ms: int) -> Room:
    """Let the song go on from where it is; nothing where it goes already.

    Raises:
        Forbidden: Who asks is not the host.
        Conflict: There is no song.
    """
    host_only(room, actor_id, "play")
    if room.is_on:
        return room
    if room.playing is None:
        return go_on(room, now_ms + LEAD_MS, or_else=Conflict("Add a song first."))
    return replace(room, is_on=True, at_ms=now_ms + LEAD_MS)


def pause(room: Room, actor_id: int, now_ms: int) -> Room:
    """Hold the song where it is.

    Raises:
        Forbidden: Who asks is not the host.
    """
    host_only(room, actor_id, "pause")
    if not room.is_on:
        return room
    return replace(room, is_on=False, position_s=room.position_at(now_ms), at_ms=now_ms)


def seek(room: Room, actor_id: int, position_s: float, now_ms: int) -> Room:
    """Go to another second of the song.

    Raises:
        Forbidden: Who asks is not the host.
        Conflict: There is no song.
    """
    host_only(room, actor_id, "seek")
    if room.playing is None:
        raise Conflict("There is no song to seek in.")
    most_s = max(0.0, room.playing.track.duration_s - 0.05)
    at_ms = now_ms + LEAD_MS if room.is_on else now_ms
    return replace(room, position_s=min(max(0.0, position_s), most_s), at_ms=at_ms)


def skip(room: Room, actor_id: int, key: int, now_ms: int) -> Room:
    """Go on to the next song; nothing where the song to be skipped plays no longer.

    Args:
        room: The room.
        actor_id: Who asks.
        key: Of the entry that is to be skipped.
        now_ms: The time.

    Raises:
        Forbidden: Who asks is not the host.
    """
    host_only(room, actor_id, "skip")
    if room.playing is None or room.playing.key != key:
        return room
    return go_on(room, now_ms + LEAD_MS)


def jump(room: Room, actor_id: int, key: int, now_ms: int) -> Room:
    """Play an entry of the queue now; what stands before it stays.

    Raises:
        Forbidden: Who asks is not the host.
        NotFound: The entry is not there any more.
    """
    host_only(room, actor_id, "choose what plays now")
    return _play_entry(room, place_of(room, key), now_ms + LEAD_MS)


def advance(room: Room, now_ms: int) -> Room:
    """Go on to the next song where the current one runs out within `AHEAD_MS`.

    The next one starts when the current one ends; it is only told before.
    """
    ends_ms = room.ends_ms
    if ends_ms is None or now_ms < ends_ms - AHEAD_MS:
        return room
    if not room.queue and now_ms < ends_ms:
        return room  # somebody may still add one
    # A server that was down over the end goes on from now, not from then.
    return go_on(room, max(ends_ms, now_ms + LEAD_MS) if now_ms > ends_ms else ends_ms)


def go_on(room: Room, at_ms: int, or_else: Conflict | None = None) -> Room:
    """Go on to the first of those that wait, or fall silent.

    Args:
        room: The room.
        at_ms: When.
        or_else: Raised rather than fall silent.
    """
    if room.queue:
        return _play_entry(room, 0, at_ms)
    if or_else is not None:
        raise or_else
    return replace(room, playing=None, is_on=False, position_s=0.0, at_ms=at_ms)


def _play_entry(room: Room, place: int, at_ms: int) -> Room:
    queue = (*room.queue[:place], *room.queue[place + 1 :])
    entry = room.queue[place]
    return replace(room, playing=entry, queue=queue, is_on=True, position_s=0.0, at_ms=at_ms)
