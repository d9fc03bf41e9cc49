"""Invitations: links with which one person makes an account, once and in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from emomusic.errors import Forbidden, InvalidInput, NotFound
from emomusic.services.access import Person
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.sessions import hash_token, new_token
from emomusic.store.database import session
from emomusic.store.tables import Invitation, Role, User, now

LIFETIME = timedelta(days=7)
_LONGEST_LIFETIME = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class InvitationView:
    """An invitation as administrators see it; its token is shown only when it is made."""

    id: int
    role: Role
    created_at: datetime
    expires_at: datetime
    used_by: str


def invite(
    role: Role = Role.LISTENER, lifetime: timedelta = LIFETIME, actor: Person | None = None
) -> str:
    """Make an invitation.

    Args:
        role: What the person will be.
        lifetime: How long it can be used.
        actor: Who makes it, or None for the command line.

    Returns:
        Its token, for `/sign-up?invitation=<token>`; it can't be had again.

    Raises:
        InvalidInput: The lifetime is not between a moment and a year.
    """
    if not timedelta(0) < lifetime <= _LONGEST_LIFETIME:
        raise InvalidInput("An invitation lasts more than nothing and at most a year.")
    token = new_token()
    with session(write=True) as db:
        row = Invitation(token_hash=hash_token(token), role=role, expires_at=now() + lifetime)
        db.add(row)
        db.flush()
        details = {"role": role, "until": row.expires_at.isoformat(timespec="minutes")}
        record(db, actor, Action.INVITATION_MAKE, _subject_of(row), details)
    return token


def _subject_of(row: Invitation) -> Subject:
    return Subject(SubjectKind.INVITATION, row.id, f"Invitation {row.id}")


def find(db: Session, token: str) -> Invitation:
    """Find an invitation that can still be used.

    Args:
        db: A database session, a writing one where it is about to be used.
        token: As the person brought it.

    Returns:
        Its row.

    Raises:
        Forbidden: There is none, it was used, or its time is over.
    """
    if not token:
        raise Forbidden("Accounts are made by invitation here. Ask an administrator for one.")
    row = db.exec(select(Invitation).where(Invitation.token_hash == hash_token(token))).first()
    if row is None or row.used_by is not None or row.expires_at <= now():
        raise Forbidden("This invitation has been used or has run out. Ask for a new one.")
    return row


def is_usable(token: str) -> bool:
    """Tell whether an invitation can be used now, for the page that it leads to.

    Args:
        token: As the person brought it.

    Returns:
        Whether.
    """
    with session() as db:
        try:
            find(db, token)
        except Forbidden:
            return False
    return True


def list_invitations() -> tuple[InvitationView, ...]:
    """List the invitations, the newest first."""
    with session() as db:
        rows = db.exec(
            select(Invitation, User.name)
            .join(User, col(User.id) == col(Invitation.used_by), isouter=True)
            .order_by(col(Invitation.id).desc())
        ).all()
    return tuple(
        InvitationView(
            id=row.id or 0,
            role=row.role,
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_by=name or "",
        )
        for row, name in rows
    )


def withdraw(invitation_id: int, actor: Person | None = None) -> None:
    """Take an invitation back.

    Args:
        invitation_id: Which.
        actor: Who does it, or None for the command line.

    Raises:
        NotFound: There is none.
    """
    with session(write=True) as db:
        row = db.get(Invitation, invitation_id)
        if row is None:
            raise NotFound("There is no such invitation.")
        record(db, actor, Action.INVITATION_WITHDRAW, _subject_of(row))
        db.delete(row)
