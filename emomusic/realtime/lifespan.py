"""What the live channel does by itself, from the start of the server to its end."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import socket
from collections.abc import AsyncIterator, Callable

from emomusic.jobs.parts import Part, again_and_again, end_parts
from emomusic.realtime.board import LonelyBoard, RedisBoard
from emomusic.realtime.hub import LocalHub, use_hub
from emomusic.realtime.namespace import LiveNamespace
from emomusic.realtime.presence import presence
from emomusic.realtime.redis_hub import RedisHub
from emomusic.store.redis import close_redis, redis

LOOK_S = 5.0
"""Seconds between looks whether the sessions of those who are connected still hold."""

PARTS: dict[str, Part] = {}
"""What else runs beside the channel, by name; each module adds its own."""


def live_lifespan(
    channel: LiveNamespace,
) -> Callable[[], contextlib.AbstractAsyncContextManager[None]]:
    """Make what runs beside the live channel; for `app.register_lifespan_task`.

    Args:
        channel: The live channel.

    Returns:
        A context manager that runs it all.
    """

    async def guard() -> None:
        while True:
            await channel.drop_ended_sessions()
            await asyncio.sleep(LOOK_S)

    @contextlib.asynccontextmanager
    async def beside_the_channel() -> AsyncIterator[None]:
        client = redis()
        new_hub = RedisHub(channel, client) if client is not None else LocalHub(channel)
        use_hub(new_hub)
        board = RedisBoard(client, _worker()) if client is not None else LonelyBoard()
        parts = {
            "hub": new_hub.run,
            "presence": lambda: presence.run(board),
            "sessions of the live channel": guard,
            **PARTS,
        }
        running = [
            asyncio.create_task(again_and_again(name, part), name=name)
            for name, part in parts.items()
        ]
        try:
            yield
        finally:
            await end_parts(*running)
            await close_redis()

    return beside_the_channel


def _worker() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
