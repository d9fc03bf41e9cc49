"""Playlists in the search: by title and description, and only those that one may see."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from emomusic.services import blocks
from emomusic.services.access import Person
from emomusic.services.playlists import keeping, sharing
from emomusic.services.playlists.searching import find_playlists
from emomusic.services.playlists.views import Right
from emomusic.services.rules import parse, to_json
from emomusic.store.playlist_tables import Visibility
from tests.databases import on_both
from tests.hostile_strings import LINKS, MARKUP
from tests.services.playlists.lists import befriend, list_of, person_called

pytestmark = [on_both, pytest.mark.usefixtures("database")]

RULES = {"match": "all", "rules": [{"field": "year", "is": "below", "value": 2000}]}


def found(text: str, viewer: Person, limit: int = 20) -> list[str]:
    return [one.title for one in find_playlists(text, viewer.id, limit)]


def for_everybody(owner: Person, title: str) -> int:
    made = list_of(owner, title=title)
    sharing.show_to(made, owner.id, Visibility.EVERYONE)
    return made


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Évening Räin", "rai eve"),
        ("Évening Räin", "EVENING"),
        ("♥", "♥"),
        ("雨の夜", "夜"),
        ("Long " + "x" * 190, "xxxx"),
        ("ﷺ" * 200, "ﷺ"),
    ],
)
def test_a_playlist_is_found_by_the_beginnings_of_words_of_its_title(
    title: str, typed: str
) -> None:
    ann = person_called("Ann")
    list_of(ann, title="Something else")
    list_of(ann, title=title)
    assert found(typed, ann) == [title]


def test_it_is_found_by_its_description_after_those_by_title() -> None:
    ann = person_called("Ann")
    keeping.create(ann, "Evening", "Quiet rain, for reading")
    keeping.create(ann, "Rain")
    assert found("rain", ann) == ["Rain", "Evening"]
    assert found("read rain eve", ann) == ["Evening"]


def test_who_sees_what() -> None:
    ann, bob, cid, dan = (person_called(name) for name in ("Ann", "Bob", "Cid", "Dan"))
    list_of(ann, title="Rain of Ann")
    shared = list_of(ann, title="Rain of both")
    for_everybody(ann, "Rain for all")
    befriend(ann, bob)
    sharing.ask_in(shared, ann.id, bob.id, may_edit=True)
    sharing.join(sharing.make_link(shared, ann.id, may_edit=False), cid.id)
    assert found("rain", ann) == ["Rain for all", "Rain of Ann", "Rain of both"]
    assert found("rain", bob) == found("rain", cid) == ["Rain for all", "Rain of both"]
    assert found("rain", dan) == ["Rain for all"]
    rights = {one.title: one.right for one in find_playlists("rain", bob.id)}
    assert rights == {"Rain for all": Right.SEE, "Rain of both": Right.EDIT}
    sharing.put_out(shared, ann.id, bob.id)
    assert found("rain", bob) == ["Rain for all"]


@pytest.mark.parametrize("who_blocks", ["the owner", "the other"])
def test_those_who_do_not_meet_find_nothing_of_each_other(who_blocks: str) -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    for_everybody(ann, "Rain for all")
    joined = list_of(ann, title="Rain of both")
    sharing.join(sharing.make_link(joined, ann.id, may_edit=True), bob.id)
    list_of(bob, title="Rain of Bob")
    one, other = (ann, bob) if who_blocks == "the owner" else (bob, ann)
    blocks.block(one.id, other.id)
    assert found("rain", bob) == ["Rain of Bob"]
    assert found("rain", ann) == ["Rain for all", "Rain of both"]
    blocks.unblock(one.id, other.id)
    assert found("rain", bob) == ["Rain for all", "Rain of Bob", "Rain of both"]


def test_smart_ones_are_found_too() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    rules = to_json(parse(json.dumps(RULES)))
    made = keeping.create(ann, "Old ones", "Chosen by rules", rules=rules)
    assert (found("old", ann), found("rules", ann), found("old", bob)) == (
        ["Old ones"],
        ["Old ones"],
        [],
    )
    sharing.show_to(made, ann.id, Visibility.EVERYONE)
    assert found("old", bob) == ["Old ones"]


def test_other_peoples_own_do_not_take_the_place_of_ones_own() -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    for number in range(300):
        list_of(bob, title=f"The rain {number}")
    list_of(ann, title="My rain")
    assert found("rain", ann) == ["My rain"]
    assert len(found("rain", bob)) == 20
    assert len(found("rain", bob, limit=10_000)) == 100
    assert found("rain", bob, limit=-1) == []


def test_a_playlist_is_found_under_its_new_name_and_not_once_it_is_deleted() -> None:
    ann = person_called("Ann")
    made = keeping.create(ann, "Rain", "Wet")
    keeping.change_facts(made, ann.id, "Sun", "Dry")
    assert (found("rain", ann), found("wet", ann), found("dry", ann)) == ([], [], ["Sun"])
    keeping.delete(made, ann.id)
    assert found("sun", ann) == []


@pytest.mark.parametrize("text", [*MARKUP, *LINKS, "'; DROP TABLE playlist; --", '"rain', "rain*"])
def test_hostile_names_are_found_as_text_and_hostile_words_hurt_nothing(text: str) -> None:
    ann, bob = person_called("Ann"), person_called("Bob")
    keeping.create(ann, text[:200], text)
    list_of(ann, title="Sunshine")
    assert len(found(text, ann)) == 1
    assert found(text, bob) == []
    assert found("sunshine", ann) == ["Sunshine"]


@given(st.text(max_size=60))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_at_all_is_safe(text: str) -> None:
    find_playlists(text, 0)
