"""A tab's state is emptied when somebody else comes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
import reflex as rx
from reflex.event import Event

from emomusic.services import sessions
from emomusic.states.access import LISTENER, requires
from emomusic.states.base import AppState
from emomusic.states.owner import TabGuard
from tests.people import another_browser, come_in
from tests.tabs import connect, events_of, tab

pytestmark = pytest.mark.usefixtures("database")

NO_APP = cast(Any, SimpleNamespace())


class DiaryState(AppState):
    """What only its owner may see."""

    lines: list[str] = []
    _secret: str = ""

    @rx.event
    @requires(LISTENER)
    async def write(self, line: str) -> None:
        self.lines = [*self.lines, line]
        self._secret = line


async def write(state: DiaryState, line: str) -> None:
    await events_of(DiaryState.event_handlers["write"].fn, state, line)


async def page_load(state: DiaryState, event: str = "hydrate_and_load") -> None:
    """Let a tab ask for its state, as it does first of all on every new connection."""
    await TabGuard().preprocess(
        NO_APP, state._get_root_state(), Event(name=f"reflex___state____state.{event}")
    )


async def test_ones_own_state_stays_over_a_reload() -> None:
    ada = come_in("Ada")
    state = tab(DiaryState, ada.token)
    await write(state, "dear diary")
    await page_load(state)
    assert state.lines == ["dear diary"]


async def test_ones_own_state_stays_over_another_log_in() -> None:
    ada = come_in("Ada")
    state = tab(DiaryState, ada.token)
    await write(state, "dear diary")
    connect(state, another_browser(ada.person).token)
    await page_load(state)
    assert state.lines == ["dear diary"]


@pytest.mark.parametrize("event", ["hydrate", "hydrate_and_load"])
async def test_after_a_log_out_nothing_is_left(event: str) -> None:
    ada = come_in("Ada")
    state = tab(DiaryState, ada.token)
    await write(state, "dear diary")
    sessions.log_out(ada.token)
    connect(state, "")
    await page_load(state, event)
    assert (state.lines, state._secret) == ([], "")


async def test_the_next_person_finds_nothing() -> None:
    state = tab(DiaryState, come_in("Ada").token)
    await write(state, "dear diary")
    connect(state, come_in("Bea").token)
    await page_load(state)
    assert (state.lines, state._secret) == ([], "")


async def test_nor_by_an_event_that_comes_before_the_page_is_loaded() -> None:
    state = tab(DiaryState, come_in("Ada").token)
    await write(state, "dear diary")
    connect(state, come_in("Bea").token)
    await write(state, "mine")
    assert state.lines == ["mine"]


async def test_what_nobody_saw_stays_out_of_somebodys_tab() -> None:
    state = tab(DiaryState)
    await page_load(state)
    state.lines = ["left by nobody"]
    connect(state, come_in("Ada").token)
    await page_load(state)
    assert state.lines == []


def test_the_events_that_send_the_state_are_still_named_so() -> None:
    assert {"hydrate", "hydrate_and_load"} <= set(rx.State.event_handlers)
