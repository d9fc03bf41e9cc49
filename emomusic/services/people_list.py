"""The people as administrators see them: searched, filtered, ordered, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col, select

from emomusic.errors import NotFound
from emomusic.services.views import Page
from emomusic.store.database import session
from emomusic.store.folding import fold
from emomusic.store.tables import Role, User, UserSession, now


class PeopleSort(StrEnum):
    """By what the people can be ordered."""

    NAME = "name"
    ROLE = "role"
    SEEN = "seen"
    JOINED = "joined"


class PeopleFilter(StrEnum):
    """Of which people there is a list."""

    ALL = "all"
    ADMINISTRATORS = "administrators"
    LISTENERS = "listeners"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """An account in the list.

    Attributes:
        joined: When the account was made, ISO 8601 in UTC.
        seen: When it was last used in a session that still is, ISO 8601 in UTC, or empty.
        sessions: Browsers that are signed in.
    """

    id: int
    name: str
    role: str
    is_administrator: bool
    is_disabled: bool
    joined: str
    seen: str
    sessions: int


def list_people(
    query: str,
    kind: PeopleFilter,
    sort: PeopleSort,
    descending: bool,
    offset: int,
    limit: int,
) -> Page[PersonRow]:
    """List accounts.

    Args:
        query: Part of a name; case and accents don't matter.
        kind: Which accounts.
        sort: By what they are ordered.
        descending: Whether from the end.
        offset: How many are passed over.
        limit: How many at most.

    Returns:
        The page.
    """
    conditions = _conditions(query, kind)
    counted = select(func.count()).select_from(User).where(*conditions)
    statement, seen = _rows()
    column: Any = {
        PeopleSort.NAME: col(User.name_folded),
        PeopleSort.ROLE: col(User.role),
        PeopleSort.SEEN: func.coalesce(seen, col(User.created_at)),
        PeopleSort.JOINED: col(User.created_at),
    }[sort]
    order = column.desc() if descending else column.asc()
    with session() as reading:
        total = reading.exec(counted).one()
        rows = reading.execute(
            statement.where(*conditions).order_by(order, col(User.id)).offset(offset).limit(limit)
        ).all()
    return Page(rows=tuple(_view(*row) for row in rows), total=total, offset=offset)


def person_row(user_id: int) -> PersonRow:
    """Show one account.

    Args:
        user_id: Whose.

    Returns:
        Its row.

    Raises:
        NotFound: There is no such account.
    """
    statement, _ = _rows()
    with session() as reading:
        row = reading.execute(statement.where(col(User.id) == user_id)).first()
    if row is None:
        raise NotFound("There is no such account.")
    return _view(*row)


def matching_ids(query: str, kind: PeopleFilter) -> tuple[int, ...]:
    """Name all accounts of a list.

    Args:
        query: Part of a name.
        kind: Which accounts.

    Returns:
        Their ids.
    """
    statement = select(User.id).where(*_conditions(query, kind)).order_by(col(User.id))
    with session() as reading:
        return tuple(one for one in reading.exec(statement).all() if one is not None)


def _conditions(query: str, kind: PeopleFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if words := fold(query):
        conditions.append(col(User.name_folded).contains(words, autoescape=True))
    if kind is PeopleFilter.ADMINISTRATORS:
        conditions.append(col(User.role) == Role.ADMINISTRATOR)
    elif kind is PeopleFilter.LISTENERS:
        conditions.append(col(User.role) == Role.LISTENER)
    elif kind is PeopleFilter.DISABLED:
        conditions.append(col(User.is_disabled).is_(True))
    return conditions


def _rows() -> tuple[Any, Any]:
    live = (
        select(
            UserSession.user_id,
            func.count().label("sessions"),
            func.max(UserSession.last_seen_at).label("seen"),
        )
        .where(UserSession.expires_at > now())
        .group_by(col(UserSession.user_id))
        .subquery()
    )
    statement = select(User, live.c.seen, func.coalesce(live.c.sessions, 0)).join(
        live, live.c.user_id == col(User.id), isouter=True
    )
    return statement, live.c.seen


def _view(user: User, seen: Any, sessions: int) -> PersonRow:
    return PersonRow(
        id=user.id or 0,
        name=user.name,
        role=user.role.value,
        is_administrator=user.role is Role.ADMINISTRATOR,
        is_disabled=user.is_disabled,
        joined=user.created_at.isoformat(),
        seen=seen.isoformat() if seen is not None else "",
        sessions=sessions,
    )
