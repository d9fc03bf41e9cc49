"""Fixtures that all tests share: a data folder of one's own, and an empty, migrated database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from emomusic.settings import Settings, settings
from emomusic.store import database as store_database
from emomusic.store.migrate import upgrade
from tests.models import make_model, serve
from tests.mongo import mongo_database, mongo_template, mongo_uri  # noqa: F401  (fixtures)
from tests.postgresql import Cluster, programs, running_cluster
from tests.redis import redis_or_not, redis_server  # noqa: F401  (fixtures)

_TEMPLATE = "migrated"


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty DATA_DIR; every other setting has its default, whatever `.env` says."""
    folder = tmp_path / "data"
    folder.mkdir()
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATA_DIR", str(folder))
    settings.cache_clear()
    yield folder
    settings.cache_clear()


@pytest.fixture
def models_dir(tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A MODELS_DIR of one's own, in which `ear-2` is served; see `tests.models`."""
    folder = tmp_path / "models"
    make_model(folder, "ear-2")
    serve(folder, "ear-2")
    monkeypatch.setenv("MODELS_DIR", str(folder))
    settings.cache_clear()
    return folder


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """A running PostgreSQL with a migrated database to be copied."""
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with running_cluster() as cluster:
        cluster.execute(f"CREATE DATABASE {_TEMPLATE} TEMPLATE template0")
        _migrate(cluster.url(_TEMPLATE))
        yield cluster


@pytest.fixture
def database(request: pytest.FixtureRequest, data_dir: Path) -> Iterator[str]:
    """An empty, migrated database that this test alone uses; its URL.

    It is SQLite, unless a test asks for both kinds by `tests.databases.on_both`.
    """
    if getattr(request, "param", "sqlite") == "sqlite":
        path = data_dir / "emomusic.db"
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), path)
        url = f"sqlite:///{path}"
        with _in_use(url):
            yield url
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    name = cluster.create_database(_TEMPLATE)
    with _in_use(cluster.url(name)):
        yield cluster.url(name)
    cluster.drop_database(name)


def _migrate(url: str) -> None:
    with _in_use(url):
        upgrade()


class _in_use:  # noqa: N801  (reads as a word in `with`)
    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> None:
        store_database.use_database(self.url)

    def __exit__(self, *_: object) -> None:
        store_database.dispose()
        store_database.use_database(None)
