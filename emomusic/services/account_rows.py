"""Rows of accounts, as parts of larger changes; the last administrator's is never lost."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, col, select

from emomusic.errors import Conflict, NotFound
from emomusic.services.audit import Subject, SubjectKind
from emomusic.services.turns import take_turn
from emomusic.store.tables import Role, User


def account_row(db: Session, user_id: int) -> User:
    """Read an account as part of a larger change.

    Args:
        db: A database session.
        user_id: Whose.

    Returns:
        Its row.

    Raises:
        NotFound: There is no such account.
    """
    user = db.get(User, user_id)
    if user is None:
        raise NotFound("There is no such account.")
    return user


def row_to_lose(db: Session, user_id: int) -> User:
    """Read an account that is about to be switched off, while no other one can be.

    Args:
        db: A writing database session.
        user_id: Whose.

    Returns:
        Its row.

    Raises:
        Conflict: They are the last administrator.
        NotFound: There is no such account.
    """
    take_turn(db, "accounts")
    user = account_row(db, user_id)
    keep_an_administrator(db, user)
    return user


def keep_an_administrator(db: Session, user: User) -> None:
    """Refuse to lose the last administrator who can log in.

    Args:
        db: A writing database session that has the turn of the accounts.
        user: Who is about to be none any more.

    Raises:
        Conflict: There is no other one.
    """
    others = db.exec(
        select(func.count())
        .select_from(User)
        .where(User.role == Role.ADMINISTRATOR, User.id != user.id)
        .where(col(User.is_disabled).is_(False))
    ).one()
    if user.role is Role.ADMINISTRATOR and not user.is_disabled and others == 0:
        raise Conflict("This is the last administrator. Make somebody else one first.")


def subject_of(user: User) -> Subject:
    """Name an account for the audit log.

    Args:
        user: Its row.
    """
    return Subject(SubjectKind.PERSON, user.id, user.name)
