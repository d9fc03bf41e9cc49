"""The guard of event handlers: bodies run for those whom the rule lets in, and for nobody else."""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import reflex as rx
from reflex.event import EventSpec

from emomusic.errors import NotFound, NotSignedIn
from emomusic.services import people, sessions
from emomusic.services.people import SignedIn
from emomusic.services.sessions import token_in
from emomusic.states.access import (
    ADMINISTRATOR,
    ADMINISTRATOR_CONFIRMED,
    ANYONE,
    LISTENER,
    person,
    person_or_nobody,
    requires,
    rule_of,
)
from emomusic.states.base import AppState
from emomusic.states.confirmation import ConfirmState
from emomusic.states.pending import PendingState
from emomusic.store.tables import Role
from tests.factories import make_user
from tests.people import come_in, come_in_an_hour_ago
from tests.tabs import connect, events_of, kinds_of, tab

pytestmark = pytest.mark.usefixtures("database")


class GuardedState(AppState):
    """Handlers of every kind; each writes down whose event it was."""

    seen: list[str] = []

    def _note(self) -> None:
        someone = person_or_nobody(self)
        self.seen = [*self.seen, someone.name if someone else "nobody"]

    @rx.event
    @requires(ANYONE)
    async def by_anyone(self) -> None:
        self._note()

    @rx.event
    @requires(LISTENER)
    async def by_listeners(self, number: int, text: str = "x") -> EventSpec:
        self._note()
        return rx.console_log(f"{number}{text}")

    @rx.event
    @requires(LISTENER)
    def plainly(self) -> None:
        self._note()

    @rx.event
    @requires(LISTENER)
    def in_steps(self) -> Iterator[EventSpec | None]:
        self._note()
        yield None
        yield rx.console_log("second step")

    @rx.event
    @requires(LISTENER)
    async def in_async_steps(self) -> AsyncIterator[EventSpec | None]:
        self._note()
        yield None
        yield rx.console_log("second step")

    @rx.event(background=True)
    @requires(LISTENER)
    async def in_the_background(self) -> None:
        self._note()

    @rx.event
    @requires(ADMINISTRATOR)
    async def by_administrators(self) -> None:
        self._note()

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def dangerous(self, number: int, text: str = "x") -> None:
        self.seen = [*self.seen, f"{number}{text}"]

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def dangerous_in_steps(self) -> AsyncIterator[None]:
        self._note()
        yield None

    @rx.event
    @requires(LISTENER)
    async def failing(self) -> None:
        raise NotFound("There is no such album.")

    @rx.event
    @requires(LISTENER)
    async def failing_in_steps(self) -> AsyncIterator[None]:
        yield None
        raise NotFound("There is no such album.")

    @rx.event
    @requires(LISTENER)
    async def broken(self) -> None:
        raise ZeroDivisionError

    @rx.event
    @requires(ANYONE)
    async def needing_somebody_after_all(self) -> None:
        person(self)


ALL_KINDS = ["by_listeners", "plainly", "in_steps", "in_async_steps", "in_the_background"]


async def send(state: GuardedState, name: str, *args: Any, **kwargs: Any) -> list[Any]:
    handler = functools.partial(GuardedState.event_handlers[name].fn, **kwargs)
    return await events_of(handler, state, *args)


def guarded_tab(signed_in: SignedIn | None = None) -> GuardedState:
    return tab(GuardedState, signed_in.token if signed_in else "")


@pytest.mark.parametrize("name", ALL_KINDS)
async def test_a_listener_comes_through_every_kind_of_handler(name: str) -> None:
    state = guarded_tab(come_in("Ada"))
    await send(state, name, *([7] if name == "by_listeners" else []))
    assert state.seen == ["Ada"]


@pytest.mark.parametrize("name", ALL_KINDS)
async def test_nobody_is_sent_to_the_log_in_and_the_body_does_not_run(name: str) -> None:
    make_user()
    state = guarded_tab()
    events = await send(state, name, *([7] if name == "by_listeners" else []))
    assert state.seen == []
    assert kinds_of(events) == ["redirect /log-in"]


async def test_while_there_is_no_account_nobody_is_sent_to_the_sign_up() -> None:
    assert kinds_of(await send(guarded_tab(), "plainly")) == ["redirect /sign-up"]


