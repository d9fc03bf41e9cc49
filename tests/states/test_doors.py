"""Promises of the pages of the log-in and the sign-up."""

from __future__ import annotations

import pytest

from emomusic.states.session import DoorState, SessionState
from tests.people import come_in
from tests.tabs import connect, events_of, kinds_of, tab

pytestmark = pytest.mark.usefixtures("database")

HOSTILE = (
    "//evil.example",
    "/%5Cevil.example",
    "https:evil.example",
    "/%09/evil.example",
    "/log-in",
)


async def _at_the_door(query: str, token: str = "") -> tuple[DoorState, list[str]]:
    state = tab(DoorState, token)
    connect(state, token, path=f"/log-in?{query}")
    events = await events_of(DoorState.event_handlers["load"].fn, state)
    return state, kinds_of(events)


async def test_from_one_door_to_the_other_the_target_is_kept() -> None:
    state, _ = await _at_the_door("next=/map%3Fx%3D0.2%26y%3D1")
    assert state.sign_up_path == "/sign-up?next=/map%3Fx%3D0.2%26y%3D1"
    assert state.log_in_path == "/log-in?next=/map%3Fx%3D0.2%26y%3D1"


@pytest.mark.parametrize("target", HOSTILE)
async def test_a_hostile_target_is_forgotten(target: str) -> None:
    state, _ = await _at_the_door(f"next={target}")
    assert (state.log_in_path, state.sign_up_path) == ("/log-in", "/sign-up")


async def test_who_is_in_already_goes_on_at_once() -> None:
    ada = come_in("Ada")
    assert (await _at_the_door("next=/song/7", ada.token))[1] == ["redirect /song/7"]
    for target in HOSTILE:
        assert (await _at_the_door(f"next={target}", ada.token))[1] == ["redirect /"]


async def test_nobody_on_a_page_is_led_to_the_door_with_their_target() -> None:
    come_in("Ada")
    state = tab(SessionState)
    connect(state, "", path="/playlist/8f?from=ben")
    events = await events_of(SessionState.event_handlers["enter"].fn, state)
    assert kinds_of(events) == ["redirect /log-in?next=/playlist/8f%3Ffrom%3Dben"]
