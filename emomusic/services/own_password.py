"""Passwords of accounts that are there: given again, changed, or set by the command line."""

from __future__ import annotations

from emomusic.errors import InvalidInput
from emomusic.services import throttle
from emomusic.services.access import Person
from emomusic.services.account_rows import account_row, subject_of
from emomusic.services.audit import Action, record
from emomusic.services.passwords import check_password, hash_password, verify_password
from emomusic.services.sessions import delete_sessions, mark_confirmed
from emomusic.store.database import session


def confirm(person: Person, password: str) -> None:
    """Let a person give their password again before something dangerous.

    Args:
        person: Who asks, in the session that is confirmed.
        password: As typed.

    Raises:
        InvalidInput: It is not their password.
        NotFound: Their account is gone.
        TooManyRequests: It was wrong too often.
    """
    check_own_password(person, password)
    mark_confirmed(person.session_id)


def check_own_password(person: Person, password: str) -> None:
    """Refuse who does not know the password of the account they are signed in with.

    Args:
        person: Who asks.
        password: As typed.

    Raises:
        InvalidInput: It is not their password.
        NotFound: Their account is gone.
        TooManyRequests: It was wrong too often.
    """
    with session() as db:
        user = account_row(db, person.id)
    attempt = throttle.admit(user.name, person.address)
    if not verify_password(user.password_hash, password):
        raise InvalidInput("The password is wrong.")
    throttle.succeed(attempt)


def change_password(
    user_id: int, old: str, new: str, keep_session_id: int | None = None, address: str = ""
) -> int:
    """Change one's own password and end one's other sessions.

    Args:
        user_id: Whose.
        old: The password until now.
        new: The password from now on.
        keep_session_id: The session that asks, which goes on.
        address: Of the client.

    Returns:
        How many sessions ended.

    Raises:
        InvalidInput: The old password is wrong or the new one can't be used.
        NotFound: There is no such account.
        TooManyRequests: The old password was wrong too often.
    """
    with session() as db:
        user = account_row(db, user_id)
    attempt = throttle.admit(user.name, address)
    if not verify_password(user.password_hash, old):
        raise InvalidInput("The old password is wrong.")
    throttle.succeed(attempt)
    check_password(new, user.name)
    if new == old:
        raise InvalidInput("The new password is the old one.")
    return set_password(user_id, new, keep_session_id)


def set_password(
    user_id: int, new: str, keep_session_id: int | None = None, audited: bool = False
) -> int:
    """Give an account another password and end its sessions.

    Args:
        user_id: Whose.
        new: The password from now on.
        keep_session_id: A session that goes on.
        audited: It is not its owner who does this, but the command line.

    Returns:
        How many sessions ended.

    Raises:
        InvalidInput: The password can't be used.
        NotFound: There is no such account.
    """
    with session() as db:
        check_password(new, account_row(db, user_id).name)
    password_hash = hash_password(new)
    with session(write=True) as db:
        user = account_row(db, user_id)
        user.password_hash = password_hash
        if audited:
            record(db, None, Action.PERSON_PASSWORD, subject_of(user))
        return delete_sessions(db, user_id, keep_session_id)
