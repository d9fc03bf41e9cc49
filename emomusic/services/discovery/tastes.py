"""Where on the plane somebody listens, and friends who agreed, as the map draws it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from emomusic.services.analytics.near_friends import diary_of_year, friends_who_agreed
from emomusic.services.analytics.nearness import ENOUGH_S, Taste, taste_of

_NO_ARTISTS: Mapping[int, Sequence[int]] = {}


@dataclass(frozen=True, slots=True)
class TastePlane:
    """Where somebody listens.

    Attributes:
        id: Of their account.
        name: Theirs.
        cells: Shape `[CELLS, CELLS]`, share of the most heard cell, 0..1; arousal upwards in the
            first index, valence to the right in the second. None where there is too little to tell.
    """

    id: int
    name: str
    cells: tuple[tuple[float, ...], ...] | None


@dataclass(frozen=True, slots=True)
class Tastes:
    """What the map can lay over itself.

    Attributes:
        mine: Of whoever asks.
        friends: Of friends who agreed, by name; empty unless whoever asks agreed too.
    """

    mine: TastePlane
    friends: tuple[TastePlane, ...]


async def tastes_for(user_id: int, name: str, at: datetime | None = None) -> Tastes:
    """Read where somebody and those friends listened in the last year.

    Friends see a plane that is blurred and has no scale of time: where somebody listens most, not
    how much nor when.

    Args:
        user_id: Who asks.
        name: Theirs.
        at: The moment; now by default.

    Returns:
        The planes.

    Raises:
        Unavailable: The history of listening can't be reached.
    """
    until = at or datetime.now(UTC)
    agreed = await asyncio.to_thread(friends_who_agreed, user_id)
    mine = await _plane_of(user_id, name, until)
    friends = [await _plane_of(one.id, one.name, until) for one in agreed]
    return Tastes(mine, tuple(sorted(friends, key=lambda one: (one.name, one.id))))


async def _plane_of(user_id: int, name: str, until: datetime) -> TastePlane:
    diary = await diary_of_year(user_id, until)
    taste = await asyncio.to_thread(taste_of, diary, _NO_ARTISTS)
    return TastePlane(user_id, name, _cells(taste))


def _cells(taste: Taste) -> tuple[tuple[float, ...], ...] | None:
    if taste.felt_s < ENOUGH_S:
        return None
    most = float(taste.plane.max())
    return tuple(tuple(round(float(cell) / most, 3) for cell in row) for row in taste.plane)
