"""Searches that found nothing: which words, how often on each day, and never whose.

Someone who types sends every beginning of a word; only what they stayed with is counted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from pymongo.errors import DuplicateKeyError

from emomusic.errors import TooManyRequests
from emomusic.services.rate_limits import Limited, spend
from emomusic.store.folding import fold
from emomusic.store.mongo import Collection, answering, mongo

WORDS_MAX = 64
WORDS_MIN = 2


async def count_vain_search(user_id: int, text: str, at: datetime) -> None:
    """Count a search that found nothing; somebody who sends too many is no longer counted.

    Args:
        user_id: Who searched; only to keep one person from filling the list.
        text: What was searched for.
        at: When.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    words = fold(text)[:WORDS_MAX].rstrip()
    if len(words) < WORDS_MIN:
        return
    try:
        await spend(user_id, Limited.VAIN_SEARCH)
    except TooManyRequests:
        return
    day = datetime.combine(at.astimezone(UTC).date(), time(), UTC)
    change = {"$inc": {"count": 1}, "$setOnInsert": {"at": day, "words": words}}
    query = {"_id": f"{day:%Y-%m-%d}/{words}"}
    with answering("The list of searches"):
        try:
            await mongo()[Collection.VAIN_SEARCHES].update_one(query, change, upsert=True)
        except DuplicateKeyError:  # somebody else was first; now it is there
            await mongo()[Collection.VAIN_SEARCHES].update_one(query, change)


async def vain_searches(since: date, until: date) -> dict[str, int]:
    """Return how often words were searched for in vain.

    Args:
        since: The first day, in UTC.
        until: The last day, which is included.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    days = {"$gte": _start(since), "$lte": _start(until)}
    counted: dict[str, int] = {}
    with answering("The list of searches"):
        found = mongo()[Collection.VAIN_SEARCHES].find({"at": days}, {"words": 1, "count": 1})
        async for one in found:
            counted[one["words"]] = counted.get(one["words"], 0) + one["count"]
    return counted


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
