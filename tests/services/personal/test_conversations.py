"""What a person wrote, and the rooms they listened in, once they are gone."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emomusic.services.access import Person
from emomusic.services.chat import lists, messages, preferences, reports
from emomusic.services.chat.views import ConversationKind
from emomusic.services.personal import conversations, delete_account, export_own
from emomusic.services.rooms import keeping
from emomusic.services.rooms.line import add
from emomusic.services.rooms.room import Access
from emomusic.store.mongo import Collection, Database
from emomusic.store.tables import Role
from tests.factories import ident, make_song, make_user
from tests.services.chat.rooms import make_person, room, say, talk, texts
from tests.services.personal.test_personal import (
    NAME,
    NUMBER,
    traces_in_mongo,
    traces_in_tables,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ada(database: str) -> Person:
    return make_person("Ada", Role.ADMINISTRATOR)


@pytest.fixture
def ben(database: str) -> Person:
    return make_person("Ben")


@pytest.fixture
def leaver(ada: Person, ben: Person) -> Person:
    return Person(ident(make_user(NAME, id=NUMBER)), NAME, Role.LISTENER, 0)


async def test_messages_stay_with_their_readers_without_a_name(
    mongo_database: Database, ada: Person, ben: Person, leaver: Person
) -> None:
    both, many = await talk(leaver, ben), await room(leaver, ada, ben)
    for number in range(450):
        await say(leaver, both, f"{number}")
    await say(ben, both, "an answer")
    hello = await say(ada, many, "hello")
    await messages.react(leaver, many.id, hello.seq, "👍", True)
    mine = await say(leaver, many, "mine")
    await reports.report(ben, many.id, mine.seq)
    await reports.report(leaver, many.id, hello.seq)
    await preferences.prefer(leaver.id, preferences.Preferences())
    await delete_account(leaver.id, None)

    assert await traces_in_mongo(mongo_database) == []
    assert traces_in_tables() == []
    listed = {one.conversation.id: one for one in (await lists.overview(ben.id)).conversations}
    (alone,) = [one.conversation for key, one in listed.items() if key != many.id]
    assert alone.kind is ConversationKind.GROUP
    page = await messages.history(ben.id, alone.id, limit=100)
    assert [one.text for one in page.messages] == [*map(str, range(351, 450)), "an answer"]
    assert page.messages[0].sender_name == "Somebody who left"
    assert (await texts(ada, many))[-2:] == ["hello", "mine"]


async def test_the_room_of_one_who_goes_has_an_owner(
    mongo_database: Database, ada: Person, ben: Person, leaver: Person
) -> None:
    many = await room(leaver, ada, ben)
    await delete_account(leaver.id, None)
    found = await mongo_database[Collection.CONVERSATIONS].find_one({"_id": many.id})
    assert found is not None
    assert found["owner_id"] == ada.id


async def test_a_deletion_that_breaks_off_loses_no_message(
    mongo_database: Database, ben: Person, leaver: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = await talk(leaver, ben)
    for number in range(5):
        await say(leaver, both, f"{number}")

    class PowerCut(Exception):
        pass

    def cut(*_: object) -> None:
        raise PowerCut

    monkeypatch.setattr(conversations, "_unnamed", cut)
    with pytest.raises(PowerCut):
        await delete_account(leaver.id, None)
    monkeypatch.undo()
    await delete_account(leaver.id, None)
    (alone,) = (await lists.overview(ben.id)).conversations
    assert await texts(ben, alone.conversation) == ["0", "1", "2", "3", "4"]
    assert await traces_in_mongo(mongo_database) == []


async def test_messages_are_taken_along_with_the_names_of_those_who_wrote(
    mongo_database: Database, tmp_path: Path, ben: Person, leaver: Person
) -> None:
    both = await talk(leaver, ben)
    await say(leaver, both, "my words")
    await say(ben, both, "his words")
    counts = await export_own(leaver.id, tmp_path / "mine.zip", datetime.now(UTC))
    assert counts["messages"] == 2
    with zipfile.ZipFile(tmp_path / "mine.zip") as archive:
        text = archive.read("messages.json").decode()
    assert '"conversation": "Ben"' in text
    assert '"his words"' in text


async def test_a_room_goes_on_without_the_one_who_is_gone(
    mongo_database: Database, ben: Person, leaver: Person
) -> None:
    made = keeping.create(leaver.id, "Late", Access.OPEN, 1)
    keeping.come_in(made.id, ben.id, 2)
    song = ident(make_song())
    keeping.change(made.id, lambda known: add(known, leaver.id, keeping.tracks_of([song]), 3))
    await delete_account(leaver.id, None)
    left = keeping.find(made.id)
    assert left is not None
    assert left.host_id == ben.id
    assert traces_in_tables() == []


async def test_a_room_that_nobody_is_in_any_more_ends(
    mongo_database: Database, leaver: Person
) -> None:
    made = keeping.create(leaver.id, "Alone", Access.OPEN, 1)
    await delete_account(leaver.id, None)
    assert keeping.find(made.id) is None
