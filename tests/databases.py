"""Says on which databases a test runs, and with which settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from emomusic.settings import Settings, settings
from emomusic.store import database as store_database

on_both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
"""`pytestmark = on_both` runs a module's tests on SQLite and on a real PostgreSQL."""


@contextmanager
def default_settings(data_dir: Path) -> Iterator[None]:
    """Let every setting but DATA_DIR have its default, whatever `.env` says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Settings.model_config, "env_file", None)
        for name in Settings.model_fields:
            patch.delenv(name.upper(), raising=False)
        patch.setenv("DATA_DIR", str(data_dir))
        settings.cache_clear()
        yield
    settings.cache_clear()


@contextmanager
def in_use(url: str) -> Iterator[None]:
    """Let the store speak to a database meanwhile."""
    store_database.use_database(url)
    try:
        yield
    finally:
        store_database.dispose()
        store_database.use_database(None)
