"""The audit log of the desk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx

from emomusic.services.access import ADMINISTRATOR
from emomusic.services.audit import Action, SubjectKind
from emomusic.services.audit_list import AuditFilter, AuditRow, list_entries, moment
from emomusic.services.views import Page
from emomusic.states.access import requires
from emomusic.states.admin_table import AdminTableState
from emomusic.states.base import AppState, offload

ACTIONS = ("", *sorted({action.value.partition(".")[0] + "." for action in Action}))
"""What the log can be filtered by: everything, or a kind of actions."""


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry as the page shows it; `at` is ISO 8601 in UTC."""

    id: int
    at: str
    actor: str
    action: str
    subject: str
    details: str
    address: str


class AuditState(AdminTableState, AppState):
    """The entries, the newest first."""

    rows: list[EntryView] = []
    sort: str = "at"
    descending: bool = True
    action: str = ""
    since: str = ""
    until: str = ""
    export_query: str = ""

    @rx.event
    @requires(ADMINISTRATOR)
    async def enter(self) -> None:
        """Show the newest entries, whatever was looked for before."""
        self.query = self.action = self.since = self.until = ""
        self.sort, self.descending = "at", True
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def filter_by(self, action: str) -> None:
        """Show only one kind of actions.

        Args:
            action: One of `ACTIONS`, or an `Action`.
        """
        self.action = action if action in ACTIONS or action in set(Action) else ""
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def begin_at(self, since: str) -> None:
        """Show nothing that is older.

        Args:
            since: ISO 8601; anything else for no limit.
        """
        self.since = _cleaned(since)
        await self._show_first()

    @rx.event
    @requires(ADMINISTRATOR)
    async def end_at(self, until: str) -> None:
        """Show nothing that is newer.

        Args:
            until: ISO 8601; anything else for no limit.
        """
        self.until = _cleaned(until)
        await self._show_first()

    async def _page(self, offset: int, limit: int) -> Page[EntryView]:
        which = AuditFilter(self.query, self.action, moment(self.since), moment(self.until))
        given = {
            "query": self.query,
            "action": self.action,
            "since": self.since,
            "until": self.until,
        }
        asked = urlencode({name: value for name, value in given.items() if value})
        self.export_query = f"?{asked}" if asked else ""
        page = await offload(list_entries, which, not self.descending, offset, limit)
        return Page(tuple(_view(row) for row in page.rows), page.total, page.offset)

    def _sortable(self) -> frozenset[str]:
        return frozenset({"at"})


def _cleaned(text: str) -> str:
    read = moment(text)
    return read.isoformat() if read is not None else ""


def _view(row: AuditRow) -> EntryView:
    says_it = row.subject_kind == SubjectKind.ANALYSIS and row.subject != ""
    is_named = says_it or row.subject_kind in row.subject.lower()
    return EntryView(
        id=row.id,
        at=row.at,
        actor=row.actor,
        action=action_words(row.action),
        subject=row.subject if is_named else f"{row.subject_kind} {row.subject}".strip(),
        details=details_words(row.details),
        address=row.address,
    )


_WORDS: dict[Action, str] = {
    Action.PERSON_ADD: "Added a person",
    Action.PERSON_REMOVE: "Removed a person",
    Action.PERSON_PASSWORD: "Set a password",
    Action.PERSON_ROLE: "Changed a role",
    Action.PERSON_DISABLE: "Switched an account off",
    Action.PERSON_ENABLE: "Switched an account on",
    Action.PERSON_END_SESSIONS: "Ended sessions",
    Action.PERSON_RESET_LINK: "Made a link to a new password",
    Action.PERSON_RESET: "Chose a new password by link",
    Action.INVITATION_MAKE: "Made an invitation",
    Action.INVITATION_WITHDRAW: "Withdrew an invitation",
    Action.ANALYSIS_RETRY: "Had songs tried again",
    Action.ANALYSIS_CANCEL: "Took songs off the queue",
    Action.ANALYSIS_AGAIN: "Had songs heard again",
    Action.ANALYSIS_PAUSE: "Paused the analysis",
    Action.ANALYSIS_RESUME: "Went on with the analysis",
    Action.BACKUP_MAKE: "Made a backup",
    Action.BACKUP_DOWNLOAD: "Took a backup along",
    Action.BACKUP_DELETE: "Deleted a backup",
    Action.AUDIT_EXPORT: "Took the audit log along",
    Action.SONG_EDIT: "Edited songs",
    Action.SONG_BIN: "Put songs into the bin",
    Action.SONG_RESTORE: "Took songs out of the bin",
    Action.SONG_PURGE: "Deleted songs for good",
    Action.SONG_TAGS: "Wrote tags into files",
    Action.ALBUM_ADD: "Made an album",
    Action.ALBUM_EDIT: "Edited albums",
    Action.ALBUM_MERGE: "Merged albums",
    Action.ALBUM_BIN: "Put albums into the bin",
    Action.ALBUM_RESTORE: "Took albums out of the bin",
    Action.ALBUM_PURGE: "Deleted albums for good",
    Action.ARTIST_ADD: "Made an artist",
    Action.ARTIST_EDIT: "Edited artists",
    Action.ARTIST_MERGE: "Merged artists",
    Action.ARTIST_BIN: "Put artists into the bin",
    Action.ARTIST_RESTORE: "Took artists out of the bin",
    Action.ARTIST_PURGE: "Deleted artists for good",
    Action.BIN_TAKE_AGAIN: "Let scans find purged files again",
    Action.UPLOAD_TAKE: "Took uploads in",
    Action.UPLOAD_REFUSE: "Refused an upload",
    Action.MESSAGE_REMOVE: "Removed a message",
    Action.MESSAGE_DISMISS: "Left a reported message where it is",
    Action.UPLOAD_CANCEL: "Cancelled uploads",
}


def action_words(action: str) -> str:
    """Say what was done, in words.

    Args:
        action: As it is kept; also one that no longer exists.

    Returns:
        A few words.
    """
    known = _WORDS.get(Action(action)) if action in set(Action) else None
    return known or action.replace(".", ": ").replace("_", " ").capitalize()


def details_words(details: str) -> str:
    """Say what else there is to know of an entry, in a line.

    Args:
        details: The JSON object that is kept.

    Returns:
        Such as `before: listener, after: administrator`.
    """
    given = json.loads(details)
    return ", ".join(
        f"{name.replace('_', ' ')}: {_value_words(value)}"
        for name, value in given.items()
        if value not in ("", None)
    )


def _value_words(value: object) -> str:
    if isinstance(value, list):
        shown = ", ".join(str(one) for one in value[:10])
        return f"{shown} and {len(value) - 10} more" if len(value) > 10 else shown
    return str(value)
