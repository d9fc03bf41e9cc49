"""Backups that are made beside the pages: by button and by the clock, one at a time."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from emomusic.errors import Conflict, EmoMusicError
from emomusic.services.access import Person
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.backup import (
    Progress,
    back_up,
    keep_newest,
    last_automatic,
    new_archive_path,
    shelf_dir,
)
from emomusic.settings import settings
from emomusic.store.file_lock import FileLock

logger = logging.getLogger(__name__)

TELL_EVERY_S = 0.3
"""Seconds between what is written down of the progress, for the pages of all workers."""

_tasks: set[asyncio.Task[None]] = set()


@dataclass(frozen=True, slots=True)
class BackupStatus:
    """How a backup goes, or how the last one went.

    Attributes:
        running: Whether one is being made.
        what: What is being written.
        done: Parts that are done.
        total: Parts in all.
        error: Why the last one failed, or empty.
    """

    running: bool = False
    what: str = ""
    done: int = 0
    total: int = 0
    error: str = ""


def status() -> BackupStatus:
    """Say how it goes, whichever worker makes it."""
    try:
        told = BackupStatus(**json.loads(_told_path().read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return BackupStatus()
    if not told.running:
        return told
    lock = _lock()
    died = lock.acquire()
    lock.release()
    return BackupStatus(error="The last backup broke off.") if died else told


async def start(actor: Person, with_music: bool) -> None:
    """Begin a backup, which goes on when the page is left.

    Args:
        actor: The administrator who wants it.
        with_music: Take along the music that was uploaded.

    Raises:
        Conflict: One is being made already.
    """
    lock = await asyncio.to_thread(_taken)
    task = asyncio.create_task(_run(lock, actor, with_music), name="backup")
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


async def back_up_when_due() -> None:
    """Make a backup if the last one that the clock made is old enough, and drop the oldest."""
    last = await asyncio.to_thread(last_automatic)
    every = timedelta(days=settings().backup_every_days)
    if last is not None and datetime.now(UTC) - last < every:
        return
    try:
        lock = await asyncio.to_thread(_taken)
    except Conflict:
        return
    await _run(lock, None, with_music=False)
    await asyncio.to_thread(keep_newest, settings().backup_keep)


async def _run(lock: FileLock, actor: Person | None, with_music: bool) -> None:
    await asyncio.to_thread(_make, lock, actor, with_music)


def _make(lock: FileLock, actor: Person | None, with_music: bool) -> None:
    path = new_archive_path(automatic=actor is None, with_music=with_music)
    told = _Told()
    try:
        back_up(path, with_music, told)
        if actor is not None:
            record(None, actor, Action.BACKUP_MAKE, Subject(SubjectKind.BACKUP, name=path.name))
    except EmoMusicError as error:
        logger.warning("the backup failed: %s", error)
        _write(BackupStatus(error=error.sentence))
    except Exception:
        logger.exception("the backup failed")
        _write(BackupStatus(error="The backup failed; the log says why."))
    else:
        _write(BackupStatus())
        logger.info("made the backup %s", path.name)
    finally:
        lock.release()


class _Told:
    """Writes the progress down now and then."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        """Note how far it is."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + TELL_EVERY_S
            _write(BackupStatus(True, progress.what, progress.done, progress.total))


def _taken() -> FileLock:
    lock = _lock()
    if not lock.acquire():
        raise Conflict("A backup is being made already.")
    _write(BackupStatus(running=True))
    return lock


def _lock() -> FileLock:
    return FileLock(shelf_dir() / ".lock")


def _told_path() -> Path:
    return shelf_dir() / ".status.json"


def _write(told: BackupStatus) -> None:
    fresh = _told_path().with_suffix(".new")
    fresh.write_text(json.dumps(asdict(told)), encoding="utf-8")
    fresh.replace(_told_path())
