"""Who may write to whom: people of whom one blocked the other do not meet."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sqlmodel import col, select

from emomusic.errors import Forbidden, NotFound
from emomusic.services.blocks import apart_from, is_blocked_between
from emomusic.services.chat.views import Reachable
from emomusic.services.friends import Relation, find_people, friend_ids
from emomusic.store.database import session
from emomusic.store.folding import fold
from emomusic.store.tables import User

MOST_PEOPLE = 20
"""People that one search finds."""

_DIRECT = "d"


def direct_id(one_id: int, other_id: int) -> str:
    """Name the conversation of two people.

    Args:
        one_id: One of them.
        other_id: The other.
    """
    low, high = sorted((one_id, other_id))
    return f"{_DIRECT}-{low}-{high}"


def pair_of(conversation_id: str) -> tuple[int, int] | None:
    """Return the two people of a conversation, or None where it is a room.

    Args:
        conversation_id: Which.
    """
    kind, _, rest = conversation_id.partition("-")
    low, _, high = rest.partition("-")
    both_are_numbers = low.isdecimal() and high.isdecimal()
    return (int(low), int(high)) if kind == _DIRECT and both_are_numbers else None


async def check_may_write(user_id: int, conversation_id: str) -> None:
    """See that nobody stands between two people who write to one another.

    Args:
        user_id: Who writes.
        conversation_id: Where; a room is open to all who are in it.

    Raises:
        Forbidden: One of the two has blocked the other. It does not say which.
    """
    pair = pair_of(conversation_id)
    if pair is not None and await asyncio.to_thread(is_blocked_between, *pair):
        raise Forbidden("You can't write to this person.")


async def check_reachable(user_id: int, other_ids: Iterable[int]) -> None:
    """See that somebody can write to others, or invite them.

    Args:
        user_id: Who.
        other_ids: Whom.

    Raises:
        NotFound: One of them is not here, or the two do not meet. It does not say which.
    """
    await asyncio.to_thread(_check_reachable, user_id, frozenset(other_ids))


def _check_reachable(user_id: int, other_ids: frozenset[int]) -> None:
    with session() as reading:
        found = reading.exec(
            select(User.id)
            .where(col(User.id).in_(other_ids))
            .where(col(User.is_disabled).is_(False))
        ).all()
    if set(found) != other_ids or other_ids & apart_from(user_id):
        raise NotFound("There is nobody of that name here.")


def find_reachable(user_id: int, text: str) -> tuple[Reachable, ...]:
    """Find people to write to, friends first.

    Args:
        user_id: Who looks.
        text: A part of a name; empty lists friends, and then others by name.

    Returns:
        At most `MOST_PEOPLE` people.
    """
    if fold(text):
        found = find_people(user_id, text, MOST_PEOPLE)
        rows = [Reachable(one.id, one.name, one.relation is Relation.FRIEND) for one in found]
    else:
        rows = _first_people(user_id)
    return tuple(sorted(rows, key=lambda one: not one.is_friend))


def _first_people(user_id: int) -> list[Reachable]:
    friends, hidden = friend_ids(user_id), apart_from(user_id) | {user_id}
    with session() as reading:
        users = reading.exec(
            select(User)
            .where(col(User.is_disabled).is_(False), col(User.id).not_in(hidden))
            .order_by(col(User.id).in_(friends).desc(), col(User.name_folded))
            .limit(MOST_PEOPLE)
        ).all()
    return [Reachable(user.id or 0, user.name, user.id in friends) for user in users]
