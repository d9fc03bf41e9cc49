"""Measures tempo and key, song after song, while nothing waits for the ear.

Emotion goes first: the process is the last in line for the processor, begins only when the queue
of the analysis is empty, and is ended in the middle of a song when something comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Iterator

from emomusic.audio.tempo_key import measure_file
from emomusic.errors import InvalidAudio, Unavailable
from emomusic.jobs.lane import Lane, WorkerDied, WorkerHung
from emomusic.jobs.worker import AnalysisFault, Measure
from emomusic.services import analysis_here, features
from emomusic.services.features import Unmeasured

logger = logging.getLogger(__name__)

NICENESS = 19
"""Everything else goes first."""

LIMIT_S = 300.0
"""Seconds after which a song counts as hung; it takes two, and the first half a minute."""

LOOK_S = 2.0
"""Seconds between looks, while a song is in hand, whether another process queued an analysis."""

REST_S = 60.0
"""Seconds from the start, and from when the analysis was at work or nothing was left, to the next
look: a process is dear to begin, so it is not begun between two songs of the analysis."""

BATCH = 50

MOST_VANISHED = 500
"""Files that are gone, after which the rest is left for later: a disk may have come off."""

CRASH_SENTENCE = "Measuring the tempo of this file breaks off, so it was given up."
GONE_SENTENCE = "The file of this song is not there any more."
HANG_SENTENCE = "Measuring the tempo of this file took far too long, so it was given up."


class FeatureRunner:
    """Measures what was not measured yet.

    Args:
        measure: `emomusic.audio.tempo_key.measure_file`, or a stand-in of a test: a function of a
            module.
    """

    def __init__(self, measure: Measure = measure_file) -> None:
        self._measure = measure
        self._lane = Lane(NICENESS)
        self._news = asyncio.Event()
        self._vanished: set[int] = set()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            with self._told():
                while True:
                    await asyncio.sleep(REST_S)
                    try:
                        await self._while_nothing_waits()
                    except Unavailable as error:
                        logger.warning("tempo and key: %s", error)
                    self._lane.rest()
        finally:
            self._lane.kill()

    async def run_once(self, report: Callable[[Unmeasured, str], None]) -> None:
        """Measure all that there is, whatever waits, and end.

        Args:
            report: Called with each song and, where it can't be measured, why.
        """
        try:
            while songs := await self._next():
                for song in songs:
                    report(song, await self._one(song))
        finally:
            self._lane.kill()

    async def _while_nothing_waits(self) -> None:
        self._vanished.clear()
        while songs := await self._next():
            for song in songs:
                if not await self._unless_something_waits(song):
                    return

    async def _next(self) -> tuple[Unmeasured, ...]:
        if len(self._vanished) > MOST_VANISHED:
            return ()
        return await asyncio.to_thread(features.next_unmeasured, BATCH, self._vanished)

    async def _unless_something_waits(self, song: Unmeasured) -> bool:
        """Measure a song; give it up, and say False, as soon as something waits for the ear."""
        self._news.clear()
        if await asyncio.to_thread(features.analysis_waits):
            return False
        measuring = asyncio.create_task(self._one(song))
        try:
            while not measuring.done():
                await self._news_or(measuring)
                if not measuring.done() and await asyncio.to_thread(features.analysis_waits):
                    return False
                self._news.clear()
            await measuring
        finally:
            measuring.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await measuring
        return True

    async def _news_or(self, measuring: asyncio.Task[str]) -> None:
        news = asyncio.create_task(self._news.wait())
        try:
            await asyncio.wait(
                (news, measuring), timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            news.cancel()

    async def _one(self, song: Unmeasured) -> str:
        """Measure a song and store what was found; return why it can't be, or nothing."""
        if not await asyncio.to_thread(song.path.exists):
            self._vanished.add(song.song_id)  # the next scan will mark it
            return GONE_SENTENCE
        try:
            found = await self._lane.measure(self._measure, song.path, LIMIT_S)
            await asyncio.to_thread(features.store, song.song_id, found)
            return ""
        except InvalidAudio as error:
            sentence = error.sentence
        except WorkerHung:
            sentence = HANG_SENTENCE
        except (WorkerDied, AnalysisFault) as error:
            logger.warning("measuring song %d broke off: %r", song.song_id, error)
            sentence = CRASH_SENTENCE
        await asyncio.to_thread(features.note_failure, song.song_id, sentence)
        return sentence

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()

        def ring() -> None:
            with contextlib.suppress(RuntimeError):  # the loop closed a moment ago
                loop.call_soon_threadsafe(self._news.set)

        with analysis_here.told_of_work(ring):
            yield