async def test_a_session_that_was_ended_elsewhere_is_nobody_at_the_next_event() -> None:
    ada = come_in("Ada")
    state = guarded_tab(ada)
    await send(state, "plainly")
    sessions.end_session(ada.person.id, ada.person.session_id)
    events = await send(state, "plainly")
    assert state.seen == []  # and what was shown is gone
    assert kinds_of(events) == [
        "toast Your session has ended. Please log in again.",
        "redirect /log-in",
    ]


async def test_an_account_that_is_disabled_is_nobody_at_the_next_event() -> None:
    make_user(role=Role.ADMINISTRATOR)
    ada = come_in("Ada")
    state = guarded_tab(ada)
    people.disable(ada.person.id)
    assert kinds_of(await send(state, "plainly"))[-1] == "redirect /log-in"


async def test_a_listener_is_told_that_they_are_no_administrator() -> None:
    state = guarded_tab(come_in("Ada"))
    events = await send(state, "by_administrators")
    assert state.seen == []
    assert kinds_of(events) == ["toast Only an administrator may do this."]


async def test_an_administrator_may_do_all() -> None:
    state = guarded_tab(come_in("Ada", Role.ADMINISTRATOR))
    for name in ("by_administrators", "plainly", "by_anyone"):
        await send(state, name)
    assert state.seen == ["Ada"] * 3


async def test_somebody_who_is_no_administrator_any_more_is_refused_at_once() -> None:
    make_user(role=Role.ADMINISTRATOR)
    ada = come_in("Ada", Role.ADMINISTRATOR)
    state = guarded_tab(ada)
    await send(state, "by_administrators")
    people.set_role(ada.person.id, Role.LISTENER)
    await send(state, "by_administrators")
    assert state.seen == ["Ada"]


class TestDangerousThings:
    """An administrator gives their password again when it was last given over 15 minutes ago."""

    async def test_are_done_at_once_while_the_password_is_fresh(self) -> None:
        state = guarded_tab(come_in("Ada", Role.ADMINISTRATOR))
        assert await send(state, "dangerous", 7) == []
        assert state.seen == ["7x"]

    @pytest.mark.parametrize("name", ["dangerous", "dangerous_in_steps"])
    async def test_ask_for_the_password_when_it_is_old(self, name: str) -> None:
        state = guarded_tab(come_in_an_hour_ago("Ada", Role.ADMINISTRATOR))
        events = await send(state, name, *([7] if name == "dangerous" else []))
        assert kinds_of(events) == []
        assert state.seen == []
        assert (await state.get_state(PendingState)).is_asking

    async def test_are_done_with_the_same_arguments_once_the_password_was_given(self) -> None:
        ada = come_in_an_hour_ago("Ada", Role.ADMINISTRATOR)
        state = guarded_tab(ada)
        await send(state, "dangerous", 7, text="y")
        sessions.mark_confirmed(ada.person.session_id)
        confirming = await state.get_state(ConfirmState)
        (again,) = await events_of(ConfirmState.event_handlers["repeat"].fn, confirming)
        assert again.handler.fn.__name__ == "dangerous"
        assert {str(name): json.loads(str(value)) for name, value in again.args} == {
            "number": 7,
            "text": "y",
        }
        assert not (await state.get_state(PendingState)).is_asking

    async def test_are_not_done_by_asking_to_repeat_them_without_the_password(self) -> None:
        state = guarded_tab(come_in_an_hour_ago("Ada", Role.ADMINISTRATOR))
        await send(state, "dangerous", 7)
        confirming = await state.get_state(ConfirmState)
        events = await events_of(ConfirmState.event_handlers["repeat"].fn, confirming)
        assert kinds_of(events) == []
        assert state.seen == []

    async def test_are_not_a_listeners_however_fresh_the_password(self) -> None:
        state = guarded_tab(come_in("Lia"))
        events = await send(state, "dangerous", 7)
        assert kinds_of(events) == ["toast Only an administrator may do this."]


async def test_anyone_is_nobody_or_somebody() -> None:
    nobody, somebody = guarded_tab(), guarded_tab(come_in("Ada"))
    await send(nobody, "by_anyone")
    await send(somebody, "by_anyone")
    assert (nobody.seen, somebody.seen) == (["nobody"], ["Ada"])


