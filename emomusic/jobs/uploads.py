"""Looks at uploads once they are whole, one after the other, in a process of its own.

What waits stands in the database, so a restart loses nothing: the next start looks again. One
process of a data folder does it; uploads that arrived at another are found within `LOOK_S`.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator

from emomusic.errors import EmoMusicError, InvalidAudio, Unavailable
from emomusic.jobs.lane import Lane, WorkerDied, WorkerHung
from emomusic.jobs.worker import ASKED_NICENESS, AnalysisFault
from emomusic.services.uploads.checking import (
    Arrived,
    identify,
    refuse,
    settle,
    waiting_for_check,
)

logger = logging.getLogger(__name__)

LOOK_S = 2.0
"""Seconds between looks for uploads that arrived at another process."""

IDLE_S = 60.0
"""Seconds after which an idle process is let go, and its memory with it."""

GRACE_S, SLOWEST_BYTES_PER_S = 60.0, 1_000_000.0
"""A check may take so long, and beyond that as long as the file needs at this pace."""

_DIED = "It broke the program that looked at it, so it is not taken."
_HUNG = "It took far too long to be looked at, so it is not taken."
_UNKNOWN = "It can't be read as music."


class UploadChecker:
    """Looks at what has arrived.

    Args:
        lane: The process that opens the files, one of its own by default.
    """

    def __init__(self, lane: Lane | None = None) -> None:
        self._lane = lane or Lane(ASKED_NICENESS)

    async def run(self) -> None:
        """Look at uploads until cancelled."""
        try:
            with _woken() as news:
                await self._look_again_and_again(news)
        finally:
            self.end()

    async def _look_again_and_again(self, news: asyncio.Event) -> None:
        idle_s = 0.0
        while True:
            news.clear()
            waiting = await asyncio.to_thread(waiting_for_check)
            for arrived in waiting:
                await self.check(arrived)
            idle_s = 0.0 if waiting else idle_s + LOOK_S
            if idle_s >= IDLE_S:
                self._lane.rest()
                idle_s = 0.0
            if not waiting:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(LOOK_S):
                        await news.wait()

    def end(self) -> None:
        """Let the process go."""
        self._lane.kill()

    async def check(self, arrived: Arrived) -> None:
        """Look at one upload, and let it wait for the person or say why not.

        Args:
            arrived: The upload.
        """
        try:
            content_hash = await asyncio.to_thread(identify, arrived)
            limit_s = GRACE_S + arrived.size_bytes / SLOWEST_BYTES_PER_S
            checked = await self._lane.check_upload(
                arrived.path, arrived.name, arrived.folder, limit_s
            )
        except Unavailable as error:
            logger.warning("uploads: %s", error)
            await asyncio.sleep(LOOK_S)
        except (EmoMusicError, WorkerDied, WorkerHung, AnalysisFault, OSError) as error:
            await asyncio.to_thread(refuse, arrived.id, _reason(error))
        else:
            await asyncio.to_thread(settle, arrived, content_hash, checked)


def _reason(error: Exception) -> EmoMusicError:
    match error:
        case EmoMusicError():
            return error
        case WorkerDied():
            return InvalidAudio(_DIED)
        case WorkerHung():
            return InvalidAudio(_HUNG)
        case FileNotFoundError():
            return InvalidAudio("Its bytes are gone; send it again.")
        case _:
            return InvalidAudio(_UNKNOWN)


_wakers: set[Callable[[], None]] = set()


def wake_checker() -> None:
    """Tell the checkers of this process, from whatever thread, that an upload is whole."""
    for wake in tuple(_wakers):
        wake()


@contextlib.contextmanager
def _woken() -> Iterator[asyncio.Event]:
    """Give an event of this loop that is set when an upload is whole."""
    news = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wake() -> None:
        loop.call_soon_threadsafe(news.set)

    _wakers.add(wake)
    try:
        yield news
    finally:
        _wakers.discard(wake)
