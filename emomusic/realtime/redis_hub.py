"""Fan-out between workers: what one publishes goes through Redis to the connections of all.

Redis keeps nothing (PUBLISH, SUBSCRIBE). While it is away, a message reaches the connections of
the worker that publishes it; when it is back, all browsers are told to ask for what they missed.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic_core import from_json, to_json
from redis.asyncio import Redis
from redis.exceptions import RedisError

from emomusic.realtime.hub import EVERYBODY, LocalHub, Sockets, Topics

CHANNEL = "emomusic:live"
GAP = "live.gap"
"""Tells browsers that messages may have been missed."""

AGAIN_S = 0.5
"""Seconds until a Redis that went away is asked again."""

LISTEN_S = 1.0

logger = logging.getLogger(__name__)


class Deed(StrEnum):
    """What every worker is to do with what comes."""

    PUBLISH = "publish"
    DISMISS = "dismiss"


class RedisHub:
    """Fan-out through Redis.

    Args:
        sockets: The connections of this process.
        redis: The client; the hub does not close it.
    """

    def __init__(self, sockets: Sockets, redis: Redis) -> None:
        self._here = LocalHub(sockets)
        self._redis = redis
        self._listening = asyncio.Event()

    async def publish(self, topic: Topics, kind: str, body: Any) -> None:
        """Send a message to all connections of all workers that follow a topic."""
        if topic:
            await self._everywhere(Deed.PUBLISH, topic, kind, body)

    async def join(self, connection_id: str, topic: str) -> None:
        """Let a connection of this process follow a topic."""
        await self._here.join(connection_id, topic)

    async def leave(self, connection_id: str, topic: str) -> None:
        """Let it follow the topic no longer."""
        await self._here.leave(connection_id, topic)

    async def dismiss(self, follower: str, kind: str, bodies: Mapping[str, Any]) -> None:
        """Let the followers of one topic follow others no longer, in all workers, and say so."""
        if bodies:
            await self._everywhere(Deed.DISMISS, follower, kind, bodies)

    async def wait_until_listening(self) -> None:
        """Wait until messages of other workers come in."""
        await self._listening.wait()

    async def run(self) -> None:
        """Carry what is published to the connections of this process, until cancelled."""
        before = False
        while True:
            try:
                await self._listen(missed=before)
            except (RedisError, OSError) as error:
                logger.warning("Redis went away: %s", error)
            finally:
                self._listening.clear()
            before = True
            await asyncio.sleep(AGAIN_S)

    async def _everywhere(self, deed: Deed, topic: Topics, kind: str, body: Any) -> None:
        if self._listening.is_set():
            try:
                await self._redis.publish(CHANNEL, to_json([deed, topic, kind, body]))
            except (RedisError, OSError) as error:
                logger.warning("Redis does not carry messages just now: %s", error)
            else:
                return  # it comes back to this worker as well
        await self._do(deed, topic, kind, body)

    async def _do(self, deed: str, topic: Any, kind: str, body: Any) -> None:
        if deed == Deed.DISMISS:
            await self._here.dismiss(topic, kind, body)
        else:
            await self._here.publish(topic, kind, body)

    async def _listen(self, missed: bool) -> None:
        async with self._redis.pubsub(ignore_subscribe_messages=True) as line:
            await line.subscribe(CHANNEL)
            self._listening.set()
            if missed:
                await self._here.publish(EVERYBODY, GAP, {})
            while True:
                message = await line.get_message(timeout=LISTEN_S)
                if message is not None:
                    await self._do(*from_json(message["data"]))
