"""The audit log: who did what, to what, when and from where.

Each change of the desk writes its entry in its own transaction, so that there is neither a
change without an entry nor an entry without its change.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import and_, bindparam, or_, update
from sqlmodel import Session, SQLModel, col, select

from emomusic.services.access import Person
from emomusic.store.audit_tables import AuditEntry
from emomusic.store.database import session
from emomusic.store.folding import folded_key

COMMAND_LINE = "command line"
"""The name of an actor who is nobody with an account: whoever has a shell on the server."""

DELETED_PERSON = "deleted person"
"""Stands where the name of somebody was whose account is deleted."""

LONGEST_VALUE = 500
"""Characters of one detail that are kept."""

MOST_VALUES = 200
"""Members of one detail that are kept, where it is a list."""

ENTRY = SQLModel.metadata.tables[str(AuditEntry.__tablename__)]
_BATCH = 1000

Detail = str | int | float | bool | None | Sequence[str] | Sequence[int]


class Action(StrEnum):
    """What was done; the part before the dot is the kind of thing it was done to."""

    PERSON_ADD = "person.add"
    PERSON_REMOVE = "person.remove"
    PERSON_PASSWORD = "person.password"
    PERSON_ROLE = "person.role"
    PERSON_DISABLE = "person.disable"
    PERSON_ENABLE = "person.enable"
    BACKUP_MAKE = "backup.make"
    BACKUP_DOWNLOAD = "backup.download"
    BACKUP_DELETE = "backup.delete"
    PERSON_END_SESSIONS = "person.end_sessions"
    PERSON_RESET_LINK = "person.reset_link"
    PERSON_RESET = "person.reset"
    INVITATION_MAKE = "invitation.make"
    INVITATION_WITHDRAW = "invitation.withdraw"
    ANALYSIS_RETRY = "analysis.retry"
    ANALYSIS_CANCEL = "analysis.cancel"
    ANALYSIS_AGAIN = "analysis.again"
    ANALYSIS_PAUSE = "analysis.pause"
    ANALYSIS_RESUME = "analysis.resume"
    AUDIT_EXPORT = "audit.export"
    SONG_EDIT = "song.edit"
    SONG_BIN = "song.bin"
    SONG_RESTORE = "song.restore"
    SONG_PURGE = "song.purge"
    SONG_TAGS = "song.tags"
    ALBUM_ADD = "album.add"
    ALBUM_EDIT = "album.edit"
    ALBUM_MERGE = "album.merge"
    ALBUM_BIN = "album.bin"
    ALBUM_RESTORE = "album.restore"
    ALBUM_PURGE = "album.purge"
    ARTIST_ADD = "artist.add"
    ARTIST_EDIT = "artist.edit"
    ARTIST_MERGE = "artist.merge"
    ARTIST_BIN = "artist.bin"
    ARTIST_RESTORE = "artist.restore"
    ARTIST_PURGE = "artist.purge"
    BIN_TAKE_AGAIN = "bin.take_again"
    UPLOAD_TAKE = "upload.take"
    UPLOAD_REFUSE = "upload.refuse"
    UPLOAD_CANCEL = "upload.cancel"
    MESSAGE_REMOVE = "message.remove"
    MESSAGE_DISMISS = "message.dismiss"


class SubjectKind(StrEnum):
    """What kinds of things are changed at the desk."""

    PERSON = "person"
    INVITATION = "invitation"
    SONG = "song"
    ALBUM = "album"
    ARTIST = "artist"
    ANALYSIS = "analysis"
    AUDIT = "audit"
    BACKUP = "backup"
    UPLOAD = "upload"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Subject:
    """What something was done to.

    Attributes:
        id: Where it is one thing that has one.
        name: As it was then; or what the things are, where they are many ("12 songs").
    """

    kind: SubjectKind
    id: int | None = None
    name: str = ""


def record(
    db: Session | None,
    actor: Person | None,
    action: Action,
    subject: Subject,
    details: Mapping[str, Detail] | None = None,
    actor_name: str = "",
) -> None:
    """Write down what somebody does.

    Args:
        db: The writing session of the change itself, whose transaction the entry joins; None
            opens one, where the change is not in this database.
        actor: Who, or None for the command line.
        action: What.
        subject: To what.
        details: What else there is to know: before and after, ids, counts. Never a secret.
        actor_name: Who, where the actor has no account any more.
    """
    name = actor.name if actor else actor_name or COMMAND_LINE
    entry = AuditEntry(
        actor_id=actor.id if actor else None,
        actor_name=name,
        action=action.value,
        subject_kind=subject.kind.value,
        subject_id=subject.id,
        subject_name=subject.name[:500],
        details=json.dumps(
            {key: _bounded(value) for key, value in (details or {}).items()}, ensure_ascii=False
        ),
        address=actor.address[:64] if actor else "",
        searched=_searched(name, subject.name),
    )
    with nullcontext(db) if db is not None else session(write=True) as writing:
        writing.add(entry)


def forget_person(db: Session, user_id: int, name: str) -> None:
    """Take a person out of the log whose account is deleted; what was done stays.

    Args:
        db: The writing session of the deletion.
        user_id: Of the account, which a later one may get again.
        name: Of the account.
    """
    did = col(AuditEntry.actor_id) == user_id
    of_people = col(AuditEntry.subject_kind) == SubjectKind.PERSON.value
    of_them = and_(of_people, col(AuditEntry.subject_id) == user_id)
    ids = db.exec(select(AuditEntry.id).where(or_(did, of_them))).all()
    db.execute(
        update(AuditEntry).where(did).values(actor_id=None, actor_name=DELETED_PERSON, address="")
    )
    db.execute(
        update(AuditEntry)
        .where(of_them)
        .values(subject_id=None, subject_name=DELETED_PERSON, details="{}")
    )
    _search_anew(db, ids)
    as_a_value = json.dumps(name, ensure_ascii=False)
    db.execute(
        update(AuditEntry)
        .where(col(AuditEntry.details).contains(as_a_value, autoescape=True))
        .values(details="{}")
    )


def _searched(actor_name: str, subject_name: str) -> str:
    return folded_key(f"{actor_name} {subject_name}")


def _search_anew(db: Session, ids: Sequence[int | None]) -> None:
    """Let entries be found by the names that they have now."""
    write = update(ENTRY).where(ENTRY.c.id == bindparam("key")).values(searched=bindparam("text"))
    for start in range(0, len(ids), _BATCH):
        batch = select(AuditEntry.id, AuditEntry.actor_name, AuditEntry.subject_name).where(
            col(AuditEntry.id).in_(ids[start : start + _BATCH])
        )
        rows = [{"key": key, "text": _searched(by, what)} for key, by, what in db.exec(batch)]
        db.connection().execute(write, rows)


def _bounded(value: Detail) -> Detail:
    if isinstance(value, str):
        return value[:LONGEST_VALUE]
    if isinstance(value, Sequence):
        return [one[:LONGEST_VALUE] if isinstance(one, str) else one for one in value[:MOST_VALUES]]  # type: ignore[return-value]
    return value
