"""Takes songs from the queue, has them heard in worker processes, and stores what was heard."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

from emomusic.emotion import Analysis, analyse_file, model_version
from emomusic.errors import InvalidAudio, Unavailable
from emomusic.jobs.lane import Lane, WorkerDied, WorkerHung
from emomusic.jobs.worker import Analyse, AnalysisFault
from emomusic.services import analysis_here, analysis_queue, rehearing
from emomusic.services.analysis_here import progress_of
from emomusic.services.analysis_queue import Claim
from emomusic.services.emotions import store_analysis

__all__ = ["AnalysisRunner", "progress_of"]

logger = logging.getLogger(__name__)

POLL_S = 2.0
"""Seconds between looks for songs that another process queued."""

GRACE_S = 120.0
"""Seconds, besides a part of its own length, after which the analysis of a song counts as hung."""

SLOWEST = 10.0
"""How many times faster than the music even a busy, old machine hears. Ten hours of music may so
take an hour, and not ten, of which the queue would wait for a song that hangs."""

IDLE_S = 60.0
"""Seconds after which an idle process is let go, and its memory with it."""

DESK_S = 2.0
"""Seconds between looks whether a song in hand was cancelled."""

LOOK_S = 15.0
"""Seconds between looks which model is served."""

PAUSE_S = 15.0
"""Seconds to wait where nothing can be heard now: no model, no database."""

CRASH_SENTENCE = "The analysis of this file breaks off each time, so it was given up."
HANG_SENTENCE = "The analysis of this file took far too long, so it was given up."
GONE_SENTENCE = "The file of this song is not there any more."


def time_limit_s(duration_s: float, grace_s: float = GRACE_S) -> float:
    """After how many seconds the analysis of a song counts as hung.

    Args:
        duration_s: Its length as its tags say, which may be 0 where they don't.
        grace_s: Seconds besides a part of it.
    """
    return grace_s + max(0.0, duration_s) / SLOWEST


class AnalysisRunner:
    """Hears what is queued, several songs at a time.

    Args:
        name: Name of this runner, the same after a restart and unlike any other.
        workers: How many processes.
        analyse: `emomusic.emotion.analyse_file`, or a stand-in of a test: a function of a module.
        version: `emomusic.emotion.model_version`, or a stand-in: which model hears.
        grace_s: Seconds, besides a part of its own length, that a song may take.
    """

    def __init__(
        self,
        name: str,
        workers: int,
        analyse: Analyse = analyse_file,
        version: Callable[[], str] = model_version,
        grace_s: float = GRACE_S,
    ) -> None:
        self._name = name
        self._analyse = analyse
        self._version = version
        self._grace_s = grace_s
        self._lanes = tuple(Lane() for _ in range(workers))
        self._held: dict[Lane, Claim] = {}
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Work until cancelled; what is in hand then goes back to the queue."""
        await asyncio.to_thread(analysis_queue.release_interrupted, self._name)
        loop = asyncio.get_running_loop()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop closed a moment ago
                loop.call_soon_threadsafe(self._ring)

        with analysis_here.told_of_work(wake):
            try:
                async with asyncio.TaskGroup() as tasks:
                    tasks.create_task(self._look_after_leases())
                    tasks.create_task(self._follow_the_model())
                    tasks.create_task(self._let_go_of_cancelled())
                    for lane in self._lanes:
                        tasks.create_task(self._work(lane))
            finally:
                for lane in self._lanes:
                    lane.kill()
                with contextlib.suppress(Unavailable):
                    await asyncio.to_thread(analysis_queue.release_interrupted, self._name)

    def _ring(self) -> None:
        rung, self._news = self._news, asyncio.Event()
        rung.set()

    async def _look_after_leases(self) -> None:
        while True:
            await asyncio.sleep(analysis_queue.LEASE_S / 4)
            try:
                await asyncio.to_thread(analysis_queue.renew, tuple(self._held.values()))
                await asyncio.to_thread(analysis_queue.release_interrupted)
            except Unavailable as error:
                logger.warning("analysis: %s", error)

    async def _let_go_of_cancelled(self) -> None:
        """End the process of a song that an administrator took off the queue."""
        while True:
            await asyncio.sleep(DESK_S)
            held = dict(self._held)
            if not held:
                continue
            with contextlib.suppress(Unavailable):
                gone = await asyncio.to_thread(analysis_queue.lost, tuple(held.values()))
                for lane, claim in held.items():
                    if claim in gone and self._held.get(lane) is claim:
                        lane.kill()

    async def _follow_the_model(self) -> None:
        """Queue what another model heard, at the start and whenever the model is another one."""
        queued_for = ""
        while True:
            try:
                version = await asyncio.to_thread(self._version)
                if version != queued_for:
                    await asyncio.to_thread(rehearing.requeue_outdated, version)
                    queued_for = version
            except Unavailable as error:
                logger.warning("analysis: %s", error)
            await asyncio.sleep(LOOK_S)

    async def _work(self, lane: Lane) -> None:
        idle_since = time.monotonic()
        while True:
            news = self._news
            try:
                claims = await asyncio.to_thread(analysis_queue.claim, self._name)
                for held in claims:
                    await self._hear(lane, held)
                    idle_since = time.monotonic()
            except Unavailable as error:
                logger.warning("analysis: %s", error)
                await asyncio.sleep(PAUSE_S)
                continue
            if claims:
                continue
            if time.monotonic() - idle_since > IDLE_S:
                lane.rest()
            # Not wait_for: in Python 3.11 it can swallow a cancellation.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_S):
                    await news.wait()

    async def _hear(self, lane: Lane, held: Claim) -> None:
        self._held[lane] = held
        began = time.monotonic()
        try:
            with analysis_here.progress_shown(held.song_id, lane.progress):
                limit_s = time_limit_s(held.duration_s, self._grace_s)
                analysis = await lane.hear(self._analyse, held.path, limit_s)
            await asyncio.to_thread(self._store, held, analysis)
            logger.info("heard song %d in %.1f s", held.song_id, time.monotonic() - began)
        except InvalidAudio as error:
            await self._give_up(held, error.sentence)
        except FileNotFoundError:
            await self._give_up(held, GONE_SENTENCE)
        except WorkerHung:
            await self._give_up(held, HANG_SENTENCE)
        except (WorkerDied, AnalysisFault) as error:
            logger.warning("analysis of song %d broke off: %r", held.song_id, error)
            await asyncio.to_thread(analysis_queue.crashed, held, CRASH_SENTENCE)
        except Unavailable:
            await asyncio.to_thread(analysis_queue.put_back, held)
            raise
        finally:
            del self._held[lane]

    def _store(self, held: Claim, analysis: Analysis) -> None:
        if not store_analysis(held.song_id, analysis, held):
            return
        # The model may have been changed while this song was in hand.
        if analysis.curve.model != self._version():
            rehearing.ask_again(held.song_id)

    async def _give_up(self, held: Claim, sentence: str) -> None:
        logger.warning("analysis of song %d given up: %s", held.song_id, sentence)
        await asyncio.to_thread(analysis_queue.fail, held, sentence)
