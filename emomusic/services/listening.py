"""What people listen to: told by their browsers, kept as events in MongoDB.

Every event carries an id that the browser made, so an event that is sent again after a lost
answer counts once. Events are only ever added; what is shown is computed from them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import DESCENDING
from pymongo.errors import BulkWriteError
from sqlmodel import col, select

from emomusic.errors import InvalidInput, Unavailable
from emomusic.services import privacy
from emomusic.services.analytics.dimensions import Device
from emomusic.services.analytics.marks import mark
from emomusic.services.heard_emotion import HeardCurve, heard_curves
from emomusic.services.playback_events import (
    PlaybackEvent,
    PlaybackKind,
    Refusal,
    impossible,
    understood,
)
from emomusic.store.database import session
from emomusic.store.mongo import Collection, Document, answering, mongo
from emomusic.store.tables import Song, SongEmotion

DUPLICATE_KEY = 11000
"""MongoDB's code for an `_id` that is there already."""

MOST_EVENTS = 1000
"""How many events may be told in one go."""

HEARD_KINDS = (PlaybackKind.START.value, PlaybackKind.RESUME.value, PlaybackKind.END.value)
"""Events that say a song was chosen or heard to its end."""

RECENT_EVENTS = 2000
"""How many starts and ends back `recently_played` looks for distinct songs."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Whose player tells.

    Attributes:
        user_id: By their session, and never by what the browser says.
        device: What their browser runs on.
    """

    user_id: int
    device: Device


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a report.

    Attributes:
        accepted: How many events were new.
        known: How many had been told before.
        refused: Those that are not taken; to send them again would not help.
    """

    accepted: int = 0
    known: int = 0
    refused: tuple[Refusal, ...] = ()


async def record(
    listener: Listener,
    events: Sequence[Mapping[str, Any] | PlaybackEvent],
    received_at: datetime | None = None,
) -> Receipt:
    """Keep what a player tells; a bad event is refused alone.

    Args:
        listener: Whose player.
        events: What happened, oldest first: `PlaybackEvent`s, or mappings that are like them.
        received_at: When it was told; now, but for a simulation.

    Returns:
        How much was new, and what was refused.

    Raises:
        InvalidInput: There are more than `MOST_EVENTS`; nothing is kept.
        Unavailable: A database can't be reached. What is told may be sent again.
    """
    if len(events) > MOST_EVENTS:
        raise InvalidInput(f"At most {MOST_EVENTS} events can be told at once.")
    at = received_at or datetime.now(UTC)
    documents, refused, twice = await asyncio.to_thread(_judge, listener, events, at)
    known, others = await _insert(documents)
    await mark({document["hour"] for document in documents})
    return Receipt(
        accepted=len(documents) - known - len(others),
        known=known + twice,
        refused=(*refused, *others),
    )


def _judge(
    listener: Listener, events: Sequence[Mapping[str, Any] | PlaybackEvent], received_at: datetime
) -> tuple[list[Document], list[Refusal], int]:
    """Tell what can be true from what can't; also returns how many events were told twice."""
    refused: list[Refusal] = []
    fresh: dict[str, PlaybackEvent] = {}
    twice = 0
    for told in events:
        event = understood(told)
        if isinstance(event, Refusal):
            refused.append(event)
        elif (event_id := str(event.event_id)) not in fresh:
            fresh[event_id] = event
        elif fresh[event_id] == event:
            twice += 1
        else:
            refused.append(_changed(event_id))
    if not fresh:
        return [], refused, twice
    context = _look_up(listener, {event.song_id for event in fresh.values()}, received_at)
    documents = []
    for event in fresh.values():
        wrong = impossible(event, received_at, context.durations_s.get(event.song_id))
        if wrong is None:
            documents.append(_document(event, context))
        else:
            refused.append(wrong)
    return documents, refused, twice


def _changed(event_id: str) -> Refusal:
    return Refusal(event_id, "It was told before, and otherwise.")


@dataclass(frozen=True, slots=True)
class _Context:
    user_id: int | None
    device: Device | None
    durations_s: Mapping[int, float]
    curves: Mapping[int, HeardCurve]
    received_at: datetime


