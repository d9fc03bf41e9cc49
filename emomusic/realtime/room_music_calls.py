"""The calls of the music of a room: what plays, and what comes after it."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import Field

from emomusic.realtime.calls import LISTENER, CallBody, Caller, Nothing, live_call, requires
from emomusic.realtime.room_calls import MOST_ADDED, change_room, found, room_of
from emomusic.services.rooms import keeping, line, playing, radio
from emomusic.services.rooms.room import Radio

Key = Annotated[int, Field(ge=1, lt=2**31)]
SongIds = Annotated[tuple[int, ...], Field(min_length=1, max_length=MOST_ADDED)]


class SeekTo(CallBody):
    """A second of the song."""

    position_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]


class ThatEntry(CallBody):
    """A song of the queue."""

    key: Key


class AddSongs(CallBody):
    """Songs to bring; `at_once` before all that waits."""

    song_ids: SongIds
    at_once: bool = False


class Vote(CallBody):
    """A vote, or that it is taken back."""

    key: Key
    wanted: bool


class MoveEntry(CallBody):
    """A new place in the queue."""

    key: Key
    to: Annotated[int, Field(ge=0, le=10_000)]


class StartRadio(CallBody):
    """A radio for all: what it starts from, and what that is called."""

    seed: Annotated[str, Field(max_length=60)]
    name: Annotated[str, Field(max_length=300)] = ""


# ---- what plays ---------------------------------------------------------------------------------


@live_call("room.play")
@requires(LISTENER)
async def play(caller: Caller, body: Nothing) -> int:
    """Let the song go on."""
    return await change_room(caller, lambda room, me, at: playing.play(room, me, at))


@live_call("room.pause")
@requires(LISTENER)
async def pause(caller: Caller, body: Nothing) -> int:
    """Hold the song."""
    return await change_room(caller, lambda room, me, at: playing.pause(room, me, at))


@live_call("room.seek", SeekTo)
@requires(LISTENER)
async def seek(caller: Caller, body: SeekTo) -> int:
    """Go to another second of the song."""
    return await change_room(
        caller, lambda room, me, at: playing.seek(room, me, body.position_s, at)
    )


@live_call("room.skip", ThatEntry)
@requires(LISTENER)
async def skip(caller: Caller, body: ThatEntry) -> int:
    """Go on to the next song."""
    return await change_room(caller, lambda room, me, at: playing.skip(room, me, body.key, at))


@live_call("room.jump", ThatEntry)
@requires(LISTENER)
async def jump(caller: Caller, body: ThatEntry) -> int:
    """Play a song of the queue now."""
    return await change_room(caller, lambda room, me, at: playing.jump(room, me, body.key, at))


# ---- what comes ---------------------------------------------------------------------------------


@live_call("room.add", AddSongs)
@requires(LISTENER)
async def add(caller: Caller, body: AddSongs) -> int:
    """Bring songs."""
    tracks = await asyncio.to_thread(keeping.tracks_of, body.song_ids)
    return await change_room(
        caller, lambda room, me, at: line.add(room, me, tracks, at, at_once=body.at_once)
    )


@live_call("room.vote", Vote)
@requires(LISTENER)
async def vote(caller: Caller, body: Vote) -> int:
    """Vote for a song, or take the vote back."""
    return await change_room(caller, lambda room, me, _: line.vote(room, me, body.key, body.wanted))


@live_call("room.move", MoveEntry)
@requires(LISTENER)
async def move(caller: Caller, body: MoveEntry) -> int:
    """Put a song to another place of the queue."""
    return await change_room(caller, lambda room, me, _: line.move(room, me, body.key, body.to))


@live_call("room.remove", ThatEntry)
@requires(LISTENER)
async def remove(caller: Caller, body: ThatEntry) -> int:
    """Take a song out of the queue."""
    return await change_room(caller, lambda room, me, _: line.remove(room, me, body.key))


@live_call("room.clear")
@requires(LISTENER)
async def clear(caller: Caller, body: Nothing) -> int:
    """Empty the queue."""
    return await change_room(caller, lambda room, me, _: line.clear(room, me))


# ---- a radio ------------------------------------------------------------------------------------


@live_call("room.radio", StartRadio)
@requires(LISTENER)
async def start_radio(caller: Caller, body: StartRadio) -> int:
    """Start a radio, which fills the queue from then on."""
    room = await found(await room_of(caller))
    radio.may_begin(room, caller.person.id)
    tuned = Radio(body.seed, body.name)
    tracks = await asyncio.to_thread(radio.choose, room, tuned)
    return await change_room(caller, lambda one, me, at: radio.begin(one, me, tuned, tracks, at))


@live_call("room.end_radio")
@requires(LISTENER)
async def end_radio(caller: Caller, body: Nothing) -> int:
    """Let the radio end with the songs that wait."""
    return await change_room(caller, lambda room, me, _: radio.end(room, me))
