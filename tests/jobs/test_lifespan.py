"""What runs beside the pages: begins, works together, and ends without leaving anything."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from emomusic.errors import Unavailable
from emomusic.jobs import lifespan as module
from emomusic.jobs import parts
from emomusic.jobs.lifespan import lifespan
from emomusic.services import catalogue
from emomusic.services.listening import recently_played, record
from emomusic.store.database import use_database
from emomusic.store.embedded_mongo import address_of, answers
from emomusic.store.file_lock import FileLock
from emomusic.store.mongo import Collection, mongo
from tests.factories import make_song
from tests.listening import event, listener
from tests.mongo import lay_out
from tests.processes import PATIENCE_S, lives, next_line, python, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]

SERVER = """
import asyncio
from emomusic.jobs import lifespan as module
module.FIRST_START_S = 60.0
from emomusic.jobs.lifespan import lifespan
from emomusic.services.listening import recently_played
async def main():
    async with lifespan():
        print(await recently_played(1), flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


@pytest.fixture(autouse=True)
def prepared(mongo_template: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder with a MongoDB whose first start is done; a busy machine is waited for."""
    monkeypatch.setattr(module, "FIRST_START_S", PATIENCE_S)
    return lay_out(mongo_template, data_dir)


async def play() -> None:
    """Play song 7, of which the library may not know yet."""
    if not catalogue.counts().songs:
        make_song(id=7)
    receipt = await record(listener(1), [event(7)])
    assert receipt.accepted == 1


async def test_while_it_runs_listening_is_kept_and_afterwards_nothing_is_left(
    data_dir: Path,
) -> None:
    async with lifespan():
        await play()
        assert await recently_played(1) == [7]
        indexes = await mongo()[Collection.PLAYBACK].index_information()
        assert "by_user" in indexes
        address = address_of(data_dir)
        assert address is not None
    assert not lives(address.pid)
    assert FileLock(data_dir / "analysis.lock").acquire()
    assert not [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]


async def test_a_server_that_was_never_prepared_makes_its_tables(data_dir: Path) -> None:
    use_database(f"sqlite:///{data_dir / 'fresh.db'}")
    async with lifespan():
        assert catalogue.counts().songs == 0


async def test_what_was_listened_to_survives_a_restart(data_dir: Path) -> None:
    async with lifespan():
        await play()
    async with lifespan():
        assert await recently_played(1) == [7]


async def test_several_workers_share_one_mongodb_and_one_analysis(data_dir: Path) -> None:
    async with lifespan():
        await play()
        mine = address_of(data_dir)
        with python(SERVER) as other:
            assert await asyncio.to_thread(next_line, other) == "[7]"
            assert address_of(data_dir) == mine
            assert not FileLock(data_dir / "analysis.lock").acquire()


async def test_a_server_that_was_killed_leaves_nothing_in_the_way_of_the_next(
    data_dir: Path,
) -> None:
    with python(SERVER) as killed:
        assert await asyncio.to_thread(next_line, killed) == "[]"
        first = address_of(data_dir)
        assert first is not None
        killed.kill()
    await asyncio.to_thread(wait_until, lambda: not lives(first.pid))
    async with lifespan():
        await play()
        assert await recently_played(1) == [7]


async def test_a_mongodb_that_dies_is_started_again(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_S", 0.1)
    async with lifespan():
        await play()
        first = address_of(data_dir)
        assert first is not None
        with python("import os, sys; os.kill(int(sys.argv[1]), 9)", str(first.pid)):
            await asyncio.to_thread(wait_until, lambda: address_of(data_dir) != first)
        await asyncio.to_thread(wait_until, lambda: answers(first.uri))
        assert await recently_played(1) == [7]


async def test_pages_open_without_a_mongodb_that_does_not_start(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_START_S", 0.2)
    (data_dir / "mongo" / "WiredTiger.turtle").write_text("not a database", encoding="utf-8")
    async with asyncio.timeout(PATIENCE_S), lifespan():
        with pytest.raises(Unavailable):
            await recently_played(1)


async def test_a_part_that_fails_begins_again(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "RESTART_S", 0.01)
    begun = 0
    third = asyncio.Event()

    async def part() -> None:
        nonlocal begun
        begun += 1
        if begun == 3:
            third.set()
        raise ZeroDivisionError

    task = asyncio.create_task(module._one_at_a_time("part", part))
    await asyncio.wait_for(third.wait(), PATIENCE_S)
    task.cancel()
    await asyncio.wait([task])
    assert FileLock(data_dir / "part.lock").acquire()
