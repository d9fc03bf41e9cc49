"""What plays are, computed from what players told."""

from __future__ import annotations

import math
from typing import Any

import pytest

from emomusic.services.analytics.plays import Plays, plays_of, sorted_events
from emomusic.store.mongo import Document
from tests.playback import event, play
from tests.rollups import at


def computed(*told: list[Document]) -> Plays:
    """Plays of songs that last 200 s, 600 s and nothing at all; the others are not known."""
    events = [one | _plain(one) for some in told for one in some]
    return plays_of(sorted_events(events), {1: 200.0, 2: 600.0, 3: 0.0})


def _plain(one: Document) -> Document:
    return {name: one[name].replace(tzinfo=None) for name in ("at", "started_at")}


@pytest.mark.parametrize(
    ("song_id", "heard_s", "listen"),
    [
        (1, 99.9, False),
        (1, 100.0, True),
        (2, 239.9, False),
        (2, 240.0, True),
        (4, 239.0, False),
        (4, 240.0, True),
        (3, 0.0, False),
    ],
)
def test_half_a_song_or_240_seconds_are_a_listen(
    song_id: int, heard_s: float, listen: bool
) -> None:
    plays = computed(play(at(1), heard_s, song_id=song_id))
    assert plays.heard_s.tolist() == [heard_s]
    assert plays.listen.tolist() == [listen]


@pytest.mark.parametrize(
    ("ends", "completed", "skipped"),
    [("end", True, False), ("skip", False, True), ("pause", False, False)],
)
def test_a_play_ends_or_is_skipped_or_just_left(ends: str, completed: bool, skipped: bool) -> None:
    plays = computed(play(at(1), 50.0, ends))
    assert (plays.completed.tolist(), plays.skipped.tolist()) == ([completed], [skipped])
    assert plays.left_s.tolist() == [50.0]


def test_events_may_come_in_any_order() -> None:
    one, two = play(at(1), 60.0, "skip", song_id=1), play(at(1), 80.0, "end", song_id=2)
    there, back = computed(one, two), computed(two[::-1], one[::-1])
    order = back.song.argsort()
    assert back.song[order].tolist() == there.song.tolist() == [1, 2]
    assert back.heard_s[order].tolist() == there.heard_s.tolist() == [60.0, 80.0]
    assert back.left_s[order].tolist() == there.left_s.tolist() == [60.0, 80.0]


def test_a_play_is_left_where_its_last_event_was() -> None:
    same: dict[str, Any] = {"play_id": "p"}
    plays = computed(
        [
            event("seek", at(1), 9.0, position_s=150.0, **same),
            event("start", at(1), 0.0, **same),
            event("heartbeat", at(1), 8.0, position_s=8.0, **same),
        ]
    )
    assert plays.left_s.tolist() == [150.0]


def test_what_a_play_is_of_is_what_its_first_event_says() -> None:
    same: dict[str, Any] = {"play_id": "p", "user_id": 7}
    plays = computed(
        [
            event("end", at(1), 9.0, source="liked", utc_offset_min=0, **same),
            event("start", at(1), 0.0, source="album:3", utc_offset_min=-120, **same),
        ]
    )
    assert plays.source == ("album:3",)
    assert plays.person.tolist() == [7]
    assert plays.hour.tolist() == [6 * 24 + 23]  # Monday 1 h in UTC is Sunday 23 h there


def test_who_is_not_tracked_is_nobody_at_no_place() -> None:
    plays = computed(play(at(5), user_id=None, device=None, utc_offset_min=None))
    assert plays.person.tolist() == [0]
    assert plays.device.tolist() == [3]
    assert plays.hour.tolist() == [5]


def test_emotion_is_that_of_what_was_heard() -> None:
    same: dict[str, Any] = {"play_id": "p"}
    plays = computed(
        [
            event("start", at(1), valence=0.05, arousal=0.05, **same),
            event("pause", at(1), 10.0, heard_to_s=10.0, valence=0.25, arousal=0.85, **same),
            event("pause", at(1), 40.0, heard_to_s=30.0, valence=0.65, arousal=0.45, **same),
        ]
    )
    assert plays.stretches.cell.tolist() == [82, 46]
    assert plays.stretches.heard_s.tolist() == [10.0, 30.0]
    assert plays.cell.tolist() == [46]
    assert plays.valence.tolist() == pytest.approx([0.55])
    assert plays.arousal.tolist() == pytest.approx([0.55])


def test_of_cells_heard_equally_long_the_first_counts_the_play() -> None:
    same: dict[str, Any] = {"play_id": "p", "heard_to_s": 10.0}
    plays = computed(
        [
            event("pause", at(1), 1.0, valence=0.65, arousal=0.45, **same),
            event("pause", at(1), 2.0, valence=0.25, arousal=0.15, **same),
        ]
    )
    assert plays.cell.tolist() == [12]


def test_emotion_that_is_not_known_is_in_no_cell() -> None:
    plays = computed(play(at(1), 20.0), play(at(2), 0.0, valence=0.5, arousal=0.5))
    assert plays.cell.tolist() == [-1, -1]
    assert plays.stretches.cell.tolist() == [-1, -1]
    assert all(math.isnan(value) for value in plays.valence.tolist())


def test_nothing_told_is_no_play() -> None:
    assert len(computed([])) == 0
