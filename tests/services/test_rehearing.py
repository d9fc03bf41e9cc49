"""What a change of the model means for a library that was heard, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest

from emomusic.services import analysis_queue as queue
from emomusic.services.analysis_queue import Claim, Position, Priority
from emomusic.services.emotions import Heard, emotion_of, store_analysis
from emomusic.services.rehearing import (
    Ears,
    HeardBy,
    Rehearing,
    Standing,
    ask_again,
    ears,
    rehearing,
    requeue_outdated,
    served,
    standing,
)
from emomusic.store.database import session
from emomusic.store.tables import JobState, SongEmotion, now
from tests.analyses import make_analysis
from tests.databases import on_both
from tests.factories import ident, make_emotion, make_song
from tests.models import serve

pytestmark = [on_both, pytest.mark.usefixtures("database", "models_dir")]


def heard_by(model: str, **song: object) -> int:
    """Id of a new song that a model has heard."""
    song_id = ident(make_song(**song))  # type: ignore[arg-type]
    store_analysis(song_id, make_analysis(model))
    return song_id


def unheard(priority: int = Priority.NEW) -> int:
    """Id of a new song that waits."""
    song_id = ident(make_song())
    with session(write=True) as opened:
        queue.enqueue(opened, [song_id], priority)
    return song_id


def claim_one() -> Claim:
    (claim,) = queue.claim("one")
    return claim


def claimed_ids() -> list[int]:
    return [claim.song_id for claim in queue.claim("one", 100)]


def model_of(song_id: int) -> str:
    with session() as opened:
        row = opened.get(SongEmotion, song_id)
    assert row is not None
    return row.model


def again(song_id: int) -> Rehearing | None:
    view = emotion_of(song_id)
    assert isinstance(view, Heard)
    answer: Rehearing | None = view.json["again"]
    return answer


class TestAChangeOfTheModel:
    def test_queues_what_another_heard_and_what_nobody_heard_once(self) -> None:
        heard_by("ear-2")
        outdated, new = heard_by("ear-1"), ident(make_song())
        waiting, failed = unheard(), unheard(Priority.PLAYED_NOW)
        queue.fail(claim_one(), "No.")
        assert requeue_outdated("ear-2") == 2
        assert requeue_outdated("ear-2") == 0
        assert queue.position(failed) == Position(JobState.FAILED, 0, "No.")
        assert claimed_ids() == [waiting, new, outdated]

    def test_lets_new_and_played_songs_go_first(self) -> None:
        outdated = [heard_by("ear-1") for _ in range(3)]
        requeue_outdated("ear-2")
        new, played = unheard(), unheard(Priority.PLAYED_NOW)
        assert claimed_ids() == [played, new, *outdated]

    def test_leaves_the_old_curve_until_the_new_one_is_there(self) -> None:
        song_id = heard_by("ear-1")
        requeue_outdated("ear-2")
        assert (model_of(song_id), again(song_id)) == (
            "ear-1",
            Rehearing("ear-2", JobState.QUEUED),
        )
        held = claim_one()
        assert again(song_id) == Rehearing("ear-2", JobState.RUNNING)
        store_analysis(song_id, make_analysis("ear-2"), held)
        assert (model_of(song_id), again(song_id)) == ("ear-2", None)

    def test_that_is_taken_back_leaves_nothing_to_do(self, models_dir: Path) -> None:
        songs = [heard_by("ear-1") for _ in range(3)]
        requeue_outdated("ear-2")
        store_analysis(songs[0], make_analysis("ear-2"), claim_one())
        serve(models_dir, "ear-1")
        assert requeue_outdated("ear-1") == 1
        assert claimed_ids() == [songs[0]]

    def test_that_is_taken_back_keeps_a_song_whose_file_changed(self) -> None:
        song_id = heard_by("ear-1")
        requeue_outdated("ear-2")
        with session(write=True) as opened:
            queue.enqueue(opened, [song_id])  # as a scan does
        requeue_outdated("ear-1")
        assert claimed_ids() == [song_id]

    def test_leaves_what_is_in_hand_to_who_has_it(self) -> None:
        song_id = heard_by("ear-1")
        requeue_outdated("ear-2")
        held = claim_one()
        requeue_outdated("ear-1")
        assert store_analysis(song_id, make_analysis("ear-2"), held)

    def test_in_the_middle_of_a_song_asks_for_that_song_again(self) -> None:
        song_id = heard_by("ear-1")
        ask_again(song_id)
        assert again(song_id) == Rehearing("ear-2", JobState.QUEUED)
        new = unheard()
        assert claimed_ids() == [new, song_id]

    def test_is_known_before_anything_is_queued(self) -> None:
        assert again(heard_by("ear-1")) == Rehearing("ear-2", JobState.QUEUED)


class TestASongThatCannotBeHeardAgain:
    def test_keeps_its_old_curve_and_says_so(self) -> None:
        song_id = heard_by("ear-1")
        requeue_outdated("ear-2")
        queue.fail(claim_one(), "The file of this song is not there any more.")
        assert (model_of(song_id), again(song_id)) == (
            "ear-1",
            Rehearing("ear-2", JobState.FAILED),
        )

    def test_is_tried_anew_at_the_next_start_and_by_the_next_model(self) -> None:
        song_id = heard_by("ear-1")
        requeue_outdated("ear-2")
        queue.fail(claim_one(), "The file of this song is not there any more.")
        assert requeue_outdated("ear-3") == 1
        assert queue.position(song_id) == Position(JobState.QUEUED, 0, "")

    def test_waits_for_its_file_where_that_has_vanished(self) -> None:
        song_id = heard_by("ear-1", missing_since=now())
        requeue_outdated("ear-2")
        assert claimed_ids() == []
        assert (model_of(song_id), again(song_id)) == ("ear-1", None)


class TestTheStanding:
    def test_of_an_empty_library(self) -> None:
        assert standing() == Standing("ear-2", (), 0, 0, 0)
        assert ears() == Ears("ear-2", 0, 0)

    def test_counts_by_model_the_present_one_first_without_vanished_songs(self) -> None:
        for model, songs in (("ear-0", 1), ("ear-1", 3), ("ear-2", 2)):
            for _ in range(songs):
                make_emotion(make_song(), model=model)
        make_emotion(make_song(missing_since=now()), model="ear-1")
        make_song(missing_since=now())
        make_song()
        requeue_outdated("ear-2")
        queue.fail(claim_one(), "No.")
        queue.claim("one")
        assert standing() == Standing(
            model="ear-2",
            heard=(HeardBy("ear-2", 2), HeardBy("ear-1", 3), HeardBy("ear-0", 1)),
            unheard=1,
            waiting=4,
            failed=1,
        )
        assert ears() == Ears("ear-2", 4, 2)

    def test_without_a_model_names_none(self, models_dir: Path) -> None:
        song_id = heard_by("ear-1")
        (models_dir / "current").unlink()
        assert (served(), rehearing(song_id, "ear-1")) == ("", None)
        assert standing() == Standing("", (HeardBy("ear-1", 1),), 0, 0, 0)

    def test_a_model_that_is_not_whole_does_not_hear(self, models_dir: Path) -> None:
        (models_dir / "ear-3").mkdir()
        serve(models_dir, "ear-3")
        assert served() == ""
        serve(models_dir, "")
        assert served() == ""
