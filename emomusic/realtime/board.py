"""The board on which each worker writes whom it has, so that all of them know who is here.

With Redis a worker's page runs out unless it is written again: the people of a worker that was
killed are gone from the board by themselves.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from pydantic import TypeAdapter
from redis.asyncio import Redis
from redis.exceptions import RedisError

from emomusic.services.activity import Activity

RUNS_OUT_S = 9
"""Seconds after which a page that was not written again is gone."""

_WORKERS = "emomusic:workers"
_PAGE = "emomusic:here:"

logger = logging.getLogger(__name__)


class Status(StrEnum):
    """Whether somebody is here."""

    ONLINE = "online"
    IDLE = "idle"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Here:
    """How somebody is here.

    Attributes:
        status: The most awake of their tabs.
        activity: What they hear, or None.
    """

    status: Status
    activity: Activity | None = None


NOT_HERE = Here(Status.OFFLINE)
Page = dict[int, Here]

_page = TypeAdapter(Page)
_AWAKE = (Status.ONLINE, Status.IDLE, Status.OFFLINE)


def together(pages: list[Page], user_id: int) -> Here:
    """Make one of what several workers say of a person.

    Args:
        pages: Of the workers.
        user_id: Who.

    Returns:
        The most awake status, and what they hear: what sounds before what is paused, and of those
        what was said last.
    """
    found = [page[user_id] for page in pages if user_id in page]
    if not found:
        return NOT_HERE
    status = min((here.status for here in found), key=_AWAKE.index)
    return Here(status, foremost([here.activity for here in found if here.activity is not None]))


def foremost(activities: list[Activity]) -> Activity | None:
    """Choose what somebody hears where several tabs say something.

    Args:
        activities: What the tabs say.

    Returns:
        What sounds before what is paused, and of those what was said last; None of nothing.
    """
    return max(activities, key=lambda one: (one.playing, one.at), default=None)


class Board(Protocol):
    """Where pages are written."""

    async def write(self, page: Page) -> None:
        """Write this worker's page."""

    async def others(self) -> dict[str, Page]:
        """Read the pages of the other workers, by the name of each."""

    async def take_down(self) -> None:
        """Take this worker's page away."""


class LonelyBoard:
    """The board of a deployment that has one worker."""

    async def write(self, page: Page) -> None:
        """Nobody else reads it."""

    async def others(self) -> dict[str, Page]:
        """There are none."""
        return {}

    async def take_down(self) -> None:
        """Nobody else reads it."""


class RedisBoard:
    """A board in Redis.

    Args:
        redis: The client.
        worker: Name of this process, unlike any other's.
    """

    def __init__(self, redis: Redis, worker: str) -> None:
        self._redis = redis
        self._worker = worker

    async def write(self, page: Page) -> None:
        """Write this worker's page; it runs out unless it is written again."""
        try:
            async with self._redis.pipeline(transaction=True) as steps:
                steps.sadd(_WORKERS, self._worker)
                steps.set(_PAGE + self._worker, _page.dump_json(page), ex=RUNS_OUT_S)
                await steps.execute()
        except (RedisError, OSError) as error:
            logger.warning("Redis does not know who is here just now: %s", error)

    async def others(self) -> dict[str, Page]:
        """Read the pages of the other workers; those that ran out are forgotten."""
        try:
            names = {str(name) for name in await self._redis.smembers(_WORKERS)} - {self._worker}  # type: ignore[misc]
            ordered = sorted(names)
            texts = await self._redis.mget([_PAGE + name for name in ordered]) if ordered else []
            gone = [name for name, text in zip(ordered, texts, strict=True) if text is None]
            if gone:
                await self._redis.srem(_WORKERS, *gone)  # type: ignore[misc]
        except (RedisError, OSError) as error:
            logger.warning("Redis does not say who is here just now: %s", error)
            return {}
        return {
            name: _page.validate_json(text)
            for name, text in zip(ordered, texts, strict=True)
            if text is not None
        }

    async def take_down(self) -> None:
        """Take this worker's page away, so that nobody waits until it runs out."""
        try:
            await self._redis.delete(_PAGE + self._worker)
            await self._redis.srem(_WORKERS, self._worker)  # type: ignore[misc]
        except (RedisError, OSError):
            logger.debug("the page of %s runs out by itself", self._worker)
