"""The scan as a whole: its stages, one after the other, under one lock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy.exc import OperationalError

from emomusic.errors import Conflict, Unavailable
from emomusic.services.scan.compare import Plan, compare
from emomusic.services.scan.read import FolderCovers, ReadFile, RefusedFile, read_files
from emomusic.services.scan.renames import settle_renames
from emomusic.services.scan.report import OnProgress, ScanProgress, ScanReport, Stage
from emomusic.services.scan.walk import walk
from emomusic.services.scan.write import (
    BATCH_FILES,
    Written,
    mark_missing,
    mark_returned,
    write_batch,
)
from emomusic.settings import settings

_TELL_EVERY_S = 0.1
_BATCH_S = 3.0


def scan(
    folders: Sequence[Path], on_progress: OnProgress | None = None, *, wait: bool = True
) -> ScanReport:
    """Bring the catalogue up to what lies in folders of music.

    Files that did not change are not opened. What was read is committed in batches: a scan that
    is interrupted, in whatever way, keeps them, and the next one completes it. One scan runs at
    a time.

    Args:
        folders: The folders; songs elsewhere are left alone, unless their file moved here.
        on_progress: Called in this thread, at most ten times a second. What it raises ends the
            scan.
        wait: Wait for another scan that runs now, after telling Stage.WAITING.

    Returns:
        What was done and what was refused.

    Raises:
        Conflict: Another scan is running, and `wait` is false.
        Unavailable: The database or the data folder can't be written.
    """
    tell = _Teller(on_progress)
    with _only_one(tell, wait):
        try:
            return _scan(folders, tell)
        except OperationalError as error:
            raise Unavailable(
                f"The database can't be used now ({error.orig}); what was taken so far is kept."
            ) from error


def _scan(folders: Sequence[Path], tell: _Teller) -> ScanReport:
    started = time.monotonic()
    tell(Stage.LOOKING)
    found = walk(folders, lambda count: tell(Stage.LOOKING, count))
    plan = compare(found)
    settle_renames(plan)
    totals = Written(unchanged=plan.unchanged)
    if plan.returned:
        totals.returned += mark_returned(plan)
    covers = FolderCovers(found.covers)
    refused = list(found.refused)
    total = len(plan.to_read)
    tell(Stage.READING, 0, total)
    results = read_files(plan.to_read, covers)
    for batch in _batches(results, lambda done: tell(Stage.READING, done, total)):
        _add(totals, write_batch(batch, found, plan), plan)
        for one in batch:
            refused += one.remarks if isinstance(one, ReadFile) else (one.refusal,)
    tell(Stage.FINISHING, total, total)
    totals.missing += mark_missing(plan)
    refused += covers.refused
    return ScanReport(
        added=totals.added,
        updated=totals.updated,
        moved=totals.moved,
        unchanged=totals.unchanged,
        missing=totals.missing,
        returned=totals.returned,
        refused=tuple(refused),
        seconds=time.monotonic() - started,
    )


class _Teller:
    """Tells progress, but not more often than an eye can follow."""

    def __init__(self, on_progress: OnProgress | None) -> None:
        self._on_progress = on_progress
        self._stage: Stage | None = None
        self._told_at = 0.0

    def __call__(self, stage: Stage, done: int = 0, total: int = 0) -> None:
        now_s = time.monotonic()
        is_news = stage is not self._stage or (total and done == total)
        if self._on_progress is None or not (is_news or now_s - self._told_at > _TELL_EVERY_S):
            return
        self._stage, self._told_at = stage, now_s
        self._on_progress(ScanProgress(stage, done, total))


@contextmanager
def _only_one(tell: _Teller, wait: bool) -> Iterator[None]:
    """Hold the lock of the data folder; the system frees it if the process dies."""
    folder = settings().data_dir
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "scan.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait:
            raise Conflict("Another scan is running; try again when it is done.") from None
        tell(Stage.WAITING)
        lock.acquire()
    try:
        yield
    finally:
        lock.release()


def _batches(
    results: Iterator[ReadFile | RefusedFile], read: Callable[[int], None]
) -> Iterator[list[ReadFile | RefusedFile]]:
    """Gather results to batches, large enough to be fast and small enough to show soon."""
    batch: list[ReadFile | RefusedFile] = []
    begun = time.monotonic()
    for count, one in enumerate(results, start=1):
        batch.append(one)
        read(count)
        if len(batch) >= BATCH_FILES or time.monotonic() - begun > _BATCH_S:
            yield batch
            batch, begun = [], time.monotonic()
    if batch:
        yield batch


def _add(totals: Written, written: Written, plan: Plan) -> None:
    totals.added += written.added
    totals.updated += written.updated
    totals.moved += written.moved
    totals.unchanged += written.unchanged
    totals.returned += written.returned
    totals.missing += written.missing
    for song_id in written.claimed:
        plan.gone.pop(song_id, None)
