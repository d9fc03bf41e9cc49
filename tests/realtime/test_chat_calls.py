"""Promises of the calls of chat: who is told what, and how often one may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from sqlmodel import select

from emomusic.errors import Forbidden, NotFound, TooManyRequests
from emomusic.realtime.calls import CALLS, make_call
from emomusic.realtime.hub import LocalHub, person_topic, use_hub
from emomusic.services.access import Person
from emomusic.services.blocks import block
from emomusic.services.rate_limits import forget_buckets
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.tables import Role
from tests.realtime.workers import Worker
from tests.services.chat.rooms import make_person

pytestmark = pytest.mark.usefixtures("database", "mongo_database")


@pytest_asyncio.fixture
async def worker(database: str) -> AsyncIterator[Worker]:
    """A process in which everybody of these tests has a tab, named as they are."""
    told = Worker()
    use_hub(LocalHub(told))
    forget_buckets()
    yield told
    use_hub(None)


async def person(worker: Worker, name: str, role: Role = Role.LISTENER) -> Person:
    """Somebody with a tab."""
    made = make_person(name, role)
    await worker.enter_room(name, person_topic(made.id))
    return made


async def call(who: Person, name: str, /, **body: Any) -> Any:
    """Make a call as a browser does."""
    return await make_call(CALLS[name], who, who.name, body)


async def say(who: Person, conversation: str, text: str = "Hello", client_id: str = "") -> Any:
    return await call(
        who,
        "chat.send",
        conversation_id=conversation,
        text=text,
        client_id=client_id or str(uuid4()),
    )


def heard(worker: Worker, kind: str) -> list[str]:
    """Whose tab heard something, in order."""
    return sorted(sid for sid, what, _ in worker.came if what == kind)


async def test_a_message_is_told_to_those_who_are_in_the_conversation(worker: Worker) -> None:
    ann, ben = await person(worker, "Ann"), await person(worker, "Ben")
    await person(worker, "Cat")
    both = await call(ann, "chat.direct", user_id=ben.id)
    await say(ann, both.id)
    assert heard(worker, "chat.message") == ["Ann", "Ben"]


async def test_a_message_that_is_sent_again_is_told_once(worker: Worker) -> None:
    ann, ben = await person(worker, "Ann"), await person(worker, "Ben")
    both, client_id = await call(ann, "chat.direct", user_id=ben.id), str(uuid4())
    first = await say(ann, both.id, client_id=client_id)
    assert await say(ann, both.id, client_id=client_id) == first
    assert heard(worker, "chat.message") == ["Ann", "Ben"]


async def test_in_a_room_nothing_is_told_between_two_who_do_not_meet(worker: Worker) -> None:
    ann, ben = await person(worker, "Ann"), await person(worker, "Ben")
    cat = await person(worker, "Cat")
    room = await call(cat, "chat.create", name="Sunday", member_ids=[ann.id, ben.id])
    block(ann.id, ben.id)
    worker.came.clear()
    await say(ben, room.id, "not for Ann")
    await call(ben, "chat.typing", conversation_id=room.id)
    said = {sid: body["text"] for sid, kind, body in worker.came if kind == "chat.message"}
    assert said == {"Ann": "", "Ben": "not for Ann", "Cat": "not for Ann"}
    assert heard(worker, "chat.typing") == ["Cat"]


async def test_who_is_removed_from_a_room_is_told_and_hears_no_more(worker: Worker) -> None:
    ann, ben = await person(worker, "Ann"), await person(worker, "Ben")
    room = await call(ann, "chat.create", name="Sunday", member_ids=[ben.id])
    worker.came.clear()
    await call(ann, "chat.expel", conversation_id=room.id, user_id=ben.id)
    await say(ann, room.id)
    assert heard(worker, "chat.gone") == ["Ben"]
    assert heard(worker, "chat.message") == ["Ann", "Ann"]


async def test_more_than_twenty_messages_at_once_have_to_wait(worker: Worker) -> None:
    ann, ben = await person(worker, "Ann"), await person(worker, "Ben")
    both = await call(ann, "chat.direct", user_id=ben.id)
    sending = asyncio.gather(*(say(ann, both.id) for _ in range(60)))
    with pytest.raises(TooManyRequests) as refused:
        await sending
    assert 0 < refused.value.retry_after_s <= 0.2
    assert len(await worker.until(2 * 20)) >= 2 * 20


async def test_only_administrators_remove_and_read_reports(worker: Worker) -> None:
    ann, ben = await person(worker, "Ann"), await person(worker, "Ben")
    ada = await person(worker, "Ada", Role.ADMINISTRATOR)
    both = await call(ann, "chat.direct", user_id=ben.id)
    sent = await say(ann, both.id, "rude")
    where = {"conversation_id": both.id, "seq": sent.seq}
    for name, body in (("chat.remove", where), ("chat.reports", {}), ("chat.dismiss", where)):
        with pytest.raises(Forbidden):
            await call(ben, name, **body)
    with pytest.raises(NotFound):
        await call(ada, "chat.history", conversation_id=both.id)
    await call(ben, "chat.report", **where)
    assert [one.message.text for one in await call(ada, "chat.reports")] == ["rude"]
    worker.came.clear()
    await call(ada, "chat.remove", **where)
    gone = {sid: body["gone"] for sid, kind, body in worker.came if kind == "chat.changed"}
    assert gone == {"Ann": "removed", "Ben": "removed"}


async def test_what_administrators_do_to_messages_is_in_the_audit_log(worker: Worker) -> None:
    ann, ben = await person(worker, "Ann"), await person(worker, "Ben")
    ada = await person(worker, "Ada", Role.ADMINISTRATOR)
    both = await call(ann, "chat.direct", user_id=ben.id)
    removed, left = await say(ann, both.id, "rude"), await say(ann, both.id, "fine")
    await call(ben, "chat.report", conversation_id=both.id, seq=left.seq)
    await call(ada, "chat.remove", conversation_id=both.id, seq=removed.seq)
    await call(ada, "chat.dismiss", conversation_id=both.id, seq=left.seq)
    with session() as db:
        entries = db.exec(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(one.actor_name, one.action, one.subject_name) for one in entries] == [
        ("Ada", "message.remove", "a message"),
        ("Ada", "message.dismiss", "a reported message"),
    ]
    assert "rude" not in entries[0].details
