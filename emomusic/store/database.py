"""The SQL database: one engine for each URL, and one way to open a session.

SQLite runs in WAL mode, so that readers never wait; writers take the lock when they begin
(`session(write=True)`), so that two of them wait for each other rather than fail.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session, SQLModel

from emomusic.errors import Unavailable
from emomusic.settings import settings

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for another one on SQLite, in milliseconds."""

_WRITE = "emomusic_write"
_POOL_SIZE = 16
_LOOK_S = 0.02
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -32768",
    "PRAGMA mmap_size = 268435456",
    "PRAGMA temp_store = MEMORY",
)

_engines: dict[str, Engine] = {}
_lock = threading.Lock()
_chosen_url: str | None = None


def use_database(url: str | None) -> None:
    """Switch this process to another database, for tests and benchmarks.

    Args:
        url: URL as in the setting DATABASE_URL; None goes back to the setting.
    """
    global _chosen_url
    _chosen_url = url


def engine() -> Engine:
    """Return the engine of the current database, made at its first use.

    Raises:
        Unavailable: The folder of the SQLite file can't be made.
    """
    url = _chosen_url or settings().sql_url
    with _lock:
        if url not in _engines:
            _engines[url] = _make_engine(url)
        return _engines[url]


def dispose(url: str | None = None) -> None:
    """Close the idle connections of an engine and forget it.

    Args:
        url: URL of the engine, the current database by default.
    """
    with _lock:
        found = _engines.pop(url or _chosen_url or settings().sql_url, None)
    if found is not None:
        found.dispose()


@contextmanager
def session(*, write: bool = False) -> Iterator[Session]:
    """Open a session: committed when the block ends well, rolled back when it raises.

    Args:
        write: The block writes. On SQLite the write lock is taken now, waiting for the writer
            that has it; without this, a block that reads before it writes can fail when
            another one wrote in between.

    Yields:
        A session whose rows stay readable after the commit.

    Raises:
        Unavailable: The database can't be reached, or is locked for too long.
    """
    with Session(engine(), expire_on_commit=False) as opened:
        try:
            opened.connection(execution_options={_WRITE: write})
        except OperationalError as error:
            raise Unavailable("The database can't be reached now. Try again soon.") from error
        yield opened
        opened.commit()


def upsert(opened: Session, table: type[SQLModel]) -> sqlite.Insert | postgresql.Insert:
    """Begin an INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`.

    Args:
        opened: The session in which it will run.
        table: The table to insert into.

    Returns:
        The statement of the session's dialect.
    """
    if opened.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def _make_engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed, pool_pre_ping=True, pool_size=_POOL_SIZE, max_overflow=_POOL_SIZE
        )
    folder = Path(parsed.database or "").parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unavailable(f"The folder {folder} of the database can't be made.") from error
    made = create_engine(parsed, pool_size=_POOL_SIZE, max_overflow=_POOL_SIZE)
    event.listen(made, "connect", _prepare_sqlite)
    event.listen(made, "begin", _begin_sqlite)
    return made


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes late and only before writes; `_begin_sqlite` replaces it.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    # On a new file only one connection can switch to WAL, and SQLite refuses the others at once
    # instead of waiting: https://www.sqlite.org/c3ref/busy_handler.html.
    deadline_s = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline_s:
                raise
        time.sleep(_LOOK_S)


def _begin_sqlite(connection: Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITE) else "BEGIN")


def _forget_after_fork() -> None:
    # A child must not use its parent's connections, nor close them.
    global _lock
    _lock = threading.Lock()
    for inherited in _engines.values():
        inherited.dispose(close=False)
    _engines.clear()


os.register_at_fork(after_in_child=_forget_after_fork)
