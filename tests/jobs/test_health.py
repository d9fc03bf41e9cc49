"""What the desk is told of each part: the truth, and soon."""

from __future__ import annotations

import asyncio
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from emomusic.jobs import health
from emomusic.jobs.health import Check, Standing, checks, versions
from emomusic.services import analysis_desk, rehearing
from emomusic.services.access import Person
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.analytics.runs import Run, note
from emomusic.settings import settings
from emomusic.store.file_lock import FileLock
from emomusic.store.lease import take_lease
from emomusic.store.mongo import use_mongo
from emomusic.store.redis import close_redis
from emomusic.store.tables import Role
from tests.databases import in_use, on_both
from tests.redis import RedisServer, redis_server  # noqa: F401  (a fixture)

pytestmark = pytest.mark.usefixtures("database", "mongo_database")
NOBODY_THERE = "mongodb://127.0.0.1:9/"


async def check(name: str, limit_s: float = 10.0) -> Check:
    return next(one for one in await checks(limit_s) if one.name == name)


@on_both
async def test_a_database_that_answers_is_well(database: str) -> None:
    assert (await check("Database")).standing is Standing.WELL


async def test_a_database_that_is_not_there_is_ill() -> None:
    with in_use("postgresql+psycopg://nobody@127.0.0.1:9/none"):
        found = await check("Database")
    assert found.standing is Standing.ILL
    assert "can't be reached" in found.says


async def test_mongodb_is_asked() -> None:
    assert (await check("MongoDB")).standing is Standing.WELL
    with use_mongo(NOBODY_THERE, "none"):
        found = await check("MongoDB", limit_s=0.3)
    assert (found.standing, found.says) == (Standing.ILL, "It did not answer in 0.3 s.")


async def test_no_part_holds_up_the_others_or_the_event_loop() -> None:
    with use_mongo(NOBODY_THERE, "none"):
        began = time.perf_counter()
        asked = asyncio.create_task(checks(0.4))
        longest = 0.0
        while not asked.done():
            before = time.perf_counter()
            await asyncio.sleep(0.01)
            longest = max(longest, time.perf_counter() - before)
        assert time.perf_counter() - began < 3.0
    assert longest < 0.4
    assert {one.name: one.standing for one in await asked}["Database"] is Standing.WELL


class TestRedis:
    async def test_that_is_not_used_is_off(self) -> None:
        assert (await check("Redis")).standing is Standing.OFF

    async def test_is_well_while_it_answers_and_ill_when_it_is_gone(
        self,
        redis_server: RedisServer,  # noqa: F811
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setenv("REDIS_URL", redis_server.url)
        settings.cache_clear()
        try:
            assert (await check("Redis")).standing is Standing.WELL
            redis_server.stop()
            assert (await check("Redis")).standing is Standing.ILL
        finally:
            await close_redis()


class TestWorkers:
    @pytest.fixture(autouse=True)
    def _model(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(rehearing, "served", lambda: "ear-test")

    async def test_are_ill_where_no_process_runs_the_analysis(self) -> None:
        found = await check("Workers")
        assert found.standing is Standing.ILL
        assert "No process" in found.says

    async def test_are_well_while_one_has_the_lock(self, data_dir: Path) -> None:
        lock = FileLock(data_dir / "analysis.lock")
        assert lock.acquire()
        found = await check("Workers")
        assert found.standing is Standing.WELL
        assert lock.held
        lock.release()

    async def test_are_off_while_they_are_paused(self, data_dir: Path) -> None:
        lock = FileLock(data_dir / "analysis.lock")
        lock.acquire()
        analysis_desk.pause(Person(1, "Ada", Role.ADMINISTRATOR, 1))
        found = await check("Workers")
        assert (found.standing, found.says[:14]) == (Standing.OFF, "Paused by Ada;")
        lock.release()


async def test_the_scheduler_is_well_while_somebody_has_its_lease() -> None:
    assert (await check("Scheduler")).standing is Standing.ILL
    await take_lease(health.LEASE, "here:1", 60)
    found = await check("Scheduler")
    assert (found.standing, found.says) == (Standing.WELL, "Active in here:1")
    await take_lease(health.LEASE, "here:1", -1)
    assert (await check("Scheduler")).standing is Standing.ILL


async def test_versions_are_those_that_run() -> None:
    named = {one.name: one.version for one in await versions()}
    assert named["Reflex"][0].isdigit()
    assert named["Database"].startswith("SQLite 3.")
    assert named["MongoDB"] not in ("", "unknown")


async def test_roll_ups_are_well_while_the_last_one_is_recent() -> None:
    found = await check("Roll-ups")
    assert (found.standing, found.says) == (Standing.ILL, "Listening was never counted.")
    await roll_up()
    found = await check("Roll-ups")
    assert found.standing is Standing.WELL
    assert re.fullmatch(r"Listening was counted at \d\d:\d\d UTC, in \d+\.\d s\.", found.says)
    await note(Run.ROLL_UP, datetime(2026, 11, 2, 3, 4, tzinfo=UTC))
    found = await check("Roll-ups")
    assert found.standing is Standing.ILL
    assert found.says == "Listening was last counted at 2026-11-02 03:04 UTC."
