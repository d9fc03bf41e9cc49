"""What the analysis of the queue promises; with real processes and a stand-in for the ear."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlmodel import func, select

from emomusic.emotion import Analysis
from emomusic.jobs import analysis as module
from emomusic.jobs.analysis import AnalysisRunner, progress_of
from emomusic.jobs.worker import Analyse
from emomusic.services import analysis_desk
from emomusic.services import analysis_queue as queue
from emomusic.services.analysis_queue import Position
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, JobState, SongEmotion
from tests.analyses import (
    Progress,
    hear_as_named,
    hear_at_once,
    hear_by_the_model_of_the_folder,
    hear_until_told,
    heard,
    make_analysis,
)
from tests.databases import on_both
from tests.factories import ident, make_emotion, make_song
from tests.processes import PATIENCE_S, lives, python, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]

RUNNER = """
import asyncio, sys
from emomusic.jobs.analysis import AnalysisRunner
from tests import analyses
analyse = getattr(analyses, sys.argv[2])
asyncio.run(AnalysisRunner(sys.argv[1], 1, analyse, lambda: "ear-test").run())
"""


def hear_with_its_pid(path: Path, progress: Progress) -> Analysis:
    (path.parent / "pid").write_text(f"{os.getpid()} {os.nice(0)}", encoding="ascii")
    return hear_until_told(path, progress)


def tell_its_threads(path: Path, progress: Progress) -> Analysis:
    names = ("OMP", "OPENBLAS", "MKL", "ORT")
    told = [f"{name}={os.environ.get(f'{name}_NUM_THREADS')}" for name in names]
    (path.parent / "threads").write_text(" ".join(told), encoding="ascii")
    return make_analysis()


def queued(folder: Path, *names: str) -> list[int]:
    """Ids of new songs with these files, in the order of the queue."""
    ids = [ident(make_song(path=str(folder / name), duration_s=1.0)) for name in names]
    with session(write=True) as opened:
        queue.enqueue(opened, ids)
    return ids


def stored() -> int:
    with session() as opened:
        return opened.exec(select(func.count()).select_from(SongEmotion)).one()


def waiting() -> int:
    with session() as opened:
        return opened.exec(select(func.count()).where(AnalysisJob.state != JobState.FAILED)).one()


async def until(condition: Callable[[], bool]) -> None:
    await asyncio.to_thread(wait_until, condition)


@asynccontextmanager
async def running(
    analyse: Analyse,
    workers: int = 1,
    grace_s: float = 60.0,
    version: Callable[[], str] = lambda: "ear-test",
) -> AsyncIterator[None]:
    task = asyncio.create_task(AnalysisRunner("here", workers, analyse, version, grace_s).run())
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE_S)


async def test_what_is_queued_is_heard_and_stored(tmp_path: Path) -> None:
    ids = queued(tmp_path, "a", "b", "c")
    async with running(hear_at_once, workers=2):
        await until(lambda: stored() == 3)
    assert sorted(heard(tmp_path)) == ["a", "b", "c"]
    assert [queue.position(song_id) for song_id in ids] == [None, None, None]


async def test_a_song_queued_by_this_process_wakes_the_runner_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "POLL_S", 3600.0)
    async with running(hear_at_once):
        queued(tmp_path, "a")
        await until(lambda: stored() == 1)
        queued(tmp_path, "b")
        await until(lambda: stored() == 2)


async def test_a_song_queued_by_another_process_is_found(tmp_path: Path) -> None:
    async with running(hear_at_once):
        queued(tmp_path, "a")
        await until(lambda: stored() == 1)
        song = make_song(path=str(tmp_path / "b"))
        with session(write=True) as opened:
            opened.add(AnalysisJob(song_id=ident(song)))
        await until(lambda: stored() == 2)


async def test_progress_is_told_while_a_song_is_heard(tmp_path: Path) -> None:
    (song_id,) = queued(tmp_path, "a")
    async with running(hear_until_told):
        await until(lambda: progress_of(song_id) == 0.4)
        assert queue.position(song_id) == Position(JobState.RUNNING, 0, "")
        (tmp_path / "go").touch()
        await until(lambda: stored() == 1)
    assert progress_of(song_id) is None


async def test_a_song_of_an_older_model_is_heard_again(tmp_path: Path) -> None:
    song = make_song(path=str(tmp_path / "old"))
    make_emotion(song, model="an older ear")
    async with running(hear_at_once):
        await until(lambda: heard(tmp_path) == ["old"] and waiting() == 0)
    with session() as opened:
        row = opened.get(SongEmotion, ident(song))
    assert row is not None
    assert row.model == "ear-test"


class ModelOfTheFolder:
    """Which model `hear_by_the_model_of_the_folder` is."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __call__(self, version: str) -> None:
        self._file.with_suffix(".new").write_text(version, encoding="utf-8")
        self._file.with_suffix(".new").replace(self._file)

    def version(self) -> str:
        return self._file.read_text(encoding="utf-8")


