"""Promises of conversations: who is in them, what they are called, and what is unread."""

from __future__ import annotations

import asyncio

import pytest

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.blocks import block
from emomusic.services.chat import conversations, lists, messages, preferences, reports
from emomusic.services.chat.doors import find_reachable
from emomusic.services.chat.membership import mark_read
from emomusic.services.chat.views import Preferences
from emomusic.services.friends import accept, ask
from emomusic.store.tables import Role
from tests.factories import make_user
from tests.services.chat.rooms import make_person, room, say, talk, texts

pytestmark = pytest.mark.usefixtures("database", "mongo_database")


@pytest.fixture
def ann(database: str) -> Person:
    return make_person("Ann")


@pytest.fixture
def ben(database: str) -> Person:
    return make_person("Ben")


@pytest.fixture
def cat(database: str) -> Person:
    return make_person("Cat")


class TestTwoPeople:
    async def test_have_one_conversation_whoever_begins(self, ann: Person, ben: Person) -> None:
        opened = await asyncio.gather(talk(ann, ben), talk(ben, ann), talk(ann, ben))
        assert {one.id for one in opened} == {f"d-{ann.id}-{ben.id}"}
        assert opened[0].member_ids == (ann.id, ben.id)

    async def test_who_is_not_here_or_does_not_meet_cannot_be_told_apart(
        self, ann: Person, ben: Person
    ) -> None:
        block(ben.id, ann.id)
        gone = make_user("Gone", is_disabled=True)
        for other in (ben.id, gone.id, 999):
            with pytest.raises(NotFound, match="nobody of that name"):
                await conversations.open_direct(ann, int(other or 0))

    async def test_nobody_writes_to_themself(self, ann: Person) -> None:
        with pytest.raises(InvalidInput):
            await conversations.open_direct(ann, ann.id)


class TestRooms:
    async def test_begin_with_a_note_of_who_made_them(self, ann: Person, ben: Person) -> None:
        made = await room(ann, ben, name="  Late \n night ")
        assert (made.name, made.owner_id, made.member_ids) == (
            "Late night",
            ann.id,
            (ann.id, ben.id),
        )
        assert await texts(ben, made) == ["Ann made the room “Late night”."]

    @pytest.mark.parametrize("name", ["", " ", "\u200b\u202e", "x" * 65])
    async def test_have_a_name_that_can_be_seen(self, ann: Person, ben: Person, name: str) -> None:
        with pytest.raises(InvalidInput):
            await room(ann, ben, name=name)

    async def test_who_is_invited_sees_what_is_written_from_then_on(
        self, ann: Person, ben: Person, cat: Person
    ) -> None:
        made = await room(ann, ben)
        await say(ann, made, "a secret")
        await conversations.invite(ben, made.id, [cat.id])
        await say(ann, made, "welcome")
        assert await texts(cat, made) == ["Ben invited Cat.", "welcome"]
        with pytest.raises(Conflict):
            await conversations.invite(ben, made.id, [cat.id])
        with pytest.raises(NotFound):
            await messages.react(cat, made.id, 2, "👍", is_on=True)

    async def test_only_who_made_it_renames_it_and_removes_people(
        self, ann: Person, ben: Person, cat: Person
    ) -> None:
        made = await room(ann, ben, cat)
        with pytest.raises(Forbidden):
            await conversations.rename(ben, made.id, "Mine")
        with pytest.raises(Forbidden):
            await conversations.expel(ben, made.id, cat.id)
        assert (await conversations.rename(ann, made.id, "Ours")).conversation.name == "Ours"
        changed = await conversations.expel(ann, made.id, cat.id)
        assert changed.gone == (cat.id,)
        with pytest.raises(NotFound):
            await texts(cat, made)

    async def test_when_its_maker_leaves_the_one_longest_there_follows(
        self, ann: Person, ben: Person, cat: Person
    ) -> None:
        made = await room(ann, cat)
        await conversations.invite(ann, made.id, [ben.id])
        left = await conversations.leave(ann, made.id)
        assert left.conversation.owner_id == cat.id
        assert left.note.text == "Ann left."
        with pytest.raises(NotFound):
            await say(ann, made)

    async def test_a_way_back_begins_with_what_is_written_then(
        self, ann: Person, ben: Person
    ) -> None:
        made = await room(ann, ben)
        await conversations.leave(ben, made.id)
        await say(ann, made, "while you were away")
        await conversations.invite(ann, made.id, [ben.id])
        assert await texts(ben, made) == ["Ann invited Ben."]

    async def test_a_conversation_of_two_is_no_room(self, ann: Person, ben: Person) -> None:
        both = await talk(ann, ben)
        for change in (
            conversations.rename(ann, both.id, "Us"),
            conversations.leave(ann, both.id),
            conversations.invite(ann, both.id, [3]),
        ):
            with pytest.raises(InvalidInput):
                await change


