"""What administrators take along from their desk."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from emomusic.api.access import ADMINISTRATOR, person, requires
from emomusic.errors import NotFound
from emomusic.services.analytics.chart import csv_of
from emomusic.services.analytics.platform import chart
from emomusic.services.analytics.platform_asked import asked
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.audit_list import AuditFilter, ExportFormat, export, moment
from emomusic.store.tables import now

_TYPES = {
    ExportFormat.CSV: "text/csv; charset=utf-8; header=present",
    ExportFormat.JSON_LINES: "application/jsonl; charset=utf-8",
}


CSV_ROWS = 10_000
"""Rows that the CSV of a ranking has at most; its chart shows the first of them."""


@requires(ADMINISTRATOR)
async def audit_log(request: Request) -> Response:
    """Stream the audit log; the filter is in the query: `query`, `action`, `since`, `until`."""
    try:
        form = ExportFormat(request.path_params["form"])
    except ValueError:
        raise NotFound("The log can be had as audit.csv or audit.jsonl.") from None
    which = _filter(request)
    someone = person(request)
    details = {"format": form.value, "query": which.query, "action": which.action}
    await run_in_threadpool(
        record, None, someone, Action.AUDIT_EXPORT, Subject(SubjectKind.AUDIT), details
    )
    name = f"emomusic-audit-{now():%Y-%m-%d}.{form.value}"
    return StreamingResponse(
        export(which, form),
        media_type=_TYPES[form],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@requires(ADMINISTRATOR)
async def chart_table(request: Request) -> Response:
    """Give a chart of the platform as CSV.

    The query says of what: `since`, `until` (ISO dates), `album`, `song` (ids) and `genre`.
    """
    query = request.query_params
    asking = asked(
        query.get("since", ""),
        query.get("until", ""),
        _number(query.get("album", "")),
        query.get("genre", ""),
        _number(query.get("song", "")),
    )
    made = await chart(request.path_params["key"], replace(asking, most=CSV_ROWS))
    name = f"emomusic-{made.key.replace('_', '-')}-{asking.since}-{asking.until}.csv"
    return Response(
        csv_of(made),
        media_type=_TYPES[ExportFormat.CSV],
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 9 else 0


def _filter(request: Request) -> AuditFilter:
    query = request.query_params
    return AuditFilter(
        query=query.get("query", "")[:200],
        action=query.get("action", "")[:64],
        since=moment(query.get("since", "")),
        until=moment(query.get("until", "")),
    )
