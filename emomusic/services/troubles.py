"""What went wrong lately and needs a look: songs that failed, files that vanished, errors."""

from __future__ import annotations

import logging
import threading
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func
from sqlmodel import col, select

from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, JobState, Song

KEPT_ERRORS = 50
_LONGEST_LINE = 300
_SHOWN = 5
_PRINTED = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@dataclass(frozen=True, slots=True)
class LoggedError:
    """An error of the log of this process, in a line; `at` is ISO 8601 in UTC."""

    at: str
    source: str
    line: str


@dataclass(frozen=True, slots=True)
class SongTrouble:
    """A song with something wrong, in a sentence."""

    id: int
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Troubles:
    """What needs a look; of each kind the latest, and how many there are in all.

    Attributes:
        failed: Songs that could not be heard.
        missing: Songs whose file has vanished.
        errors: Of the log, since the server started, the latest first.
    """

    failed: tuple[SongTrouble, ...]
    failed_count: int
    missing: tuple[SongTrouble, ...]
    missing_count: int
    errors: tuple[LoggedError, ...]


class RecentErrors(logging.Handler):
    """Keeps the latest errors that were logged, for the desk."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._kept: deque[LoggedError] = deque(maxlen=KEPT_ERRORS)
        self._guard = threading.Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one error: its first line, and the last one of what was raised."""
        try:
            line = _in_a_line(record)
        except Exception:  # as every handler does: a log must not break what it tells of
            self.handleError(record)
            return
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        with self._guard:
            self._kept.appendleft(LoggedError(at, record.name, line))

    def latest(self) -> tuple[LoggedError, ...]:
        """Return what is kept, the latest first."""
        with self._guard:
            return tuple(self._kept)


recent_errors = RecentErrors()
"""Of this process."""


def watch_the_log() -> None:
    """Keep the errors of this process from now on, and print them; harmless if it does already."""
    root = logging.getLogger()
    if recent_errors in root.handlers:
        return
    if not root.handlers:
        # Python prints what nobody handles, and from here on somebody does.
        printed = logging.StreamHandler()
        printed.setLevel(logging.WARNING)
        printed.setFormatter(logging.Formatter(_PRINTED))
        root.addHandler(printed)
    root.addHandler(recent_errors)


def troubles() -> Troubles:
    """Collect what needs a look."""
    failed = (
        select(Song.id, Song.title, AnalysisJob.error)
        .join(AnalysisJob, col(AnalysisJob.song_id) == Song.id)
        .where(AnalysisJob.state == JobState.FAILED)
    )
    failed_count = select(func.count()).where(col(AnalysisJob.state) == JobState.FAILED)
    missing = select(Song.id, Song.title, Song.path).where(col(Song.missing_since).is_not(None))
    missing_count = select(func.count()).where(col(Song.missing_since).is_not(None))
    latest_failed = failed.order_by(col(AnalysisJob.queued_at).desc()).limit(_SHOWN)
    latest_missing = missing.order_by(col(Song.missing_since).desc()).limit(_SHOWN)
    with session() as reading:
        return Troubles(
            failed=tuple(
                SongTrouble(song_id or 0, title, error or "")
                for song_id, title, error in reading.exec(latest_failed).all()
            ),
            failed_count=reading.exec(failed_count).one(),
            missing=tuple(
                SongTrouble(song_id or 0, title, path)
                for song_id, title, path in reading.exec(latest_missing).all()
            ),
            missing_count=reading.exec(missing_count).one(),
            errors=recent_errors.latest(),
        )


def _in_a_line(record: logging.LogRecord) -> str:
    lines = [line.strip() for line in record.getMessage().splitlines() if line.strip()]
    first, last = (lines[0], lines[-1]) if lines else ("", "")
    if record.exc_info and record.exc_info[1] is not None:
        raised = record.exc_info[1]
        last = f"{type(raised).__name__}: {raised}".splitlines()[0]
    return (first if last in ("", first) else f"{first} {last}")[:_LONGEST_LINE]
