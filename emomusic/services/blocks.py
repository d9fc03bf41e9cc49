"""Blocking: two people of whom one blocked the other do not meet.

No message, request, presence, activity or room goes from one to the other, in either direction.
The blocked one is not told.
"""

from __future__ import annotations

from sqlalchemy import and_, or_
from sqlmodel import col, select

from emomusic.errors import InvalidInput, NotFound
from emomusic.store.database import session
from emomusic.store.people_tables import Block, Friendship
from emomusic.store.tables import User


def block(blocker_id: int, blocked_id: int) -> None:
    """Block a person; a second time changes nothing. Friends are friends no longer.

    Args:
        blocker_id: Who does not want to hear.
        blocked_id: From whom.

    Raises:
        InvalidInput: It is oneself.
        NotFound: There is no such person.
    """
    if blocker_id == blocked_id:
        raise InvalidInput("You can't block yourself.")
    with session(write=True) as db:
        if db.get(User, blocked_id) is None:
            raise NotFound("There is no such person.")
        if db.get(Block, (blocker_id, blocked_id)) is None:
            db.add(Block(blocker_id=blocker_id, blocked_id=blocked_id))
        low, high = sorted((blocker_id, blocked_id))
        friendship = db.get(Friendship, (low, high))
        if friendship is not None:
            db.delete(friendship)


def unblock(blocker_id: int, blocked_id: int) -> None:
    """Take a block back; nothing where there is none.

    Args:
        blocker_id: Who blocked.
        blocked_id: Whom.
    """
    with session(write=True) as db:
        row = db.get(Block, (blocker_id, blocked_id))
        if row is not None:
            db.delete(row)


def blocked_by(blocker_id: int) -> tuple[int, ...]:
    """List whom a person blocked.

    Args:
        blocker_id: Who.

    Returns:
        Ids of people, the last blocked first.
    """
    with session() as db:
        query = select(Block.blocked_id).where(Block.blocker_id == blocker_id)
        return tuple(db.exec(query.order_by(col(Block.at).desc())).all())


def apart_from(person_id: int) -> frozenset[int]:
    """List all that a person does not meet, whoever of the two blocked.

    Args:
        person_id: Who.

    Returns:
        Ids of people.
    """
    with session() as db:
        rows = db.exec(
            select(Block).where(
                or_(col(Block.blocker_id) == person_id, col(Block.blocked_id) == person_id)
            )
        ).all()
    return frozenset(
        row.blocked_id if row.blocker_id == person_id else row.blocker_id for row in rows
    )


def is_blocked_between(one_id: int, other_id: int) -> bool:
    """Say whether one of two people blocked the other.

    Args:
        one_id: One of them.
        other_id: The other.

    Returns:
        Whether they do not meet.
    """
    with session() as db:
        found = db.exec(
            select(Block.blocker_id).where(
                or_(
                    and_(col(Block.blocker_id) == one_id, col(Block.blocked_id) == other_id),
                    and_(col(Block.blocker_id) == other_id, col(Block.blocked_id) == one_id),
                )
            )
        ).first()
    return found is not None
