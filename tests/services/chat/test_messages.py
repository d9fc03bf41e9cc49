"""Promises of messages: kept once, in one order, and changed only by whom they concern."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.blocks import block
from emomusic.services.chat import messages
from emomusic.services.chat.views import ConversationView, Gone
from emomusic.services.chat.writing import _Writer, _writers, write
from tests.services.chat.rooms import make_person, room, say, talk, texts

pytestmark = pytest.mark.usefixtures("database", "mongo_database")


@pytest.fixture
def ann(database: str) -> Person:
    return make_person("Ann")


@pytest.fixture
def ben(database: str) -> Person:
    return make_person("Ben")


class TestSending:
    async def test_a_message_is_there_for_whoever_comes_later(
        self, ann: Person, ben: Person
    ) -> None:
        both = await talk(ann, ben)
        sent = await say(ann, both, "Did you hear it?")
        page = await messages.history(ben.id, both.id)
        assert page.messages == (sent,)
        assert (sent.seq, sent.sender_name, sent.text) == (1, "Ann", "Did you hear it?")
        assert not page.more

    async def test_a_message_that_is_sent_again_is_no_second_one(
        self, ann: Person, ben: Person
    ) -> None:
        both, client_id = await talk(ann, ben), uuid4()
        first, is_new = await messages.send(ann, both.id, client_id, "Once")
        again, is_new_again = await messages.send(ann, both.id, client_id, "Once")
        assert (first, is_new, is_new_again) == (again, True, False)
        assert await texts(ben, both) == ["Once"]

    async def test_one_sent_twice_at_the_same_moment_is_kept_once(
        self, ann: Person, ben: Person
    ) -> None:
        both, client_id = await talk(ann, ben), uuid4()
        answers = await asyncio.gather(
            *(messages.send(ann, both.id, client_id, "Once") for _ in range(8))
        )
        assert {view.seq for view, _ in answers} == {1}
        assert sorted(is_new for _, is_new in answers) == [False] * 7 + [True]
        assert (await say(ben, both)).seq == 2

    async def test_many_at_once_get_one_order_without_a_gap(self, ann: Person, ben: Person) -> None:
        both, another = await talk(ann, ben), await room(ann, ben)
        sent = await asyncio.gather(
            *(
                say(who, where, "x")
                for _ in range(60)
                for who in (ann, ben)
                for where in (both, another)
            )
        )
        for where, first in ((both, 1), (another, 2)):
            seqs = sorted(one.seq for one in sent if one.conversation_id == where.id)
            assert seqs == list(range(first, 120 + first))

    async def test_two_processes_that_write_at_once_share_one_order(
        self, ann: Person, ben: Person
    ) -> None:
        both = await talk(ann, ben)
        await say(ann, both, "first")
        here = _writers[asyncio.get_running_loop()]
        _writers[asyncio.get_running_loop()] = _Writer()  # as another process would have
        await say(ben, both, "second")
        _writers[asyncio.get_running_loop()] = here  # which still takes 1 for the last
        assert (await say(ann, both, "third")).seq == 3
        assert await texts(ann, both) == ["first", "second", "third"]

    async def test_an_id_of_another_conversation_is_refused(self, ann: Person, ben: Person) -> None:
        both, another, client_id = await talk(ann, ben), await room(ann, ben), uuid4()
        await messages.send(ann, both.id, client_id, "Here")
        with pytest.raises(Conflict):
            await messages.send(ann, another.id, client_id, "There")

    async def test_one_who_is_not_in_it_can_neither_write_nor_read(
        self, ann: Person, ben: Person
    ) -> None:
        both, eve = await talk(ann, ben), make_person("Eve")
        await say(ann, both)
        with pytest.raises(NotFound):
            await say(eve, both)
        with pytest.raises(NotFound):
            await messages.history(eve.id, both.id)
        with pytest.raises(NotFound):
            await messages.react(eve, both.id, 1, "👍", is_on=True)

    @pytest.mark.parametrize("text", ["", " \n\t ", "\x00\x07", "x" * 4001])
    async def test_nothing_and_too_much_are_refused(
        self, ann: Person, ben: Person, text: str
    ) -> None:
        with pytest.raises(InvalidInput):
            await say(ann, await talk(ann, ben), text)

    async def test_the_longest_text_and_any_script_are_kept_as_written(
        self, ann: Person, ben: Person
    ) -> None:
        both = await talk(ann, ben)
        for text in ("x" * 4000, "<b>&amp;</b>\n{{7*7}}", "‮مرحبا 你好 🎧"):
            assert (await say(ann, both, text)).text == text

    async def test_a_blocked_person_cannot_write_and_neither_can_the_other(
        self, ann: Person, ben: Person
    ) -> None:
        both = await talk(ann, ben)
        await say(ben, both, "before")
        block(ann.id, ben.id)
        for one in (ann, ben):
            with pytest.raises(Forbidden, match="can't write to this person"):
                await say(one, both)
        assert [one.gone for one in (await messages.history(ann.id, both.id)).messages] == [
            Gone.HIDDEN
        ]

    async def test_in_a_room_two_who_do_not_meet_do_not_read_one_another(
        self, ann: Person, ben: Person
    ) -> None:
        cat = make_person("Cat")
        all_three = await room(cat, ann, ben)
        block(ann.id, ben.id)
        await say(ben, all_three, "to all")
        assert (await texts(ann, all_three))[1:] == [""]
        assert (await texts(cat, all_three))[1:] == ["to all"]


class TestPages:
    @pytest.fixture
    async def long(self, ann: Person, ben: Person) -> ConversationView:
        both = await talk(ann, ben)
        for number in range(1, 26):
            await say(ann, both, str(number))
        return both

    async def test_go_back_in_time(self, ben: Person, long: ConversationView) -> None:
        newest = await messages.history(ben.id, long.id, limit=10)
        assert [one.seq for one in newest.messages] == list(range(16, 26))
        older = await messages.history(ben.id, long.id, before_seq=16, limit=10)
        assert [one.seq for one in older.messages] == list(range(6, 16))
        oldest = await messages.history(ben.id, long.id, before_seq=6, limit=10)
        assert [one.seq for one in oldest.messages] == [1, 2, 3, 4, 5]
        assert (newest.more, older.more, oldest.more) == (True, True, False)

    async def test_fill_a_gap(self, ben: Person, long: ConversationView) -> None:
        missed = await messages.history(ben.id, long.id, before_seq=20, after_seq=15)
        assert [one.seq for one in missed.messages] == [16, 17, 18, 19]


class TestChanging:
    async def test_ones_own_text_can_be_changed_and_says_so(self, ann: Person, ben: Person) -> None:
        both = await talk(ann, ben)
        sent = await say(ann, both, "tpyo")
        changed = await messages.edit(ann, both.id, sent.seq, "typo")
        assert (changed.text, changed.seq, changed.at) == ("typo", sent.seq, sent.at)
        assert changed.edited_at
        assert not sent.edited_at

    async def test_a_deleted_message_keeps_its_place_and_nothing_else(
        self, ann: Person, ben: Person
    ) -> None:
        both = await talk(ann, ben)
        await say(ann, both, "first")
        sent = await say(ann, both, "second")
        await messages.react(ben, both.id, sent.seq, "👍", is_on=True)
        await messages.delete(ann, both.id, sent.seq)
        kept = (await messages.history(ben.id, both.id)).messages[1]
        assert (kept.seq, kept.text, kept.gone, kept.reactions) == (2, "", Gone.DELETED, ())
        with pytest.raises(NotFound):
            await messages.edit(ann, both.id, sent.seq, "again")

    async def test_nobody_changes_anothers(self, ann: Person, ben: Person) -> None:
        both = await talk(ann, ben)
        sent = await say(ann, both)
        with pytest.raises(Forbidden):
            await messages.edit(ben, both.id, sent.seq, "mine")
        with pytest.raises(Forbidden):
            await messages.delete(ben, both.id, sent.seq)

    async def test_an_administrator_removes_it_and_it_is_shown_as_removed(
        self, ann: Person, ben: Person
    ) -> None:
        both = await talk(ann, ben)
        sent = await say(ann, both)
        removed = await messages.remove(both.id, sent.seq)
        assert (removed.gone, removed.text) == (Gone.REMOVED, "")

    async def test_a_reaction_counts_once_a_person_and_can_be_taken_back(
        self, ann: Person, ben: Person
    ) -> None:
        both = await talk(ann, ben)
        sent = await say(ann, both)
        for who in (ann, ben, ben):
            view = await messages.react(who, both.id, sent.seq, "❤️", is_on=True)
        assert [(one.emoji, one.user_ids) for one in view.reactions] == [("❤️", (ann.id, ben.id))]
        view = await messages.react(ann, both.id, sent.seq, "❤️", is_on=False)
        assert view.reactions[0].user_ids == (ben.id,)

    @pytest.mark.parametrize("emoji", ["x", "<b>", "", "hello", "👍<", "é", "👍" * 17])
    async def test_a_reaction_is_an_emoji(self, ann: Person, ben: Person, emoji: str) -> None:
        both = await talk(ann, ben)
        sent = await say(ann, both)
        with pytest.raises(InvalidInput):
            await messages.react(ann, both.id, sent.seq, emoji, is_on=True)


async def test_what_has_no_place_for_a_message_is_refused_by_mongodb_itself(
    ann: Person,
) -> None:
    from emomusic.errors import Unavailable

    with pytest.raises(Unavailable):
        await write({"_id": "x", "conversation_id": "d-1-2", "text": 7})
