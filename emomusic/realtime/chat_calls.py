"""Calls of chat: each asks a service, and tells those whom it concerns.

What somebody says is told to each who is in the conversation, in all their tabs. Who was not
there finds it in the history.
"""

from __future__ import annotations

import asyncio
from typing import Annotated
from uuid import UUID

from pydantic import Field

from emomusic.realtime.calls import (
    ADMINISTRATOR,
    LISTENER,
    CallBody,
    Caller,
    Nothing,
    live_call,
    requires,
)
from emomusic.realtime.hub import hub, person_topic
from emomusic.services.audit import Action, Detail, Subject, SubjectKind, record
from emomusic.services.blocks import apart_from
from emomusic.services.chat import lists, messages, preferences, reports
from emomusic.services.chat.cards import CardRequest
from emomusic.services.chat.doors import check_may_write, find_reachable
from emomusic.services.chat.membership import mark_read, member_ids, require_member
from emomusic.services.chat.text import MOST_EMOJI_CHARACTERS
from emomusic.services.chat.views import (
    History,
    Listed,
    MessageView,
    Overview,
    Preferences,
    Reachable,
    Report,
)
from emomusic.services.rate_limits import Limited, spend
from emomusic.store.mongo import answering

ConversationId = Annotated[str, Field(min_length=1, max_length=80)]
Place = Annotated[int, Field(ge=0, lt=2**53)]
UserId = Annotated[int, Field(gt=0, lt=2**63)]


class InConversation(CallBody):
    """Which conversation."""

    conversation_id: ConversationId


class SendMessage(InConversation):
    """A message, and the id that makes it the same when it is sent again."""

    client_id: UUID
    text: Annotated[str, Field(max_length=8192)] = ""
    card: CardRequest | None = None


class ReadPage(InConversation):
    """A page of a conversation: the newest one, or before or after a place."""

    before_seq: Place | None = None
    after_seq: Place | None = None
    limit: Annotated[int, Field(ge=1, le=messages.MOST_MESSAGES)] = 50


class OneMessage(InConversation):
    """A message, by its place."""

    seq: Place


class EditMessage(OneMessage):
    """A message and its new text."""

    text: str


class ReactToMessage(OneMessage):
    """A message and an emoji, put there or taken away."""

    emoji: Annotated[str, Field(min_length=1, max_length=MOST_EMOJI_CHARACTERS)]
    is_on: bool


class FindPeople(CallBody):
    """A part of a name."""

    text: Annotated[str, Field(max_length=100)] = ""


class Prefer(CallBody):
    """How somebody wants to hear of messages."""

    sound: bool
    badge: bool


class Typing(CallBody):
    """Who types, for those who see it."""

    conversation_id: str
    user_id: int


class HasRead(CallBody):
    """How far somebody has read."""

    conversation_id: str
    user_id: int
    seq: int


async def tell_message(view: MessageView, kind: str = "chat.message") -> None:
    """Tell all who are in a conversation of a message.

    Args:
        view: The message.
        kind: `chat.message` for a new one, `chat.changed` for one that they know.
    """
    with answering("Your messages"):
        inside = await member_ids(view.conversation_id)
    apart = await asyncio.to_thread(apart_from, view.sender_id)
    await hub().publish([person_topic(one) for one in inside if one not in apart], kind, view)
    hidden = [person_topic(one) for one in inside if one in apart]
    await hub().publish(hidden, kind, messages.hide(view))


@live_call("chat.overview")
@requires(LISTENER)
async def overview(caller: Caller, body: Nothing) -> Overview:
    """Return the conversations of the caller, and how they want to hear of them."""
    return await lists.overview(caller.person.id)


@live_call("chat.conversation", InConversation)
@requires(LISTENER)
async def conversation(caller: Caller, body: InConversation) -> Listed:
    """Return one conversation of the caller."""
    return await lists.listed(caller.person.id, body.conversation_id)


@live_call("chat.history", ReadPage, alongside=True)
@requires(LISTENER)
async def history(caller: Caller, body: ReadPage) -> History:
    """Return a page of a conversation."""
    return await messages.history(
        caller.person.id, body.conversation_id, body.before_seq, body.after_seq, body.limit
    )


@live_call("chat.send", SendMessage)
@requires(LISTENER)
async def send(caller: Caller, body: SendMessage) -> MessageView:
    """Write a message; the answer is the acknowledgement that it is on disk."""
    await spend(caller.person.id, Limited.MESSAGE)
    view, is_new = await messages.send(
        caller.person, body.conversation_id, body.client_id, body.text, body.card
    )
    if is_new:
        await tell_message(view)
    return view


