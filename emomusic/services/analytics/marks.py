"""Which hours hold events that the roll-ups have not seen yet."""

from __future__ import annotations

from datetime import datetime

from pymongo import UpdateOne

from emomusic.store.mongo import Collection, answering, mongo


async def mark(hours: set[datetime]) -> None:
    """Note that events of some hours have been told; call it after they are stored.

    Args:
        hours: The hours in which their plays began, in UTC, cut to the hour.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    if not hours:
        return
    told = [UpdateOne({"_id": hour}, {"$inc": {"told": 1}}, upsert=True) for hour in sorted(hours)]
    with answering():
        await mongo()[Collection.ROLLUP_MARKS].bulk_write(told, ordered=False)
