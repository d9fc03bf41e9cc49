"""Who is in which conversation, from which message on, and how far each has read.

A document for each person and conversation. Who leaves keeps theirs, marked, so that a way back
begins where it should: with what is written from then on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne

from emomusic.errors import NotFound
from emomusic.services.chat.names import names_of
from emomusic.services.chat.views import ConversationKind, ConversationView, MemberView
from emomusic.services.chat.writing import last_place
from emomusic.store.mongo import Collection, Document, answering, mongo

WHAT = "Your messages"
"""Begins the sentence when MongoDB can't be reached."""

_ONE_ANSWER = 1001
_NONE_SUCH = "There is no such conversation."


def members() -> Any:
    """Return the collection of who is in which conversation."""
    return mongo()[Collection.CONVERSATION_MEMBERS]


def conversations() -> Any:
    """Return the collection of conversations."""
    return mongo()[Collection.CONVERSATIONS]


def member_key(conversation_id: str, user_id: int) -> str:
    """Name the document of a person in a conversation."""
    return f"{conversation_id}:{user_id}"


async def members_of(conversation_id: str) -> dict[int, Document]:
    """Return who is in a conversation now, those who came first first.

    Args:
        conversation_id: Which.
    """
    query = {"conversation_id": conversation_id, "here": True}
    found = [one async for one in members().find(query)]
    found.sort(key=lambda one: (one["joined_at"], one["user_id"]))
    return {int(one["user_id"]): one for one in found}


async def member_ids(conversation_id: str) -> tuple[int, ...]:
    """Return the ids of who is in a conversation now, in no order: quick, for each message.

    Args:
        conversation_id: Which.
    """
    query = {"conversation_id": conversation_id, "here": True}
    # In one answer, however many they are: the next batch would be one more wait.
    cursor = members().find(query, {"_id": 0, "user_id": 1}).batch_size(_ONE_ANSWER)
    return tuple([int(one["user_id"]) async for one in cursor])


async def require_member(conversation_id: str, user_id: int) -> Document:
    """Return a person's document of a conversation.

    Args:
        conversation_id: Which; anything a browser may send.
        user_id: Who.

    Raises:
        NotFound: There is no such conversation, or they are not in it.
    """
    found: Document | None = await members().find_one(
        {"_id": member_key(conversation_id, user_id), "here": True}
    )
    if found is None:
        raise NotFound(_NONE_SUCH)
    return found


async def require_conversation(conversation_id: str) -> Document:
    """Return the document of a conversation.

    Args:
        conversation_id: Which.

    Raises:
        NotFound: There is no such conversation.
    """
    found: Document | None = await conversations().find_one({"_id": conversation_id})
    if found is None:
        raise NotFound(_NONE_SUCH)
    return found


async def let_in(conversation_id: str, user_ids: Iterable[int], first_seq: int) -> None:
    """Put people into a conversation; who is in it already stays as they are.

    Args:
        conversation_id: Which.
        user_ids: Who.
        first_seq: The first message that they see.
    """
    moment = datetime.now(UTC)
    changes = []
    for user_id in user_ids:
        key = member_key(conversation_id, user_id)
        fresh = {
            "conversation_id": conversation_id,
            "user_id": user_id,
            "here": True,
            "first_seq": first_seq,
            "read_seq": first_seq - 1,
            "joined_at": moment,
        }
        changes.append(UpdateOne({"_id": key}, {"$setOnInsert": fresh}, upsert=True))
        changes.append(UpdateOne({"_id": key, "here": False}, {"$set": fresh}))
    await members().bulk_write(changes, ordered=True)


async def let_out(conversation_id: str, user_id: int) -> bool:
    """Take somebody out of a conversation.

    Args:
        conversation_id: Which.
        user_id: Who.

    Returns:
        Whether they were in it.
    """
    result = await members().update_one(
        {"_id": member_key(conversation_id, user_id), "here": True}, {"$set": {"here": False}}
    )
    return bool(result.modified_count)


async def mark_read(conversation_id: str, user_id: int, seq: int) -> int:
    """Note how far somebody has read; never backwards, and never past the end.

    Args:
        conversation_id: Which.
        user_id: Who.
        seq: The newest message that they have seen.

    Returns:
        How far they have read now.

    Raises:
        NotFound: They are not in the conversation.
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        known = await require_member(conversation_id, user_id)
        if seq <= known["read_seq"]:
            return int(known["read_seq"])
        seen = min(seq, await last_place(conversation_id))
        await members().update_one({"_id": known["_id"]}, {"$max": {"read_seq": seen}})
        return max(seen, int(known["read_seq"]))


async def views_of(documents: Iterable[Document]) -> dict[str, ConversationView]:
    """Show conversations.

    Args:
        documents: The conversations.

    Returns:
        Each by its id.
    """
    wanted = {one["_id"]: one for one in documents}
    query = {"conversation_id": {"$in": list(wanted)}, "here": True}
    inside: dict[str, list[Document]] = {one: [] for one in wanted}
    if wanted:
        async for member in members().find(query):
            inside[member["conversation_id"]].append(member)
    names = await names_of(one["user_id"] for group in inside.values() for one in group)
    return {key: _view(one, inside[key], names) for key, one in wanted.items()}


def _view(document: Document, inside: list[Document], names: dict[int, str]) -> ConversationView:
    shown = [
        MemberView(int(one["user_id"]), names[int(one["user_id"])], int(one["read_seq"]))
        for one in inside
    ]
    return ConversationView(
        id=document["_id"],
        kind=ConversationKind(document["kind"]),
        name=document.get("name", ""),
        owner_id=int(document.get("owner_id", 0)),
        members=tuple(sorted(shown, key=lambda one: (one.name.casefold(), one.id))),
        last_seq=int(document["last_seq"]),
        last_at=document["last_at"].isoformat(),
    )


async def view_of(conversation_id: str) -> ConversationView:
    """Show a conversation as it is now.

    Args:
        conversation_id: Which.

    Raises:
        NotFound: There is no such conversation.
    """
    document = await require_conversation(conversation_id)
    return (await views_of([document]))[conversation_id]
