"""Accounts: who they are, how they come in, and what an administrator may change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound, NotSignedIn
from emomusic.services import invitations, throttle
from emomusic.services.access import Person
from emomusic.services.account_rows import (
    account_row,
    keep_an_administrator,
    row_to_lose,
    subject_of,
)
from emomusic.services.audit import (
    Action,
    Subject,
    SubjectKind,
    record,
)
from emomusic.services.names import clean_name
from emomusic.services.passwords import (
    check_password,
    hash_password,
    needs_rehash,
    verify_password,
)
from emomusic.services.sessions import Client, delete_sessions, open_session
from emomusic.services.turns import take_turn
from emomusic.settings import SignUp, settings
from emomusic.store.database import session
from emomusic.store.folding import fold
from emomusic.store.tables import Role, User, UserSession, now

_WRONG = "The name or the password is wrong."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody has just come in.

    Attributes:
        token: For the cookie of their browser; it is nowhere else.
        person: Who.
    """

    token: str
    person: Person


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as administrators see it."""

    id: int
    name: str
    role: Role
    is_disabled: bool
    created_at: datetime
    session_count: int


def sign_up(
    name: str, password: str, invitation: str = "", client: Client | None = None
) -> SignedIn:
    """Make an account and sign it in; the first one is the administrator.

    Takes the time of a password hash: call it in a thread.

    Args:
        name: 2 to 32 visible characters.
        password: 8 to 256 characters, none of the usual ones.
        invitation: The token of an invitation, where sign-up needs one.
        client: The browser.

    Returns:
        The token of the new session, and the person.

    Raises:
        InvalidInput: The name or the password can't be used.
        Conflict: The name is taken.
        Forbidden: An invitation is needed and this is none.
        TooManyRequests: Too many accounts were made from this address.
    """
    client = client or Client()
    cleaned = clean_name(name)
    check_password(password, cleaned)
    throttle.admit_sign_up(client.address)
    password_hash = hash_password(password)
    with session(write=True) as db:
        take_turn(db, "accounts")
        is_first = db.exec(select(func.count()).select_from(User)).one() == 0
        invited = None
        if not is_first and (invitation or settings().sign_up is SignUp.INVITATION):
            invited = invitations.find(db, invitation)
        role = Role.ADMINISTRATOR if is_first else invited.role if invited else Role.LISTENER
        user_id = _insert(db, cleaned, password_hash, role)
        if invited is not None:
            invited.used_by = user_id
        token, session_id = open_session(db, user_id, client)
    return SignedIn(token, Person(user_id, cleaned, role, session_id))


def is_first_account() -> bool:
    """Tell whether there is no account yet, so that the next one is the administrator's."""
    with session() as db:
        return db.exec(select(User.id).limit(1)).first() is None


def log_in(name: str, password: str, client: Client | None = None) -> SignedIn:
    """Sign a browser in.

    The answer, and the time it takes, are the same for an unknown name and a wrong password.

    Args:
        name: As typed; case and accents don't matter.
        password: As typed.
        client: The browser.

    Returns:
        The token of the new session, and the person.

    Raises:
        NotSignedIn: The name or the password is wrong.
        Forbidden: They are right, and the account is disabled.
        TooManyRequests: Too many tries failed.
    """
    client = client or Client()
    attempt = throttle.admit(name, client.address)
    with session() as db:
        user = _by_name(db, name)
    if not verify_password(user.password_hash if user else None, password) or user is None:
        raise NotSignedIn(_WRONG)
    throttle.succeed(attempt)
    if user.is_disabled:
        raise Forbidden("This account is switched off. Ask an administrator.")
    renewed = hash_password(password) if needs_rehash(user.password_hash) else None
    assert user.id is not None
    with session(write=True) as db:
        # the password may have been changed, or the account removed, since it was compared
        row = db.get(User, user.id)
        if row is None or row.is_disabled or row.password_hash != user.password_hash:
            raise NotSignedIn(_WRONG)
        if renewed is not None:
            row.password_hash = renewed
        token, session_id = open_session(db, user.id, client)
        return SignedIn(token, Person(user.id, row.name, row.role, session_id))


def rename(user_id: int, name: str) -> str:
    """Give a person another name.

    Args:
        user_id: Whose.
        name: 2 to 32 visible characters.

    Returns:
        The name as it is kept.

    Raises:
        InvalidInput: It can't be used.
        Conflict: Somebody else has it.
        NotFound: There is no such account.
    """
    cleaned = clean_name(name)
    with session(write=True) as db:
        take_turn(db, "accounts")
        user = account_row(db, user_id)
        other = _by_name(db, cleaned)
        if other is not None and other.id != user_id:
            raise Conflict("This name is taken. Please choose another.")
        user.name, user.name_folded = cleaned, fold(cleaned)
    return cleaned


