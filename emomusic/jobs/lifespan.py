"""All that runs beside the pages, from the start of the server to its end.

In order: the embedded MongoDB, the analysis of music, the scheduler, the check of
uploads, tempo and key; stopped in reverse. Nothing is made at import, for the production server
imports the app and then forks. Of several workers on one data folder one runs the analysis, one
the check, one the measuring and one the server; when it dies, another takes over.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator

from emomusic.errors import Unavailable
from emomusic.jobs.analysis import AnalysisRunner
from emomusic.jobs.explanation import explainer
from emomusic.jobs.features import FeatureRunner
from emomusic.jobs.parts import Part, again_and_again, end_parts
from emomusic.jobs.scheduler import run_scheduler
from emomusic.jobs.uploads import UploadChecker
from emomusic.services.troubles import watch_the_log
from emomusic.settings import secret, settings
from emomusic.store.embedded_mongo import EmbeddedMongo
from emomusic.store.file_lock import FileLock
from emomusic.store.migrate import upgrade
from emomusic.store.mongo import close_mongo, ensure_indexes

logger = logging.getLogger(__name__)

FIRST_START_S = 4.0
"""Seconds that the pages wait for MongoDB before they open without it."""

LOOK_S = 2.0
"""Seconds between looks whether the embedded MongoDB lives."""

TURN_S = 5.0
"""Seconds between tries to take over from a process that is gone."""


@contextlib.asynccontextmanager
async def lifespan() -> AsyncIterator[None]:
    """Run everything beside the pages; for `app.register_lifespan_task`.

    Yields:
        Nothing, while it runs.
    """
    config = settings()
    watch_the_log()
    # `reflex run` alone comes here without having been through `emomusic run`.
    await asyncio.to_thread(upgrade)
    holder = f"{socket.gethostname()}:{os.getpid()}"

    async def analyse() -> None:
        await AnalysisRunner(secret("runner")[:32], config.worker_processes).run()

    async def schedule() -> None:
        await run_scheduler(holder, config)

    async with _mongo_running():
        parts = [
            asyncio.create_task(_one_at_a_time("analysis", analyse), name="analysis"),
            asyncio.create_task(again_and_again("scheduler", schedule), name="scheduler"),
            asyncio.create_task(_one_at_a_time("uploads", UploadChecker().run), name="uploads"),
            asyncio.create_task(_one_at_a_time("features", FeatureRunner().run), name="features"),
        ]
        try:
            yield
        finally:
            explainer().close()
            await end_parts(*reversed(parts))


@contextlib.asynccontextmanager
async def _mongo_running() -> AsyncIterator[None]:
    server = None if settings().mongodb_uri else EmbeddedMongo(settings().data_dir)
    ready = asyncio.Event()
    keeper = asyncio.create_task(_keep_mongo(server, ready), name="mongo")
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_START_S):
                await ready.wait()
        yield
    finally:
        await end_parts(keeper)
        await close_mongo()
        if server is not None:
            await asyncio.to_thread(server.stop)


async def _keep_mongo(server: EmbeddedMongo | None, ready: asyncio.Event) -> None:
    while True:
        try:
            if server is not None:
                await asyncio.to_thread(server.keep)
            if not ready.is_set():
                await ensure_indexes()
        except Unavailable as error:
            logger.warning("%s Listening goes on without its history.", error)
        else:
            ready.set()
        await asyncio.sleep(LOOK_S)


async def _one_at_a_time(name: str, part: Part) -> None:
    """Run a part in one process of the data folder: this one, when it is its turn."""
    lock = FileLock(settings().data_dir / f"{name}.lock")
    while not await asyncio.to_thread(lock.acquire):  # noqa: ASYNC110  (another process's lock)
        await asyncio.sleep(TURN_S)
    try:
        await again_and_again(name, part)
    finally:
        lock.release()