def _look_up(listener: Listener, song_ids: set[int], received_at: datetime) -> _Context:
    songs = select(Song.id, Song.duration_s, SongEmotion.analysed_at).outerjoin(
        SongEmotion, col(SongEmotion.song_id) == col(Song.id)
    )
    with session() as reading:
        rows = reading.exec(songs.where(col(Song.id).in_(song_ids))).all()
        analysed = {song_id: at for song_id, _, at in rows if song_id and at is not None}
        curves = heard_curves(reading, analysed)
    tracked = privacy.is_tracked(listener.user_id)
    return _Context(
        user_id=listener.user_id if tracked else None,
        device=listener.device if tracked else None,
        durations_s={song_id: duration_s for song_id, duration_s, _ in rows if song_id},
        curves=curves,
        received_at=received_at,
    )


def _document(event: PlaybackEvent, context: _Context) -> Document:
    curve = context.curves.get(event.song_id)
    felt = curve.mean(event.heard_from_s, event.heard_to_s) if curve else None
    return {
        "_id": str(event.event_id),
        "user_id": context.user_id,
        "play_id": str(event.play_id),
        "kind": event.kind.value,
        "song_id": event.song_id,
        "position_s": event.position_s,
        "heard_from_s": event.heard_from_s,
        "heard_to_s": event.heard_to_s,
        "at": event.at,
        "started_at": event.started_at,
        "hour": event.hour,
        "received_at": context.received_at,
        "source": event.source,
        "device": context.device.value if context.device else None,
        "utc_offset_min": None if context.user_id is None else event.utc_offset_min,
        "valence": felt[0] if felt else None,
        "arousal": felt[1] if felt else None,
    }


_TOLD = (
    "play_id",
    "kind",
    "song_id",
    "position_s",
    "heard_from_s",
    "heard_to_s",
    "at",
    "started_at",
    "source",
)


async def _insert(documents: list[Document]) -> tuple[int, list[Refusal]]:
    """Store what is new; returns how many were known, and those that are known otherwise."""
    if not documents:
        return 0, []
    with answering():
        try:
            await mongo()[Collection.PLAYBACK].insert_many(documents, ordered=False)
        except BulkWriteError as error:
            there = _duplicates(error)
        else:
            return 0, []
        stored = mongo()[Collection.PLAYBACK].find({"_id": {"$in": list(there)}})
        kept = {document["_id"]: document async for document in stored}
    told = (document for document in documents if document["_id"] in there)
    refused = [
        _changed(document["_id"])
        for document in told
        if not _is_same(document, kept.get(document["_id"], {}))
    ]
    return len(there) - len(refused), refused


def _duplicates(error: BulkWriteError) -> set[str]:
    problems = (error.details or {}).get("writeErrors", ())
    if not problems or {problem["code"] for problem in problems} != {DUPLICATE_KEY}:
        raise Unavailable("The history of listening can't be written just now.") from error
    return {problem["op"]["_id"] for problem in problems}


def _is_same(told: Document, kept: Document) -> bool:
    """Compare two events; one that lost its name is still that person's own."""
    if any(told[name] != kept.get(name) for name in _TOLD):
        return False
    return None in (told["user_id"], kept["user_id"]) or told["user_id"] == kept["user_id"]


async def recently_played(user_id: int, limit: int = 50) -> list[int]:
    """Return the songs somebody played last; none of somebody who is not tracked.

    Args:
        user_id: Who.
        limit: How many at most.

    Returns:
        Distinct song ids, the newest first.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    if not await asyncio.to_thread(privacy.is_tracked, user_id):
        return []
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
    """Return the songs that were started most often; what goes on after a pause is no new start.

    Args:
        user_id: Whose plays count; None counts everybody's.
        limit: How many at most.
        since: Only plays from this time on.

    Returns:
        Song ids, the most played first; among equals the one played last.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    match: Document = {"kind": PlaybackKind.START.value}
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
    """List what people who are tracked began to play; what one began again at once counts once.

    Args:
        user_ids: Whose plays.
        limit: How many at most.

    Returns:
        The plays, the newest first.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    tracked = user_ids - await asyncio.to_thread(privacy.untracked_among, list(user_ids))
    wanted = {
        "user_id": {"$in": list(tracked)},
        "kind": PlaybackKind.START.value,
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
