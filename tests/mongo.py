"""A real MongoDB for the tests: the embedded one, and the one of TEST_MONGODB_URI if it is set."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from emomusic.store.embedded_mongo import embedded_mongo
from emomusic.store.mongo import Database, close_mongo, ensure_indexes, mongo, use_mongo

_URI = os.environ.get("TEST_MONGODB_URI", "")
_MEMORY, _ROOM_BYTES = Path("/dev/shm"), 2_000_000_000


@pytest.fixture(scope="session")
def mongo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose MongoDB had its first start, and is stopped; to be copied."""
    folder = tmp_path_factory.mktemp("mongo_template")
    with embedded_mongo(folder):
        return folder


def lay_out(template: Path, folder: Path) -> Path:
    """Give a data folder the MongoDB of the template, which saves it the first start."""
    for name in ("mongo", "secrets"):
        shutil.copytree(template / name, folder / name)
    return folder


@pytest.fixture(scope="session", params=["embedded", "server"] if _URI else ["embedded"])
def mongo_uri(request: pytest.FixtureRequest, mongo_template: Path) -> Iterator[str]:
    """Where a MongoDB answers; its files are in memory where that has room."""
    if request.param == "server":
        yield _URI
        return
    with (
        tempfile.TemporaryDirectory(prefix="emomusic-mongo-", dir=_quick_place()) as name,
        embedded_mongo(lay_out(mongo_template, Path(name))) as address,
    ):
        yield address.uri


def _quick_place() -> Path | None:
    """Memory, which no commit has to wait for as it would for a disk; else where files go."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES:
        return _MEMORY
    return None


@pytest_asyncio.fixture
async def mongo_database(mongo_uri: str) -> AsyncIterator[Database]:
    """An empty MongoDB database that this test alone uses, and that `mongo()` gives."""
    with use_mongo(mongo_uri, f"test_{uuid4().hex[:16]}"):
        await ensure_indexes()
        database = mongo()
        yield database
        await database.client.drop_database(database.name)
        await close_mongo()
