"""Migrations: the schema of the tables, on both databases, however often and however many."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel

from emomusic.errors import Unavailable
from emomusic.services.playlists.searching import find_playlists
from emomusic.settings import PROJECT_DIR
from emomusic.store import schema
from emomusic.store.database import dispose, session, use_database
from emomusic.store.migrate import alembic_config, upgrade
from tests.databases import on_both
from tests.factories import make_song

REVISION = "SELECT version_num FROM alembic_version"
HEAD = ScriptDirectory.from_config(alembic_config()).get_current_head()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table; its URL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'new' / 'empty.db'}"
    else:
        cluster = request.getfixturevalue("postgresql")
        url = cluster.url(cluster.create_database())
    use_database(url)
    yield url
    dispose()
    use_database(None)


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(
        connection,
        opts={
            "compare_type": True,
            "include_name": lambda name, kind, _: (
                kind != "table" or not str(name).startswith("search_")
            ),
        },
    )
    return list(compare_metadata(context, SQLModel.metadata))


@on_both
def test_migrations_make_exactly_the_tables(database: str) -> None:
    assert schema.tables.Song.__tablename__ in SQLModel.metadata.tables
    with session() as opened:
        assert differences(opened.connection()) == []


def test_migrating_twice_is_harmless(empty_database: str) -> None:
    upgrade()
    make_song("Rain")
    upgrade()
    with session() as opened:
        assert opened.connection().execute(text("SELECT title FROM song")).scalar_one() == "Rain"


def test_entries_of_an_older_log_are_found(empty_database: str) -> None:
    config = alembic_config()
    entry = (
        "INSERT INTO audit_entry (id, at, actor_name, action, subject_kind, subject_name,"
        " details, address) VALUES (7, '2026-11-01 00:00:00', 'Zoë', 'song.edit', 'song',"
        " 'Räin', '{}', '')"
    )
    with session(write=True) as opened:
        config.attributes["connection"] = opened.connection()
        command.upgrade(config, "0008")
        opened.connection().execute(text(entry))
    upgrade()
    with session() as opened:
        searched = text("SELECT searched FROM audit_entry WHERE id = 7")
        assert opened.connection().execute(searched).scalar_one() == "zoe rain"


def test_playlists_of_an_older_version_are_found(empty_database: str) -> None:
    config = alembic_config()
    at = "'2026-11-01 00:00:00'"
    person = (
        "INSERT INTO user_account (id, name, name_folded, password_hash, role, is_disabled,"
        f" created_at) VALUES (3, 'Ann', 'ann', '', 'listener', FALSE, {at})"
    )
    playlist = (
        "INSERT INTO playlist (id, owner_id, title, description, visibility, link_may_edit,"
        f" version, created_at, updated_at) VALUES (7, 3, 'Räin ♥', 'For reading', 'private',"
        f" FALSE, 0, {at}, {at})"
    )
    with session(write=True) as opened:
        config.attributes["connection"] = opened.connection()
        command.upgrade(config, "0010")
        for statement in (person, playlist):
            opened.connection().execute(text(statement))
    upgrade()
    assert [found.id for found in find_playlists("rain", 3)] == [7]
    assert [found.id for found in find_playlists("read", 3)] == [7]
    assert [found.id for found in find_playlists("rain ♥", 3)] == [7]


def test_migrating_at_once_is_harmless(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: upgrade(), range(4)))
    with session() as opened:
        assert opened.connection().execute(text(REVISION)).scalars().all() == [HEAD]


def test_processes_that_migrate_at_once_wait_for_each_other(empty_database: str) -> None:
    program = (
        "import sys; from emomusic.store.database import use_database; "
        "from emomusic.store.migrate import upgrade; use_database(sys.argv[1]); upgrade()"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, empty_database],
            cwd=PROJECT_DIR,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    ended = [(one.communicate(timeout=60)[1], one.returncode) for one in running]
    assert ended == [("", 0)] * 3


def test_a_downgrade_leaves_nothing(empty_database: str) -> None:
    upgrade()
    config = alembic_config()
    with session(write=True) as opened:
        config.attributes["connection"] = opened.connection()
        command.downgrade(config, "base")
    with session() as opened:
        assert inspect(opened.connection()).get_table_names() == ["alembic_version"]
    upgrade()


def test_a_database_of_a_newer_version_is_left_alone(empty_database: str) -> None:
    upgrade()
    with session(write=True) as opened:
        opened.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="does not fit this version"):
        upgrade()
    with session() as opened:
        assert opened.connection().execute(text(REVISION)).scalar_one() == "9999"


@pytest.mark.parametrize("program", [["alembic", "upgrade", "head"], ["reflex", "db", "migrate"]])
def test_the_command_lines_migrate_too(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, program: list[str]
) -> None:
    monkeypatch.setenv("REFLEX_TELEMETRY_ENABLED", "false")
    monkeypatch.setenv("REFLEX_CHECK_LATEST_VERSION", "false")
    tool = Path(sys.executable).with_name(program[0])
    done = subprocess.run(
        [tool, *program[1:]], cwd=PROJECT_DIR, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr
    use_database(f"sqlite:///{data_dir / 'emomusic.db'}")
    try:
        with session() as opened:
            assert opened.connection().execute(text(REVISION)).scalar_one() == HEAD
            assert differences(opened.connection()) == []
    finally:
        dispose()
        use_database(None)
