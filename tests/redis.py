"""A real Redis for the tests, on a free port and in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from emomusic.settings import settings
from tools.redis_server import RedisServer, is_installed


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[RedisServer]:
    """A running Redis, that no setting names yet."""
    if not is_installed():
        pytest.skip("redis-server is not installed (apt-get install redis-server)")
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["in process", "redis"])
def redis_or_not(
    request: pytest.FixtureRequest, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Run a test once without Redis and once with one that the settings name; its URL."""
    if request.param == "in process":
        return ""
    server: RedisServer = request.getfixturevalue("redis_server")
    monkeypatch.setenv("REDIS_URL", server.url)
    settings.cache_clear()
    return server.url
