"""What the analysis' page of the desk does with what a browser sends."""

from __future__ import annotations

from typing import Any

import pytest

from emomusic.audio.tempo_key import TempoKey
from emomusic.services import analysis_queue, features, rehearing
from emomusic.services.features import Measured
from emomusic.states.admin_analysis import AnalysisState
from emomusic.store.tables import JobState, Role
from tests.factories import ident, make_song
from tests.people import come_in
from tests.services.test_analysis_queue import queued
from tests.states.test_access import events_of
from tests.tabs import kinds_of, tab

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(database: str, monkeypatch: pytest.MonkeyPatch) -> AnalysisState:
    monkeypatch.setattr(rehearing, "model_version", lambda: "ear-test")
    return tab(AnalysisState, come_in("Ada", Role.ADMINISTRATOR).token)


async def send(state: AnalysisState, name: str, *args: Any) -> list[str]:
    return kinds_of(await events_of(AnalysisState.event_handlers[name].fn, state, *args))


async def test_all_that_match_are_cancelled_also_on_other_pages(desk: AnalysisState) -> None:
    ids = queued(60)
    await send(desk, "enter")
    await send(desk, "select_page")
    await send(desk, "select_all_matching")
    await send(desk, "cancel_chosen")
    assert {analysis_queue.state_of(one) for one in ids} == {JobState.CANCELLED}
    await send(desk, "filter_by", "cancelled")
    await send(desk, "select_row", ids[0])
    await send(desk, "retry_chosen")
    assert analysis_queue.state_of(ids[0]) is JobState.QUEUED


async def test_the_page_follows_what_happens(desk: AnalysisState) -> None:
    queued(2)
    await send(desk, "enter")
    assert desk.progress is not None
    assert (desk.progress.queued, desk.total) == (2, 2)
    analysis_queue.claim("one")
    await send(desk, "tick")
    assert (desk.progress.queued, desk.progress.running) == (1, 1)
    assert desk.rows[0].state == "running"


async def test_the_page_tells_how_far_tempo_and_key_are(desk: AnalysisState) -> None:
    first, second, _ = (ident(make_song()) for _ in range(3))
    features.store(first, TempoKey(120.0))
    features.note_failure(second, "It is damaged.")
    await send(desk, "enter")
    assert desk.measured == Measured(songs=3, measured=2, failed=1)


async def test_a_pause_is_seen_at_once(desk: AnalysisState) -> None:
    await send(desk, "pause")
    assert desk.progress is not None
    assert desk.progress.paused_by == "Ada"
    await send(desk, "resume")
    assert desk.progress.paused_by == ""


async def test_a_filter_that_does_not_exist_changes_nothing(desk: AnalysisState) -> None:
    await send(desk, "filter_by", "everything; --")
    assert desk.kind == "open"


async def test_songs_that_are_not_there_change_nothing(desk: AnalysisState) -> None:
    await send(desk, "cancel", 10**6)
    await send(desk, "retry", -1)
    await send(desk, "hear_again", 10**6)
    assert desk.total == 0
