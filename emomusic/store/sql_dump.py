"""Every table as lines of JSON, and back; from SQLite into PostgreSQL and the other way too.

A line is a row: an object of its columns. What JSON has no word for is tagged: `{"bytes": …}` in
Base64, `{"time": …}` in ISO 8601 and UTC. The full-text index is left out; it is made anew.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Integer, MetaData, Table, func, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from emomusic.errors import InvalidInput
from emomusic.store.database import session
from emomusic.store.schema import SQLModel

BATCH = 500
"""Rows that are in memory at once; a curve may have 100 kB."""

Row = dict[str, Any]


@contextmanager
def snapshot() -> Iterator[Session]:
    """Open a session that sees the database as it is at its first question, whoever writes then.

    Yields:
        The session.
    """
    with session() as opened:
        # SQLite's readers see such a snapshot anyhow (WAL).
        if opened.get_bind().dialect.name == "postgresql":
            opened.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield opened


def tables() -> list[Table]:
    """Return the tables of this version, those that others point to first."""
    return list(SQLModel.metadata.sorted_tables)


def revision(opened: Session) -> str:
    """Return the revision of alembic that the database has; empty for one without tables."""
    if not inspect(opened.connection()).has_table("alembic_version"):
        return ""
    return str(opened.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


def table_of_rows(opened: Session, known: Iterable[Table]) -> str | None:
    """Return the name of a table that has rows, or None where all are empty or missing."""
    there = set(inspect(opened.connection()).get_table_names())
    for table in known:
        if (
            table.name in there
            and opened.execute(select(text("1")).select_from(table).limit(1)).first()
        ):
            return table.name
    return None


def rows_as_lines(opened: Session, table: Table) -> Iterator[str]:
    """Read a table as lines of JSON, in the order of its key.

    Args:
        opened: A session, such as that of `snapshot`.
        table: One of `tables`.

    Yields:
        A row each, without a line break.
    """
    found = opened.connection().execute(
        select(table).order_by(*table.primary_key.columns), execution_options={"yield_per": BATCH}
    )
    for row in found.mappings():
        yield json.dumps({name: _to_json(value) for name, value in row.items()}, ensure_ascii=False)


def reflected(opened: Session, names: Iterable[str]) -> list[Table]:
    """Read from the database what some tables look like, so that an older schema fits too.

    Args:
        opened: A session.
        names: Of the tables.

    Returns:
        The tables, those that others point to first.

    Raises:
        InvalidInput: There is no such table.
    """
    wanted = sorted(set(names))
    there = set(inspect(opened.connection()).get_table_names())
    for name in wanted:
        if name not in there:
            raise InvalidInput(f"The archive has a table {name!r} that is not known.")
    metadata = MetaData()
    metadata.reflect(opened.connection(), only=wanted)
    return [table for table in metadata.sorted_tables if table.name in wanted]


def load_lines(
    opened: Session,
    table: Table,
    lines: Iterable[str],
    change: Callable[[Row], Row] = lambda row: row,
) -> int:
    """Insert what `rows_as_lines` wrote.

    Args:
        opened: A writing session.
        table: One of `reflected`.
        lines: A row each.
        change: Is given each row and returns what is kept of it.

    Returns:
        How many rows.

    Raises:
        InvalidInput: A line is no row of this table.
    """
    count = 0
    rows = (change(_row(table, line)) for line in lines)
    while batch := list(islice(rows, BATCH)):
        try:
            opened.connection().execute(insert(table), batch)
        except SQLAlchemyError as error:
            raise InvalidInput(f"A row of the table {table.name} does not fit.") from error
        count += len(batch)
    if opened.get_bind().dialect.name == "postgresql":
        _continue_numbers(opened, table)
    return count


def _continue_numbers(opened: Session, table: Table) -> None:
    """Let PostgreSQL number new rows after those that brought their own numbers."""
    keys = list(table.primary_key.columns)
    if len(keys) != 1 or not isinstance(keys[0].type, Integer):
        return
    sequence = opened.execute(
        select(func.pg_get_serial_sequence(table.name, keys[0].name))
    ).scalar()
    highest = opened.execute(select(func.max(keys[0]))).scalar()
    if sequence and highest:
        opened.execute(select(func.setval(sequence, highest)))


def _row(table: Table, line: str) -> Row:
    try:
        row = json.loads(line)
        if not isinstance(row, dict) or not row.keys() <= set(table.columns.keys()):
            raise InvalidInput(f"A line of the table {table.name} is no row of it.")
        return {name: _from_json(value) for name, value in row.items()}
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise InvalidInput(f"A line of the table {table.name} can't be read.") from error


def _to_json(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _from_json(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "bytes" in value:
        return base64.b64decode(value["bytes"], validate=True)
    if "day" in value:
        return date.fromisoformat(value["day"])
    return datetime.fromisoformat(value["time"])
