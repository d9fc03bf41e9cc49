"""Which hours must be rolled up.

Each hour in which something began to play has a mark: `told` grows after every batch of events
of that hour, and `done` is the `told` that the last roll-up of the hour had read before it read
the events. An hour with more told than done is rolled up; so an event that arrives during a
roll-up, or weeks after its hour, is never missed.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne

from emomusic.store.mongo import Collection, answering, mongo


@dataclass(frozen=True, slots=True)
class Mark:
    """How much of an hour is rolled up.

    Attributes:
        hour: Its start, in UTC.
        told: How often something was told of it.
        events: How many events its last roll-up read.
    """

    hour: datetime
    told: int
    events: int


def hour_of(at: datetime) -> datetime:
    """Cut a time to its hour."""
    return at.replace(minute=0, second=0, microsecond=0)


async def mark(hours: AbstractSet[datetime]) -> None:
    """Say that events of these hours were told; call it after they are stored.

    Args:
        hours: Starts of hours, in UTC.

    Raises:
        Unavailable: MongoDB can't be reached; what is told must be sent again.
    """
    if not hours:
        return
    told = {"$inc": {"told": 1}, "$setOnInsert": {"done": 0, "events": 0}}
    updates = [UpdateOne({"_id": hour}, told, upsert=True) for hour in sorted(hours)]
    with answering():
        await mongo()[Collection.ROLLUP_MARKS].bulk_write(updates, ordered=False)


async def marks_of(since: datetime, until: datetime) -> tuple[Mark, ...]:
    """Return the marks of a stretch of time, the oldest first; both ends are included."""
    return await _marks({"_id": {"$gte": since, "$lte": until}})


async def dirty() -> tuple[Mark, ...]:
    """Return the marks of the hours that must be rolled up, the oldest first."""
    return await _marks({"$expr": {"$gt": ["$told", "$done"]}})


async def expect_fewer(hour: datetime, removed: int) -> None:
    """Say that events of an hour are about to be removed for good, and are to be counted no more.

    Only under the lock of the roll-up. Without this an hour that has fewer events than before
    stays as it was rolled up, since retention removes events too.

    Args:
        hour: Its start, in UTC.
        removed: How many events.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    for one in await marks_of(hour, hour):
        change = {"$set": {"events": max(0, one.events - removed)}, "$inc": {"told": 1}}
        with answering():
            await mongo()[Collection.ROLLUP_MARKS].update_one({"_id": hour}, change)


async def settle(marks: Iterable[Mark]) -> None:
    """Note that hours are rolled up; what was told since `marks` were read stays to be done.

    Args:
        marks: As they were read before the events, with the number of events that were read.
    """
    updates = [
        UpdateOne({"_id": one.hour}, {"$set": {"done": one.told, "events": one.events}})
        for one in marks
    ]
    if updates:
        with answering():
            await mongo()[Collection.ROLLUP_MARKS].bulk_write(updates, ordered=False)


async def _marks(query: dict[str, object]) -> tuple[Mark, ...]:
    with answering():
        found = await mongo()[Collection.ROLLUP_MARKS].find(query).sort("_id", 1).to_list()
    return tuple(Mark(one["_id"], int(one["told"]), int(one["events"])) for one in found)
