"""What somebody wrote and read in conversations, exported and erased.

What they wrote stays with those who read it, without the name and the number. A conversation of
two becomes a room of the one who is left; so nobody who gets the number later finds it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any
from uuid import NAMESPACE_OID, uuid4, uuid5

from pymongo import UpdateOne
from pymongo.errors import BulkWriteError

from emomusic.services.audit import DELETED_PERSON
from emomusic.services.chat.doors import pair_of
from emomusic.services.chat.membership import member_key, members_of
from emomusic.services.chat.messages import message_views
from emomusic.services.chat.names import names_of
from emomusic.services.chat.views import ConversationKind, MessageKind
from emomusic.services.listening import DUPLICATE_KEY
from emomusic.store.mongo import Collection, Document, answering, mongo

NOBODY = 0
"""The number of whoever wrote what a deleted person wrote; no account has it."""

_WHAT = "The messages"
_BATCH = 200
_LEAVING = "leaving:"


async def export(user_id: int) -> AsyncIterator[dict[str, Any]]:
    """Yield the messages that a person can read, conversation by conversation."""
    with answering(_WHAT):
        query = {"user_id": user_id, "here": True}
        mine = await mongo()[Collection.CONVERSATION_MEMBERS].find(query).to_list()
        for member in mine:
            conversation_id = member["conversation_id"]
            found = await mongo()[Collection.CONVERSATIONS].find_one({"_id": conversation_id})
            name = await _name_of(conversation_id, found or {}, user_id)
            since = {"conversation_id": conversation_id, "seq": {"$gte": int(member["first_seq"])}}
            cursor = mongo()[Collection.MESSAGES].find(since).sort("seq", 1).batch_size(_BATCH)
            batch: list[Document] = []
            async for message in cursor:
                batch.append(message)
                if len(batch) == _BATCH:
                    for view in await message_views(batch, user_id):
                        yield {"conversation": name, **asdict(view)}
                    batch = []
            for view in await message_views(batch, user_id) if batch else ():
                yield {"conversation": name, **asdict(view)}


async def _name_of(conversation_id: str, document: Document, user_id: int) -> str:
    pair = pair_of(conversation_id)
    if pair is None:
        return str(document.get("name", ""))
    other = pair[0] if pair[1] == user_id else pair[1]
    return (await names_of([other]))[other]


async def export_preferences(user_id: int) -> AsyncIterator[dict[str, Any]]:
    """Yield how a person wants to be told of messages, where they said so."""
    with answering(_WHAT):
        found = await mongo()[Collection.CHAT_PREFERENCES].find_one({"_id": user_id})
    if found is not None:
        yield found


async def erase_preferences(user_id: int) -> None:
    """Delete how a person wants to be told of messages."""
    with answering(_WHAT):
        await mongo()[Collection.CHAT_PREFERENCES].delete_one({"_id": user_id})


async def erase(user_id: int) -> None:
    """Take a person out of all conversations; what they wrote stays without their name."""
    with answering(_WHAT):
        name = (await names_of([user_id]))[user_id]
        query = {"user_id": user_id}
        joined = await mongo()[Collection.CONVERSATION_MEMBERS].find(query).to_list()
        for member in joined:
            conversation_id = member["conversation_id"]
            await _forget_in_notes(conversation_id, name)
            pair = pair_of(conversation_id)
            if pair is None:
                await _leave_room(conversation_id, user_id)
            else:
                await _leave_to(conversation_id, pair[0] if pair[1] == user_id else pair[1])
        await _unname_messages(user_id, name)
        reactions = {"reactions": {"user_id": user_id}}
        await mongo()[Collection.MESSAGES].update_many(
            {"reactions.user_id": user_id}, {"$pull": reactions}
        )
        await mongo()[Collection.MESSAGE_REPORTS].update_many(
            {"reporter_ids": user_id}, {"$pull": {"reporter_ids": user_id}}
        )


async def _leave_room(conversation_id: str, user_id: int) -> None:
    members, conversations = Collection.CONVERSATION_MEMBERS, Collection.CONVERSATIONS
    await mongo()[members].delete_one({"_id": member_key(conversation_id, user_id)})
    left = list(await members_of(conversation_id))
    owned = {"_id": conversation_id, "owner_id": user_id}
    if left:
        await mongo()[conversations].update_one(owned, {"$set": {"owner_id": left[0]}})
        return
    await mongo()[Collection.MESSAGES].delete_many({"conversation_id": conversation_id})
    await mongo()[members].delete_many({"conversation_id": conversation_id})
    await mongo()[conversations].delete_one({"_id": conversation_id})


async def _leave_to(conversation_id: str, other_id: int) -> None:
    """Make a conversation of two a room of the other; done again, it ends the same."""
    members, conversations = Collection.CONVERSATION_MEMBERS, Collection.CONVERSATIONS
    kept = await mongo()[conversations].find_one({"_id": conversation_id})
    member = await mongo()[members].find_one({"_id": member_key(conversation_id, other_id)})
    if kept is not None and member is not None:
        room_id = f"g-{uuid5(NAMESPACE_OID, f'{conversation_id} {kept["created_at"]}').hex}"
        room = {
            **kept,
            "_id": room_id,
            "kind": ConversationKind.GROUP.value,
            "name": DELETED_PERSON.capitalize(),
            "owner_id": other_id,
        }
        await mongo()[conversations].replace_one({"_id": room_id}, room, upsert=True)
        key = member_key(room_id, other_id)
        moved = {**member, "_id": key, "conversation_id": room_id}
        await mongo()[members].replace_one({"_id": key}, moved, upsert=True)
        await mongo()[Collection.MESSAGES].update_many(
            {"conversation_id": conversation_id}, {"$set": {"conversation_id": room_id}}
        )
    await mongo()[members].delete_many({"conversation_id": conversation_id})
    await mongo()[conversations].delete_one({"_id": conversation_id})


async def _forget_in_notes(conversation_id: str, name: str) -> None:
    """Take the name out of what the room itself noted; what others wrote is theirs."""
    notes = {"conversation_id": conversation_id, "kind": MessageKind.NOTE.value}
    async for note in mongo()[Collection.MESSAGES].find(notes):
        if name in note["text"]:
            text = note["text"].replace(name, DELETED_PERSON)
            await mongo()[Collection.MESSAGES].update_one(
                {"_id": note["_id"]}, {"$set": {"text": text}}
            )


async def _unname_messages(user_id: int, name: str) -> None:
    """Write a person's messages anew under nobody's number, which is part of their keys.

    A message is first taken out of its place, then written there anew, then deleted: wherever
    this breaks off, it goes on when it is done again.
    """
    messages = mongo()[Collection.MESSAGES]
    while batch := await messages.find({"sender_id": user_id}).limit(_BATCH).to_list():
        places = {one["_id"]: one["conversation_id"].removeprefix(_LEAVING) for one in batch}
        await messages.bulk_write(
            [
                UpdateOne({"_id": key}, {"$set": {"conversation_id": f"{_LEAVING}{place}"}})
                for key, place in places.items()
            ]
        )
        fresh = [_unnamed(one, places[one["_id"]], name) for one in batch]
        try:
            await messages.insert_many(fresh, ordered=False)
        except BulkWriteError as error:
            problems = (error.details or {}).get("writeErrors", ())
            if {one["code"] for one in problems} != {DUPLICATE_KEY}:
                raise
        keys = list(places)
        await mongo()[Collection.MESSAGE_REPORTS].delete_many({"_id": {"$in": keys}})
        await messages.delete_many({"_id": {"$in": keys}})
        await asyncio.sleep(0)


def _unnamed(message: Document, place: str, name: str) -> Document:
    fresh = {
        **message,
        "_id": f"{NOBODY}:{uuid4()}",
        "sender_id": NOBODY,
        "conversation_id": place,
    }
    card = message.get("card")
    if card and card.get("by") == name:
        fresh["card"] = {**card, "by": DELETED_PERSON}
    return fresh
