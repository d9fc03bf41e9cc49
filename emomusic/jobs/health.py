"""Asks each part of the deployment how it is, really, and never waits long for an answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from importlib import metadata
from platform import python_version

from pymongo.errors import PyMongoError
from redis.exceptions import RedisError
from sqlalchemy import text

from emomusic import __version__
from emomusic.errors import EmoMusicError
from emomusic.jobs.scheduler import LEASE
from emomusic.services import analysis_desk, rehearing
from emomusic.services.analytics.runs import Run, last_run
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.file_lock import FileLock
from emomusic.store.lease import holder_of
from emomusic.store.mongo import mongo
from emomusic.store.redis import redis

LIMIT_S = 3.0
"""Seconds that a part has to answer."""

LATE_ROLLUP_S = 600.0
"""Seconds after which a roll-up that goes every two minutes is missed."""


class Standing(StrEnum):
    """How a part is."""

    WELL = "well"
    OFF = "off"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Check:
    """What a part answered.

    Attributes:
        says: A few words, of the part itself or about it.
        took_ms: How long the answer took, in milliseconds.
    """

    name: str
    standing: Standing
    says: str
    took_ms: float


@dataclass(frozen=True, slots=True)
class Version:
    """What runs, and of which version."""

    name: str
    version: str


class _Off(Exception):
    """The part is not used in this deployment."""


class _Ill(Exception):
    """The part answers, and is not well."""


async def checks(limit_s: float = LIMIT_S) -> tuple[Check, ...]:
    """Ask every part, all at once.

    Args:
        limit_s: Seconds that each has to answer.

    Returns:
        One answer a part.
    """
    parts: dict[str, Callable[[], Awaitable[str]]] = {
        "Database": _database,
        "MongoDB": _mongodb,
        "Redis": _redis,
        "Workers": _workers,
        "Scheduler": _scheduler,
        "Roll-ups": _rollups,
    }
    asked = (_ask(name, part, limit_s) for name, part in parts.items())
    return tuple(await asyncio.gather(*asked))


async def versions(limit_s: float = LIMIT_S) -> tuple[Version, ...]:
    """Name what runs.

    Args:
        limit_s: Seconds that the databases have to answer.

    Returns:
        Each with its version.
    """
    database, documents, model = await asyncio.gather(
        _or_unknown(asyncio.to_thread(_database_version), limit_s),
        _or_unknown(_mongodb_version(), limit_s),
        _or_unknown(asyncio.to_thread(rehearing.served), limit_s),
    )
    return (
        Version("EmoMusic", __version__),
        Version("Reflex", _installed("reflex")),
        Version("Python", python_version()),
        Version("PyTorch", _installed("torch")),
        Version("ONNX Runtime", _installed("onnxruntime")),
        Version("Model", model or "none"),
        Version("Database", database),
        Version("MongoDB", documents),
    )


async def _ask(name: str, part: Callable[[], Awaitable[str]], limit_s: float) -> Check:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(limit_s):
            standing, says = Standing.WELL, await part()
    except TimeoutError:
        standing, says = Standing.ILL, f"It did not answer in {limit_s:g} s."
    except _Off as reason:
        standing, says = Standing.OFF, str(reason)
    except (_Ill, EmoMusicError) as error:
        standing, says = Standing.ILL, str(error)
    except (PyMongoError, RedisError, OSError) as error:
        standing, says = Standing.ILL, f"It can't be reached ({type(error).__name__})."
    return Check(name, standing, says, round(1000 * (time.perf_counter() - began), 1))


async def _database() -> str:
    def ask() -> str:
        with session() as reading:
            reading.connection().execute(text("SELECT 1")).scalar_one()
            return str(reading.get_bind().dialect.name)

    names = {"sqlite": "SQLite, in the data folder", "postgresql": "PostgreSQL"}
    name = await asyncio.to_thread(ask)
    return names.get(name, name)


async def _mongodb() -> str:
    await mongo().client.admin.command("ping")
    return "At MONGODB_URI" if settings().mongodb_uri else "The embedded server"


async def _redis() -> str:
    client = redis()
    if client is None:
        raise _Off("Not used: needed only for several workers.")
    await client.execute_command("PING")
    return "At REDIS_URL"


async def _workers() -> str:
    lock = settings().data_dir / "analysis.lock"
    if not await asyncio.to_thread(FileLock(lock).is_taken):
        raise _Ill("No process of this data folder runs the analysis.")
    standing = await asyncio.to_thread(analysis_desk.progress)
    if not standing.model:
        raise _Ill("There is no model, so nothing can be heard.")
    count = settings().worker_processes
    may = f"{count} process{'' if count == 1 else 'es'} may hear"
    if standing.paused_by:
        raise _Off(f"Paused by {standing.paused_by}; {may}.")
    return f"{may}; {standing.running} of {standing.running + standing.queued} songs in hand."


async def _scheduler() -> str:
    lease = await holder_of(LEASE)
    if lease is None or lease.expires_at <= datetime.now(UTC):
        raise _Ill("No process has the lease, so nothing happens by the clock.")
    return f"Active in {lease.holder}"


async def _rollups() -> str:
    last = await last_run(Run.ROLL_UP)
    if last is None:
        raise _Ill("Listening was never counted.")
    if datetime.now(UTC) - last.began_at > timedelta(seconds=LATE_ROLLUP_S):
        raise _Ill(f"Listening was last counted at {last.began_at:%Y-%m-%d %H:%M} UTC.")
    took_s = (last.ended_at - last.began_at).total_seconds()
    return f"Listening was counted at {last.began_at:%H:%M} UTC, in {took_s:.1f} s."


async def _or_unknown(answer: Awaitable[str], limit_s: float) -> str:
    try:
        async with asyncio.timeout(limit_s):
            return await answer
    except (TimeoutError, EmoMusicError, PyMongoError):
        return "unknown"


def _database_version() -> str:
    with session() as reading:
        dialect = reading.get_bind().dialect.name
        asked = "SELECT sqlite_version()" if dialect == "sqlite" else "SHOW server_version"
        version = reading.connection().execute(text(asked)).scalar_one()
    return f"{'SQLite' if dialect == 'sqlite' else 'PostgreSQL'} {version}"


async def _mongodb_version() -> str:
    answer = await mongo().client.admin.command("buildInfo")
    return str(answer.get("version", "unknown"))


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
