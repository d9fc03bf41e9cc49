"""Backups beside the pages: by button, by the clock, one at a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from emomusic.errors import Conflict, NotFound
from emomusic.jobs import backup
from emomusic.services.audit_list import AuditFilter, list_entries
from emomusic.services.backup import (
    archive_path,
    archives,
    delete_archive,
    read_manifest,
    shelf_dir,
)
from emomusic.settings import settings
from emomusic.store.file_lock import FileLock
from emomusic.store.mongo import Database
from emomusic.store.tables import Role
from tests.people import come_in

pytestmark = pytest.mark.usefixtures("database", "mongo_database")


async def finished() -> backup.BackupStatus:
    async with asyncio.timeout(60):
        while (await asyncio.to_thread(backup.status)).running:  # noqa: ASYNC110  (a thread's work)
            await asyncio.sleep(0.02)
    return backup.status()


async def test_a_button_makes_an_archive_and_says_so_in_the_log() -> None:
    ada = come_in("Ada", Role.ADMINISTRATOR).person
    await backup.start(ada, with_music=False)
    assert (await finished()).error == ""
    (made,) = archives()
    assert (made.automatic, made.with_music) == (False, False)
    assert read_manifest(archive_path(made.name)).tables["user_account"] == 1
    page = list_entries(AuditFilter(), True, 0, 10)
    assert [(row.actor, row.action, row.subject) for row in page.rows] == [
        ("Ada", "backup.make", made.name)
    ]


async def test_two_at_once_are_one() -> None:
    ada = come_in("Ada", Role.ADMINISTRATOR).person
    await backup.start(ada, with_music=False)
    with pytest.raises(Conflict, match="being made already"):
        await backup.start(ada, with_music=False)
    await finished()
    assert len(archives()) == 1


async def test_one_that_fails_says_why_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "emomusic.jobs.backup.new_archive_path", lambda **_: Path("/proc/nowhere/x.zip")
    )
    await backup.start(come_in("Ada", Role.ADMINISTRATOR).person, with_music=False)
    assert "can't be written" in (await finished()).error
    assert archives() == ()


async def test_a_backup_of_a_worker_that_died_is_not_under_way() -> None:
    lock = FileLock(shelf_dir() / ".lock")
    assert lock.acquire()
    backup._write(backup.BackupStatus(running=True, what="covers"))
    assert backup.status().running
    lock.release()
    assert not backup.status().running


async def test_the_clock_makes_one_when_it_is_due_and_drops_the_oldest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BACKUP_EVERY_DAYS", "1")
    monkeypatch.setenv("BACKUP_KEEP", "2")
    settings.cache_clear()
    shelf_dir().mkdir(parents=True)
    by_hand = f"emomusic-{datetime.now(UTC) - timedelta(days=9):%Y%m%d-%H%M%S}.zip"
    old = [
        f"emomusic-{datetime.now(UTC) - timedelta(days=days):%Y%m%d-%H%M%S}-auto.zip"
        for days in (2, 3)
    ]
    for name in (by_hand, *old):
        (shelf_dir() / name).touch()
    for _ in range(2):
        await backup.back_up_when_due()
    names = [view.name for view in archives()]
    assert len(names) == 3
    assert names[1:] == [old[0], by_hand]
    assert read_manifest(archive_path(names[0])).tables["user_account"] == 0


@pytest.mark.parametrize("name", ["../emomusic.db", "emomusic-20260101-000000.zip", "", "x.zip"])
def test_only_names_of_the_list_lead_to_a_file(name: str, mongo_database: Database) -> None:
    with pytest.raises(NotFound):
        archive_path(name)
    with pytest.raises(NotFound):
        delete_archive(name)
