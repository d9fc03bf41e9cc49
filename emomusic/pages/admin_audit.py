"""The audit log of the desk."""

from __future__ import annotations

import reflex as rx

from emomusic.components.admin_shell import admin_shell
from emomusic.components.admin_table import Column, admin_table, select
from emomusic.components.cards import empty
from emomusic.components.desk_pieces import DayField
from emomusic.components.links import DownloadLink
from emomusic.components.local import LocalTime
from emomusic.states.admin_audit import ACTIONS, AuditState

_COLUMNS = (
    Column("When", lambda row: LocalTime.create(iso=row.at), "at", is_heading=True),
    Column("Who", lambda row: rx.fragment(row.actor, rx.el.small(row.address))),
    Column("What", lambda row: row.action),
    Column("To what", lambda row: row.subject),
    Column("Details", lambda row: row.details),
)


def _download(words: str, form: str) -> rx.Component:
    return DownloadLink.create(
        rx.icon("download", size=16, aria_hidden=True),
        words,
        path=f"/api/admin/audit.{form}{AuditState.export_query}",
    )


def _kind(action: str) -> tuple[str, str]:
    return action, f"{action[:-1].replace('_', ' ').capitalize()}" if action else "All actions"


def admin_audit_page() -> rx.Component:
    """Lay the log out."""
    return admin_shell(
        "Audit log",
        admin_table(
            AuditState,
            _COLUMNS,
            caption="What administrators did",
            noun=("entry", "entries"),
            row_name=lambda row: row.at,
            search_label="Search by person or thing",
            filters=(
                select(
                    "Kind of action",
                    AuditState.action,
                    [_kind(action) for action in ACTIONS],
                    AuditState.filter_by,
                ),
                DayField.create(label="From", on_pick=AuditState.begin_at),
                DayField.create(label="To", end=True, on_pick=AuditState.end_at),
            ),
            empty=empty(
                "scroll-text",
                "No entries",
                "Everything that administrators do is written down here.",
            ),
        ),
        aside=rx.el.div(
            _download("CSV", "csv"), _download("JSON lines", "jsonl"), class_name="buttons"
        ),
    )
