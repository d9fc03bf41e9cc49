"""Walks every event handler, live call and route, as nobody, listener and administrator.

A handler or a route without a rule fails here, and so does one that lets in whom its rule keeps
out, or keeps out whom it lets in. Bodies are not run: it is seen whether they would be.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import CodeType, FrameType
from typing import Any

import pytest
import reflex as rx
from reflex.app import App
from reflex_base.registry import RegistrationContext
from starlette.routing import Mount, Route

from emomusic.api.app import api_app, routes
from emomusic.components.admin_shell import PLACES
from emomusic.emomusic import app
from emomusic.errors import ConfirmationNeeded, Forbidden, NotSignedIn
from emomusic.realtime.calls import CALLS, Nothing, make_call
from emomusic.services.access import AccessRule, rule_of
from emomusic.services.people import SignedIn
from emomusic.states.pending import PendingState
from emomusic.states.session import SessionState
from emomusic.store.tables import Role
from tests.browsers import browser
from tests.factories import make_user
from tests.people import come_in, come_in_an_hour_ago
from tests.tabs import events_of, kinds_of, tab

pytestmark = pytest.mark.usefixtures("database")

LATE = "administrator an hour after the password"
ROLES = ("nobody", "listener", "administrator", LATE)
MAY = {
    AccessRule.ANYONE: set(ROLES),
    AccessRule.LISTENER: {"listener", "administrator", LATE},
    AccessRule.ADMINISTRATOR: {"administrator", LATE},
    AccessRule.ADMINISTRATOR_CONFIRMED: {"administrator"},
}

_STATE = "reflex___state____state"
_SETS_ITS_OWN = "calls a `set_…` of Reflex's own state, of which there is `set_is_hydrated`"
FRAMEWORK_HANDLERS = {
    f"{_STATE}.hydrate": "sends a tab its own state, which TabGuard empties for another person",
    f"{_STATE}.hydrate_and_load": "the same, and then the page's on_load handlers",
    f"{_STATE}.set_is_hydrated": "a flag of one's own tab: whether it has had its state",
    f"{_STATE}.reflex___state____on_load_internal_state.set_is_hydrated": "the same flag",
    f"{_STATE}.reflex___state____on_load_internal_state.on_load_internal": (
        "queues the page's on_load handlers, which have rules"
    ),
    f"{_STATE}.reflex___state____update_vars_internal_state.update_vars_internal": (
        "sets variables that are kept in the browser (rx.Cookie and such); the app has none"
    ),
    f"{_STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception": (
        "writes what broke in a browser to the log"
    ),
    f"{_STATE}.setvar": _SETS_ITS_OWN,
    f"{_STATE}.reflex___istate___shared____shared_state_base_internal.setvar": _SETS_ITS_OWN,
    f"{_STATE}.reflex___state____frontend_event_exception_state.setvar": _SETS_ITS_OWN,
    f"{_STATE}.reflex___state____on_load_internal_state.setvar": _SETS_ITS_OWN,
    f"{_STATE}.reflex___state____update_vars_internal_state.setvar": _SETS_ITS_OWN,
}
FRAMEWORK_ROUTES = {
    "/ping": "answers pong",
    "/_health": "answers whether Reflex's database and Redis answer",
    "/_event": "the websocket; each event that comes through it has a handler above",
}


def walk_handlers() -> dict[str, tuple[type[rx.State], Callable[..., Any]]]:
    """Every event that a client can send, but for those of tests."""
    registered = RegistrationContext.get().event_handlers
    return {
        name: (entry.states[0], entry.handler.fn)
        for name, entry in registered.items()
        if not entry.states[0].__module__.startswith("tests.")
    }


def walk_states() -> Iterator[type[rx.State]]:
    waiting: list[type[Any]] = [rx.State]
    while waiting:
        state = waiting.pop()
        yield state
        waiting.extend(state.get_substates())


HANDLERS = walk_handlers()
OURS = {name: entry for name, entry in HANDLERS.items() if name not in FRAMEWORK_HANDLERS}
ROUTES = [
    (method, route)
    for route in routes()
    for method in sorted((route.methods or set()) - {"OPTIONS"})
]


@pytest.fixture
def everybody(database: str) -> dict[str, SignedIn | None]:
    make_user()
    return {
        "nobody": None,
        "listener": come_in("Lia"),
        "administrator": come_in("Ada", Role.ADMINISTRATOR),
        LATE: come_in_an_hour_ago("Eva", Role.ADMINISTRATOR),
    }


class Entered(BaseException):
    """The body of a handler began to run."""


@contextmanager
def stopped_at(body: CodeType) -> Iterator[None]:
    """Raise `Entered` when a function's body begins, before its first line."""

    def watch(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is body:
            raise Entered

    former = sys.getprofile()
    sys.setprofile(watch)
    try:
        yield
    finally:
        sys.setprofile(former)


class TestEveryHandler:
    def test_is_known_by_name_or_has_a_rule(self) -> None:
        without = [name for name, (_, fn) in OURS.items() if rule_of(fn) is None]
        assert without == []
        assert len(OURS) > 10

    def test_of_the_framework_is_still_there(self) -> None:
        assert set(FRAMEWORK_HANDLERS) - set(HANDLERS) == set()

    def test_of_every_state_is_among_those_that_were_walked(self) -> None:
        walked = {(state, fn) for state, fn in HANDLERS.values()}
        for state in walk_states():
            if not state.__module__.startswith("tests."):
                for handler in state.event_handlers.values():
                    assert (state, handler.fn) in walked

    def test_the_frameworks_setvar_has_nothing_to_set(self) -> None:
        for name, (state, _) in HANDLERS.items():
            if name.endswith(".setvar"):
                setters = {one for one in dir(state) if one.startswith("set_")}
                assert setters <= {"set_is_hydrated"}, state

    def test_no_variable_is_kept_in_the_browser(self) -> None:
        for state in walk_states():
            if not state.__module__.startswith("tests."):
                assert not [name for name in state.base_vars if state._is_client_storage(name)]

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("name", OURS)
    async def test_lets_in_whom_its_rule_lets_in(
        self, everybody: dict[str, SignedIn | None], name: str, role: str
    ) -> None:
        state_class, handler = OURS[name]
        rule = rule_of(handler)
        assert rule is not None
        someone = everybody[role]
        state = tab(state_class, someone.token if someone else "")
        body = inspect.unwrap(handler)
        arguments = [None] * (len(inspect.signature(handler).parameters) - 1)
        events: list[Any] = []
        entered = False
        with stopped_at(body.__code__):
            try:
                events = await events_of(handler, state, *arguments)
            except Entered:
                entered = True
        assert entered == (role in MAY[rule])
        if not entered and role == LATE:
            assert kinds_of(events) == []
            pending = await state.get_state(PendingState)
            assert pending.is_asking
        elif not entered:
            expected = "redirect /log-in" if role == "nobody" else "toast Only an administrator"
            assert kinds_of(events)[-1].startswith(expected)


class TestEveryCall:
    def test_is_of_this_product_and_has_a_rule(self) -> None:
        assert [name for name, call in CALLS.items() if rule_of(call.handler) is None] == []

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize("name", CALLS)
    async def test_lets_in_whom_its_rule_lets_in(
        self, everybody: dict[str, SignedIn | None], name: str, role: str
    ) -> None:
        call = CALLS[name]
        rule = rule_of(call.handler)
        assert rule is not None
        someone = everybody[role]
        open_call = replace(call, body=Nothing)
        entered, refusal = False, None
        with stopped_at(inspect.unwrap(call.handler).__code__):
            try:
                await make_call(open_call, someone.person if someone else None, "connection", {})
            except Entered:
                entered = True
            except (Forbidden, NotSignedIn) as error:
                refusal = type(error)
        assert entered == (role in MAY[rule] - {"nobody"})  # nobody has no live channel
        refusals = {"nobody": NotSignedIn, LATE: ConfirmationNeeded}
        assert refusal is (None if entered else refusals.get(role, Forbidden))


class TestEveryRoute:
    def test_has_a_rule(self) -> None:
        assert [route.path for _, route in ROUTES if rule_of(route.endpoint) is None] == []
        assert len(ROUTES) > 15

    def test_of_the_app_is_ours_or_known_by_name(self) -> None:
        transformer = app.api_transformer
        assert not callable(transformer) or hasattr(transformer, "routes")
        ours = {route.path for route in transformer.routes if isinstance(route, Route)}
        assert ours == {route.path for route in routes()}
        behind = {route.path for route in transformer.routes if not isinstance(route, Route)}
        assert behind <= {""}  # Reflex itself, once it is mounted

    def test_of_the_framework_is_known_by_name(self) -> None:
        app._add_optional_endpoints()
        assert app._api is not None
        found = {
            route.path
            for route in app._api.routes
            if isinstance(route, (Route, Mount)) and route.name != "frontend"
        }
        assert found == set(FRAMEWORK_ROUTES)

    @pytest.mark.parametrize("role", ROLES)
    @pytest.mark.parametrize(
        ("method", "route"), ROUTES, ids=[f"{method} {route.path}" for method, route in ROUTES]
    )
    async def test_lets_in_whom_its_rule_lets_in(
        self, everybody: dict[str, SignedIn | None], method: str, route: Route, role: str
    ) -> None:
        rule = rule_of(route.endpoint)
        assert rule is not None
        path = re.sub(r"{\w+:int}", "1", route.path)
        path = re.sub(r"{\w+(:path)?}", "x", path)
        answer = await browser(everybody[role]).request(method, path)
        if role in MAY[rule]:
            assert answer.status_code not in (401, 403, 405, 500)
        else:
            assert answer.status_code == (401 if role == "nobody" else 403)
            if method != "HEAD":
                keys = {"error", "confirm"} if role == LATE else {"error"}
                assert set(answer.json()) == keys


class TestBehindTheApi:
    """The whole app, put together as Reflex does it, but for the page's static files."""

    @pytest.fixture
    def whole(self) -> Any:
        assert isinstance(app, App)
        front = api_app()
        front.mount("", app._api)
        return front

    async def test_uploads_are_not_there(self, whole: Any) -> None:
        for method in ("GET", "POST"):
            answer = await browser(app=whole).request(method, "/_upload")
            assert answer.status_code == 404
        assert (await browser(app=whole).get("/_upload/anything")).status_code == 404

    async def test_the_list_of_routes_is_not_there(self, whole: Any) -> None:
        assert (await browser(app=whole).get("/_all_routes")).status_code == 404

    async def test_what_the_framework_answers_says_nothing_of_anybody(
        self, whole: Any, everybody: dict[str, SignedIn | None]
    ) -> None:
        answer = await browser(app=whole).get("/ping")
        assert (answer.status_code, answer.json()) == (200, "pong")
        health = await browser(app=whole).get("/_health")
        assert set(health.json()) <= {"status", "db", "redis"}


class TestEveryPageOfTheDesk:
    DESK = [route for route in app._unevaluated_pages if route.split("/")[0] == "admin"]

    def test_is_among_its_places_and_each_place_is_a_page(self) -> None:
        places = {path.strip("/") for _, path, _ in PLACES}
        assert places <= set(self.DESK)
        assert len(places) == len(PLACES)

    @pytest.mark.parametrize("route", DESK)
    async def test_asks_for_nothing_that_is_not_the_administrators(
        self, everybody: dict[str, SignedIn | None], route: str
    ) -> None:
        loads = [event.fn for event in app.get_load_events(route)]
        rules = [rule_of(fn) for fn in loads]
        assert AccessRule.ADMINISTRATOR in rules
        enter, *others = loads
        assert enter is SessionState.event_handlers["enter"].fn
        assert set(map(rule_of, others)) <= {
            AccessRule.ADMINISTRATOR,
            AccessRule.ADMINISTRATOR_CONFIRMED,
        }
