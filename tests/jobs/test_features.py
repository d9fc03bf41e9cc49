"""What measuring tempo and key promises; with a real process and stand-ins for the measuring."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from emomusic.audio.tempo_key import TempoKey
from emomusic.errors import InvalidAudio
from emomusic.jobs import features as module
from emomusic.jobs.features import CRASH_SENTENCE, GONE_SENTENCE, HANG_SENTENCE, FeatureRunner
from emomusic.services import analysis_queue, features
from emomusic.store.database import session
from emomusic.store.discovery_tables import SongFeatures
from tests.factories import ident, make_song
from tests.processes import lives, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


def measure_as_named(path: Path) -> TempoKey:
    """Do what the name of the file says, and tell who did."""
    with (path.parent / "pids").open("a", encoding="ascii") as log:
        log.write(f"{path.stem} {os.getpid()} {os.nice(0)}\n")
    match path.stem:
        case "killed":
            os._exit(1)
        case "hangs":
            time.sleep(3600)
        case "bad":
            raise InvalidAudio("This file is not sound.")
        case "surprise":
            raise ZeroDivisionError
    return TempoKey(120.0, 9, True)


@pytest.fixture(autouse=True)
def _looks_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REST_S", 0.05)


def songs(folder: Path, *names: str) -> list[int]:
    for name in names:
        (folder / name).touch()
    return [ident(make_song(path=str(folder / name))) for name in names]


def kept(song_id: int) -> SongFeatures | None:
    with session() as opened:
        return opened.get(SongFeatures, song_id)


async def until(condition: Callable[[], bool]) -> None:
    await asyncio.to_thread(wait_until, condition)


@asynccontextmanager
async def at_work() -> AsyncIterator[None]:
    task = asyncio.create_task(FeatureRunner(measure_as_named).run())
    try:
        yield
    finally:
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def all_of(folder: Path) -> dict[str, str]:
    """Measure everything; return why what could not be."""
    told: dict[str, str] = {}
    await FeatureRunner(measure_as_named).run_once(
        lambda song, why: told.update({song.path.stem: why})
    )
    return told


async def test_songs_are_measured_by_a_process_behind_all_others(tmp_path: Path) -> None:
    first, second = songs(tmp_path, "1.flac", "2.flac")
    async with at_work():
        await until(lambda: kept(second) is not None)
    found = kept(first)
    assert found is not None
    assert (found.tempo_bpm, found.tonic, found.is_minor, found.error) == (120.0, 9, True, None)
    lines = [line.split() for line in (tmp_path / "pids").read_text().splitlines()]
    assert [line[0] for line in lines] == ["1", "2"]
    assert {line[2] for line in lines} == {"19"}
    await until(lambda: not any(lives(int(line[1])) for line in lines))
    assert str(os.getpid()) not in {line[1] for line in lines}


async def test_nothing_is_measured_while_a_song_waits_for_the_ear(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[bool] = []
    real = features.analysis_waits
    monkeypatch.setattr(features, "analysis_waits", lambda: looks.append(real()) or looks[-1])
    (song,) = songs(tmp_path, "1.flac")
    with session(write=True) as writing:
        analysis_queue.enqueue(writing, [song])
    async with at_work():
        await until(lambda: len(looks) >= 3)
        assert looks == [True] * len(looks)
        assert not (tmp_path / "pids").exists()
        (claim,) = analysis_queue.claim("here")
        analysis_queue.fail(claim, "heard enough")
        await until(lambda: kept(song) is not None)


async def test_a_song_in_hand_is_let_go_when_one_comes_for_the_ear(tmp_path: Path) -> None:
    hangs, other = songs(tmp_path, "hangs.flac", "other.flac")
    async with at_work():
        await until((tmp_path / "pids").exists)
        await until(lambda: (tmp_path / "pids").read_text().endswith("\n"))
        pid = int((tmp_path / "pids").read_text().split()[1])
        assert lives(pid)
        with session(write=True) as writing:
            analysis_queue.enqueue(writing, [other])
        await until(lambda: not lives(pid))
    assert kept(hangs) is None


async def test_bad_files_are_noted_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LIMIT_S", 5.0)
    songs(tmp_path, "bad.flac", "killed.flac", "surprise.flac", "hangs.flac", "good.flac")
    gone = ident(make_song(path=str(tmp_path / "gone.flac")))
    assert await all_of(tmp_path) == {
        "bad": "This file is not sound.",
        "killed": CRASH_SENTENCE,
        "surprise": CRASH_SENTENCE,
        "hangs": HANG_SENTENCE,
        "good": "",
        "gone": GONE_SENTENCE,
    }
    assert kept(gone) is None
    assert (features.measured().measured, features.measured().failed) == (5, 4)
