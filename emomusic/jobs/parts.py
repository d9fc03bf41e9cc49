"""Parts that run beside the pages for as long as the server does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

logger = logging.getLogger(__name__)

INSIST_S = 5.0
"""Seconds after which a part that does not end is told again."""

RESTART_S = 10.0
"""Seconds until a part that failed begins again."""

Part = Callable[[], Awaitable[None]]


async def again_and_again(name: str, part: Part) -> None:
    """Begin a part again when it fails: what runs beside the pages never takes them down.

    Args:
        name: Of the part, for the log.
        part: What runs.
    """
    while True:
        try:
            await part()
        except Exception:  # the last place where it can be seen
            logger.exception("%s failed; it begins again in %.0f s", name, RESTART_S)
        await asyncio.sleep(RESTART_S)


async def end_parts(*parts: asyncio.Task[None]) -> None:
    """Cancel parts until they are done: a library may swallow a cancellation now and then.

    Args:
        *parts: Running tasks.
    """
    waited_for = set(parts)
    while waited_for:
        for part in waited_for:
            part.cancel()
        _, waited_for = await asyncio.wait(waited_for, timeout=INSIST_S)
