"""What a lane promises: one process, started when needed and let go when not."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from emomusic.errors import InvalidAudio
from emomusic.jobs import lane as module
from emomusic.jobs.lane import Lane, WorkerDied, WorkerHung
from emomusic.settings import PROJECT_DIR
from tests.analyses import Progress, hear_as_named
from tests.processes import lives, wait_until

pytestmark = pytest.mark.slow

LIMIT_S = 60.0

# A main module that notes each time it is run, under whatever name.
MAIN = """
import asyncio, sys
from pathlib import Path
with (Path(sys.argv[1]) / "runs").open("a") as file:
    file.write(f"{__name__}\\n")
from emomusic.jobs.lane import Lane
from tests.analyses import hear_at_once
async def main():
    lane = Lane()
    await lane.hear(hear_at_once, Path(sys.argv[1]) / "song", 60.0)
    lane.kill()
asyncio.run(main())
"""


def tell_its_pid(path: Path, progress: Progress) -> int:
    progress(0.5)
    return os.getpid()


@pytest.fixture
def lane() -> Iterator[Lane]:
    made = Lane()
    yield made
    made.kill()


async def pid_of(lane: Lane, folder: Path) -> int:
    return await lane.hear(tell_its_pid, folder / "song", LIMIT_S)  # type: ignore[arg-type,return-value]


async def gone(pid: int) -> None:
    await asyncio.to_thread(wait_until, lambda: not lives(pid))


async def test_one_process_hears_one_song_after_the_other(lane: Lane, tmp_path: Path) -> None:
    first = await pid_of(lane, tmp_path)
    assert first != os.getpid()
    assert await pid_of(lane, tmp_path) == first
    assert lane.progress() == 0.5


async def test_an_idle_process_can_be_let_go_and_another_starts_when_needed(
    lane: Lane, tmp_path: Path
) -> None:
    first = await pid_of(lane, tmp_path)
    lane.rest()
    await gone(first)
    assert await pid_of(lane, tmp_path) != first


async def test_a_process_is_replaced_after_so_many_songs(
    lane: Lane, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SONGS_PER_PROCESS", 2)
    pids = [await pid_of(lane, tmp_path) for _ in range(5)]
    assert pids[0] == pids[1] != pids[2] == pids[3] != pids[4]
    await gone(pids[0])


async def test_what_the_ear_says_of_a_file_comes_through_and_the_process_stays(
    lane: Lane, tmp_path: Path
) -> None:
    first = await pid_of(lane, tmp_path)
    with pytest.raises(InvalidAudio) as raised:
        await lane.hear(hear_as_named, tmp_path / "bad", LIMIT_S)
    assert raised.value.sentence == "This file is not sound."
    assert await pid_of(lane, tmp_path) == first


@pytest.mark.parametrize("name", ["poison", "killed"])
async def test_a_death_is_told_and_the_next_song_gets_a_new_process(
    lane: Lane, tmp_path: Path, name: str
) -> None:
    with pytest.raises(WorkerDied):
        await lane.hear(hear_as_named, tmp_path / name, LIMIT_S)
    assert await pid_of(lane, tmp_path)


async def test_a_process_that_hangs_is_ended(lane: Lane, tmp_path: Path) -> None:
    pid = await pid_of(lane, tmp_path)
    with pytest.raises(WorkerHung):
        await lane.hear(hear_as_named, tmp_path / "hangs", 0.2)
    await gone(pid)


async def test_who_stops_waiting_ends_the_process(lane: Lane, tmp_path: Path) -> None:
    pid = await pid_of(lane, tmp_path)
    task = asyncio.create_task(lane.hear(hear_as_named, tmp_path / "hangs", LIMIT_S))
    await asyncio.to_thread(wait_until, (tmp_path / "heard.log").exists)
    task.cancel()
    await asyncio.wait([task])
    await gone(pid)


def test_the_main_module_of_the_server_is_not_run_again_in_a_worker(tmp_path: Path) -> None:
    script = tmp_path / "main.py"
    script.write_text(MAIN, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(PROJECT_DIR)}
    subprocess.run([sys.executable, script, tmp_path], env=environment, check=True, timeout=120)
    assert (tmp_path / "runs").read_text(encoding="utf-8") == "__main__\n"
