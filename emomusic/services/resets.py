"""Links with which somebody who forgot their password chooses a new one, once and in time.

An administrator makes the link and hands it over; they never see the password.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from emomusic.errors import Forbidden, NotFound
from emomusic.services import throttle
from emomusic.services.access import Person
from emomusic.services.account_rows import subject_of
from emomusic.services.audit import Action, record
from emomusic.services.passwords import check_password, hash_password
from emomusic.services.people import SignedIn
from emomusic.services.sessions import (
    Client,
    delete_sessions,
    hash_token,
    new_token,
    open_session,
)
from emomusic.services.turns import take_turn
from emomusic.store.database import session
from emomusic.store.desk_tables import PasswordReset
from emomusic.store.tables import User, now

LIFETIME = timedelta(hours=24)

_USELESS = "This link has been used or has run out. Ask an administrator for a new one."


def make_link(user_id: int, actor: Person | None = None) -> str:
    """Make a link for somebody; the one they had before is of no use any more.

    Args:
        user_id: Whose password is to be chosen anew.
        actor: Who makes it, or None for the command line.

    Returns:
        Its token, for `/reset?token=<token>`; it can't be had again.

    Raises:
        NotFound: There is no such account.
    """
    token = new_token()
    with session(write=True) as db:
        take_turn(db, "resets")
        user = db.get(User, user_id)
        if user is None:
            raise NotFound("There is no such account.")
        _forget(db, user_id)
        row = PasswordReset(
            user_id=user_id, token_hash=hash_token(token), expires_at=now() + LIFETIME
        )
        db.add(row)
        details = {"until": row.expires_at.isoformat(timespec="minutes")}
        record(db, actor, Action.PERSON_RESET_LINK, subject_of(user), details)
    return token


def name_behind(token: str) -> str:
    """Say whose password a link is for, for the page that it leads to.

    Args:
        token: As the person brought it; may be anything.

    Returns:
        The account's name, or empty where the link can't be used.
    """
    with session() as db:
        found = _find(db, token)
        return found[1].name if found else ""


def use(token: str, password: str, client: Client | None = None) -> SignedIn:
    """Choose the new password, end all sessions, and sign this browser in.

    Takes the time of a password hash: call it in a thread.

    Args:
        token: Of the link.
        password: 8 to 256 characters, none of the usual ones.
        client: The browser.

    Returns:
        The token of the new session, and the person.

    Raises:
        Forbidden: There is no such link, it was used, its time is over, or the account is off.
        InvalidInput: The password can't be used; the link still can.
    """
    client = client or Client()
    with session() as db:
        found = _find(db, token)
    if found is None:
        raise Forbidden(_USELESS)
    check_password(password, found[1].name)
    password_hash = hash_password(password)
    with session(write=True) as db:
        take_turn(db, "resets")
        found = _find(db, token)
        if found is None:
            raise Forbidden(_USELESS)
        user = found[1]
        assert user.id is not None
        user.password_hash = password_hash
        _forget(db, user.id)
        delete_sessions(db, user.id)
        session_token, session_id = open_session(db, user.id, client)
        person = Person(user.id, user.name, user.role, session_id)
        acting = replace(person, address=client.address)
        record(db, acting, Action.PERSON_RESET, subject_of(user))
    throttle.forgive(person.name)
    return SignedIn(session_token, person)


def purge_expired() -> None:
    """Forget the links whose time is over."""
    with session(write=True) as db:
        db.execute(delete(PasswordReset).where(col(PasswordReset.expires_at) <= now()))


def _find(db: Session, token: str) -> tuple[PasswordReset, User] | None:
    if not token or len(token) > 128:
        return None
    return db.exec(
        select(PasswordReset, User)
        .join(User, col(User.id) == col(PasswordReset.user_id))
        .where(PasswordReset.token_hash == hash_token(token))
        .where(PasswordReset.expires_at > now())
        .where(col(User.is_disabled).is_(False))
    ).first()


def _forget(db: Session, user_id: int) -> None:
    db.execute(delete(PasswordReset).where(col(PasswordReset.user_id) == user_id))
