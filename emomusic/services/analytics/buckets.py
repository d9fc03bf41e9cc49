"""Where roll-ups lie in MongoDB: one document for each grain, dimension and bucket of time.

A document is replaced whole, in one atomic write. After a day's documents, the day gets a new
version; by it a reader knows which of the documents that it remembers are still true.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bson import ObjectId
from pymongo import ReplaceOne

from emomusic.services.analytics.dimensions import Dimension, Grain
from emomusic.store.columns import Columns, from_document, to_fields
from emomusic.store.mongo import Collection, answering, mongo
from emomusic.store.replacing import replace_all

_AT_ONCE = 400


@dataclass(frozen=True, slots=True)
class Bucket:
    """One document of the roll-ups.

    Attributes:
        at: Start of its hour or day, in UTC.
    """

    grain: Grain
    dimension: Dimension
    at: datetime

    @property
    def key(self) -> str:
        """Its `_id`, such as `hour/song/2026-11-27T14`."""
        written = f"{self.at:%Y-%m-%d}" if self.grain is Grain.DAY else f"{self.at:%Y-%m-%dT%H}"
        return f"{self.grain}/{self.dimension}/{written}"


def start_of(day: date) -> datetime:
    """Return the first moment of a day, in UTC."""
    return datetime.combine(day, time(), UTC)


async def write(found: Iterable[tuple[Bucket, Columns]]) -> None:
    """Replace documents, each in one atomic write.

    Args:
        found: The buckets with their rows.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    documents = [
        {
            "_id": bucket.key,
            "grain": bucket.grain.value,
            "dimension": bucket.dimension.value,
            "at": bucket.at,
            **to_fields(columns),
        }
        for bucket, columns in found
    ]
    with answering():
        await replace_all(Collection.ROLLUPS, documents)


async def read(buckets: Sequence[Bucket]) -> dict[Bucket, Columns]:
    """Read documents; those that are not there are left out.

    Args:
        buckets: Which.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    by_key = {bucket.key: bucket for bucket in buckets}
    keys = list(by_key)
    found: dict[Bucket, Columns] = {}
    with answering():
        for start in range(0, len(keys), _AT_ONCE):
            query = {"_id": {"$in": keys[start : start + _AT_ONCE]}}
            async for document in mongo()[Collection.ROLLUPS].find(query):
                found[by_key[document["_id"]]] = from_document(document)
    return found


async def renew(days: Iterable[date]) -> None:
    """Give days a new version; call it after their documents, or their hours', are written."""
    renewed = [
        ReplaceOne({"_id": start_of(day)}, {"version": ObjectId()}, upsert=True) for day in days
    ]
    if renewed:
        with answering():
            await mongo()[Collection.ROLLUP_DAYS].bulk_write(renewed, ordered=False)


async def versions(since: date, until: date) -> dict[date, ObjectId]:
    """Return the version of each day that has roll-ups; both ends are included."""
    query = {"_id": {"$gte": start_of(since), "$lte": start_of(until)}}
    with answering():
        found = await mongo()[Collection.ROLLUP_DAYS].find(query).to_list()
    return {one["_id"].date(): one["version"] for one in found}
