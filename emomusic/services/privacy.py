"""What people let others see of them."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import col, select

from emomusic.store.database import session
from emomusic.store.people_tables import Privacy


def appears_offline(user_id: int) -> bool:
    """Say whether somebody hides that they are here and what they hear.

    Args:
        user_id: Who.
    """
    return bool(hidden_among((user_id,)))


def hidden_among(user_ids: Collection[int]) -> frozenset[int]:
    """Return those of some people who appear offline.

    Args:
        user_ids: Of whom.

    Returns:
        Ids of people.
    """
    query = select(Privacy.user_id).where(col(Privacy.appears_offline).is_(True))
    with session() as db:
        return frozenset(db.exec(query.where(col(Privacy.user_id).in_(user_ids))).all())


def set_appears_offline(user_id: int, hides: bool) -> None:
    """Hide a person, or show them again.

    Args:
        user_id: Who.
        hides: Whether they appear offline from now on.
    """
    with session(write=True) as db:
        row = db.get(Privacy, user_id) or Privacy(user_id=user_id)
        row.appears_offline = hides
        db.add(row)