class TestTheList:
    async def test_has_the_latest_first_with_what_is_unread(
        self, ann: Person, ben: Person, cat: Person
    ) -> None:
        with_ben, with_cat = await talk(ann, ben), await talk(ann, cat)
        for _ in range(3):
            await say(ben, with_ben)
        await say(ann, with_cat)
        await say(cat, with_cat, "newest")
        await say(ann, await talk(ann, make_person("Dan")))
        shown = (await lists.overview(ann.id)).conversations
        by_id = {one.conversation.id: one for one in shown}
        assert by_id[with_ben.id].unread == 3
        assert by_id[with_cat.id].unread == 1
        last = by_id[with_cat.id].last
        assert last is not None
        assert last.text == "newest"
        assert [one.conversation.id for one in shown][1:] == [with_cat.id, with_ben.id]

    async def test_leaves_out_two_people_who_said_nothing(self, ann: Person, ben: Person) -> None:
        both = await talk(ann, ben)
        assert (await lists.overview(ben.id)).conversations == ()
        assert (await lists.listed(ann.id, both.id)).conversation == both

    async def test_reading_never_goes_back_nor_past_the_end(self, ann: Person, ben: Person) -> None:
        both = await talk(ann, ben)
        for _ in range(4):
            await say(ben, both)
        assert await mark_read(both.id, ann.id, 3) == 3
        assert await mark_read(both.id, ann.id, 1) == 3
        assert (await lists.listed(ann.id, both.id)).unread == 1
        assert await mark_read(both.id, ann.id, 999) == 4
        view = (await lists.listed(ben.id, both.id)).conversation
        assert {one.id: one.read_seq for one in view.members} == {ann.id: 4, ben.id: 0}


async def test_people_are_found_by_name_friends_first(ann: Person, ben: Person) -> None:
    zoe, annika = make_person("Zoé"), make_person("Annika")
    ask(ann.id, zoe.id)
    accept(zoe.id, ann.id)
    assert [one.name for one in find_reachable(ann.id, "")] == ["Zoé", "Annika", "Ben"]
    assert [one.name for one in find_reachable(ann.id, "zoe")] == ["Zoé"]
    block(annika.id, ann.id)
    assert find_reachable(ann.id, "annik") == ()


async def test_preferences_are_on_until_somebody_says_otherwise(ann: Person) -> None:
    assert await preferences.preferences_of(ann.id) == Preferences(sound=True, badge=True)
    await preferences.prefer(ann.id, Preferences(sound=False, badge=True))
    assert (await lists.overview(ann.id)).preferences == Preferences(sound=False, badge=True)


async def test_a_reported_message_is_shown_until_it_is_dealt_with(ann: Person, ben: Person) -> None:
    admin = make_person("Ada", Role.ADMINISTRATOR)
    both = await talk(ann, ben)
    rude, fine = await say(ann, both, "rude"), await say(ann, both, "fine")
    for _ in range(2):
        await reports.report(ben, both.id, rude.seq)
    await reports.report(ben, both.id, fine.seq)
    with pytest.raises(NotFound):
        await reports.report(admin, both.id, rude.seq)
    shown = await reports.reports()
    assert [(one.message.text, one.reporter_names) for one in shown] == [
        ("fine", ("Ben",)),
        ("rude", ("Ben",)),
    ]
    await reports.dismiss(both.id, fine.seq)
    await messages.remove(both.id, rude.seq)
    assert await reports.reports() == ()
