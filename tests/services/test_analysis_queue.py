"""What the queue of songs that wait for the ear promises, on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

from emomusic.services import analysis_here
from emomusic.services import analysis_queue as queue
from emomusic.services.analysis_queue import Claim, Position, Priority
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, JobState, now
from tests.databases import on_both
from tests.factories import ident, make_song

pytestmark = [on_both, pytest.mark.usefixtures("database")]


def queued(count: int = 1, priority: int = Priority.NEW) -> list[int]:
    """Ids of new songs that wait, in the order of the queue."""
    ids = [ident(make_song()) for _ in range(count)]
    enqueue(ids, priority)
    return ids


def enqueue(ids: Iterable[int], priority: int = Priority.NEW) -> None:
    with session(write=True) as opened:
        queue.enqueue(opened, ids, priority)


def job(song_id: int) -> AnalysisJob | None:
    with session() as opened:
        return opened.get(AnalysisJob, song_id)


def claim_one(runner: str = "one") -> Claim:
    (claim,) = queue.claim(runner)
    return claim


def claimed_ids(runner: str, count: int = 100) -> list[int]:
    return [claim.song_id for claim in queue.claim(runner, count)]


def expire(song_id: int) -> None:
    with session(write=True) as opened:
        row = opened.get(AnalysisJob, song_id)
        assert row is not None
        row.leased_until = now() - timedelta(seconds=1)


def test_a_song_is_claimed_with_what_the_worker_needs() -> None:
    song = make_song(path="/music/a.flac", duration_s=12.5)
    enqueue([ident(song)])
    claim = claim_one("me")
    assert (claim.song_id, claim.path, claim.duration_s) == (song.id, Path("/music/a.flac"), 12.5)
    assert (claim.runner, claim.attempts) == ("me", 0)


def test_an_empty_queue_gives_nothing() -> None:
    assert queue.claim("one") == ()


def test_the_order_is_priority_then_age_then_song() -> None:
    outdated = queued(2, Priority.OUTDATED)
    new = queued(3)
    played = queued(1, Priority.PLAYED_NOW)
    assert claimed_ids("one") == played + new + outdated


def test_a_claimed_song_is_not_claimed_again() -> None:
    first, second = queued(2)
    assert claimed_ids("one", 1) == [first]
    assert claimed_ids("two", 1) == [second]
    assert claimed_ids("one", 1) == []


def test_many_who_claim_at_once_share_the_songs() -> None:
    ids = queued(40)

    def take(number: int) -> list[int]:
        taken: list[int] = []
        while more := claimed_ids(f"runner {number}", 1):
            taken += more
        return taken

    with ThreadPoolExecutor(4) as threads:
        shares = list(threads.map(take, range(4)))
    assert sorted(song_id for share in shares for song_id in share) == ids


def test_asking_twice_changes_nothing() -> None:
    first, second = queued(2)
    before = job(first)
    enqueue([first, first])
    assert job(first) == before
    assert claimed_ids("one") == [first, second]


def test_asking_more_urgently_moves_a_song_up_and_less_urgently_does_not_move_it_down() -> None:
    first, second = queued(2)
    enqueue([second], Priority.PLAYED_NOW)
    enqueue([second], Priority.OUTDATED)
    assert claimed_ids("one") == [second, first]


def test_thousands_are_queued_in_one_go() -> None:
    ids = [ident(make_song("song", album="one")) for _ in range(3)]
    enqueue(ids * 1000)
    assert claimed_ids("one") == ids


def test_a_song_whose_file_vanished_waits_until_it_is_back() -> None:
    song = make_song(missing_since=now())
    enqueue([ident(song)])
    assert claimed_ids("one") == []


def test_a_finished_song_leaves_the_queue() -> None:
    (song_id,) = queued()
    held = claim_one()
    with session(write=True) as opened:
        assert queue.finish(opened, held)
    assert job(song_id) is None


def test_a_song_that_changed_while_it_was_heard_is_heard_again() -> None:
    (song_id,) = queued()
    held = claim_one()
    enqueue([song_id])
    with session(write=True) as opened:
        assert not queue.finish(opened, held)
    assert claim_one().claimed_at > held.claimed_at


def test_a_song_given_back_keeps_its_place() -> None:
    first, second = queued(2)
    queue.put_back(claim_one())
    assert claimed_ids("one") == [first, second]


def test_a_failed_song_keeps_its_sentence_and_is_not_tried_again() -> None:
    (song_id,) = queued()
    queue.fail(claim_one(), "This file is not sound.")
    assert claimed_ids("one") == []
    assert queue.position(song_id) == Position(JobState.FAILED, 0, "This file is not sound.")


def test_a_failed_song_is_tried_afresh_when_it_is_asked_for() -> None:
    (song_id,) = queued()
    for _ in range(3):
        queue.crashed(claim_one(), "It breaks off.")
    enqueue([song_id])
    assert claim_one().attempts == 0


def test_after_three_crashes_a_song_is_given_up() -> None:
    (song_id,) = queued()
    assert queue.crashed(claim_one(), "It breaks off.")
    assert queue.crashed(claim_one(), "It breaks off.")
    assert not queue.crashed(claim_one(), "It breaks off.")
    assert queue.position(song_id) == Position(JobState.FAILED, 0, "It breaks off.")


def test_a_song_that_crashed_lets_the_others_go_first() -> None:
    first, second = queued(2)
    queue.crashed(claim_one(), "It breaks off.")
    assert claimed_ids("one") == [second, first]


def test_a_runner_that_starts_again_takes_back_its_own_songs_and_no_others() -> None:
    first, second = queued(2)
    claimed_ids("one", 1)
    claimed_ids("two", 1)
    assert queue.release_interrupted("one") == 1
    assert claimed_ids("one") == [first]
    assert queue.position(second) == Position(JobState.RUNNING, 0, "")


def test_a_lease_that_ran_out_is_free_for_everybody() -> None:
    first, _ = queued(2)
    claimed_ids("one")
    expire(first)
    assert queue.release_interrupted("two") == 1
    assert claimed_ids("two") == [first]
    assert queue.release_interrupted() == 0


def test_a_renewed_lease_does_not_run_out() -> None:
    (song_id,) = queued()
    held = claim_one()
    expire(song_id)
    queue.renew([held])
    assert queue.release_interrupted("two") == 0


def test_who_lost_a_claim_changes_nothing_any_more() -> None:
    (song_id,) = queued()
    lost = claim_one("one")
    expire(song_id)
    queue.release_interrupted()
    held = claim_one("two")
    queue.renew([lost])
    queue.put_back(lost)
    queue.fail(lost, "No.")
    queue.crashed(lost, "No.")
    assert queue.position(song_id) == Position(JobState.RUNNING, 0, "")
    with session(write=True) as opened:
        assert not queue.finish(opened, lost)
        assert queue.finish(opened, held)


def test_a_song_that_somebody_plays_goes_first() -> None:
    first, second, third = queued(3)
    queue.hurry(third)
    assert claimed_ids("one") == [third, first, second]


def test_hurrying_what_does_not_wait_does_nothing() -> None:
    (song_id,) = queued()
    claim_one()
    queue.hurry(song_id)
    queue.hurry(12_345)
    assert queue.position(song_id) == Position(JobState.RUNNING, 0, "")


def test_the_position_counts_those_ahead() -> None:
    outdated = queued(1, Priority.OUTDATED)[0]
    first, second, third = queued(3)
    ahead = [queue.position(song_id) for song_id in (first, second, third, outdated)]
    assert ahead == [Position(JobState.QUEUED, place, "") for place in range(4)]
    claimed_ids("one", 1)
    assert queue.position(third) == Position(JobState.QUEUED, 1, "")


def test_a_song_that_is_not_queued_has_no_position() -> None:
    assert queue.position(ident(make_song())) is None


def test_runners_are_told_of_new_songs_after_the_commit() -> None:
    song_id = ident(make_song())
    seen: list[AnalysisJob | None] = []
    with analysis_here.told_of_work(lambda: seen.append(job(song_id))):
        enqueue([song_id])
    enqueue([song_id])
    assert [row.song_id for row in seen if row is not None] == [song_id]


def test_progress_is_known_while_a_song_is_heard() -> None:
    assert analysis_here.progress_of(1) is None
    with analysis_here.progress_shown(1, lambda: 0.25):
        assert analysis_here.progress_of(1) == 0.25
    assert analysis_here.progress_of(1) is None
