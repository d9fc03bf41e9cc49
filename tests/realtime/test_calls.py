"""Promises of the live channel's calls: who may make one, and what comes of a bad one."""

from __future__ import annotations

import pytest

from emomusic.errors import Forbidden, InvalidInput, NotSignedIn
from emomusic.realtime import calls
from emomusic.realtime.calls import (
    ADMINISTRATOR,
    LISTENER,
    CallBody,
    Caller,
    live_call,
    make_call,
    requires,
)
from emomusic.services.access import Person
from emomusic.store.tables import Role

LIA = Person(id=1, name="Lia", role=Role.LISTENER, session_id=1)


class Greeting(CallBody):
    word: str


@pytest.fixture(autouse=True)
def no_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "CALLS", {})


def make_greet(rule: calls.AccessRule = LISTENER) -> calls.Call:
    @live_call("greet", Greeting)
    @requires(rule)
    async def greet(caller: Caller, body: Greeting) -> str:
        return f"{body.word}, {caller.person.name}"

    return calls.CALLS["greet"]


async def test_a_call_knows_who_makes_it_from_the_session() -> None:
    assert await make_call(make_greet(), LIA, "c1", {"word": "Hello"}) == "Hello, Lia"


async def test_nobody_can_call() -> None:
    with pytest.raises(NotSignedIn):
        await make_call(make_greet(), None, "c1", {"word": "Hello"})


async def test_a_listener_cannot_make_an_administrators_call() -> None:
    with pytest.raises(Forbidden):
        await make_call(make_greet(ADMINISTRATOR), LIA, "c1", {"word": "Hello"})


@pytest.mark.parametrize(
    "body",
    [{}, {"word": 3}, {"word": "Hello", "person_id": 2}, {"word": "x" * 9000}, [], "word", None],
)
async def test_a_body_that_is_not_the_calls_gets_a_sentence(body: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        await make_call(make_greet(), LIA, "c1", body)
    assert refused.value.sentence.endswith(".")


def test_a_call_without_a_rule_is_not_taken() -> None:
    with pytest.raises(TypeError, match="who may make it"):

        @live_call("open")
        async def handler(caller: Caller, body: CallBody) -> None: ...


def test_a_name_stands_for_one_call() -> None:
    make_greet()
    with pytest.raises(TypeError, match="two calls"):
        make_greet()


def test_a_call_brings_what_its_handler_takes() -> None:
    with pytest.raises(TypeError, match="something else"):

        @live_call("greet")
        @requires(LISTENER)
        async def greet(caller: Caller, body: Greeting) -> None: ...
