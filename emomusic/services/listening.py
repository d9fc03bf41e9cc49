"""What people listen to: told by their browsers, kept as events in MongoDB.

Every event carries an id that the browser made, so an event that is sent again after a lost
answer counts once. Events are only ever added; what is shown is computed from them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pymongo import DESCENDING
from pymongo.errors import BulkWriteError

from emomusic.errors import InvalidInput, Unavailable
from emomusic.store.mongo import Collection, Document, answering, mongo

DUPLICATE_KEY = 11000
"""MongoDB's code for an `_id` that is there already."""

LATE_S = 7 * 86_400.0
"""How old an event may be by the browser's clock before that clock is not believed."""

START_S = 5.0
"""A play before this position begins a listen; one after it goes on after a pause."""

MOST_EVENTS = 200
"""How many events a browser may tell in one go."""

HEARD_KINDS = ("play", "end")
"""Events that say a song was chosen or heard to its end."""

RECENT_EVENTS = 2000
"""How many plays and ends back `recently_played` looks for distinct songs."""


class PlaybackKind(StrEnum):
    """What happened in the player."""

    PLAY = "play"
    PAUSE = "pause"
    HEARTBEAT = "heartbeat"
    SEEK = "seek"
    SKIP = "skip"
    END = "end"


class PlaybackEvent(BaseModel):
    """One thing that happened in the player.

    Attributes:
        event_id: Made by the browser for this event; the same when it is sent again.
        kind: What happened.
        song_id: The song.
        position_s: Where in the song, in seconds; of a seek, where it went.
        at_ms: When, by the browser's clock, in milliseconds since 1970.
        source: The list it was played from, such as `album:12`, `liked` or nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_id: UUID
    kind: PlaybackKind
    song_id: Annotated[int, Field(gt=0, lt=2**63)]
    position_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
    at_ms: Annotated[int, Field(ge=0, lt=2**47)]
    source: Annotated[str, Field(max_length=64)] = ""


_Report = TypeAdapter(Annotated[tuple[PlaybackEvent, ...], Field(max_length=MOST_EVENTS)])


async def record(user_id: int, events: Sequence[Mapping[str, Any] | PlaybackEvent]) -> int:
    """Keep what a browser tells; an event that is known already is passed over.

    Args:
        user_id: Who listens, by their session and never by what the browser says.
        events: What happened, oldest first: `PlaybackEvent`s, or mappings that are like them.

    Returns:
        How many of the events were new.

    Raises:
        InvalidInput: Something in there is no event of playback; nothing is kept.
        Unavailable: MongoDB can't be reached. What is told may be sent again.
    """
    try:
        told = _Report.validate_python(list(events))
    except ValidationError as error:
        raise InvalidInput("What the player told is not understood.") from error
    received_at = datetime.now(UTC)
    # A report may hold an event twice; the first one counts.
    fresh = {event.event_id: event for event in reversed(told)}
    documents = [_document(user_id, event, received_at) for event in reversed(fresh.values())]
    if not documents:
        return 0
    with answering():
        try:
            result = await mongo()[Collection.PLAYBACK].insert_many(documents, ordered=False)
        except BulkWriteError as error:
            return _accepted(error)
        return len(result.inserted_ids)


def _accepted(error: BulkWriteError) -> int:
    details = error.details or {}
    codes = {problem["code"] for problem in details.get("writeErrors", ())}
    if codes != {DUPLICATE_KEY}:
        raise Unavailable("The history of listening can't be written just now.") from error
    return int(details.get("nInserted", 0))


def _document(user_id: int, event: PlaybackEvent, received_at: datetime) -> Document:
    # A browser's clock orders the events of a report, but it may be wrong by years.
    earliest = received_at - timedelta(seconds=LATE_S)
    client_at = datetime.fromtimestamp(event.at_ms / 1000, UTC)
    return {
        "_id": str(event.event_id),
        "user_id": user_id,
        "song_id": event.song_id,
        "kind": event.kind.value,
        "position_s": event.position_s,
        "at": client_at if earliest <= client_at <= received_at else received_at,
        "client_at": client_at,
        "received_at": received_at,
        "source": event.source,
    }


async def recently_played(user_id: int, limit: int = 50) -> list[int]:
    """Return the songs somebody played last.

    Args:
        user_id: Who.
        limit: How many at most.

    Returns:
        Distinct song ids, the newest first.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    pipeline: list[Document] = [
        {"$match": {"user_id": user_id, "kind": {"$in": list(HEARD_KINDS)}}},
        {"$sort": {"at": -1}},
        {"$limit": RECENT_EVENTS},
        {"$group": {"_id": "$song_id", "last": {"$max": "$at"}}},
        {"$sort": {"last": -1, "_id": 1}},
        {"$limit": limit},
    ]
    return await _song_ids(pipeline)


async def most_played(
    user_id: int | None, limit: int = 50, since: datetime | None = None
) -> list[int]:
    """Return the songs that were started most often; a play after a pause is no new start.

    Args:
        user_id: Whose plays count; None counts everybody's.
        limit: How many at most.
        since: Only plays from this time on.

    Returns:
        Song ids, the most played first; among equals the one played last.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    match: Document = {"kind": PlaybackKind.PLAY.value, "position_s": {"$lt": START_S}}
    if user_id is not None:
        match["user_id"] = user_id
    if since is not None:
        match["at"] = {"$gte": since}
    pipeline: list[Document] = [
        {"$match": match},
        {"$group": {"_id": "$song_id", "plays": {"$sum": 1}, "last": {"$max": "$at"}}},
        {"$sort": {"plays": -1, "last": -1, "_id": 1}},
        {"$limit": limit},
    ]
    return await _song_ids(pipeline)


@dataclass(frozen=True, slots=True)
class Play:
    """A song that somebody began to play."""

    user_id: int
    song_id: int
    at: datetime


async def plays_of(user_ids: AbstractSet[int], limit: int) -> tuple[Play, ...]:
    """List what people began to play; a song that one began again at once counts once.

    Args:
        user_ids: Whose plays.
        limit: How many at most.

    Returns:
        The plays, the newest first.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    wanted = {
        "user_id": {"$in": list(user_ids)},
        "kind": PlaybackKind.PLAY.value,
        "position_s": {"$lt": START_S},
    }
    plays: list[Play] = []
    last: dict[int, int] = {}
    with answering():
        async for row in (
            mongo()[Collection.PLAYBACK].find(wanted).sort("at", DESCENDING).limit(limit * 2)
        ):
            play = Play(int(row["user_id"]), int(row["song_id"]), row["at"])
            if last.get(play.user_id) != play.song_id:
                plays.append(play)
            last[play.user_id] = play.song_id
    return tuple(plays[:limit])


async def _song_ids(pipeline: list[Document]) -> list[int]:
    with answering():
        cursor = await mongo()[Collection.PLAYBACK].aggregate(pipeline)
        return [int(row["_id"]) async for row in cursor]
