"""The one MongoDB client of an event loop, its collections and their indexes.

`mongo()` speaks to `MONGODB_URI`, or to the embedded server of the data folder. A MongoDB that
does not answer is `Unavailable`: it costs the history of listening, never the sound.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any
from weakref import WeakKeyDictionary

from pymongo import ASCENDING, DESCENDING, AsyncMongoClient, IndexModel
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import PyMongoError

from emomusic.errors import Unavailable
from emomusic.settings import settings
from emomusic.store.embedded_mongo import address_of
from emomusic.store.playback_forward import bring_forward

logger = logging.getLogger(__name__)

Document = dict[str, Any]
Client = AsyncMongoClient[Document]
Database = AsyncDatabase[Document]

TIMEOUT_MS = 3000
"""How long a person may wait for a MongoDB that is not there."""


class Collection(StrEnum):
    """The collections of the product."""

    PLAYBACK = "playback"
    LEASES = "leases"
    CONVERSATIONS = "conversations"
    CONVERSATION_MEMBERS = "conversation_members"
    MESSAGES = "messages"
    MESSAGE_REPORTS = "message_reports"
    CHAT_PREFERENCES = "chat_preferences"
    ROLLUPS = "rollups"
    ROLLUP_DAYS = "rollup_days"
    ROLLUP_MARKS = "rollup_marks"
    ROLLUP_GENRES = "rollup_genres"
    ROLLUP_STATE = "rollup_state"
    LISTENER_DAYS = "listener_days"
    VAIN_SEARCHES = "vain_searches"


INDEXES: dict[Collection, tuple[IndexModel, ...]] = {
    Collection.PLAYBACK: (
        IndexModel([("user_id", ASCENDING), ("at", DESCENDING)], name="by_user"),
        IndexModel([("kind", ASCENDING), ("at", DESCENDING)], name="by_kind"),
        IndexModel([("hour", ASCENDING)], name="by_hour"),
    ),
    Collection.CONVERSATION_MEMBERS: (
        IndexModel([("user_id", ASCENDING), ("here", ASCENDING)], name="by_user"),
        IndexModel([("conversation_id", ASCENDING), ("here", ASCENDING)], name="by_conversation"),
    ),
    Collection.MESSAGES: (
        # One place in the order for each message; `_id` holds the sender and their client's id.
        IndexModel(
            [("conversation_id", ASCENDING), ("seq", ASCENDING)], name="by_order", unique=True
        ),
    ),
    Collection.MESSAGE_REPORTS: (IndexModel([("at", DESCENDING)], name="by_time"),),
    Collection.ROLLUPS: (
        IndexModel(
            [("dimension", ASCENDING), ("grain", ASCENDING), ("at", ASCENDING)], name="by_bucket"
        ),
    ),
    Collection.ROLLUP_GENRES: (IndexModel([("number", ASCENDING)], name="by_number", unique=True),),
    Collection.LISTENER_DAYS: (
        IndexModel([("user_id", ASCENDING), ("at", ASCENDING)], name="by_user"),
        IndexModel([("at", ASCENDING)], name="by_day"),
    ),
}

_FORGOTTEN = {
    Collection.PLAYBACK: ("by_arrival", "received_at"),
    Collection.VAIN_SEARCHES: ("by_day", "at"),
}
"""What is kept for `PLAYBACK_RETENTION_DAYS`: the index by which it is forgotten, and its field."""

_WHOLE = {"bsonType": ["int", "long"]}
_TEXT = {"bsonType": "string"}
_COUNT = {**_WHOLE, "minimum": 0}
_DATE = {"bsonType": "date"}
_COLUMN = {"bsonType": "binData"}
_COLUMNS = ("first", "second", "starts", "listens", "completions", "skips", "heard_s")
_SECONDS = {"bsonType": "double", "minimum": 0}
_PART = {"bsonType": ["double", "null"], "minimum": 0, "maximum": 1}

_EVENT = {
    "_id": _TEXT,
    "user_id": {"bsonType": ["int", "long", "null"]},
    "play_id": _TEXT,
    "kind": {"enum": ["start", "pause", "resume", "heartbeat", "seek", "skip", "end"]},
    "song_id": {**_WHOLE, "minimum": 1},
    "position_s": _SECONDS,
    "heard_from_s": _SECONDS,
    "heard_to_s": _SECONDS,
    "at": _DATE,
    "started_at": _DATE,
    "hour": _DATE,
    "received_at": _DATE,
    "source": {"bsonType": "string", "maxLength": 64},
    "device": {"enum": ["phone", "tablet", "desktop", "other", None]},
    "utc_offset_min": {"bsonType": ["int", "null"], "minimum": -840, "maximum": 840},
    "valence": _PART,
    "arousal": _PART,
}

SHAPES: dict[Collection, Document] = {
    Collection.PLAYBACK: {
        "bsonType": "object",
        "required": list(_EVENT),
        "properties": _EVENT,
        "additionalProperties": False,
    },
    Collection.CONVERSATIONS: {
        "bsonType": "object",
        "required": ["_id", "kind", "created_at", "last_seq"],
        "properties": {
            "_id": _TEXT,
            "kind": {"enum": ["direct", "group"]},
            "name": {"bsonType": "string", "maxLength": 64},
            "last_seq": {**_WHOLE, "minimum": 0},
        },
    },
    Collection.CONVERSATION_MEMBERS: {
        "bsonType": "object",
        "required": ["_id", "conversation_id", "user_id", "here", "first_seq", "read_seq"],
        "properties": {
            "user_id": _WHOLE,
            "here": {"bsonType": "bool"},
            "first_seq": {**_WHOLE, "minimum": 1},
            "read_seq": {**_WHOLE, "minimum": 0},
        },
    },
    Collection.MESSAGES: {
        "bsonType": "object",
        "required": ["_id", "conversation_id", "seq", "sender_id", "kind", "text", "at"],
        "properties": {
            "_id": _TEXT,
            "conversation_id": _TEXT,
            "seq": {**_WHOLE, "minimum": 1},
            "sender_id": _WHOLE,
            "kind": {"enum": ["said", "note"]},
            "text": {"bsonType": "string", "maxLength": 4000},
            "at": {"bsonType": "date"},
        },
    },
    Collection.ROLLUPS: {
        "bsonType": "object",
        "required": ["_id", "grain", "dimension", "at", "rows", *_COLUMNS],
        "properties": {
            "_id": _TEXT,
            "grain": {"enum": ["hour", "day"]},
            "dimension": _TEXT,
            "at": _DATE,
            "rows": _COUNT,
            **dict.fromkeys(_COLUMNS, _COLUMN),
        },
    },
    Collection.ROLLUP_DAYS: {
        "bsonType": "object",
        "required": ["_id", "version"],
        "properties": {"_id": _DATE, "version": {"bsonType": "objectId"}},
    },
    Collection.ROLLUP_MARKS: {
        "bsonType": "object",
        "required": ["_id", "told", "done", "events"],
        "properties": {"_id": _DATE, "told": _COUNT, "done": _COUNT, "events": _COUNT},
    },
    Collection.ROLLUP_GENRES: {
        "bsonType": "object",
        "required": ["_id", "number"],
        "properties": {"_id": _TEXT, "number": {**_WHOLE, "minimum": 1}},
    },
    Collection.ROLLUP_STATE: {
        "bsonType": "object",
        "required": ["_id", "began_at", "ended_at"],
        "properties": {"_id": _TEXT, "began_at": _DATE, "ended_at": _DATE},
    },
    Collection.LISTENER_DAYS: {
        "bsonType": "object",
        "required": ["_id", "user_id", "at", "plays"],
        "properties": {
            "_id": _TEXT,
            "user_id": {**_WHOLE, "minimum": 1},
            "at": _DATE,
            "plays": {
                "bsonType": "array",
                "items": {
                    "bsonType": "object",
                    "required": ["song_id", "started_at", "heard_s", "listen"],
                },
            },
        },
    },
    Collection.VAIN_SEARCHES: {
        "bsonType": "object",
        "required": ["_id", "at", "words", "count"],
        "properties": {
            "_id": _TEXT,
            "at": _DATE,
            "words": {"bsonType": "string", "minLength": 2, "maxLength": 64},
            "count": {**_WHOLE, "minimum": 1},
        },
    },
}
"""What MongoDB itself refuses to store, by JSON schema."""

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[str, Client]] = WeakKeyDictionary()
_place: tuple[str, str] | None = None


def mongo() -> Database:
    """Return the database of this deployment, with the client of the running event loop.

    Raises:
        Unavailable: No `MONGODB_URI` is set and the embedded server was never started.
    """
    uri, name = _place or (_uri(), settings().mongodb_database)
    loop = asyncio.get_running_loop()
    known, client = _clients.get(loop, ("", None))
    if client is None or known != uri:
        # A server that moved to another port leaves a client behind, which closes itself.
        client = AsyncMongoClient(
            uri,
            appname="emomusic",
            tz_aware=True,
            serverSelectionTimeoutMS=TIMEOUT_MS,
            connectTimeoutMS=TIMEOUT_MS,
            socketTimeoutMS=10_000,
        )
        _clients[loop] = (uri, client)
    return client[name]


def _uri() -> str:
    if settings().mongodb_uri:
        return settings().mongodb_uri
    address = address_of(settings().data_dir)
    if address is None:
        raise Unavailable("The embedded MongoDB has not been started.")
    return address.uri


async def close_mongo() -> None:
    """Close the client of the running event loop, if it has one."""
    _, client = _clients.pop(asyncio.get_running_loop(), ("", None))
    if client is not None:
        await client.close()


@contextmanager
def use_mongo(uri: str, database: str) -> Iterator[None]:
    """Let `mongo()` speak to another database meanwhile; for tests and benchmarks.

    Args:
        uri: Where it answers.
        database: Its name.
    """
    global _place
    before, _place = _place, (uri, database)
    try:
        yield
    finally:
        _place = before


@contextmanager
def answering(what: str = "The history of listening") -> Iterator[None]:
    """Turn a MongoDB that fails into a sentence for the person.

    Args:
        what: Begins the sentence: what can't be had.

    Raises:
        Unavailable: MongoDB can't be reached, or refuses.
    """
    try:
        yield
    except PyMongoError as error:
        raise Unavailable(f"{what} can't be reached just now.") from error


async def ensure_indexes() -> None:
    """Make the indexes that are missing, have MongoDB check the shapes, and bring old ones forward.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering("MongoDB"):
        there = set(await mongo().list_collection_names())
        for collection, shape in SHAPES.items():
            validator = {"$jsonSchema": shape}
            if collection in there:
                await mongo().command("collMod", collection.value, validator=validator)
            else:
                await mongo().create_collection(collection, validator=validator)
        for collection, indexes in INDEXES.items():
            await mongo()[collection].create_indexes(list(indexes))
        await _ensure_retention(settings().playback_retention_days)
        if count := await bring_forward(mongo()[Collection.PLAYBACK]):
            logger.info("%d listening events of an older version were brought forward", count)


async def _ensure_retention(days: float) -> None:
    """Let MongoDB forget what is kept for some days only; 0 keeps it."""
    wanted = round(days * 86_400) if days > 0 else None
    options = {} if wanted is None else {"expireAfterSeconds": wanted}
    for kept, (name, field) in _FORGOTTEN.items():
        collection = mongo()[kept]
        known = (await collection.index_information()).get(name)
        if known is not None and known.get("expireAfterSeconds") != wanted:
            await collection.drop_index(name)  # it can be made to forget, but not to stop that
        await collection.create_indexes([IndexModel([(field, ASCENDING)], name=name, **options)])
