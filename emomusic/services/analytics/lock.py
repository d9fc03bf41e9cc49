"""The lock of the roll-ups: whoever writes them is alone in the deployment.

It is a lease, since a process that is killed can't give a lock back. Its holder renews it at
every step, and stops at a step where somebody else has it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

from emomusic.errors import Conflict, Unavailable
from emomusic.store.lease import end_lease, take_lease

LEASE = "rollup"
LEASE_S = 60.0
"""Seconds until a holder that died is replaced; a step takes much less."""

WAIT_S = 90.0
"""Seconds that a command, or the erasure of somebody, waits for a roll-up that runs."""

_LOOK_EVERY_S = 0.5
_BUSY = "The listening is being rolled up just now. Try again in a minute."

StillMine = Callable[[], Awaitable[None]]


@asynccontextmanager
async def alone(wait_s: float = 0.0) -> AsyncIterator[StillMine]:
    """Hold the lock.

    Args:
        wait_s: Seconds to wait for it.

    Yields:
        What renews it, to be called before each write; it raises `Conflict` when it is lost.

    Raises:
        Conflict: Somebody else has it for longer.
        Unavailable: MongoDB can't be reached.
    """
    holder = f"{socket.gethostname()} {os.getpid()} {uuid4().hex[:8]}"
    until = time.monotonic() + wait_s
    while not await take_lease(LEASE, holder, LEASE_S):
        if time.monotonic() >= until:
            raise Conflict(_BUSY)
        await asyncio.sleep(_LOOK_EVERY_S)

    async def still_mine() -> None:
        if not await take_lease(LEASE, holder, LEASE_S):
            raise Conflict(_BUSY)

    try:
        yield still_mine
    finally:
        with contextlib.suppress(Unavailable):  # it runs out by itself
            await end_lease(LEASE, holder)
