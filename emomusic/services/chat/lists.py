"""Somebody's conversations as their browser lists them, with what is unread."""

from __future__ import annotations

import asyncio

from emomusic.services.chat.membership import (
    WHAT,
    conversations,
    members,
    require_conversation,
    require_member,
    views_of,
)
from emomusic.services.chat.messages import message_views
from emomusic.services.chat.preferences import preferences_of
from emomusic.services.chat.views import (
    ConversationKind,
    ConversationView,
    Listed,
    MessageKind,
    Overview,
)
from emomusic.services.chat.writing import messages
from emomusic.store.mongo import Document, answering

MOST_LISTED = 200
"""Conversations in a list: those in which something was said last."""

MOST_UNREAD = 100
"""Unread messages that are counted; more are "99+"."""


async def overview(user_id: int) -> Overview:
    """Return somebody's conversations, the latest first, and their preferences.

    A conversation of two in which nothing was said is left out.

    Args:
        user_id: Whose.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        query = {"user_id": user_id, "here": True}
        mine = {one["conversation_id"]: one async for one in members().find(query)}
        cursor = (
            conversations()
            .find({"_id": {"$in": list(mine)}})
            .sort([("last_at", -1), ("_id", 1)])
            .limit(MOST_LISTED)
        )
        documents = [one async for one in cursor] if mine else []
        views = await views_of(documents)
        listed = await asyncio.gather(
            *(_listed(user_id, mine[one["_id"]], views[one["_id"]]) for one in documents)
        )
        preferences = await preferences_of(user_id)
    shown = [one for one in listed if one.last or one.conversation.kind is ConversationKind.GROUP]
    return Overview(me=user_id, conversations=tuple(shown), preferences=preferences)


async def listed(user_id: int, conversation_id: str) -> Listed:
    """Return one conversation as a list shows it.

    Args:
        user_id: Who looks.
        conversation_id: Which.

    Raises:
        NotFound: There is no such conversation, or they are not in it.
        Unavailable: MongoDB can't be reached.
    """
    with answering(WHAT):
        member = await require_member(conversation_id, user_id)
        document = await require_conversation(conversation_id)
        views = await views_of([document])
        return await _listed(user_id, member, views[conversation_id])


async def _listed(user_id: int, member: Document, view: ConversationView) -> Listed:
    here = {"conversation_id": view.id}
    unread = {
        **here,
        "seq": {"$gt": int(member["read_seq"])},
        "sender_id": {"$ne": user_id},
        "kind": MessageKind.SAID.value,
    }
    count = await messages().count_documents(unread, limit=MOST_UNREAD)
    since = {"$gte": int(member["first_seq"])}
    last = await messages().find_one({**here, "seq": since}, sort=[("seq", -1)])
    shown = await message_views([last], user_id) if last else ()
    return Listed(conversation=view, unread=count, last=shown[0] if shown else None)
