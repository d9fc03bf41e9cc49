"""Friends: who asked whom, who said yes, and whom one can find.

Friends see of one another who is here and what they hear.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services.blocks import apart_from
from emomusic.services.turns import take_turn
from emomusic.store.database import session
from emomusic.store.folding import folded_key
from emomusic.store.people_tables import Friendship
from emomusic.store.tables import User, now

_NOBODY = "There is nobody of that name here."


class Relation(StrEnum):
    """What somebody is to the one who asks."""

    NONE = "none"
    FRIEND = "friend"
    ASKED = "asked"
    """One asked them."""
    ASKING = "asking"
    """They asked."""


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person's name and what they are to the one who asks."""

    id: int
    name: str
    relation: Relation


def ask(user_id: int, other_id: int) -> Relation:
    """Ask somebody to be friends; who has asked already is accepted by this.

    Args:
        user_id: Who asks.
        other_id: Whom.

    Returns:
        `ASKED`, or `FRIEND` where the other had asked before.

    Raises:
        InvalidInput: It is oneself.
        NotFound: There is no such person, or the two do not meet.
        Conflict: They are friends, or were asked already.
    """
    if user_id == other_id:
        raise InvalidInput("You are your own friend already.")
    if other_id in apart_from(user_id):
        raise NotFound(_NOBODY)
    with session(write=True) as db:
        take_turn(db, "friendship")
        other = db.get(User, other_id)
        if other is None or other.is_disabled:
            raise NotFound(_NOBODY)
        row = _row(db, user_id, other_id)
        if row is None:
            low, high = sorted((user_id, other_id))
            db.add(Friendship(low_id=low, high_id=high, asked_by=user_id))
            return Relation.ASKED
        if row.accepted_at is not None:
            raise Conflict(f"You and {other.name} are friends already.")
        if row.asked_by == user_id:
            raise Conflict(f"You have asked {other.name} already.")
        row.accepted_at = now()
        return Relation.FRIEND


def accept(user_id: int, other_id: int) -> None:
    """Say yes to somebody who asked.

    Args:
        user_id: Who was asked.
        other_id: Who asked.

    Raises:
        NotFound: They have not asked, or took it back.
    """
    with session(write=True) as db:
        row = _row(db, user_id, other_id)
        if row is None or row.asked_by != other_id:
            raise NotFound("That request is not there any more.")
        row.accepted_at = row.accepted_at or now()


def part(user_id: int, other_id: int) -> bool:
    """End a friendship, decline a request, or take one's own back.

    Args:
        user_id: Who wants it.
        other_id: The other.

    Returns:
        Whether there was anything.
    """
    with session(write=True) as db:
        row = _row(db, user_id, other_id)
        if row is None:
            return False
        db.delete(row)
        return True


def people_around(user_id: int) -> tuple[PersonRef, ...]:
    """List somebody's friends and the requests in both directions, by name.

    Args:
        user_id: Whose.

    Returns:
        The people, accounts that are disabled left out.
    """
    with session() as db:
        rows = {
            _other(row, user_id): _relation(row, user_id)
            for row in db.exec(select(Friendship).where(_is_of(user_id))).all()
        }
        users = db.exec(
            select(User)
            .where(col(User.id).in_(rows))
            .where(col(User.is_disabled).is_(False))
            .order_by(User.name_folded)
        ).all()
        return tuple(PersonRef(user.id or 0, user.name, rows[user.id or 0]) for user in users)


def friend_ids(user_id: int) -> frozenset[int]:
    """Return the ids of somebody's friends.

    Args:
        user_id: Whose.
    """
    return friend_ids_of((user_id,))[user_id]


def friend_ids_of(user_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the friends of several people at once.

    Args:
        user_ids: Whose.

    Returns:
        The ids of their friends, by person.
    """
    found: dict[int, set[int]] = {user_id: set() for user_id in user_ids}
    with session() as db:
        rows = db.exec(
            select(Friendship.low_id, Friendship.high_id)
            .where(col(Friendship.accepted_at).is_not(None))
            .where(or_(col(Friendship.low_id).in_(found), col(Friendship.high_id).in_(found)))
        ).all()
    for low, high in rows:
        for one, other in ((low, high), (high, low)):
            if one in found:
                found[one].add(other)
    return {user_id: frozenset(others) for user_id, others in found.items()}


def find_people(user_id: int, text: str, limit: int = 20) -> tuple[PersonRef, ...]:
    """Find people by a part of their name; those one does not meet are left out.

    Args:
        user_id: Who looks.
        text: A part of a name, in whatever case and with or without accents.
        limit: How many at most.

    Returns:
        The people, those whose name begins so first.
    """
    wanted = folded_key(text)
    if not wanted:
        return ()
    hidden = apart_from(user_id) | {user_id}
    with session() as db:
        users = db.exec(
            select(User)
            .where(col(User.name_folded).contains(wanted, autoescape=True))
            .where(col(User.is_disabled).is_(False))
            .where(col(User.id).not_in(hidden))
            .order_by(col(User.name_folded).startswith(wanted, autoescape=True).desc())
            .order_by(User.name_folded)
            .limit(limit)
        ).all()
        relations = {
            _other(row, user_id): _relation(row, user_id)
            for row in db.exec(select(Friendship).where(_is_of(user_id))).all()
        }
    return tuple(
        PersonRef(user.id or 0, user.name, relations.get(user.id or 0, Relation.NONE))
        for user in users
    )


def _row(db: Session, user_id: int, other_id: int) -> Friendship | None:
    low, high = sorted((user_id, other_id))
    return db.get(Friendship, (low, high))


def _is_of(user_id: int) -> ColumnElement[bool]:
    return or_(col(Friendship.low_id) == user_id, col(Friendship.high_id) == user_id)


def _other(row: Friendship, user_id: int) -> int:
    return row.high_id if row.low_id == user_id else row.low_id


def _relation(row: Friendship, user_id: int) -> Relation:
    if row.accepted_at is not None:
        return Relation.FRIEND
    return Relation.ASKED if row.asked_by == user_id else Relation.ASKING
