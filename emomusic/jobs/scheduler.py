"""What happens by the clock: scans, backups, roll-ups, and forgetting what has run out.

One scheduler of a deployment is active at a time, the one with the lease in MongoDB. The others
stand by, paused, and take over when it is gone.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from emomusic.errors import EmoMusicError, Unavailable
from emomusic.jobs.backup import back_up_when_due
from emomusic.jobs.rollup import (
    EVERY_S,
    LOOK_BACK_EVERY_S,
    roll_up_what_is_new,
    roll_up_what_was_missed,
)
from emomusic.services import resets
from emomusic.services.desk.purge import purge_old
from emomusic.services.scan import scan
from emomusic.services.sessions import purge_expired
from emomusic.services.throttle import purge_old_failures
from emomusic.services.uploads import forget_stale_uploads
from emomusic.settings import Settings
from emomusic.store.lease import end_lease, take_lease

logger = logging.getLogger(__name__)

LEASE = "scheduler"
CHECK_BACKUP_S = 900.0
"""Seconds between looks whether a backup is due."""

LEASE_S = 60.0
"""Seconds until a scheduler that died is replaced."""

LOOK_BACK_AFTER = timedelta(minutes=5)
"""How long after the start what a crash left behind is looked for; the start has enough to do."""


class ScanStopped(Exception):
    """The server stops, so the scan does; the next one goes on where it was."""


class Rescan:
    """Scans the music folders, and can be told to stop in the middle.

    Args:
        folders: The folders.
    """

    def __init__(self, folders: tuple[Path, ...]) -> None:
        self._folders = folders
        self._stopping = threading.Event()

    async def run(self) -> None:
        """Scan once."""
        try:
            report = await asyncio.to_thread(scan, self._folders, self._on_progress)
        except ScanStopped:
            logger.info("the scan of the music folders was stopped")
        except EmoMusicError as error:
            logger.warning("the scan of the music folders failed: %s", error)
        else:
            logger.info("scanned the music folders: %s", report)

    def stop(self) -> None:
        """End a scan that runs, at its next step."""
        self._stopping.set()

    def _on_progress(self, *_: object) -> None:
        if self._stopping.is_set():
            raise ScanStopped


async def forget_what_ran_out() -> None:
    """Forget sessions that ended, old failures to log in, stale uploads, and the old of the bin."""
    try:
        await asyncio.to_thread(purge_expired)
        await asyncio.to_thread(purge_old_failures)
        await asyncio.to_thread(resets.purge_expired)
        await asyncio.to_thread(forget_stale_uploads)
        await asyncio.to_thread(purge_old)
    except Unavailable as error:
        logger.warning("nothing could be purged: %s", error)


async def run_scheduler(holder: str, config: Settings) -> None:
    """Run the clock until cancelled.

    Args:
        holder: Name of this process for the lease.
        config: Says what is scanned, and how often.
    """
    rescan = Rescan(config.music_dirs)
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None}
    )
    at_once = datetime.now(UTC)
    scheduler.add_job(forget_what_ran_out, IntervalTrigger(hours=1), next_run_time=at_once)
    if config.music_dirs and config.scan_interval_min > 0:
        every = IntervalTrigger(seconds=round(config.scan_interval_min * 60) or 1)
        scheduler.add_job(rescan.run, every, next_run_time=at_once)
    if config.backup_every_days > 0:
        every = IntervalTrigger(seconds=round(CHECK_BACKUP_S))
        scheduler.add_job(back_up_when_due, every, next_run_time=at_once)
    every = IntervalTrigger(seconds=round(EVERY_S))
    scheduler.add_job(roll_up_what_is_new, every, next_run_time=at_once)
    every = IntervalTrigger(seconds=round(LOOK_BACK_EVERY_S))
    scheduler.add_job(roll_up_what_was_missed, every, next_run_time=at_once + LOOK_BACK_AFTER)
    scheduler.start(paused=True)
    try:
        await _lead(scheduler, holder)
    finally:
        rescan.stop()
        scheduler.shutdown(wait=False)
        with contextlib.suppress(Unavailable):
            await end_lease(LEASE, holder)


async def _lead(scheduler: AsyncIOScheduler, holder: str) -> None:
    leading = False
    while True:
        try:
            mine = await take_lease(LEASE, holder, LEASE_S)
        except Unavailable:
            mine = False  # it runs out unrenewed, and somebody else may take it
        if mine is not leading:
            leading = mine
            (scheduler.resume if leading else scheduler.pause)()
            logger.info("scheduler: %s", "active" if leading else "standing by")
        await asyncio.sleep(LEASE_S / 3 if leading else LEASE_S / 12)
