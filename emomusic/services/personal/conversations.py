"""What somebody wrote and read in conversations, exported and erased.

What they wrote stays with those who read it, without the name and the number. A conversation of
two becomes a room of the one who is left; so nobody who gets the number later finds it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from emomusic.services.audit import DELETED_PERSON
from emomusic.services.chat.doors import pair_of
from emomusic.services.chat.membership import member_key, members_of
from emomusic.services.chat.messages import message_views
from emomusic.services.chat.names import names_of
from emomusic.services.chat.views import ConversationKind, MessageKind
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
        preferences = mongo()[Collection.CHAT_PREFERENCES]
        # The embedded server refuses to delete from a collection that was never written to.
        if await preferences.find_one({"_id": user_id}) is not None:
            await preferences.delete_one({"_id": user_id})


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
        known_by = f"{conversation_id} {kept['created_at']}"
        room_id = f"g-{uuid5(NAMESPACE_OID, known_by).hex}"
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
        await _rewrite(
            {"conversation_id": {"$in": [conversation_id, f"{_LEAVING}{conversation_id}"]}},
            lambda message: {**message, "conversation_id": room_id},
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


async def _rewrite(query: Document, change: Callable[[Document], Document]) -> None:
    """Write messages anew that have another key or place, and lose none where this breaks off.

    A copy with a mark is written, the message deleted, the new one written, and the copy deleted;
    done again, it goes on from the copies. Nothing is updated in place: a place that a message
    leaves by an update stays taken in the unique index of the embedded server.

    Args:
        query: Finds the messages and their copies, and nothing that `change` has made.
        change: Makes a new message of an old one; of the same one always the same.
    """
    messages = mongo()[Collection.MESSAGES]
    while batch := await messages.find(query).limit(_BATCH).to_list():
        old = [one for one in batch if not one["_id"].startswith(_LEAVING)]
        copies = [one for one in batch if one["_id"].startswith(_LEAVING)]
        marked = [_with_prefix(one) for one in old]
        await _insert_missing(marked)
        if old:
            await messages.delete_many({"_id": {"$in": [one["_id"] for one in old]}})
        copies += marked
        await _insert_missing([change(_without_prefix(one)) for one in copies])
        await messages.delete_many({"_id": {"$in": [one["_id"] for one in copies]}})


async def _insert_missing(documents: list[Document]) -> None:
    messages = mongo()[Collection.MESSAGES]
    query = {"_id": {"$in": [one["_id"] for one in documents]}}
    there = {one["_id"] async for one in messages.find(query)}
    fresh = [one for one in documents if one["_id"] not in there]
    if fresh:
        await messages.insert_many(fresh, ordered=False)


def _with_prefix(message: Document) -> Document:
    marked = {name: f"{_LEAVING}{message[name]}" for name in ("_id", "conversation_id")}
    return {**message, **marked}


def _without_prefix(message: Document) -> Document:
    plain = {name: message[name].removeprefix(_LEAVING) for name in ("_id", "conversation_id")}
    return {**message, **plain}


async def _unname_messages(user_id: int, name: str) -> None:
    """Write a person's messages anew under nobody's number, which is part of their keys."""
    reports = mongo()[Collection.MESSAGE_REPORTS]
    async for report in reports.find({}, {"_id": 1, "at": 1}):
        if str(report["_id"]).startswith(f"{user_id}:"):
            await reports.delete_one({"_id": report["_id"]})
    await _rewrite({"sender_id": user_id}, lambda message: _unnamed(message, name))


def _unnamed(message: Document, name: str) -> Document:
    fresh = {
        **message,
        "_id": f"{NOBODY}:{uuid5(NAMESPACE_OID, message['_id'])}",
        "sender_id": NOBODY,
    }
    card = message.get("card")
    if card and card.get("by") == name:
        fresh["card"] = {**card, "by": DELETED_PERSON}
    return fresh
