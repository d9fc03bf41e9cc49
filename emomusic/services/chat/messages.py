"""Messages: sent once, read back in pages, edited, deleted, removed, and answered with an emoji."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.blocks import apart_from
from emomusic.services.chat.cards import CardRequest, card_document, card_view, make_card
from emomusic.services.chat.doors import check_may_write
from emomusic.services.chat.membership import WHAT, require_member
from emomusic.services.chat.names import names_of
from emomusic.services.chat.text import check_emoji, clean_text
from emomusic.services.chat.views import Gone, History, MessageKind, MessageView, Reaction
from emomusic.services.chat.writing import messages, write
from emomusic.store.mongo import Document, answering

MOST_MESSAGES = 100
"""Messages of one page."""

MOST_REACTIONS = 200
"""Reactions of one message, all emoji together."""

_NONE_SUCH = "There is no such message."


async def send(
    person: Person,
    conversation_id: str,
    client_id: UUID,
    text: str,
    card: CardRequest | None = None,
) -> tuple[MessageView, bool]:
    """Write a message. What is returned is on disk.

    Args:
        person: Who writes.
        conversation_id: Where.
        client_id: Made by the browser; the same when it sends the message again.
        text: As typed.
        card: Music to go with it, or None.

    Returns:
        The message, and whether it is new: False where it had come before.

    Raises:
        InvalidInput: It is empty or too long, or the card's music does not exist.
        NotFound: There is no such conversation, or the person is not in it.
        Forbidden: One of the two has blocked the other.
        Unavailable: MongoDB can't be reached; the message may be sent again.
    """
    cleaned = clean_text(text)
    if not cleaned and card is None:
        raise InvalidInput("Write something first.")
    with answering(WHAT):
        await require_member(conversation_id, person.id)
        await check_may_write(person.id, conversation_id)
        made = await asyncio.to_thread(make_card, card, person) if card else None
        document = _document(conversation_id, person.id, client_id, MessageKind.SAID, cleaned)
        if made is not None:
            document["card"] = card_document(made)
        written = await write(document)
    if written.document["conversation_id"] != conversation_id:
        raise Conflict("This message was sent to another conversation.")
    return _view(written.document, person.name), written.is_new


async def note(conversation_id: str, person: Person, sentence: str) -> MessageView:
    """Write down what happened to a room, where its messages are.

    Args:
        conversation_id: Which room.
        person: Who did it.
        sentence: What happened, with the names of then.

    Returns:
        The note.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        document = _document(conversation_id, person.id, uuid4(), MessageKind.NOTE, sentence)
        written = await write(document)
    return _view(written.document, person.name)


def _document(
    conversation_id: str, sender_id: int, client_id: UUID, kind: MessageKind, text: str
) -> Document:
    return {
        "_id": f"{sender_id}:{client_id}",
        "conversation_id": conversation_id,
        "sender_id": sender_id,
        "kind": kind.value,
        "text": text,
        "at": _now(),
    }


def _now() -> datetime:
    # MongoDB keeps milliseconds.
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


async def history(
    user_id: int,
    conversation_id: str,
    before_seq: int | None = None,
    after_seq: int | None = None,
    limit: int = 50,
) -> History:
    """Read a page of a conversation.

    Args:
        user_id: Who reads.
        conversation_id: Which.
        before_seq: Only older ones than this; the newest of them are returned.
        after_seq: Only newer ones than this; the oldest of them are returned.
        limit: At most so many, `MOST_MESSAGES` in any case.

    Returns:
        The newest page where neither is given.

    Raises:
        NotFound: There is no such conversation, or the person is not in it.
        Unavailable: MongoDB can't be reached.
    """
    limit = min(max(limit, 1), MOST_MESSAGES)
    with answering(WHAT):
        member = await require_member(conversation_id, user_id)
        between: Document = {"$gte": int(member["first_seq"])}
        if before_seq is not None:
            between["$lt"] = before_seq
        if after_seq is not None:
            between["$gt"] = after_seq
        upwards = after_seq is not None
        cursor = (
            messages()
            .find({"conversation_id": conversation_id, "seq": between})
            .sort("seq", 1 if upwards else -1)
            .limit(limit + 1)
        )
        found = [one async for one in cursor]
    shown = found[:limit] if upwards else found[:limit][::-1]
    return History(messages=await message_views(shown, user_id), more=len(found) > limit)


async def edit(person: Person, conversation_id: str, seq: int, text: str) -> MessageView:
    """Change the text of one's own message.

    Args:
        person: Who.
        conversation_id: Where it is.
        seq: Its place.
        text: The new text.

    Raises:
        InvalidInput: The text is empty, where there is no card, or too long.
        NotFound: There is no such message, or it is gone.
        Forbidden: It is somebody else's.
        Unavailable: MongoDB can't be reached.
    """
    cleaned = clean_text(text)
    known = await _own(person, conversation_id, seq)
    if not cleaned and not known.get("card"):
        raise InvalidInput("Write something, or delete the message.")
    with answering(WHAT):
        await check_may_write(person.id, conversation_id)
        return await _change(known["_id"], {"$set": {"text": cleaned, "edited_at": _now()}})