async def test_what_the_handler_returns_and_yields_goes_on() -> None:
    state = guarded_tab(come_in("Ada"))
    assert len(await send(state, "by_listeners", 7, "y")) == 1
    assert len(await send(state, "in_steps")) == 2
    assert len(await send(state, "in_async_steps")) == 2


@pytest.mark.parametrize("name", ["failing", "failing_in_steps"])
async def test_an_error_with_a_sentence_becomes_a_toast(name: str) -> None:
    events = await send(guarded_tab(come_in("Ada")), name)
    assert kinds_of(events)[-1] == "toast There is no such album."


async def test_any_other_error_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        await send(guarded_tab(come_in("Ada")), "broken")


async def test_a_handler_for_anyone_can_need_somebody() -> None:
    make_user()
    assert kinds_of(await send(guarded_tab(), "needing_somebody_after_all")) == ["redirect /log-in"]


async def test_outside_a_handler_there_is_nobody() -> None:
    one, other = guarded_tab(come_in("Ada")), tab(GuardedState, "", "another tab")
    await send(one, "plainly")
    assert person_or_nobody(other) is None
    with pytest.raises(NotSignedIn):
        person(other)


class TestWhatReflexSees:
    def test_the_rule(self) -> None:
        handlers = GuardedState.event_handlers
        assert rule_of(handlers["by_anyone"].fn) is ANYONE
        assert rule_of(handlers["plainly"].fn) is LISTENER
        assert rule_of(handlers["by_administrators"].fn) is ADMINISTRATOR
        assert rule_of(rx.State.event_handlers["hydrate"].fn) is None

    def test_the_arguments_and_their_types(self) -> None:
        handler = GuardedState.event_handlers["by_listeners"]
        assert list(inspect.signature(handler.fn).parameters) == ["self", "number", "text"]
        assert handler._get_type_hints()["number"] is int

    def test_background_tasks(self) -> None:
        assert GuardedState.event_handlers["in_the_background"].is_background
        assert not GuardedState.event_handlers["plainly"].is_background

    def test_no_way_to_set_a_variable_from_outside(self) -> None:
        assert "setvar" not in GuardedState.event_handlers
        assert not [name for name in GuardedState.event_handlers if name.startswith("set_")]


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("emomusic_session=abc", "abc"),
        ("a=b; emomusic_session=abc; c=d", "abc"),
        ('emomusic_session="abc"', "abc"),
        ("a=b;emomusic_session=abc", "abc"),
        ("xemomusic_session=abc", ""),
        ("emomusic_session", ""),
        ("bad cookie {}; emomusic_session=abc", "abc"),
        ("", ""),
    ],
)
def test_the_cookie_is_found_among_others(header: str, token: str) -> None:
    assert token_in(header) == token


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/song/7", "/log-in?next=/song/7"),
        ("/map?x=0.2&mood=calm", "/log-in?next=/map%3Fx%3D0.2%26mood%3Dcalm"),
        ("/", "/log-in"),
        ("//evil.example", "/log-in"),
        ("/\\evil.example", "/log-in"),
        ("/log-in?next=/song/7", "/log-in?next=/song/7"),
        ("/sign-up/?next=%2Fsong%2F7", "/log-in?next=/song/7"),
        ("/log-in?next=//evil.example", "/log-in"),
    ],
)
async def test_the_door_knows_where_somebody_was_on_the_way_to(path: str, door: str) -> None:
    make_user()
    state = guarded_tab()
    connect(state, "", path=path)
    assert kinds_of(await send(state, "plainly")) == [f"redirect {door}"]


async def test_the_first_account_goes_on_to_where_it_was_on_the_way_to() -> None:
    state = guarded_tab()
    connect(state, "", path="/settings")
    assert kinds_of(await send(state, "plainly")) == ["redirect /sign-up?next=/settings"]


async def test_a_session_that_ended_leaves_the_way_back() -> None:
    ada = come_in("Ada")
    state = guarded_tab(ada)
    connect(state, ada.token, path="/room/r-1")
    sessions.end_session(ada.person.id, ada.person.session_id)
    assert kinds_of(await send(state, "plainly"))[-1] == "redirect /log-in?next=/room/r-1"
