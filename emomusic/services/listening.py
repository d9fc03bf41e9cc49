"""What people listen to: told by their browsers, kept as events in MongoDB.

Every event carries an id that the browser made, so a report that is sent again after a lost
answer counts once. Events are only ever added; what is shown is computed from them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pymongo.errors import BulkWriteError

from emomusic.errors import Unavailable
from emomusic.store.mongo import Collection, Document, answering, mongo

DUPLICATE_KEY = 11000
"""MongoDB's code for an `_id` that is there already."""

LATE_S = 7 * 86_400.0
"""How old an event may be by the browser's clock before that clock is not believed."""

RECENT_PLAYS = 2000
"""How many plays back `recently_played` looks for distinct songs."""


class PlaybackKind(StrEnum):
    """What happened in the player."""

    PLAY = "play"
    PAUSE = "pause"
    HEARTBEAT = "heartbeat"
    SEEK = "seek"
    SKIP = "skip"
    END = "end"


class SourceKind(StrEnum):
    """Where the queue came from in which a song was played."""

    ALBUM = "album"
    ARTIST = "artist"
    SONG = "song"
    LIKED = "liked"
    LIBRARY = "library"
    SEARCH = "search"
    HOME = "home"
    QUEUE = "queue"
    OTHER = "other"


class PlaybackEvent(BaseModel):
    """One thing that happened in the player.

    Attributes:
        id: Made by the browser for this event; the same when it is sent again.
        listen_id: Made by the browser when a song starts; all events until its end, skip or
            replacement share it. A play after a pause has the id of the first play.
        song_id: The song.
        kind: What happened.
        position_s: Where in the song, in seconds.
        from_position_s: Of a seek: where it left, in seconds.
        at: When, by the browser's clock.
        source: What it was played from.
        source_id: Id of the album or artist it was played from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    listen_id: UUID
    song_id: Annotated[int, Field(gt=0, lt=2**63)]
    kind: PlaybackKind
    position_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
    from_position_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] | None = None
    at: AwareDatetime
    source: SourceKind = SourceKind.OTHER
    source_id: Annotated[int, Field(gt=0, lt=2**63)] | None = None


class PlaybackReport(BaseModel):
    """What a browser tells in one go, oldest first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    events: Annotated[tuple[PlaybackEvent, ...], Field(min_length=1, max_length=200)]


async def record(user_id: int, report: PlaybackReport) -> int:
    """Keep what a browser tells; an event that is known already is passed over.

    Args:
        user_id: Who listens, by their session and never by what the browser says.
        report: What happened.

    Returns:
        How many of the events were new.

    Raises:
        Unavailable: MongoDB can't be reached. The browser keeps the report and sends it again.
    """
    received_at = datetime.now(UTC)
    # One browser can repeat an id inside a report; the first one counts.
    fresh = {event.id: event for event in reversed(report.events)}
    documents = [_document(user_id, event, received_at) for event in reversed(fresh.values())]
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
    at = event.at.astimezone(UTC)
    document: Document = {
        "_id": str(event.id),
        "user_id": user_id,
        "listen_id": str(event.listen_id),
        "song_id": event.song_id,
        "kind": event.kind.value,
        "position_s": event.position_s,
        "at": at if earliest <= at <= received_at else received_at,
        "client_at": at,
        "received_at": received_at,
        "source": event.source.value,
    }
    if event.from_position_s is not None:
        document["from_position_s"] = event.from_position_s
    if event.source_id is not None:
        document["source_id"] = event.source_id
    return document


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
        {"$match": {"user_id": user_id, "kind": PlaybackKind.PLAY.value}},
        {"$sort": {"at": -1}},
        {"$limit": RECENT_PLAYS},
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
    match: Document = {"kind": PlaybackKind.PLAY.value}
    if user_id is not None:
        match["user_id"] = user_id
    if since is not None:
        match["at"] = {"$gte": since}
    pipeline: list[Document] = [
        {"$match": match},
        {
            "$group": {
                "_id": {"song": "$song_id", "listen": "$listen_id"},
                "last": {"$max": "$at"},
            }
        },
        {"$group": {"_id": "$_id.song", "plays": {"$sum": 1}, "last": {"$max": "$last"}}},
        {"$sort": {"plays": -1, "last": -1, "_id": 1}},
        {"$limit": limit},
    ]
    return await _song_ids(pipeline)


async def _song_ids(pipeline: list[Document]) -> list[int]:
    with answering():
        cursor = await mongo()[Collection.PLAYBACK].aggregate(pipeline)
        return [int(row["_id"]) async for row in cursor]
