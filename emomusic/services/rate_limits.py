"""How often somebody may do a thing: a token bucket for each person and kind.

A bucket holds tokens up to its burst and fills at its rate; each deed takes one. With `REDIS_URL`
the buckets are in Redis, so that several workers count together; where Redis does not answer,
each worker counts for itself rather than keep people from what they do.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from emomusic.errors import TooManyRequests
from emomusic.store.redis import redis

MOST_BUCKETS = 10_000
"""Buckets that a process keeps; full ones are forgotten first, for they say nothing."""

logger = logging.getLogger(__name__)


class Limited(StrEnum):
    """What is limited."""

    MESSAGE = "message"
    TYPING = "typing"
    FRIEND_REQUEST = "friend_request"
    ACTIVITY = "activity"
    ROOM = "room"
    SEARCH_PEOPLE = "search_people"
    PLAYBACK = "playback"
    VAIN_SEARCH = "vain_search"
    FEELING = "feeling"
    PLAYLIST = "playlist"
    IMPORT = "import"
    PREVIEW = "preview"


@dataclass(frozen=True, slots=True)
class Limit:
    """The size of a bucket.

    Attributes:
        per_s: Tokens that come back each second.
        burst: Tokens in a full bucket.
    """

    per_s: float
    burst: int


LIMITS: dict[Limited, Limit] = {
    Limited.MESSAGE: Limit(5.0, 20),
    Limited.TYPING: Limit(1.0, 10),
    Limited.FRIEND_REQUEST: Limit(1 / 60, 10),
    Limited.ACTIVITY: Limit(4.0, 40),
    Limited.ROOM: Limit(5.0, 30),
    Limited.SEARCH_PEOPLE: Limit(5.0, 20),
    Limited.PLAYBACK: Limit(2.0, 30),
    Limited.VAIN_SEARCH: Limit(1 / 20, 20),
    Limited.FEELING: Limit(1.0, 30),
    Limited.PLAYLIST: Limit(10.0, 100),
    Limited.IMPORT: Limit(1 / 10, 10),
    Limited.PREVIEW: Limit(4.0, 40),
}


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at_s: float


_buckets: dict[tuple[Limited, int], _Bucket] = {}

# Tokens are counted by Redis's own clock, which all workers share (Redis: EVAL, TIME).
_SPEND = """
local now = redis.call('TIME')
local at = tonumber(now[1]) + tonumber(now[2]) / 1000000
local per_s, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local left_s = at - (tonumber(kept[2]) or at)
local tokens = math.min(burst, (tonumber(kept[1]) or burst) + left_s * per_s)
if tokens < 1 then
  return tostring((1 - tokens) / per_s)
end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens - 1), 'at', tostring(at))
redis.call('EXPIRE', KEYS[1], math.ceil(burst / per_s) + 1)
return '0'
"""


async def spend(person_id: int, kind: Limited) -> None:
    """Take a token for a deed.

    Args:
        person_id: Whose.
        kind: What they do.

    Raises:
        TooManyRequests: The bucket is empty; it says for how long.
    """
    client = redis()
    wait_s = None
    if client is not None:
        wait_s = await _spend_in_redis(client, person_id, kind)
    if wait_s is None:
        wait_s = _spend_here(person_id, kind, time.monotonic())
    if wait_s > 0:
        raise TooManyRequests(_sentence(wait_s), wait_s)


def forget_buckets() -> None:
    """Begin with full buckets; for tests."""
    _buckets.clear()


def _sentence(wait_s: float) -> str:
    seconds = math.ceil(wait_s)
    return f"That was a lot at once. Try again in {seconds} second{'s' if seconds > 1 else ''}."


async def _spend_in_redis(client: Redis, person_id: int, kind: Limited) -> float | None:
    limit = LIMITS[kind]
    key = f"emomusic:limit:{kind}:{person_id}"
    try:
        asked = client.eval(_SPEND, 1, key, str(limit.per_s), str(limit.burst))
        answer = await cast(Awaitable[str], asked)
    except (RedisError, OSError) as error:
        logger.warning("Redis does not count just now: %s", error)
        return None
    return float(answer)


def _spend_here(person_id: int, kind: Limited, at_s: float) -> float:
    limit = LIMITS[kind]
    if len(_buckets) >= MOST_BUCKETS:
        _forget_full_ones(at_s)
    bucket = _buckets.setdefault((kind, person_id), _Bucket(limit.burst, at_s))
    bucket.tokens = min(limit.burst, bucket.tokens + (at_s - bucket.at_s) * limit.per_s)
    bucket.at_s = at_s
    if bucket.tokens < 1:
        return (1 - bucket.tokens) / limit.per_s
    bucket.tokens -= 1
    return 0.0


def _forget_full_ones(at_s: float) -> None:
    for key, bucket in list(_buckets.items()):
        limit = LIMITS[key[0]]
        if bucket.tokens + (at_s - bucket.at_s) * limit.per_s >= limit.burst:
            del _buckets[key]
