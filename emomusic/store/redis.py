"""The one Redis client of an event loop; Redis is there only where `REDIS_URL` says so."""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

from redis.asyncio import Redis

from emomusic.settings import settings

TIMEOUT_S = 3.0
"""How long a person may wait for a Redis that is not there."""

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[str, Redis]] = WeakKeyDictionary()


def redis() -> Redis | None:
    """Return the client of the running event loop, or None where no Redis is set."""
    url = settings().redis_url
    if not url:
        return None
    loop = asyncio.get_running_loop()
    known, client = _clients.get(loop, ("", None))
    if client is None or known != url:
        client = Redis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=TIMEOUT_S,
            socket_timeout=TIMEOUT_S,
            client_name="emomusic",
        )
        _clients[loop] = (url, client)
    return client


async def close_redis() -> None:
    """Close the client of the running event loop, if it has one."""
    _, client = _clients.pop(asyncio.get_running_loop(), ("", None))
    if client is not None:
        await client.aclose()
