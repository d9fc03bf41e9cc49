"""What of a player's words can be true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emomusic.services.playback_events import (
    PlaybackEvent,
    Refusal,
    impossible,
    understood,
)

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
DURATION_S = 200.0
TOLD: dict[str, Any] = {
    "event_id": "8d7f4a52-8f5e-4d0b-9c55-3f6f1f6d0001",
    "play_id": "8d7f4a52-8f5e-4d0b-9c55-3f6f1f6d0002",
    "kind": "pause",
    "song_id": 1,
    "position_s": 30.0,
    "heard_from_s": 0.0,
    "heard_to_s": 30.0,
    "at_ms": NOW_MS,
    "started_at_ms": NOW_MS - 30_000,
}


def why(duration_s: float | None = DURATION_S, **fields: Any) -> str:
    """Why an event with other fields is refused, or empty."""
    event = understood(TOLD | fields)
    assert isinstance(event, PlaybackEvent)
    refusal = impossible(event, NOW, duration_s)
    return refusal.why if refusal else ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_id": "one"},
        {"play_id": None},
        {"song_id": 0},
        {"song_id": 2**64},
        {"song_id": {"$gt": 0}},
        {"position_s": -1},
        {"position_s": float("nan")},
        {"heard_to_s": float("inf")},
        {"heard_from_s": "x"},
        {"at_ms": -1},
        {"started_at_ms": 2**60},
        {"source": "x" * 65},
        {"utc_offset_min": 841},
        {"user_id": 2},
        {"received_at": NOW_MS},
    ],
    ids=str,
)
def test_what_is_no_event_is_refused_with_the_field_that_is_wrong(wrong: dict[str, Any]) -> None:
    [field] = wrong
    refusal = understood(TOLD | wrong)
    assert isinstance(refusal, Refusal)
    assert refusal.why.startswith(f"{field}: ")


def test_an_unknown_kind_has_its_own_words() -> None:
    assert understood(TOLD | {"kind": "explode"}) == Refusal(
        TOLD["event_id"], "There is no such kind of event."
    )


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=3))
def test_anything_that_is_no_event_is_refused(told: Any) -> None:
    assert understood(told) == Refusal("", "This is no event of playback.") or isinstance(
        understood(told), Refusal
    )


@given(st.dictionaries(st.sampled_from(list(TOLD)), st.none() | st.text() | st.integers()))
def test_an_event_with_any_fields_is_understood_or_refused(fields: dict[str, Any]) -> None:
    read = understood(TOLD | fields)
    if isinstance(read, PlaybackEvent):
        impossible(read, NOW, DURATION_S)
    else:
        assert read.why


def test_what_can_be_true_is_taken() -> None:
    assert why() == ""


@pytest.mark.parametrize(
    ("ahead_ms", "sentence"), [(60_000, ""), (60_001, "It lies in the future.")]
)
def test_a_clock_may_be_a_minute_ahead(ahead_ms: int, sentence: str) -> None:
    assert why(at_ms=NOW_MS + ahead_ms) == sentence


@pytest.mark.parametrize(("late_ms", "sentence"), [(0, ""), (1, "It is older than seven days.")])
def test_an_event_may_be_a_week_late(late_ms: int, sentence: str) -> None:
    at_ms = NOW_MS - 7 * 86_400_000 - late_ms
    nothing = {"heard_to_s": 0.0, "started_at_ms": at_ms}
    assert why(at_ms=at_ms, **nothing) == sentence
    assert why(**nothing) == sentence


@pytest.mark.parametrize(
    ("heard_to_s", "sentence"), [(35.0, ""), (35.01, "More was heard than time has passed.")]
)
def test_no_more_is_heard_than_time_has_passed(heard_to_s: float, sentence: str) -> None:
    assert why(heard_to_s=heard_to_s) == sentence


@given(st.floats(0, 200), st.floats(0, 200), st.integers(0, 300_000))
def test_a_stretch_that_is_taken_fits_in_its_time(
    from_s: float, to_s: float, passed_ms: int
) -> None:
    refused = why(heard_from_s=from_s, heard_to_s=to_s, started_at_ms=NOW_MS - passed_ms)
    assert (refused == "") == (0 <= to_s - from_s <= passed_ms / 1000 + 5)


@pytest.mark.parametrize("field", ["position_s", "heard_from_s", "heard_to_s"])
def test_nothing_lies_beyond_the_song(field: str) -> None:
    long_ago = {"started_at_ms": NOW_MS - 600_000}
    stretch = {"heard_to_s": 202.0} if field == "heard_from_s" else {}
    assert why(**long_ago, **stretch | {field: 202.0}) == ""
    assert why(**long_ago, **stretch | {field: 202.1}) == "The song is not that long."


def test_a_song_must_exist() -> None:
    assert why(duration_s=None) == "There is no such song."


def test_a_play_does_not_begin_after_what_happens_in_it() -> None:
    assert why(heard_to_s=0.0, started_at_ms=NOW_MS + 5000) == ""
    assert why(heard_to_s=0.0, started_at_ms=NOW_MS + 5001) == (
        "It is older than the play it belongs to."
    )


def test_the_hour_of_an_event_is_that_in_which_its_play_began() -> None:
    event = PlaybackEvent.model_validate(TOLD)
    assert event.hour == NOW - timedelta(hours=1)
    assert event.started_at == NOW - timedelta(seconds=30)