@pytest.fixture
def change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModelOfTheFolder:
    """A model that can be changed while a runner looks often."""
    monkeypatch.setattr(module, "LOOK_S", 0.05)
    model = ModelOfTheFolder(tmp_path / "model")
    model("ear-1")
    return model


def models_of(ids: list[int]) -> list[str]:
    """Which models heard these songs, empty for those that were not heard."""
    with session() as opened:
        rows = [opened.get(SongEmotion, song_id) for song_id in ids]
    return ["" if row is None else row.model for row in rows]


async def test_a_model_that_comes_while_the_server_runs_hears_the_library_again(
    tmp_path: Path, change: ModelOfTheFolder
) -> None:
    ids = queued(tmp_path, "a", "b", "c")
    async with running(hear_by_the_model_of_the_folder, 2, version=change.version):
        await until(lambda: models_of(ids) == ["ear-1"] * 3)
        change("ear-2")
        await until(lambda: models_of(ids) == ["ear-2"] * 3)
        change("ear-1")
        await until(lambda: models_of(ids) == ["ear-1"] * 3)
    assert sorted(heard(tmp_path)) == ["a", "a", "a", "b", "b", "b", "c", "c", "c"]
    assert waiting() == 0


async def test_a_song_in_hand_when_the_model_changes_is_heard_once_more(
    tmp_path: Path, change: ModelOfTheFolder
) -> None:
    (tmp_path / "stop").touch()
    ids = queued(tmp_path, "a")
    async with running(hear_by_the_model_of_the_folder, version=change.version):
        await until(lambda: progress_of(ids[0]) == 0.4)
        change("ear-2")
        (tmp_path / "stop").unlink()
        await until(lambda: models_of(ids) == ["ear-2"] and waiting() == 0)
    assert heard(tmp_path) == ["a", "a"]


async def test_new_songs_are_heard_before_those_that_are_heard_again(
    tmp_path: Path, change: ModelOfTheFolder
) -> None:
    old = [make_song(path=str(tmp_path / name), duration_s=1.0) for name in ("old1", "old2")]
    for song in old:
        make_emotion(song, model="ear-0")
    (tmp_path / "stop").touch()
    async with running(hear_by_the_model_of_the_folder, version=change.version):
        await until(lambda: heard(tmp_path) == ["old1"])
        new = queued(tmp_path, "new")
        (tmp_path / "stop").unlink()
        await until(lambda: models_of([*map(ident, old), *new]) == ["ear-1"] * 3)
    assert heard(tmp_path) == ["old1", "new", "old2"]


async def test_a_power_cut_while_a_library_is_heard_again_loses_no_curve(
    tmp_path: Path, change: ModelOfTheFolder
) -> None:
    songs = [make_song(path=str(tmp_path / name), duration_s=1.0) for name in "abc"]
    ids = [ident(song) for song in songs]
    for song in songs:
        make_emotion(song, model="ear-0")
    script = RUNNER.replace('"ear-test"', '"ear-1"')
    (tmp_path / "stop").touch()
    with python(script, "here", "hear_by_the_model_of_the_folder") as process:
        await until(lambda: heard(tmp_path) == ["a"])
        process.kill()
        process.wait()
    assert models_of(ids) == ["ear-0"] * 3
    (tmp_path / "stop").unlink()
    async with running(hear_by_the_model_of_the_folder, version=change.version):
        await until(lambda: models_of(ids) == ["ear-1"] * 3)
    assert heard(tmp_path) == ["a", "a", "b", "c"]
    assert waiting() == 0


async def test_a_song_whose_file_has_gone_keeps_its_curve(
    tmp_path: Path, change: ModelOfTheFolder
) -> None:
    gone = make_song(path=str(tmp_path / "gone"), duration_s=1.0)
    make_emotion(gone, model="ear-0")
    async with running(hear_as_named, version=change.version):
        await until(lambda: queue.state_of(ident(gone)) is JobState.FAILED)
    assert models_of([ident(gone)]) == ["ear-0"]


async def test_a_worker_is_polite_and_uses_one_thread(tmp_path: Path) -> None:
    queued(tmp_path, "a")
    async with running(tell_its_threads):
        await until(lambda: stored() == 1)
    threads = (tmp_path / "threads").read_text(encoding="ascii")
    assert threads == "OMP=1 OPENBLAS=1 MKL=1 ORT=1"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("bad", "This file is not sound."),
        ("gone", "The file of this song is not there any more."),
    ],
)
async def test_a_bad_file_fails_at_once_and_the_rest_goes_on(
    tmp_path: Path, name: str, sentence: str
) -> None:
    bad, _ = queued(tmp_path, name, "good")
    async with running(hear_as_named):
        await until(lambda: stored() == 1)
    assert heard(tmp_path) == [name, "good"]
    assert queue.position(bad) == Position(JobState.FAILED, 0, sentence)