def add_account(name: str, password: str, role: Role | None = None) -> int:
    """Make an account for somebody; whoever can call this needs no invitation.

    Args:
        name: 2 to 32 visible characters.
        password: 8 to 256 characters, none of the usual ones.
        role: What they may do; by default the first is the administrator and others listen.

    Returns:
        The account's id.

    Raises:
        InvalidInput: The name, the password or the role can't be used.
        Conflict: The name is taken.
    """
    cleaned = clean_name(name)
    check_password(password, cleaned)
    password_hash = hash_password(password)
    with session(write=True) as db:
        take_turn(db, "accounts")
        is_first = db.exec(select(func.count()).select_from(User)).one() == 0
        if is_first and role is Role.LISTENER:
            raise InvalidInput("The first account is the administrator's.")
        given = role or (Role.ADMINISTRATOR if is_first else Role.LISTENER)
        user_id = _insert(db, cleaned, password_hash, given)
        subject = Subject(SubjectKind.PERSON, user_id, cleaned)
        record(db, None, Action.PERSON_ADD, subject, {"role": given})
        return user_id


def accounts() -> tuple[AccountView, ...]:
    """List the accounts, in the order in which they were made."""
    with session() as db:
        counts = dict(
            db.exec(
                select(UserSession.user_id, func.count())
                .where(UserSession.expires_at > now())
                .group_by(col(UserSession.user_id))
            ).all()
        )
        rows = db.exec(select(User).order_by(col(User.id))).all()
    return tuple(
        AccountView(
            id=row.id or 0,
            name=row.name,
            role=row.role,
            is_disabled=row.is_disabled,
            created_at=row.created_at,
            session_count=counts.get(row.id or 0, 0),
        )
        for row in rows
    )


def names_of(user_ids: Collection[int]) -> dict[int, str]:
    """Return the names of people, in the order of their ids as given; unknown ones left out.

    Args:
        user_ids: Whose.

    Returns:
        The names by id.
    """
    with session() as db:
        rows = db.exec(select(User.id, User.name).where(col(User.id).in_(user_ids))).all()
    names = {user_id: name for user_id, name in rows if user_id is not None}
    return {user_id: names[user_id] for user_id in user_ids if user_id in names}


def account_named(name: str) -> AccountView:
    """Find an account by its name.

    Args:
        name: Case and accents don't matter.

    Returns:
        The account.

    Raises:
        NotFound: There is none.
    """
    folded = fold(name)
    for account in accounts():
        if fold(account.name) == folded:
            return account
    raise NotFound(f"There is no account named {name!r}.")


def set_role(user_id: int, role: Role, actor: Person | None = None) -> None:
    """Make a person an administrator or a listener.

    Args:
        user_id: Whose.
        role: What they may do from now on.
        actor: Who does it, or None for the command line.

    Raises:
        Conflict: They are the last administrator.
        NotFound: There is no such account.
    """
    with session(write=True) as db:
        take_turn(db, "accounts")
        user = account_row(db, user_id)
        if role is not Role.ADMINISTRATOR:
            keep_an_administrator(db, user)
        if user.role is not role:
            details = {"before": user.role, "after": role}
            record(db, actor, Action.PERSON_ROLE, subject_of(user), details)
        user.role = role


def disable(user_id: int, actor: Person | None = None) -> None:
    """Switch an account off and end its sessions; what it owns stays.

    Args:
        user_id: Whose.
        actor: Who does it, or None for the command line.

    Raises:
        Conflict: They are the last administrator.
        NotFound: There is no such account.
    """
    with session(write=True) as db:
        user = row_to_lose(db, user_id)
        user.is_disabled = True
        ended = delete_sessions(db, user_id)
        record(db, actor, Action.PERSON_DISABLE, subject_of(user), {"ended_sessions": ended})


def enable(user_id: int, actor: Person | None = None) -> None:
    """Switch an account on again.

    Args:
        user_id: Whose.
        actor: Who does it, or None for the command line.

    Raises:
        NotFound: There is no such account.
    """
    with session(write=True) as db:
        user = account_row(db, user_id)
        user.is_disabled = False
        record(db, actor, Action.PERSON_ENABLE, subject_of(user))


def sign_out(user_id: int, actor: Person | None = None) -> int:
    """End all sessions of somebody else.

    Args:
        user_id: Whose.
        actor: Who does it, whose own session goes on; None for the command line.

    Returns:
        How many ended.

    Raises:
        NotFound: There is no such account.
    """
    with session(write=True) as db:
        user = account_row(db, user_id)
        keep = actor.session_id if actor else None
        ended = delete_sessions(db, user_id, keep)
        record(db, actor, Action.PERSON_END_SESSIONS, subject_of(user), {"ended_sessions": ended})
        return ended


def _insert(db: Session, name: str, password_hash: str, role: Role) -> int:
    if _by_name(db, name) is not None:
        raise Conflict("This name is taken. Please choose another.")
    user = User(name=name, name_folded=fold(name), password_hash=password_hash, role=role)
    db.add(user)
    db.flush()
    assert user.id is not None
    return user.id


def _by_name(db: Session, name: str) -> User | None:
    return db.exec(select(User).where(User.name_folded == fold(name))).first()
