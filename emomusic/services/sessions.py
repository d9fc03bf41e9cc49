"""Sessions: one a browser, known by a token of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, delete
from sqlmodel import Session, col, select

from emomusic.errors import NotFound
from emomusic.services.access import Person
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import User, UserSession, now

COOKIE_NAME = "emomusic_session"
"""The cookie that holds the token: HttpOnly, SameSite=Lax, for every path."""

SEEN_EVERY = timedelta(minutes=1)
"""How often at most `last_seen_at` is written: a session is read at every request."""

_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Client:
    """The browser that asks.

    Attributes:
        address: Its IP address.
        user_agent: What it calls itself.
    """

    address: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as its owner sees it.

    Attributes:
        current: Whether it is the one that asks.
    """

    id: int
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool

    @property
    def browser(self) -> str:
        """The browser and its system, such as `Firefox on Linux`."""
        return browser_name(self.user_agent)


# In this order: Edge and Opera say Chrome too, and Chrome says Safari.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def browser_name(user_agent: str) -> str:
    """Say in words which browser a `User-Agent` header stands for.

    Args:
        user_agent: The header, which may be anything.

    Returns:
        Such as `Firefox on Linux`, or `Unknown browser`.
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Unknown browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser


def new_token() -> str:
    """Make a token of 256 random bits, fit for a cookie and for a link."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def hash_token(token: str) -> str:
    """Hash a token for the database.

    A token is random already, so a fast hash without salt is enough: there is nothing to guess.

    Args:
        token: As the browser holds it.

    Returns:
        SHA-256 in hexadecimal.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def session_lifetime() -> timedelta:
    """Return how long a session lives that is not used."""
    return timedelta(days=settings().session_days)


def open_session(db: Session, user_id: int, client: Client) -> tuple[str, int]:
    """Sign a browser in whose person has just given their password.

    Args:
        db: A writing database session.
        user_id: Whose.
        client: The browser.

    Returns:
        The token for its cookie, and the session's id.
    """
    token = new_token()
    row = UserSession(
        user_id=user_id,
        token_hash=hash_token(token),
        user_agent=client.user_agent[:300],
        address=client.address[:64],
        expires_at=now() + session_lifetime(),
        confirmed_at=now(),
    )
    db.add(row)
    db.flush()
    assert row.id is not None
    return token, row.id


def token_in(header: str) -> str:
    """Find the session's token in a `Cookie` header (RFC 6265, section 4.2).

    Args:
        header: The header's value; anything at all.

    Returns:
        The token, or empty where there is none.
    """
    for pair in header.split(";"):
        name, _, value = pair.strip().partition("=")
        if name == COOKIE_NAME:
            return value.strip('"')
    return ""


def person_of(token: str) -> Person | None:
    """Tell who holds a token; asked afresh for every request and event.

    The session's end moves on with its use.

    Args:
        token: As the browser sent it; may be anything.

    Returns:
        The person, or None where the token, its session or its account is of no use any more.
    """
    if not token or len(token) > 128:
        return None
    at = now()
    with session() as db:
        found = db.exec(
            select(UserSession, User)
            .join(User, col(User.id) == col(UserSession.user_id))
            .where(UserSession.token_hash == hash_token(token))
            .where(UserSession.expires_at > at)
            .where(col(User.is_disabled).is_(False))
        ).first()
    if found is None:
        return None
    row, user = found
    assert row.id is not None
    assert user.id is not None
    if at - row.last_seen_at >= SEEN_EVERY:
        _mark_seen(row.id, at)
    return Person(
        id=user.id,
        name=user.name,
        role=user.role,
        session_id=row.id,
        confirmed_at=row.confirmed_at,
    )


def _mark_seen(session_id: int, at: datetime) -> None:
    with session(write=True) as db:
        row = db.get(UserSession, session_id)
        if row is not None:
            row.last_seen_at = at
            row.expires_at = at + session_lifetime()


def mark_confirmed(session_id: int) -> None:
    """Note that a session's person has just given their password again.

    Args:
        session_id: Which; nothing happens if it has ended meanwhile.
    """
    with session(write=True) as db:
        row = db.get(UserSession, session_id)
        if row is not None:
            row.confirmed_at = now()


def sessions_of(user_id: int, current_session_id: int | None = None) -> tuple[SessionView, ...]:
    """List where a person is signed in, the last used first.

    Args:
        user_id: Whose.
        current_session_id: The one that asks, to be marked.

    Returns:
        The sessions that have not ended.
    """
    with session() as db:
        rows = db.exec(
            select(UserSession)
            .where(UserSession.user_id == user_id, UserSession.expires_at > now())
            .order_by(col(UserSession.last_seen_at).desc(), col(UserSession.id).desc())
        ).all()
    return tuple(
        SessionView(
            id=row.id or 0,
            user_agent=row.user_agent,
            address=row.address,
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            current=row.id == current_session_id,
        )
        for row in rows
    )


def end_session(user_id: int, session_id: int) -> None:
    """End one of a person's own sessions.

    Args:
        user_id: Whose.
        session_id: Which.

    Raises:
        NotFound: They have no such session.
    """
    with session(write=True) as db:
        row = db.get(UserSession, session_id)
        if row is None or row.user_id != user_id:
            raise NotFound("This session has ended already.")
        db.delete(row)


def end_sessions(user_id: int, keep_session_id: int | None = None) -> int:
    """End all of a person's sessions, or all but one.

    Args:
        user_id: Whose.
        keep_session_id: The one that stays.

    Returns:
        How many ended.
    """
    with session(write=True) as db:
        return delete_sessions(db, user_id, keep_session_id)


def delete_sessions(db: Session, user_id: int, keep_session_id: int | None = None) -> int:
    """End a person's sessions as part of a larger change.

    Args:
        db: A writing database session.
        user_id: Whose.
        keep_session_id: The one that stays.

    Returns:
        How many ended.
    """
    statement = delete(UserSession).where(col(UserSession.user_id) == user_id)
    if keep_session_id is not None:
        statement = statement.where(col(UserSession.id) != keep_session_id)
    return _deleted(db.execute(statement))


def log_out(token: str) -> None:
    """End the session of a token; nothing happens where there is none.

    Args:
        token: As the browser sent it.
    """
    with session(write=True) as db:
        db.execute(delete(UserSession).where(col(UserSession.token_hash) == hash_token(token)))


def purge_expired() -> int:
    """Forget the sessions that have run out.

    Returns:
        How many.
    """
    with session(write=True) as db:
        statement = delete(UserSession).where(col(UserSession.expires_at) <= now())
        return _deleted(db.execute(statement))


def _deleted(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
