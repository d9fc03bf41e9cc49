"""A lane: one worker process that hears, or explains, one song at a time.

Each lane is an executor of its own with a single process. So when a process dies or hangs it is
plain which song was to blame, and the songs of the other lanes go on.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from multiprocessing.sharedctypes import RawValue
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from emomusic.errors import Unavailable
from emomusic.jobs import worker

if TYPE_CHECKING:
    from emomusic.audio.tempo_key import TempoKey
    from emomusic.emotion import Analysis, Explanation
    from emomusic.services.uploads.checking import Checked

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

START_S = 120.0
"""Seconds a process may take to begin, on a machine that is busy."""

SONGS_PER_PROCESS = 200
"""A process is replaced after so many songs, which bounds whatever leaks."""


class WorkerDied(Exception):
    """The process ended in the middle of a song."""


class WorkerHung(Exception):
    """The process took too long over a song, and was ended."""


class Lane:
    """One worker process, started when first needed.

    Args:
        niceness: Of the process.
    """

    def __init__(self, niceness: int = worker.NICENESS) -> None:
        self._niceness = niceness
        self._executor: Executor | None = None
        self._pid: int | None = None
        self._heard = 0
        self._meter = RawValue("d", 0.0)

    def progress(self) -> float:
        """Return how much of the song in hand is done, 0..1."""
        return float(self._meter.value)

    async def hear(self, analyse: worker.Analyse, path: Path, limit_s: float) -> Analysis:
        """Analyse a file in the process.

        Args:
            analyse: `emomusic.emotion.analyse_file`, or a stand-in of a test.
            path: The file.
            limit_s: Seconds after which the process counts as hung.

        Returns:
            What was heard.

        Raises:
            WorkerDied: The process ended.
            WorkerHung: It took longer than `limit_s`.
            EmoMusicError: What `worker.hear` says of the file.
            FileNotFoundError: The file is gone.
            worker.AnalysisFault: The analysis failed for another reason.
        """
        return await self._do(limit_s, worker.hear, analyse, path)

    async def explain(
        self, explain: worker.Explain, path: Path, at_s: float, limit_s: float
    ) -> Explanation:
        """Explain a moment of a file in the process.

        Args:
            explain: `emomusic.emotion.explain_file`, or a stand-in of a test.
            path: The file.
            at_s: Seconds into it.
            limit_s: Seconds after which the process counts as hung.

        Returns:
            What pushed valence and arousal there.

        Raises:
            WorkerDied: The process ended.
            WorkerHung: It took longer than `limit_s`.
            EmoMusicError: What `worker.explain` says of the file.
            FileNotFoundError: The file is gone.
            worker.AnalysisFault: It failed for another reason.
        """
        return await self._do(limit_s, worker.explain, explain, path, at_s)

    async def measure(self, measure: worker.Measure, path: Path, limit_s: float) -> TempoKey:
        """Measure tempo and key of a file in the process.

        Args:
            measure: `emomusic.audio.tempo_key.measure_file`, or a stand-in of a test.
            path: The file.
            limit_s: Seconds after which the process counts as hung.

        Returns:
            What was found.

        Raises:
            WorkerDied: The process ended.
            WorkerHung: It took longer than `limit_s`.
            EmoMusicError: What `worker.measure` says of the file.
            worker.AnalysisFault: It failed for another reason.
        """
        return await self._do(limit_s, worker.measure, measure, path)

    async def check_upload(self, path: Path, name: str, folder: str, limit_s: float) -> Checked:
        """Look at a file that was uploaded, in the process.

        Args:
            path: Where it lies.
            name: As the person knows it.
            folder: The folder it was in.
            limit_s: Seconds after which the process counts as hung.

        Returns:
            What it holds.

        Raises:
            WorkerDied: The process ended.
            WorkerHung: It took longer than `limit_s`.
            EmoMusicError: What `worker.check_upload` says of the file.
            FileNotFoundError: The file is gone.
            worker.AnalysisFault: It could not be looked at for another reason.
        """
        return await self._do(limit_s, worker.check_upload, path, name, folder)

    async def _do(
        self,
        limit_s: float,
        work: Callable[_Given, _Found],
        *given: _Given.args,
        **named: _Given.kwargs,
    ) -> _Found:
        executor = await self._ready()
        self._meter.value = 0.0
        try:
            future = executor.submit(work, *given, **named)
            async with asyncio.timeout(limit_s):
                found = await asyncio.wrap_future(future)
        except BrokenExecutor as error:
            self.kill()
            raise WorkerDied from error
        except TimeoutError as error:
            self.kill()
            raise WorkerHung from error
        except asyncio.CancelledError:
            self.kill()
            raise
        self._heard += 1
        if self._heard >= SONGS_PER_PROCESS:
            self.rest()
        return found

    def rest(self) -> None:
        """Let an idle process go; the next song starts another."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor, self._pid, self._heard = None, None, 0

    def kill(self) -> None:
        """End the process at once, whatever it does."""
        if self._pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self.rest()

    async def _ready(self) -> Executor:
        if self._executor is not None:
            return self._executor
        executor, started = await asyncio.to_thread(self._launch)
        self._executor = executor
        try:
            async with asyncio.timeout(START_S):
                self._pid = await asyncio.wrap_future(started)
        except (BrokenExecutor, TimeoutError) as error:
            self.rest()
            raise Unavailable("The process that analyses music does not start.") from error
        return executor

    def _launch(self) -> tuple[Executor, Future[int]]:
        executor = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=worker.begin,
            initargs=(self._meter, self._niceness),
        )
        with _without_main():
            return executor, executor.submit(worker.process_id)


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Start a process that does not import this one's `__main__`.

    A spawned process imports the main module of its parent, which may be the whole of the
    `reflex` command: tens of megabytes in every worker, for nothing.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
