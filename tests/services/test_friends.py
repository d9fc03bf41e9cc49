"""Promises of friendship, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from emomusic.errors import Conflict, EmoMusicError, InvalidInput, NotFound
from emomusic.services.blocks import block
from emomusic.services.friends import (
    PersonRef,
    Relation,
    accept,
    ask,
    find_people,
    friend_ids,
    friend_ids_of,
    part,
    people_around,
)
from emomusic.services.privacy import appears_offline, hidden_among, set_appears_offline
from tests.databases import on_both
from tests.factories import ident, make_user

pytestmark = on_both


@pytest.fixture
def lia(database: str) -> int:
    return ident(make_user("Lia"))


@pytest.fixture
def tom(database: str) -> int:
    return ident(make_user("Tom"))


def _are_friends(one: int, other: int) -> bool:
    assert (other in friend_ids(one)) == (one in friend_ids(other))
    return other in friend_ids(one)


def test_who_is_asked_and_says_yes_is_a_friend(lia: int, tom: int) -> None:
    assert ask(lia, tom) is Relation.ASKED
    assert people_around(lia) == (PersonRef(tom, "Tom", Relation.ASKED),)
    assert people_around(tom) == (PersonRef(lia, "Lia", Relation.ASKING),)
    assert not _are_friends(lia, tom)
    accept(tom, lia)
    assert _are_friends(lia, tom)
    assert people_around(tom) == (PersonRef(lia, "Lia", Relation.FRIEND),)


def test_two_who_ask_each_other_are_friends(lia: int, tom: int) -> None:
    ask(lia, tom)
    assert ask(tom, lia) is Relation.FRIEND
    assert _are_friends(lia, tom)


def test_two_who_ask_each_other_at_once_are_friends(lia: int, tom: int) -> None:
    def try_to(pair: tuple[int, int]) -> None:
        ask(*pair)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(try_to, [(lia, tom), (tom, lia)]))
    assert _are_friends(lia, tom)


def test_nobody_accepts_a_request_of_their_own(lia: int, tom: int) -> None:
    ask(lia, tom)
    with pytest.raises(NotFound):
        accept(lia, tom)
    assert not _are_friends(lia, tom)


@pytest.mark.parametrize("who", ["the one who asked", "the one who was asked"])
def test_a_request_can_be_declined_and_taken_back(lia: int, tom: int, who: str) -> None:
    ask(lia, tom)
    assert part(*((lia, tom) if who == "the one who asked" else (tom, lia)))
    assert people_around(lia) == people_around(tom) == ()
    assert not part(lia, tom)


def test_a_friendship_can_end(lia: int, tom: int) -> None:
    ask(lia, tom)
    accept(tom, lia)
    assert part(lia, tom)
    assert not _are_friends(lia, tom)


def test_a_second_request_is_refused_with_a_sentence(lia: int, tom: int) -> None:
    ask(lia, tom)
    with pytest.raises(Conflict, match="You have asked Tom already"):
        ask(lia, tom)
    accept(tom, lia)
    with pytest.raises(Conflict, match="You and Tom are friends already"):
        ask(lia, tom)


def test_oneself_a_stranger_and_a_disabled_account_cannot_be_asked(lia: int) -> None:
    with pytest.raises(InvalidInput):
        ask(lia, lia)
    gone = ident(make_user("Uma", is_disabled=True))
    for other in (gone, gone + 1000):
        with pytest.raises(NotFound):
            ask(lia, other)


def test_who_is_blocked_is_no_friend_and_learns_nothing_of_it(lia: int, tom: int) -> None:
    ask(lia, tom)
    accept(tom, lia)
    block(lia, tom)
    assert not _are_friends(lia, tom)
    with pytest.raises(EmoMusicError) as refused:
        ask(tom, lia)
    assert refused.value.sentence == "There is nobody of that name here."
    assert find_people(tom, "lia") == find_people(lia, "tom") == ()


def test_people_are_found_by_a_part_of_their_name(lia: int) -> None:
    names = ("Éloïse", "Mireille", "Elo", "100% Elena", "El_ena")
    ids = {name: ident(make_user(name)) for name in names}
    found = [person.name for person in find_people(lia, "elo")]
    assert found == ["Elo", "Éloïse"]
    assert [person.id for person in find_people(lia, "0%")] == [ids["100% Elena"]]
    assert [person.name for person in find_people(lia, "l_e")] == ["El_ena"]
    assert find_people(lia, "  ") == ()
    assert find_people(lia, "lia") == ()


def test_friends_of_many_are_known_at_once(lia: int, tom: int) -> None:
    uma = ident(make_user("Uma"))
    ask(lia, tom)
    accept(tom, lia)
    ask(uma, tom)
    assert friend_ids_of((lia, tom, uma)) == {
        lia: frozenset({tom}),
        tom: frozenset({lia}),
        uma: frozenset(),
    }


def test_nobody_hides_before_they_say_so(lia: int, tom: int) -> None:
    assert not appears_offline(lia)
    set_appears_offline(lia, True)
    assert hidden_among((lia, tom)) == {lia}
    set_appears_offline(lia, False)
    assert hidden_among((lia, tom)) == frozenset()
