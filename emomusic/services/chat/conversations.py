"""Conversations: of two people, and rooms that somebody made, names, and invites others to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid4

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.chat.doors import check_reachable, direct_id
from emomusic.services.chat.membership import (
    WHAT,
    conversations,
    let_in,
    let_out,
    members_of,
    require_conversation,
    require_member,
    view_of,
)
from emomusic.services.chat.messages import note
from emomusic.services.chat.names import names_of
from emomusic.services.chat.text import clean_room_name
from emomusic.services.chat.views import ConversationKind, ConversationView, MessageView
from emomusic.services.chat.writing import last_place
from emomusic.store.mongo import Document, answering

MOST_MEMBERS = 1000
"""People in one room."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change of a room.

    Attributes:
        conversation: As it is now.
        note: What the room says of it.
        gone: Who is in it no longer.
    """

    conversation: ConversationView
    note: MessageView
    gone: tuple[int, ...] = ()


async def open_direct(person: Person, other_id: int) -> ConversationView:
    """Return the conversation of two people, made at its first use.

    Args:
        person: One of them.
        other_id: The other.

    Raises:
        InvalidInput: It is the person themself.
        NotFound: The other is not here, or the two do not meet.
        Unavailable: MongoDB can't be reached.
    """
    if other_id == person.id:
        raise InvalidInput("Choose somebody else to write to.")
    await check_reachable(person.id, {other_id})
    conversation_id = direct_id(person.id, other_id)
    with answering(WHAT):
        await _make(conversation_id, {"kind": ConversationKind.DIRECT.value})
        await let_in(conversation_id, (person.id, other_id), first_seq=1)
        return await view_of(conversation_id)


async def create_room(person: Person, name: str, member_ids: Collection[int]) -> Changed:
    """Make a room; who makes it may rename it and remove people.

    Args:
        person: Who.
        name: What it is called.
        member_ids: Who else is in it.

    Raises:
        InvalidInput: The name can't be used, nobody else is in it, or too many are.
        NotFound: One of them is not here, or does not meet the person.
        Unavailable: MongoDB can't be reached.
    """
    cleaned = clean_room_name(name)
    others = set(member_ids) - {person.id}
    if not others:
        raise InvalidInput("Choose somebody for the room.")
    if len(others) >= MOST_MEMBERS:
        raise InvalidInput(f"A room has at most {MOST_MEMBERS:,} people.")
    await check_reachable(person.id, others)
    conversation_id = f"g-{uuid4().hex}"
    kind = ConversationKind.GROUP.value
    with answering(WHAT):
        await _make(conversation_id, {"kind": kind, "name": cleaned, "owner_id": person.id})
        await let_in(conversation_id, (person.id, *sorted(others)), first_seq=1)
    return await _changed(conversation_id, person, f"{person.name} made the room “{cleaned}”.")


async def _make(conversation_id: str, fields: Document) -> None:
    moment = datetime.now(UTC)
    fresh = {**fields, "created_at": moment, "last_at": moment, "last_seq": 0}
    await conversations().update_one({"_id": conversation_id}, {"$setOnInsert": fresh}, upsert=True)


async def _changed(
    conversation_id: str, person: Person, sentence: str, gone: tuple[int, ...] = ()
) -> Changed:
    said = await note(conversation_id, person, sentence)
    with answering(WHAT):
        return Changed(await view_of(conversation_id), said, gone)


async def rename(person: Person, conversation_id: str, name: str) -> Changed:
    """Give a room another name; for who made it.

    Args:
        person: Who.
        conversation_id: Which room.
        name: The new name.

    Raises:
        InvalidInput: The name can't be used.
        NotFound: There is no such room, or the person is not in it.
        Forbidden: Somebody else made it.
        Unavailable: MongoDB can't be reached.
    """
    cleaned = clean_room_name(name)
    with answering(WHAT):
        await _own_room(person, conversation_id)
        await conversations().update_one({"_id": conversation_id}, {"$set": {"name": cleaned}})
    return await _changed(conversation_id, person, f"{person.name} named the room “{cleaned}”.")


async def invite(person: Person, conversation_id: str, user_ids: Collection[int]) -> Changed:
    """Let people into a room; they see what is written from then on.

    Args:
        person: Who invites; anybody in the room may.
        conversation_id: Which room.
        user_ids: Whom.

    Raises:
        InvalidInput: Nobody was named, or there would be too many.
        Conflict: All of them are in it.
        NotFound: There is no such room, or one of them does not meet the person.
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        await _room(person, conversation_id)
        inside = await members_of(conversation_id)
        fresh = set(user_ids) - set(inside)
        if not user_ids:
            raise InvalidInput("Choose somebody to invite.")
        if not fresh:
            raise Conflict("They are in this room already.")
        if len(inside) + len(fresh) > MOST_MEMBERS:
            raise InvalidInput(f"A room has at most {MOST_MEMBERS:,} people.")
        await check_reachable(person.id, fresh)
        await let_in(conversation_id, sorted(fresh), await last_place(conversation_id) + 1)
    names = await names_of(fresh)
    who = _and(sorted(names.values(), key=str.casefold))
    return await _changed(conversation_id, person, f"{person.name} invited {who}.")


async def expel(person: Person, conversation_id: str, user_id: int) -> Changed:
    """Remove somebody from a room; for who made it.

    Args:
        person: Who.
        conversation_id: Which room.
        user_id: Whom.

    Raises:
        InvalidInput: It is the person themself.
        NotFound: There is no such room, or one of the two is not in it.
        Forbidden: Somebody else made it.
        Unavailable: MongoDB can't be reached.
    """
    if user_id == person.id:
        raise InvalidInput("Leave the room instead.")
    with answering(WHAT):
        await _own_room(person, conversation_id)
        if not await let_out(conversation_id, user_id):
            raise NotFound("They are not in this room.")
    names = await names_of([user_id])
    sentence = f"{person.name} removed {names[user_id]}."
    return await _changed(conversation_id, person, sentence, (user_id,))


async def leave(person: Person, conversation_id: str) -> Changed:
    """Leave a room. Where its maker leaves, it becomes that of who has been there longest.

    Args:
        person: Who.
        conversation_id: Which room.

    Raises:
        NotFound: There is no such room, or the person is not in it.
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        room = await _room(person, conversation_id)
        await let_out(conversation_id, person.id)
        left = list(await members_of(conversation_id))
        if room.get("owner_id") == person.id and left:
            heir = {"$set": {"owner_id": left[0]}}
            await conversations().update_one({"_id": conversation_id}, heir)
    sentence = f"{person.name} left."
    return await _changed(conversation_id, person, sentence, (person.id,))


async def _room(person: Person, conversation_id: str) -> Document:
    await require_member(conversation_id, person.id)
    found = await require_conversation(conversation_id)
    if found["kind"] != ConversationKind.GROUP:
        raise InvalidInput("Only a room can be changed so.")
    return found


async def _own_room(person: Person, conversation_id: str) -> Document:
    found = await _room(person, conversation_id)
    if found.get("owner_id") != person.id:
        raise Forbidden("Only who made the room may do this.")
    return found


def _and(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
