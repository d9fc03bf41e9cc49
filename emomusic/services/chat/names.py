"""The names of people in conversations, as they are now."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from sqlmodel import col, select

from emomusic.store.database import session
from emomusic.store.tables import User

SOMEBODY = "Somebody who left"
"""Stands for an account that is no more."""


async def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """Return what people are called.

    Args:
        user_ids: Whose names; repeated ones count once.

    Returns:
        A name for each, `SOMEBODY` where the account is no more.
    """
    wanted = set(user_ids)
    known = await asyncio.to_thread(_read, wanted) if wanted else {}
    return {one: known.get(one, SOMEBODY) for one in wanted}


def _read(user_ids: set[int]) -> dict[int, str]:
    with session() as reading:
        rows = reading.exec(select(User.id, User.name).where(col(User.id).in_(user_ids)))
        return {user_id: name for user_id, name in rows if user_id is not None}
