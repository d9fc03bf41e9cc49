"""What the clock promises."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from emomusic.jobs import scheduler as module
from emomusic.jobs.scheduler import Rescan, forget_what_ran_out, run_scheduler
from emomusic.services.scan import ScanProgress, Stage
from emomusic.settings import Settings, settings
from emomusic.store.database import session
from emomusic.store.lease import take_lease
from emomusic.store.mongo import Collection, Database
from emomusic.store.tables import LogInFailure, Song, UserSession, now
from tests.audio_files import make_audio
from tests.factories import ident, make_user, save
from tests.processes import PATIENCE_S, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("database")]


async def until(condition: Callable[[], bool]) -> None:
    await asyncio.to_thread(wait_until, condition)


def songs() -> int:
    with session() as opened:
        return opened.exec(select(func.count()).select_from(Song)).one()


@pytest.fixture
def music(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data_dir: Path) -> Path:
    """The one folder of MUSIC_DIRS, with one song."""
    folder = tmp_path / "music"
    folder.mkdir()
    make_audio(folder / "song.flac")
    monkeypatch.setenv("MUSIC_DIRS", str(folder))
    settings.cache_clear()
    return folder


@asynccontextmanager
async def running(holder: str, config: Settings | None = None) -> AsyncIterator[None]:
    task = asyncio.create_task(run_scheduler(holder, config or settings()))
    try:
        yield
        assert not task.done()
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE_S)


async def test_the_music_folders_are_scanned_at_the_start(
    mongo_database: Database, music: Path
) -> None:
    async with running("one"):
        await until(lambda: songs() == 1)


async def test_the_music_folders_are_scanned_again_and_again(
    mongo_database: Database, music: Path
) -> None:
    often = settings().model_copy(update={"scan_interval_min": 0.01})
    async with running("one", often):
        await until(lambda: songs() == 1)
        make_audio(music / "another.flac")
        await until(lambda: songs() == 2)


async def test_an_interval_of_zero_never_scans(mongo_database: Database, music: Path) -> None:
    ended = save_ended_session()
    never = settings().model_copy(update={"scan_interval_min": 0.0})
    async with running("one", never):
        await until(lambda: not session_exists(ended))
    assert songs() == 0


async def test_one_scheduler_of_a_deployment_is_active_and_another_takes_over(
    mongo_database: Database, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LEASE_S", 1.2)
    leases = mongo_database[Collection.LEASES]

    async def holder() -> object:
        return await leases.distinct("holder", {"_id": module.LEASE})

    async def until_held_by(name: str) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while await holder() != [name]:  # noqa: ASYNC110  (what another task changes)
                await asyncio.sleep(0.02)

    async with running("first"):
        await until_held_by("first")
        async with running("second"):
            assert not await take_lease(module.LEASE, "second", 60)
            assert await holder() == ["first"]
    async with running("second"):
        await until_held_by("second")


async def test_nothing_happens_while_another_server_has_the_lease(
    mongo_database: Database, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = asyncio.Event()

    async def ask(*arguments: object) -> bool:
        held = await take_lease(*arguments)  # type: ignore[arg-type]
        asked.set()
        return held

    monkeypatch.setattr(module, "take_lease", ask)
    await take_lease(module.LEASE, "another", 3600)
    async with running("one"):
        await asyncio.wait_for(asked.wait(), PATIENCE_S)
    assert songs() == 0


async def test_a_scan_ends_when_the_server_does(music: Path) -> None:
    rescan = Rescan((music,))
    rescan.stop()
    await rescan.run()
    assert songs() == 0
    with pytest.raises(module.ScanStopped):
        rescan._on_progress(ScanProgress(Stage.READING))


def save_ended_session() -> int:
    row = UserSession(
        user_id=ident(make_user()), token_hash="0" * 64, expires_at=now() - timedelta(days=1)
    )
    return ident(save(row))


def session_exists(session_id: int) -> bool:
    with session() as opened:
        return opened.get(UserSession, session_id) is not None


async def test_sessions_that_ended_and_old_failures_are_forgotten() -> None:
    ended = save_ended_session()
    lasting = UserSession(
        user_id=ident(make_user()), token_hash="1" * 64, expires_at=now() + timedelta(days=1)
    )
    lasting_id = ident(save(lasting))
    save(LogInFailure(key="old", at=now() - timedelta(days=30)))
    save(LogInFailure(key="fresh"))
    await forget_what_ran_out()
    assert not session_exists(ended)
    assert session_exists(lasting_id)
    with session() as opened:
        assert opened.exec(select(LogInFailure.key)).all() == ["fresh"]
