"""What people let others, and the server, see of them."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete
from sqlmodel import col, select

from emomusic.services.turns import take_turn
from emomusic.store.database import session
from emomusic.store.discovery_tables import DailyMix
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
    return _among(user_ids, col(Privacy.appears_offline).is_(True))


def set_appears_offline(user_id: int, hides: bool) -> None:
    """Hide a person, or show them again.

    Args:
        user_id: Who.
        hides: Whether they appear offline from now on.
    """
    _set(user_id, "appears_offline", hides)


def is_tracked(user_id: int) -> bool:
    """Say whether what somebody listens to is kept with their name.

    Args:
        user_id: Who.
    """
    return not untracked_among((user_id,))


def untracked_among(user_ids: Collection[int]) -> frozenset[int]:
    """Return those of some people who are not tracked.

    Args:
        user_ids: Of whom.

    Returns:
        Ids of people.
    """
    return _among(user_ids, col(Privacy.is_tracked).is_(False))


def set_tracked(user_id: int, tracks: bool) -> None:
    """Keep somebody's listening with their name, or no longer.

    Args:
        user_id: Who.
        tracks: Whether events bear the name from now on.
    """
    _set(user_id, "is_tracked", tracks)
    with session(write=True) as db:  # today's mixes say what is no longer so
        db.connection().execute(delete(DailyMix).where(col(DailyMix.user_id) == user_id))


def compares_taste(user_id: int) -> bool:
    """Say whether somebody lets friends, who let them too, see how near their tastes are.

    Args:
        user_id: Who.
    """
    return user_id in comparing_among((user_id,))


def comparing_among(user_ids: Collection[int]) -> frozenset[int]:
    """Return those of some people who let their taste be compared: tracked ones who agreed.

    Args:
        user_ids: Of whom.

    Returns:
        Ids of people.
    """
    return _among(
        user_ids, col(Privacy.compares_taste).is_(True), col(Privacy.is_tracked).is_(True)
    )


def set_compares_taste(user_id: int, compares: bool) -> None:
    """Let somebody's taste be compared with that of friends, or no longer.

    Args:
        user_id: Who.
        compares: Whether they agree from now on.
    """
    _set(user_id, "compares_taste", compares)


def gives_feelings(user_id: int) -> bool:
    """Say whether somebody lets what they felt train the model, without their name.

    Args:
        user_id: Who.
    """
    return bool(_among((user_id,), col(Privacy.gives_feelings).is_(True)))


def set_gives_feelings(user_id: int, gives: bool) -> None:
    """Let what somebody felt train the model, or no longer; the next export heeds it.

    Args:
        user_id: Who.
        gives: Whether they agree from now on.
    """
    _set(user_id, "gives_feelings", gives)


def _among(user_ids: Collection[int], *conditions: ColumnElement[bool]) -> frozenset[int]:
    query = select(Privacy.user_id).where(col(Privacy.user_id).in_(user_ids), *conditions)
    with session() as db:
        return frozenset(db.exec(query).all())


def _set(user_id: int, name: str, value: bool) -> None:
    with session(write=True) as db:
        take_turn(db, f"privacy {user_id}")
        row = db.get(Privacy, user_id) or Privacy(user_id=user_id)
        setattr(row, name, value)
        db.add(row)
