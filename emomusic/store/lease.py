"""Leases: of all the processes of a deployment, one at a time does a thing.

A lease is one document in MongoDB with a holder and an end. Its holder renews it long before the
end; when the holder dies, the lease runs out and somebody else takes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pymongo.errors import DuplicateKeyError

from emomusic.store.mongo import Collection, answering, mongo


@dataclass(frozen=True, slots=True)
class Lease:
    """Who does a thing now, and until when if they don't renew."""

    holder: str
    expires_at: datetime


async def holder_of(name: str) -> Lease | None:
    """Tell who has a lease.

    Args:
        name: Of what is done once.

    Returns:
        The lease, which may have run out, or None where nobody ever had it.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering("MongoDB"):
        found = await mongo()[Collection.LEASES].find_one({"_id": name})
    return Lease(found["holder"], found["expires_at"]) if found else None


async def take_lease(name: str, holder: str, seconds: float) -> bool:
    """Take a lease, or renew one's own.

    Args:
        name: Of what is done once.
        holder: Who asks; unlike any other process.
        seconds: Until it runs out if it is not renewed.

    Returns:
        Whether it is the holder's now; False if somebody else has it.

    Raises:
        Unavailable: MongoDB can't be reached, so nobody knows.
    """
    at = datetime.now(UTC)
    mine_or_free = {"_id": name, "$or": [{"holder": holder}, {"expires_at": {"$lt": at}}]}
    renewed = {"$set": {"holder": holder, "expires_at": at + timedelta(seconds=seconds)}}
    with answering("MongoDB"):
        try:
            await mongo()[Collection.LEASES].update_one(mine_or_free, renewed, upsert=True)
        except DuplicateKeyError:
            return False
    return True


async def end_lease(name: str, holder: str) -> None:
    """Give a lease back before it runs out; nothing if it is somebody else's.

    Args:
        name: Of what is done once.
        holder: Who had it.

    Raises:
        Unavailable: MongoDB can't be reached; the lease runs out by itself.
    """
    with answering("MongoDB"):
        await mongo()[Collection.LEASES].delete_one({"_id": name, "holder": holder})
