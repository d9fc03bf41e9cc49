"""Reads the audit log: filtered, a page at a time, or all of it for an export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select

from emomusic.services.spreadsheet import csv_line
from emomusic.services.views import Page
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.folding import fold

CHUNK_ROWS = 1000
"""Rows of an export that are in memory at a time."""


class ExportFormat(StrEnum):
    """How the log can be taken along."""

    CSV = "csv"
    JSON_LINES = "jsonl"


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which entries.

    Attributes:
        query: Part of the name of who did it, or of what it was done to.
        action: An `Action`, or a kind of them with its dot ("person."); empty for all.
        since: Of this moment or later.
        until: Before this moment.
    """

    query: str = ""
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry; `at` is ISO 8601 in UTC, `details` a JSON object."""

    id: int
    at: str
    actor_id: int | None
    actor: str
    action: str
    subject_kind: str
    subject_id: int | None
    subject: str
    details: str
    address: str


def moment(text: str) -> datetime | None:
    """Read a moment of a filter.

    Args:
        text: ISO 8601 with its zone; may be anything.

    Returns:
        The moment, or None where it is none: there is no limit then.
    """
    try:
        read = datetime.fromisoformat(text)
        return read.astimezone(UTC) if read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def list_entries(which: AuditFilter, oldest_first: bool, offset: int, limit: int) -> Page[AuditRow]:
    """List entries by their time.

    Args:
        which: The filter.
        oldest_first: The order.
        offset: How many are passed over.
        limit: How many at most.

    Returns:
        The page.
    """
    conditions = _conditions(which)
    at, number = col(AuditEntry.at), col(AuditEntry.id)
    order = (at.asc(), number.asc()) if oldest_first else (at.desc(), number.desc())
    # An index alone says which; only the entries of the page are read.
    page = select(AuditEntry.id).where(*conditions).order_by(*order).offset(offset).limit(limit)
    rows = select(AuditEntry).where(number.in_(page)).order_by(*order)
    count = select(func.count()).select_from(AuditEntry).where(*conditions)
    with session() as reading:
        return Page(
            rows=tuple(_view(row) for row in reading.exec(rows).all()),
            total=reading.exec(count).one(),
            offset=offset,
        )


def export(which: AuditFilter, form: ExportFormat) -> Iterator[bytes]:
    """Write entries out, oldest first, a chunk at a time.

    Each chunk reads anew from where the last one ended, so nobody who writes has to wait for a
    slow reader, and an export of any length takes the memory of one chunk.

    Args:
        which: The filter.
        form: CSV with a header, or JSON lines.

    Yields:
        UTF-8 text.
    """
    writes = _csv if form is ExportFormat.CSV else _json_lines
    last_id = 0
    yield _csv_header() if form is ExportFormat.CSV else b""
    while True:
        rows = (
            select(AuditEntry)
            .where(*_conditions(which), col(AuditEntry.id) > last_id)
            .order_by(col(AuditEntry.id))
            .limit(CHUNK_ROWS)
        )
        with session() as reading:
            views = [_view(row) for row in reading.exec(rows).all()]
        if not views:
            return
        last_id = views[-1].id
        yield writes(views)


def _conditions(which: AuditFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if words := fold(which.query):
        conditions.append(col(AuditEntry.searched).contains(words, autoescape=True))
    if which.action.endswith("."):
        conditions.append(col(AuditEntry.action).startswith(which.action, autoescape=True))
    elif which.action:
        conditions.append(col(AuditEntry.action) == which.action)
    if which.since is not None:
        conditions.append(col(AuditEntry.at) >= which.since)
    if which.until is not None:
        conditions.append(col(AuditEntry.at) < which.until)
    return conditions


def _view(row: AuditEntry) -> AuditRow:
    return AuditRow(
        id=row.id or 0,
        at=row.at.isoformat(),
        actor_id=row.actor_id,
        actor=row.actor_name,
        action=row.action,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        subject=row.subject_name,
        details=row.details,
        address=row.address,
    )


_FIELDS = tuple(AuditRow.__dataclass_fields__)


def _csv_header() -> bytes:
    return csv_line(_FIELDS).encode()


def _csv(rows: list[AuditRow]) -> bytes:
    lines = (csv_line(asdict(row).values()) for row in rows)
    return "".join(lines).encode("utf-8", "replace")


def _json_lines(rows: list[AuditRow]) -> bytes:
    lines = (
        json.dumps(asdict(row) | {"details": json.loads(row.details)}, ensure_ascii=False) + "\n"
        for row in rows
    )
    return "".join(lines).encode("utf-8", "replace")
