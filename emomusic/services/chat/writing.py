"""The one way into the history: messages get their place in the order and are written to disk.

A commit costs MongoDB about as much for fifty messages as for one. So one writer per event loop
takes whatever waits, numbers it and commits it together; while that commit runs, the next lot
gathers. Several processes may write at once: the unique index on place gives each number once,
and who comes second takes the next.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from pymongo import UpdateOne, WriteConcern
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.errors import BulkWriteError, PyMongoError

from emomusic.errors import Unavailable
from emomusic.store.mongo import Collection, Document, mongo

MOST_AT_ONCE = 200
"""Messages of one commit."""

KNOWN_PLACES = 2000
"""Conversations whose last place is remembered."""

DUPLICATE_KEY = 11000
"""MongoDB's code for a value of a unique index that is there already."""

_MOST_TRIES = 20
_AWAY = "Messages can't be written just now. Yours is kept and sent again."


@dataclass(frozen=True, slots=True)
class Written:
    """A message that is on disk.

    Attributes:
        document: As stored.
        is_new: False where it had been written before, and was sent again.
    """

    document: Document
    is_new: bool


@dataclass(slots=True)
class _Waiting:
    document: Document
    done: asyncio.Future[Written]


@dataclass(slots=True)
class _Writer:
    waiting: list[_Waiting] = field(default_factory=list)
    places: OrderedDict[str, int] = field(default_factory=OrderedDict)
    task: asyncio.Task[None] | None = None


_writers: WeakKeyDictionary[asyncio.AbstractEventLoop, _Writer] = WeakKeyDictionary()


def messages() -> AsyncCollection[Document]:
    """Return the messages, acknowledged only when they are on disk."""
    return mongo()[Collection.MESSAGES].with_options(write_concern=WriteConcern("majority", j=True))


async def write(document: Document) -> Written:
    """Give a message its place and write it.

    Args:
        document: A message without `seq`; its `_id` is what makes it the same when sent again.

    Returns:
        The message as it is on disk.

    Raises:
        Unavailable: MongoDB can't be reached. Nobody knows whether it was written; it may be
            sent again.
    """
    loop = asyncio.get_running_loop()
    writer = _writers.setdefault(loop, _Writer())
    entry = _Waiting(document, loop.create_future())
    writer.waiting.append(entry)
    if writer.task is None or writer.task.done():
        writer.task = asyncio.create_task(_work(writer))
    return await entry.done


async def _work(writer: _Writer) -> None:
    while writer.waiting:
        batch, rest = writer.waiting[:MOST_AT_ONCE], writer.waiting[MOST_AT_ONCE:]
        writer.waiting = rest
        try:
            await _commit(writer, batch)
            await _note_the_last(batch)
        except PyMongoError:
            writer.places.clear()
            for entry in batch:
                if not entry.done.done():
                    entry.done.set_exception(Unavailable(_AWAY))


async def _commit(writer: _Writer, batch: list[_Waiting]) -> None:
    left = batch
    for _ in range(_MOST_TRIES + len(batch)):
        await _number(writer, left)
        try:
            # In order, so that a collision leaves no gap behind it.
            await messages().insert_many([entry.document for entry in left])
        except BulkWriteError as error:
            left = await _after_collision(writer, left, error)
        else:
            _settle(left)
            return
        if not left:
            return
    raise PyMongoError("no place in the order could be had")


async def _number(writer: _Writer, entries: list[_Waiting]) -> None:
    database = mongo().name
    for entry in entries:
        conversation_id = entry.document["conversation_id"]
        key = f"{database}/{conversation_id}"
        last = writer.places.get(key)
        if last is None:
            last = await last_place(conversation_id)
        entry.document["seq"] = writer.places[key] = last + 1
        writer.places.move_to_end(key)
    while len(writer.places) > KNOWN_PLACES:
        writer.places.popitem(last=False)


async def last_place(conversation_id: str) -> int:
    """Return the place of the newest message of a conversation; 0 where there is none.

    Args:
        conversation_id: Which.
    """
    newest = await messages().find_one(
        {"conversation_id": conversation_id}, {"seq": 1}, sort=[("seq", -1)]
    )
    return int(newest["seq"]) if newest else 0


async def _after_collision(
    writer: _Writer, entries: list[_Waiting], error: BulkWriteError
) -> list[_Waiting]:
    """Settle what was written before the collision and what collided; return what is left."""
    details: Any = error.details or {}
    problems = details.get("writeErrors", ())
    if not problems or problems[0]["code"] != DUPLICATE_KEY:
        raise error
    at = int(problems[0]["index"])
    _settle(entries[:at])
    # Whatever was numbered after it takes its number anew.
    writer.places.clear()
    collided = entries[at]
    known = await messages().find_one({"_id": collided.document["_id"]})
    if known is None:
        return entries[at:]
    _finish(collided, Written(known, is_new=False))
    return entries[at + 1 :]


def _settle(entries: list[_Waiting]) -> None:
    for entry in entries:
        _finish(entry, Written(entry.document, is_new=True))


def _finish(entry: _Waiting, written: Written) -> None:
    if not entry.done.done():  # whoever waited may have given up
        entry.done.set_result(written)


async def _note_the_last(batch: list[_Waiting]) -> None:
    """Move conversations to the top of the lists; whoever wrote does not wait for this."""
    newest: dict[str, tuple[int, datetime]] = {}
    for entry in batch:
        if entry.done.cancelled() or not entry.done.result().is_new:
            continue
        place = (int(entry.document["seq"]), entry.document["at"])
        conversation_id = entry.document["conversation_id"]
        newest[conversation_id] = max(place, newest.get(conversation_id, place))
    if not newest:
        return
    await mongo()[Collection.CONVERSATIONS].bulk_write(
        [
            UpdateOne({"_id": one}, {"$max": {"last_seq": seq, "last_at": at}})
            for one, (seq, at) in newest.items()
        ],
        ordered=False,
    )