async def delete(person: Person, conversation_id: str, seq: int) -> MessageView:
    """Take one's own message back: its place stays, its content is gone for good.

    Args:
        person: Who.
        conversation_id: Where it is.
        seq: Its place.

    Raises:
        NotFound: There is no such message, or it is gone.
        Forbidden: It is somebody else's.
        Unavailable: MongoDB can't be reached.
    """
    known = await _own(person, conversation_id, seq)
    with answering(WHAT):
        return await _change(known["_id"], _emptied(Gone.DELETED))


async def remove(conversation_id: str, seq: int) -> MessageView:
    """Take anybody's message away; for administrators. It is shown as removed.

    Args:
        conversation_id: Where it is.
        seq: Its place.

    Raises:
        NotFound: There is no such message, or it is gone.
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        known = await find(conversation_id, seq)
        return await _change(known["_id"], _emptied(Gone.REMOVED))


async def react(
    person: Person, conversation_id: str, seq: int, emoji: str, is_on: bool
) -> MessageView:
    """Put an emoji under a message, or take one's own away.

    Args:
        person: Who.
        conversation_id: Where the message is.
        seq: Its place.
        emoji: Which.
        is_on: Whether it is there from now on.

    Raises:
        InvalidInput: It is no emoji, or there are too many.
        NotFound: There is no such message for this person, or it is gone.
        Forbidden: One of the two has blocked the other.
        Unavailable: MongoDB can't be reached.
    """
    check_emoji(emoji)
    with answering(WHAT):
        known = await find_for(person, conversation_id, seq)
        await check_may_write(person.id, conversation_id)
        if is_on and len(known.get("reactions", ())) >= MOST_REACTIONS:
            raise InvalidInput("There are too many reactions already.")
        entry = {"emoji": emoji, "user_id": person.id}
        change = "$addToSet" if is_on else "$pull"
        return await _change(known["_id"], {change: {"reactions": entry}})


async def find(conversation_id: str, seq: int) -> Document:
    """Return the document of a message that still has its content.

    Args:
        conversation_id: Where it is.
        seq: Its place.

    Raises:
        NotFound: There is none.
    """
    found = await messages().find_one({"conversation_id": conversation_id, "seq": seq})
    if found is None or found.get("gone") or found["kind"] != MessageKind.SAID:
        raise NotFound(_NONE_SUCH)
    return found


async def find_for(person: Person, conversation_id: str, seq: int) -> Document:
    """Return the document of a message that somebody may see.

    Args:
        person: Who.
        conversation_id: Where it is.
        seq: Its place.

    Raises:
        NotFound: There is none for them.
    """
    member = await require_member(conversation_id, person.id)
    found = await find(conversation_id, seq)
    if found["seq"] < member["first_seq"]:
        raise NotFound(_NONE_SUCH)
    return found


async def _own(person: Person, conversation_id: str, seq: int) -> Document:
    with answering(WHAT):
        found = await find_for(person, conversation_id, seq)
    if found["sender_id"] != person.id:
        raise Forbidden("Only who wrote a message may change it.")
    return found


def _emptied(gone: Gone) -> Document:
    return {
        "$set": {"text": "", "gone": gone.value},
        "$unset": {"card": "", "reactions": "", "edited_at": ""},
    }


async def _change(key: str, change: Document) -> MessageView:
    # What was deleted between the look and this stays deleted.
    changed: Any = await messages().find_one_and_update(
        {"_id": key, "gone": {"$exists": False}}, change, return_document=True
    )
    if changed is None:
        raise NotFound(_NONE_SUCH)
    return (await message_views([changed]))[0]


async def message_views(
    documents: Iterable[Document], viewer_id: int | None = None
) -> tuple[MessageView, ...]:
    """Show messages, with the names that their senders have now.

    Args:
        documents: As stored.
        viewer_id: Who looks: what somebody says whom they do not meet keeps its place alone.
    """
    rows = list(documents)
    names = await names_of(int(one["sender_id"]) for one in rows)
    views = [_view(one, names[int(one["sender_id"])]) for one in rows]
    if viewer_id is None or all(view.sender_id == viewer_id for view in views):
        return tuple(views)
    apart = await asyncio.to_thread(apart_from, viewer_id)
    return tuple(hide(view) if view.sender_id in apart else view for view in views)


def hide(view: MessageView) -> MessageView:
    """Take the content out of a message, for somebody who does not meet its sender.

    Args:
        view: The message.
    """
    if view.kind is MessageKind.NOTE or view.gone:
        return view
    return replace(view, text="", card=None, gone=Gone.HIDDEN, reactions=(), sender_name="")


def _view(document: Document, sender_name: str) -> MessageView:
    edited_at = document.get("edited_at")
    gone = document.get("gone")
    by_emoji: dict[str, list[int]] = {}
    for one in document.get("reactions", ()):
        by_emoji.setdefault(one["emoji"], []).append(int(one["user_id"]))
    return MessageView(
        conversation_id=document["conversation_id"],
        seq=int(document["seq"]),
        client_id=document["_id"].partition(":")[2],
        sender_id=int(document["sender_id"]),
        sender_name=sender_name,
        kind=MessageKind(document["kind"]),
        text=document["text"],
        card=card_view(document.get("card")),
        at=document["at"].isoformat(),
        edited_at=edited_at.isoformat() if edited_at else "",
        gone=Gone(gone) if gone else "",
        reactions=tuple(Reaction(emoji, tuple(who)) for emoji, who in by_emoji.items()),
    )