@live_call("chat.edit", EditMessage)
@requires(LISTENER)
async def edit(caller: Caller, body: EditMessage) -> MessageView:
    """Change the text of one's own message."""
    await spend(caller.person.id, Limited.MESSAGE)
    view = await messages.edit(caller.person, body.conversation_id, body.seq, body.text)
    await tell_message(view, "chat.changed")
    return view


@live_call("chat.delete", OneMessage)
@requires(LISTENER)
async def delete(caller: Caller, body: OneMessage) -> MessageView:
    """Take one's own message back."""
    view = await messages.delete(caller.person, body.conversation_id, body.seq)
    await tell_message(view, "chat.changed")
    return view


@live_call("chat.remove", OneMessage)
@requires(ADMINISTRATOR)
async def remove(caller: Caller, body: OneMessage) -> MessageView:
    """Take anybody's message away."""
    view = await messages.remove(body.conversation_id, body.seq)
    subject = Subject(SubjectKind.MESSAGE, name="a message")
    where: dict[str, Detail] = {"conversation": body.conversation_id, "place": body.seq}
    await asyncio.to_thread(record, None, caller.person, Action.MESSAGE_REMOVE, subject, where)
    await tell_message(view, "chat.changed")
    return view


@live_call("chat.react", ReactToMessage)
@requires(LISTENER)
async def react(caller: Caller, body: ReactToMessage) -> MessageView:
    """Put an emoji under a message, or take one's own away."""
    await spend(caller.person.id, Limited.MESSAGE)
    view = await messages.react(
        caller.person, body.conversation_id, body.seq, body.emoji, body.is_on
    )
    await tell_message(view, "chat.changed")
    return view


@live_call("chat.read", OneMessage)
@requires(LISTENER)
async def read(caller: Caller, body: OneMessage) -> HasRead:
    """Say how far the caller has read."""
    me = caller.person.id
    seen = await mark_read(body.conversation_id, me, body.seq)
    told = HasRead(conversation_id=body.conversation_id, user_id=me, seq=seen)
    await _tell_members(body.conversation_id, "chat.read", told)
    return told


@live_call("chat.typing", InConversation)
@requires(LISTENER)
async def typing(caller: Caller, body: InConversation) -> None:
    """Say that the caller types; it fades by itself."""
    me = caller.person.id
    await spend(me, Limited.TYPING)
    with answering("Your messages"):
        await require_member(body.conversation_id, me)
    await check_may_write(me, body.conversation_id)
    told = Typing(conversation_id=body.conversation_id, user_id=me)
    apart = await asyncio.to_thread(apart_from, me)
    await _tell_members(body.conversation_id, "chat.typing", told, frozenset({me}) | apart)


async def _tell_members(
    conversation_id: str, kind: str, told: CallBody, but: frozenset[int] = frozenset()
) -> None:
    with answering("Your messages"):
        inside = await member_ids(conversation_id)
    await hub().publish([person_topic(one) for one in inside if one not in but], kind, told)


@live_call("chat.people", FindPeople)
@requires(LISTENER)
async def people(caller: Caller, body: FindPeople) -> tuple[Reachable, ...]:
    """Find people to write to."""
    await spend(caller.person.id, Limited.SEARCH_PEOPLE)
    return await asyncio.to_thread(find_reachable, caller.person.id, body.text)


@live_call("chat.prefer", Prefer)
@requires(LISTENER)
async def prefer(caller: Caller, body: Prefer) -> Preferences:
    """Keep how the caller wants to hear of messages; their other tabs follow."""
    wanted = Preferences(sound=body.sound, badge=body.badge)
    kept = await preferences.prefer(caller.person.id, wanted)
    await hub().publish(person_topic(caller.person.id), "chat.preferences", kept)
    return kept


@live_call("chat.report", OneMessage)
@requires(LISTENER)
async def report(caller: Caller, body: OneMessage) -> None:
    """Show a message to the administrators."""
    await spend(caller.person.id, Limited.MESSAGE)
    await reports.report(caller.person, body.conversation_id, body.seq)


@live_call("chat.reports")
@requires(ADMINISTRATOR)
async def reported(caller: Caller, body: Nothing) -> tuple[Report, ...]:
    """Return the messages that were reported."""
    return await reports.reports()


@live_call("chat.dismiss", OneMessage)
@requires(ADMINISTRATOR)
async def dismiss(caller: Caller, body: OneMessage) -> None:
    """Leave a reported message where it is."""
    await reports.dismiss(body.conversation_id, body.seq)
    subject = Subject(SubjectKind.MESSAGE, name="a reported message")
    where: dict[str, Detail] = {"conversation": body.conversation_id, "place": body.seq}
    await asyncio.to_thread(record, None, caller.person, Action.MESSAGE_DISMISS, subject, where)
