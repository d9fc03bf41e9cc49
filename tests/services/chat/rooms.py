"""People in conversations, for the tests of chat."""

from __future__ import annotations

from uuid import uuid4

from emomusic.services.access import Person
from emomusic.services.chat import conversations, messages
from emomusic.services.chat.views import ConversationView, MessageView
from emomusic.store.tables import Role
from tests.factories import ident, make_user


def make_person(name: str = "", role: Role = Role.LISTENER) -> Person:
    """Somebody who is signed in."""
    user = make_user(name, role=role)
    return Person(ident(user), user.name, role, 0)


async def talk(one: Person, other: Person) -> ConversationView:
    """The conversation of two people."""
    return await conversations.open_direct(one, other.id)


async def room(owner: Person, *others: Person, name: str = "Sunday") -> ConversationView:
    """A room of several."""
    made = await conversations.create_room(owner, name, [one.id for one in others])
    return made.conversation


async def say(person: Person, conversation: ConversationView, text: str = "Hello") -> MessageView:
    """A message that was just written."""
    view, _ = await messages.send(person, conversation.id, uuid4(), text)
    return view


async def texts(person: Person, conversation: ConversationView) -> list[str]:
    """What somebody reads in a conversation."""
    page = await messages.history(person.id, conversation.id, limit=100)
    return [one.text for one in page.messages]
