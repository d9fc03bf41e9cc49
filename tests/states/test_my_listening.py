"""Promises of the page "My listening": it is its listener's alone, and does what is asked of it."""

from __future__ import annotations

import ast
import inspect
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import emomusic
from emomusic.services import privacy
from emomusic.services.access import LISTENER, rule_of
from emomusic.services.people import SignedIn
from emomusic.states.my_listening import MyListeningState
from emomusic.store.mongo import use_mongo
from emomusic.store.tables import Role
from tests.factories import ident, make_song
from tests.people import come_in
from tests.services.analytics.diaries import heard, keep
from tests.tabs import connect, events_of, kinds_of, tab

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

TODAY = datetime.now(UTC).date().isoformat()

READERS = {
    "read_mine": {"states.my_listening"},
    "read_today": {"states.my_listening"},
    "near_friends": {"states.my_listening"},
    "mixes_of_today": {"states.home"},
    "plays_of_listener": {
        "services.analytics.mine_page",
        "services.analytics.near_friends",
        "services.discovery.daily",
        "services.discovery.judging",
    },
}
"""What gives one person's plays, and who may ask it for them."""


async def send(state: MyListeningState, name: str, *args: Any) -> list[str]:
    return kinds_of(await events_of(MyListeningState.event_handlers[name].fn, state, *args))


def minutes(state: MyListeningState) -> float | None:
    assert state.listening is not None
    return state.listening.figures.rows[0].cells[0]


@pytest.fixture
def lia(database: str) -> SignedIn:
    return come_in("Lia")


async def test_a_listener_sees_what_they_heard(lia: SignedIn) -> None:
    song = ident(make_song("Tide", artists=["Ilse"]))
    await keep(lia.person.id, heard(f"{TODAY} 00:00", song, minutes=5))
    state = tab(MyListeningState, lia.token)
    assert await send(state, "load") == []
    assert state.listening is not None
    assert state.year is not None
    assert (state.listening.today_minutes, minutes(state)) == (5, 5)
    assert [one.what.name for one in state.listening.songs] == ["Tide"]
    assert f"{state.year.year}" == TODAY[:4]
    assert (state.tracked, state.compares, state.friends_ready) == (True, False, True)


@pytest.mark.parametrize("name", ["load", "tick"])
async def test_an_administrator_sees_their_own_and_nobody_elses(lia: SignedIn, name: str) -> None:
    await keep(lia.person.id, heard(f"{TODAY} 00:00", 1, minutes=5))
    state = tab(MyListeningState, come_in("Ada", Role.ADMINISTRATOR).token)
    await send(state, "load")
    await send(state, name)
    assert state.listening is not None
    assert (state.listening.heard_any, minutes(state)) == (False, 0)


async def test_what_one_saw_is_not_in_the_tab_of_the_next(lia: SignedIn) -> None:
    await keep(lia.person.id, heard(f"{TODAY} 00:00", 1, minutes=5))
    state = tab(MyListeningState, lia.token)
    await send(state, "load")
    connect(state, come_in("Ada", Role.ADMINISTRATOR).token)
    await send(state, "choose_span", "week")
    assert minutes(state) == 0
    assert state.year is not None
    assert state.year.cards == ()


def test_no_event_can_say_whose_listening_it_means() -> None:
    told = {
        name: list(inspect.signature(handler.fn).parameters)[1:]
        for name, handler in MyListeningState.event_handlers.items()
        if rule_of(handler.fn) is not None
    }
    assert told == {
        "load": [],
        "tick": [],
        "choose_span": ["span"],
        "choose_year": ["year"],
        "compare": ["agrees"],
    }
    assert {rule_of(MyListeningState.event_handlers[name].fn) for name in told} == {LISTENER}


def test_nothing_else_in_the_product_reads_one_persons_listening() -> None:
    home = Path(emomusic.__file__).parent
    found: dict[str, set[str]] = {name: set() for name in READERS}
    for file in home.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        module = ".".join(file.relative_to(home).with_suffix("").parts)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in found:
                    found[called].add(module)
    assert found == READERS


async def test_a_span_is_chosen_and_nonsense_is_passed_over(lia: SignedIn) -> None:
    await keep(lia.person.id, heard("2020-05-05 08:00", 1, minutes=7))
    state = tab(MyListeningState, lia.token)
    await send(state, "load")
    assert minutes(state) == 0
    await send(state, "choose_span", "all")
    assert minutes(state) == 7
    await send(state, "choose_span", "everybody's")
    assert (state.span, minutes(state)) == ("all", 7)


async def test_a_year_is_chosen(lia: SignedIn) -> None:
    await keep(lia.person.id, heard("2020-05-05 08:00"), heard("2021-05-05 08:00"))
    state = tab(MyListeningState, lia.token)
    await send(state, "load")
    assert state.year is not None
    assert (state.year.year, state.year.years) == (2021, (2021, 2020))
    await send(state, "choose_year", 2020)
    assert state.year.year == 2020
    await send(state, "load")
    assert state.year.year == 2020


async def test_today_is_looked_at_again(lia: SignedIn) -> None:
    state = tab(MyListeningState, lia.token)
    await send(state, "load")
    state._clean()
    await send(state, "tick")
    assert "listening" not in state.dirty_vars
    await keep(lia.person.id, heard(f"{TODAY} 00:00", 1, minutes=5))
    await send(state, "tick")
    assert state.listening is not None
    assert (state.listening.today_minutes, minutes(state)) == (5, 5)


async def test_who_is_not_tracked_is_told_so(lia: SignedIn) -> None:
    privacy.set_tracked(lia.person.id, False)
    state = tab(MyListeningState, lia.token)
    await send(state, "load")
    assert not state.tracked


async def test_one_agrees_to_be_compared_and_takes_it_back(lia: SignedIn) -> None:
    state = tab(MyListeningState, lia.token)
    await send(state, "load")
    await send(state, "compare", True)
    assert privacy.compares_taste(lia.person.id)
    assert state.compares
    await send(state, "compare", False)
    assert not privacy.compares_taste(lia.person.id)
    assert not state.compares


async def test_a_history_out_of_reach_is_a_sentence_and_not_an_empty_page(lia: SignedIn) -> None:
    state = tab(MyListeningState, lia.token)
    with use_mongo("mongodb://127.0.0.1:9", "none"):
        await send(state, "load")
        assert state.wrong == "The history of listening can't be reached just now."
        assert await send(state, "tick") == []
    await send(state, "tick")
    assert state.wrong == ""
    assert state.listening is not None
