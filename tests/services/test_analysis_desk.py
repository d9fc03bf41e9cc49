"""What an administrator may do with the analysis, and what they see of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from emomusic.errors import Unavailable
from emomusic.services import analysis_desk, analysis_here, analysis_queue, rehearing
from emomusic.services.access import Person
from emomusic.services.analysis_list import (
    QueueFilter,
    QueueSort,
    list_queue,
    matching_songs,
)
from emomusic.services.analysis_queue import Priority
from emomusic.services.emotions import Failed, emotion_of, store_analysis
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.tables import JobState, Role, SongEmotion, now
from tests.analyses import make_analysis
from tests.databases import on_both
from tests.factories import ident, make_song
from tests.services.test_analysis_queue import claim_one, enqueue, job, queued

pytestmark = [on_both, pytest.mark.usefixtures("database")]
ADA = Person(1, "Ada", Role.ADMINISTRATOR, 1)


@pytest.fixture(autouse=True)
def _model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearing, "model_version", lambda: "ear-test")


def hear(song_id: int, model: str = "ear-test") -> None:
    store_analysis(song_id, make_analysis(model))


def written() -> list[tuple[str, str]]:
    with session() as reading:
        return [(row.action, row.subject_name) for row in reading.exec(select(AuditEntry)).all()]


def listed(
    kind: QueueFilter = QueueFilter.OPEN,
    query: str = "",
    sort: QueueSort = QueueSort.ORDER,
    descending: bool = False,
) -> list[int]:
    return [row.id for row in list_queue(query, kind, sort, descending, 0, 50).rows]


class TestThePause:
    def test_keeps_songs_on_the_queue_until_it_ends(self) -> None:
        queued(2)
        analysis_desk.pause(ADA)
        assert analysis_queue.claim("one", 2) == ()
        assert analysis_desk.progress().paused_by == "Ada"
        analysis_desk.resume(ADA)
        assert len(analysis_queue.claim("one", 2)) == 2
        assert [action for action, _ in written()] == ["analysis.pause", "analysis.resume"]

    def test_by_two_at_once_is_one_pause(self) -> None:
        analysis_desk.pause(ADA)
        analysis_desk.pause(ADA)
        analysis_desk.resume(ADA)
        assert analysis_desk.progress().paused_by == ""

    def test_wakes_the_runners_of_this_process_when_it_ends(self) -> None:
        rung: list[None] = []
        analysis_desk.pause(ADA)
        with analysis_here.told_of_work(lambda: rung.append(None)):
            analysis_desk.resume(ADA)
        assert rung == [None]


class TestCancelling:
    def test_takes_a_song_off_for_good(self) -> None:
        (song_id,) = queued()
        assert analysis_desk.cancel([song_id], ADA) == 1
        assert analysis_queue.claim("one") == ()
        rehearing.requeue_outdated("ear-test")
        assert analysis_queue.state_of(song_id) is JobState.CANCELLED
        assert emotion_of(song_id) == Failed(analysis_desk.CANCELLED_SENTENCE)

    def test_a_song_that_is_being_heard_makes_the_runner_let_go_of_it(self) -> None:
        first, _ = queued(2)
        held, other = analysis_queue.claim("one", 2)
        analysis_desk.cancel([first], ADA)
        assert analysis_queue.lost([held, other]) == (held,)
        assert not store_analysis(first, make_analysis(), held)

    def test_a_song_that_failed_leaves_the_list_of_what_failed(self) -> None:
        (song_id,) = queued()
        analysis_queue.fail(claim_one(), "It is no sound.")
        analysis_desk.cancel([song_id], ADA)
        assert analysis_desk.progress().failed == 0

    def test_what_is_not_on_the_queue_changes_nothing(self) -> None:
        assert analysis_desk.cancel([ident(make_song()), 10**6], ADA) == 0
        assert written() == []

    def test_is_undone_by_trying_again(self) -> None:
        (song_id,) = queued()
        analysis_desk.cancel([song_id], ADA)
        assert analysis_desk.retry([song_id], ADA) == 1
        assert claim_one().song_id == song_id


class TestTryingAgain:
    def test_gives_a_song_that_failed_all_its_attempts_back(self) -> None:
        (song_id,) = queued()
        analysis_queue.fail(claim_one(), "It is no sound.")
        assert analysis_desk.retry([song_id], ADA) == 1
        row = job(song_id)
        assert row is not None
        assert (row.state, row.attempts, row.error) == (JobState.QUEUED, 0, None)

    def test_leaves_what_waits_or_is_being_heard_alone(self) -> None:
        queued(2)
        held = claim_one()
        assert analysis_desk.retry([held.song_id, held.song_id + 1], ADA) == 0
        assert analysis_queue.lost([held]) == ()

    def test_can_be_asked_for_all_that_failed(self) -> None:
        ids = queued(3)
        for _ in ids[:2]:
            analysis_queue.fail(claim_one(), "It is no sound.")
        assert analysis_desk.retry_all_failed(ADA) == 2
        assert written() == [("analysis.retry", "All that failed")]


class TestHearingAgain:
    def test_queues_a_selection_and_keeps_the_curves(self) -> None:
        first, second = ident(make_song("Rain")), ident(make_song())
        hear(first)
        assert analysis_desk.hear_again([first, first, 10**6], ADA) == 1
        assert analysis_queue.state_of(first) is JobState.QUEUED
        assert analysis_queue.state_of(second) is None
        with session() as reading:
            assert reading.get(SongEmotion, first) is not None
        assert written() == [("analysis.again", "Rain")]

    def test_queues_everything_behind_what_was_never_heard(self) -> None:
        heard, gone = ident(make_song()), ident(make_song(missing_since=now()))
        hear(heard)
        (new,) = queued()
        cancelled = ident(make_song())
        enqueue([cancelled])
        analysis_desk.cancel([cancelled], ADA)
        assert analysis_desk.hear_all_again(ADA) == 2
        assert set(listed(QueueFilter.QUEUED)) == {new, heard, cancelled}
        assert analysis_queue.state_of(gone) is None
        row = job(heard)
        assert row is not None
        assert row.priority == Priority.OUTDATED
        assert claim_one().song_id == new

    def test_needs_a_model(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rehearing, "served", lambda: "")
        with pytest.raises(Unavailable, match="no model"):
            analysis_desk.hear_all_again(ADA)


class TestProgress:
    def test_counts_songs_by_how_they_stand(self) -> None:
        heard = ident(make_song())
        hear(heard)
        queued(3)
        claim_one()
        standing = analysis_desk.progress()
        assert (standing.songs, standing.heard) == (4, 1)
        assert (standing.queued, standing.running, standing.failed) == (2, 1, 0)

    def test_the_estimate_is_of_the_speed_that_was_measured_without_rests(self) -> None:
        ids = [ident(make_song(duration_s=120.0)) for _ in range(5)]
        at = now() - timedelta(minutes=5)
        for number, song_id in enumerate(ids):
            hear(song_id)
            with session(write=True) as writing:
                row = writing.get(SongEmotion, song_id)
                assert row is not None
                # one song in 2 s, and a rest of a minute before the last
                row.analysed_at = at + timedelta(seconds=2 * number + (60 if number == 4 else 0))
        enqueue([ident(make_song(duration_s=600.0))])
        standing = analysis_desk.progress()
        assert standing.speed == pytest.approx(60.0)
        assert standing.left_s == pytest.approx(10.0)

    def test_there_is_no_estimate_where_nothing_was_measured(self) -> None:
        queued(1)
        standing = analysis_desk.progress()
        assert (standing.speed, standing.left_s) == (None, None)


class TestTheList:
    def test_shows_what_runs_then_what_failed_then_what_waits_in_its_order(self) -> None:
        failing, running, first, second = queued(4)
        analysis_queue.fail(claim_one(), "It is no sound.")
        claim_one()
        analysis_queue.hurry(second)
        assert listed() == [running, failing, second, first]
        assert listed(descending=True) == [first, second, failing, running]
        (row,) = list_queue("", QueueFilter.FAILED, QueueSort.ORDER, False, 0, 9).rows
        assert (row.state, row.reason, row.percent) == ("failed", "It is no sound.", -1)

    def test_comes_a_page_at_a_time_over_the_states(self) -> None:
        failing, _, first, _ = queued(4)
        analysis_queue.fail(claim_one(), "It is no sound.")
        claim_one()
        page = list_queue("", QueueFilter.OPEN, QueueSort.ORDER, False, 1, 2)
        assert ([row.id for row in page.rows], page.total) == ([failing, first], 4)

    def test_is_searched_and_ordered(self) -> None:
        rain, sun = ident(make_song("Räin", duration_s=10)), ident(make_song("Sun", duration_s=5))
        enqueue([sun, rain])
        assert listed(query="RAIN") == [rain]
        assert listed(sort=QueueSort.TITLE) == [rain, sun]
        assert listed(sort=QueueSort.LENGTH) == [sun, rain]
        assert matching_songs("s", QueueFilter.OPEN) == (sun,)

    def test_shows_what_was_heard_so_that_it_can_be_heard_again(self) -> None:
        heard = ident(make_song())
        hear(heard)
        queued(1)
        (row,) = list_queue("", QueueFilter.HEARD, QueueSort.ORDER, False, 0, 9).rows
        assert (row.id, row.state, row.model) == (heard, "heard", "ear-test")

    def test_says_how_far_a_song_is(self) -> None:
        (song_id,) = queued()
        claim_one()
        with analysis_here.progress_shown(song_id, lambda: 0.42):
            (row,) = list_queue("", QueueFilter.RUNNING, QueueSort.ORDER, False, 0, 9).rows
        assert row.percent == 42

    def test_says_of_a_song_whose_file_has_vanished_that_it_can_not_go_on(self) -> None:
        song_id = ident(make_song(missing_since=now()))
        enqueue([song_id])
        (row,) = list_queue("", QueueFilter.QUEUED, QueueSort.ORDER, False, 0, 9).rows
        assert row.reason == "Its file has vanished."
