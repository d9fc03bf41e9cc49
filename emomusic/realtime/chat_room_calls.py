"""Calls about conversations themselves: opening one, and what becomes of a room."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from emomusic.realtime.calls import LISTENER, CallBody, Caller, live_call, requires
from emomusic.realtime.chat_calls import InConversation, UserId, tell_message
from emomusic.realtime.hub import hub, person_topic
from emomusic.services.chat import conversations
from emomusic.services.chat.conversations import MOST_MEMBERS, Changed
from emomusic.services.chat.views import ConversationView
from emomusic.services.rate_limits import Limited, spend

Name = Annotated[str, Field(max_length=500)]
UserIds = Annotated[tuple[UserId, ...], Field(max_length=MOST_MEMBERS)]


class WithPerson(CallBody):
    """Somebody to write to."""

    user_id: UserId


class NewRoom(CallBody):
    """A room to be made."""

    name: Name
    member_ids: UserIds


class RenameRoom(InConversation):
    """A room and its new name."""

    name: Name


class InviteToRoom(InConversation):
    """A room and who is to be let in."""

    user_ids: UserIds


class ExpelFromRoom(InConversation):
    """A room and who is to be removed."""

    user_id: UserId


async def _tell(changed: Changed) -> ConversationView:
    view = changed.conversation
    for user_id in changed.gone:
        gone = InConversation(conversation_id=view.id)
        await hub().publish(person_topic(user_id), "chat.gone", gone)
    await hub().publish([person_topic(one) for one in view.member_ids], "chat.conversation", view)
    await tell_message(changed.note)
    return view


@live_call("chat.direct", WithPerson)
@requires(LISTENER)
async def direct(caller: Caller, body: WithPerson) -> ConversationView:
    """Open the conversation with somebody."""
    return await conversations.open_direct(caller.person, body.user_id)


@live_call("chat.create", NewRoom)
@requires(LISTENER)
async def create(caller: Caller, body: NewRoom) -> ConversationView:
    """Make a room."""
    await spend(caller.person.id, Limited.MESSAGE)
    made = await conversations.create_room(caller.person, body.name, body.member_ids)
    return await _tell(made)


@live_call("chat.rename", RenameRoom)
@requires(LISTENER)
async def rename(caller: Caller, body: RenameRoom) -> ConversationView:
    """Give a room another name."""
    await spend(caller.person.id, Limited.MESSAGE)
    return await _tell(await conversations.rename(caller.person, body.conversation_id, body.name))


@live_call("chat.invite", InviteToRoom)
@requires(LISTENER)
async def invite(caller: Caller, body: InviteToRoom) -> ConversationView:
    """Let people into a room."""
    await spend(caller.person.id, Limited.MESSAGE)
    return await _tell(
        await conversations.invite(caller.person, body.conversation_id, body.user_ids)
    )


@live_call("chat.expel", ExpelFromRoom)
@requires(LISTENER)
async def expel(caller: Caller, body: ExpelFromRoom) -> ConversationView:
    """Remove somebody from a room."""
    return await _tell(await conversations.expel(caller.person, body.conversation_id, body.user_id))


@live_call("chat.leave", InConversation)
@requires(LISTENER)
async def leave(caller: Caller, body: InConversation) -> None:
    """Leave a room."""
    await _tell(await conversations.leave(caller.person, body.conversation_id))
