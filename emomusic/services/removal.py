"""Removes accounts from the database, and from what stays there their names."""

from __future__ import annotations

from sqlmodel import select

from emomusic.services import throttle
from emomusic.services.access import Person
from emomusic.services.account_rows import row_to_lose
from emomusic.services.audit import (
    DELETED_PERSON,
    Action,
    Subject,
    SubjectKind,
    forget_person,
    record,
)
from emomusic.services.desk import marks
from emomusic.services.playlists import forgetting
from emomusic.services.sessions import delete_sessions
from emomusic.store.database import session
from emomusic.store.desk_tables import AnalysisPause
from emomusic.store.tables import Invitation, User


def close_account(user_id: int) -> bool:
    """Let nobody act as a person whose account is about to be deleted.

    Args:
        user_id: Whose.

    Returns:
        Whether it was switched on.

    Raises:
        Conflict: They are the last administrator.
        NotFound: There is no such account.
    """
    with session(write=True) as db:
        user = row_to_lose(db, user_id)
        was_open, user.is_disabled = not user.is_disabled, True
        delete_sessions(db, user_id)
        return was_open


def reopen_account(user_id: int) -> None:
    """Switch an account on again whose deletion did not take place.

    Args:
        user_id: Whose.
    """
    with session(write=True) as db:
        user = db.get(User, user_id)
        if user is not None:
            user.is_disabled = False


def remove(user_id: int, actor: Person | None = None) -> None:
    """Remove an account and all rows that are its own; other tables forget its name.

    What a person left in MongoDB is not looked at: see `emomusic.services.personal`.

    Args:
        user_id: Whose.
        actor: Who does it, or None for the command line.

    Raises:
        Conflict: They are the last administrator.
        NotFound: There is no such account.
    """
    with session(write=True) as db:
        user = row_to_lose(db, user_id)
        by_themself = actor is not None and actor.id == user_id
        forget_person(db, user_id, user.name)
        throttle.forget(db, user.name)
        marks.forget_person(db, user_id)
        forgetting.forget_person(db, user_id)
        for pause in db.exec(select(AnalysisPause).where(AnalysisPause.by_name == user.name)):
            pause.by_name = DELETED_PERSON
        invited = select(Invitation).where(Invitation.used_by == user_id)
        for invitation in db.exec(invited).all():
            db.delete(invitation)
        db.flush()
        record(
            db,
            None if by_themself else actor,
            Action.PERSON_REMOVE,
            Subject(SubjectKind.PERSON, None, DELETED_PERSON),
            {"by": "themself" if by_themself else "administrator"},
            actor_name=DELETED_PERSON if by_themself else "",
        )
        db.delete(user)