@pytest.mark.parametrize("name", ["poison", "killed", "surprise"])
async def test_a_file_that_kills_its_worker_is_given_up_after_three_times(
    tmp_path: Path, name: str
) -> None:
    poison, *_ = queued(tmp_path, name, "good1", "good2", "good3")
    async with running(hear_as_named, workers=2):
        await until(lambda: waiting() == 0)
    assert stored() == 3
    assert sorted(heard(tmp_path)) == sorted([name] * 3 + ["good1", "good2", "good3"])
    place = queue.position(poison)
    assert place == Position(JobState.FAILED, 0, module.CRASH_SENTENCE)


async def test_a_file_that_kills_its_worker_twice_is_heard_the_third_time(tmp_path: Path) -> None:
    queued(tmp_path, "shaky")
    async with running(hear_as_named):
        await until(lambda: stored() == 1)
    assert heard(tmp_path) == ["shaky"] * 3


async def test_a_worker_that_hangs_is_ended_and_the_rest_goes_on(tmp_path: Path) -> None:
    hangs, _ = queued(tmp_path, "hangs", "good")
    async with running(hear_as_named, grace_s=1.5):
        await until(lambda: stored() == 1)
    assert heard(tmp_path) == ["hangs", "good"]
    assert queue.position(hangs) == Position(JobState.FAILED, 0, module.HANG_SENTENCE)


async def test_without_a_model_songs_wait_and_none_fails(tmp_path: Path) -> None:
    (song_id,) = queued(tmp_path, "poor")
    async with running(hear_as_named):
        await until(lambda: heard(tmp_path) == ["poor"])
        await until(lambda: queue.position(song_id) == Position(JobState.QUEUED, 0, ""))


async def test_at_the_end_the_worker_is_gone_and_its_song_waits_again(tmp_path: Path) -> None:
    (song_id,) = queued(tmp_path, "a")
    async with running(hear_with_its_pid):
        await until(lambda: progress_of(song_id) == 0.4)
        pid, niceness = (tmp_path / "pid").read_text(encoding="ascii").split()
        assert int(niceness) >= 10
    await until(lambda: not lives(int(pid)))
    assert queue.position(song_id) == Position(JobState.QUEUED, 0, "")
    row = queue.claim("another")[0]
    assert row.attempts == 0


async def test_a_song_that_was_heard_when_the_power_went_is_heard_after_it(tmp_path: Path) -> None:
    first, second = queued(tmp_path, "a", "b")
    with python(RUNNER, "here", "hear_until_told") as process:
        await until(lambda: heard(tmp_path) == ["a"])
        process.kill()
        process.wait()
    assert queue.position(first) == Position(JobState.RUNNING, 0, "")
    async with running(hear_at_once):
        await until(lambda: stored() == 2)
    assert heard(tmp_path) == ["a", "a", "b"]
    assert [queue.position(song_id) for song_id in (first, second)] == [None, None]


async def test_a_worker_does_not_outlive_a_runner_that_is_killed(tmp_path: Path) -> None:
    queued(tmp_path, "a")
    script = RUNNER.replace(
        "from tests import analyses", "import tests.jobs.test_analysis as analyses"
    )
    with python(script, "here", "hear_with_its_pid") as process:
        await until(lambda: heard(tmp_path) == ["a"])
        pid = int((tmp_path / "pid").read_text(encoding="ascii").split()[0])
        assert lives(pid)
        process.kill()
    await until(lambda: not lives(pid))


@on_both
async def test_two_servers_on_one_database_hear_each_song_once(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    names = [f"song{number}" for number in range(50)]
    queued(tmp_path, *names)
    with (
        python(RUNNER, "first", "hear_at_once"),
        python(RUNNER, "second", "hear_at_once"),
    ):
        await until(lambda: waiting() == 0)
    assert sorted(heard(tmp_path)) == sorted(names)
    assert stored() == 50


@pytest.mark.parametrize(
    ("duration_s", "limit_s"),
    [(0.0, 120.0), (-5.0, 120.0), (240.0, 144.0), (7200.0, 840.0), (36_000.0, 3720.0)],
)
def test_the_time_that_a_song_may_take_grows_with_a_part_of_its_length(
    duration_s: float, limit_s: float
) -> None:
    assert module.time_limit_s(duration_s) == limit_s


async def test_a_song_that_is_cancelled_is_let_go_and_the_next_one_is_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DESK_S", 0.1)
    first, second = queued(tmp_path, "a", "b")
    async with running(hear_with_its_pid):
        await until((tmp_path / "pid").exists)
        await until(lambda: queue.state_of(first) is JobState.RUNNING)
        pid = int((tmp_path / "pid").read_text().split()[0])
        analysis_desk.cancel([first])
        await until(lambda: not lives(pid))
        await until(lambda: queue.state_of(second) is JobState.RUNNING)
    assert queue.state_of(first) is JobState.CANCELLED
    assert stored() == 0


async def test_while_it_is_paused_nothing_more_is_heard(tmp_path: Path) -> None:
    analysis_desk.pause()
    queued(tmp_path, "a")
    async with running(hear_at_once):
        await asyncio.sleep(module.POLL_S * 1.5)
        assert heard(tmp_path) == []
        analysis_desk.resume()
        await until(lambda: stored() == 1)
