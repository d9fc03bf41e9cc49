"""Fixtures that all tests share: a data folder of one's own, and an empty, migrated database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from emomusic.settings import settings
from emomusic.store.migrate import upgrade
from tests.databases import default_settings, in_use
from tests.models import make_model, serve
from tests.mongo import mongo_database, mongo_template, mongo_uri  # noqa: F401  (fixtures)
from tests.postgresql import Cluster, programs, running_cluster
from tests.redis import redis_or_not, redis_server  # noqa: F401  (fixtures)

_TEMPLATE = "migrated"


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """An empty DATA_DIR; every other setting has its default, whatever `.env` says."""
    folder = tmp_path / "data"
    folder.mkdir()
    with default_settings(folder):
        yield folder


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
        with in_use(url):
            yield url
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    name = cluster.create_database(_TEMPLATE)
    with in_use(cluster.url(name)):
        yield cluster.url(name)
    cluster.drop_database(name)


def _migrate(url: str) -> None:
    with in_use(url):
        upgrade()
