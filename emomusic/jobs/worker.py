"""What runs inside a worker process; imports only light things, for it is imported first."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from ctypes import c_double
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from emomusic.errors import EmoMusicError

if TYPE_CHECKING:
    from emomusic.audio.tempo_key import TempoKey
    from emomusic.emotion import Analysis, Explanation
    from emomusic.services.uploads.checking import Checked

logger = logging.getLogger(__name__)

Progress = Callable[[float], None]
Analyse = Callable[[Path, Progress], "Analysis"]
Explain = Callable[[Path, float], "Explanation"]
Measure = Callable[[Path], "TempoKey"]

_Found = TypeVar("_Found")

NICENESS = 10
"""Sound and pages go first."""

ASKED_NICENESS = 5
"""What somebody waits for goes before the analysis of the library."""

OOM_SCORE = 500
"""Should memory run out, the kernel ends a worker rather than the server."""

_meter: c_double | None = None


class AnalysisFault(Exception):
    """The analysis failed in a way that says nothing certain of the file."""


def begin(meter: c_double, niceness: int = NICENESS) -> None:
    """Make this process a worker: polite, with one thread, gone when its parent is.

    Args:
        meter: In shared memory; the share of the song that is done, 0..1.
        niceness: How far back it stands.
    """
    global _meter
    _meter = meter
    # Before numpy is imported: two threads each, under contention, are 4 to 26 times slower.
    for library in ("OMP", "OPENBLAS", "MKL", "ORT"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(niceness)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(OOM_SCORE), encoding="ascii")
    threading.Thread(target=_end_with_the_parent, daemon=True).start()


def _end_with_the_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def process_id() -> int:
    """Return this worker's process id; the first thing it is asked."""
    return os.getpid()


def hear(analyse: Analyse, path: Path) -> Analysis:
    """Analyse one file.

    Args:
        analyse: `emomusic.emotion.analyse_file`, or a stand-in of a test.
        path: The file.

    Returns:
        What was heard.

    Raises:
        EmoMusicError: `InvalidAudio` for a bad file, `Unavailable` without a model.
        FileNotFoundError: The file is gone.
        AnalysisFault: Anything else went wrong.
    """
    _show(0.0)
    return _guarded(path, lambda: analyse(path, _show))


def explain(explain: Explain, path: Path, at_s: float) -> Explanation:
    """Explain a moment of one file.

    Args:
        explain: `emomusic.emotion.explain_file`, or a stand-in of a test.
        path: The file.
        at_s: Seconds into it.

    Returns:
        What pushed valence and arousal there.

    Raises:
        EmoMusicError: `InvalidAudio` for a bad file, `InvalidInput` for a moment that it does
            not have, `Unavailable` without a model.
        FileNotFoundError: The file is gone.
        AnalysisFault: Anything else went wrong.
    """
    return _guarded(path, lambda: explain(path, at_s))


def measure(measure: Measure, path: Path) -> TempoKey:
    """Measure tempo and key of one file.

    Args:
        measure: `emomusic.audio.tempo_key.measure_file`, or a stand-in of a test.
        path: The file.

    Returns:
        What was found.

    Raises:
        EmoMusicError: `InvalidAudio` for a bad file.
        AnalysisFault: Anything else went wrong.
    """
    return _guarded(path, lambda: measure(path))


def check_upload(path: Path, name: str, folder: str) -> Checked:
    """Look at a file that was uploaded.

    Args:
        path: Where it lies.
        name: As the person knows it.
        folder: The folder it was in.

    Returns:
        What it holds.

    Raises:
        EmoMusicError: `InvalidAudio` for a file that can't be taken.
        FileNotFoundError: The file is gone.
        AnalysisFault: It could not be looked at for another reason.
    """
    from emomusic.services.uploads.checking import check_file

    return _guarded(path, lambda: check_file(path, name, folder))


def _guarded(path: Path, work: Callable[[], _Found]) -> _Found:
    try:
        return work()
    except (EmoMusicError, FileNotFoundError):
        raise
    except Exception as error:  # one file's surprise must not stop the queue
        logger.exception("work on %s failed", path)
        raise AnalysisFault(f"{type(error).__name__}: {error}") from None


def _show(share: float) -> None:
    if _meter is not None:
        _meter.value = share
