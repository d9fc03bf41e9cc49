"""The backups of the desk."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventSpec

from emomusic.jobs import backup
from emomusic.jobs.backup import BackupStatus
from emomusic.services.access import ADMINISTRATOR, ADMINISTRATOR_CONFIRMED
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.services.backup import ArchiveView, archive_path, archives, delete_archive
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload


class KeepingState(AppState):
    """What archives there are, and how one is being made.

    Attributes:
        percent: How far the backup is that is being made.
        deleting: Name of the archive that somebody is asked about, or empty.
    """

    ready: bool = False
    archives: list[ArchiveView] = []
    status: BackupStatus = BackupStatus()
    percent: int = 0
    with_music: bool = False
    deleting: str = ""

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Show the archives, and a backup that is under way."""
        self.deleting = ""
        await self._look()
        self.ready = True

    @rx.event
    @requires(ADMINISTRATOR)
    async def look(self) -> EventSpec | None:
        """See how the backup goes."""
        was_running = self.status.running
        await self._look()
        if was_running and not self.status.running:
            if self.status.error:
                return rx.toast.error(self.status.error)
            return rx.toast.success("The backup is made.")
        return None

    @rx.event
    @requires(ADMINISTRATOR)
    async def choose_music(self, wanted: bool) -> None:
        """Say whether uploaded music comes along.

        Args:
            wanted: Whether it does.
        """
        self.with_music = wanted

    @rx.event
    @requires(ADMINISTRATOR)
    async def make(self) -> None:
        """Begin a backup."""
        await backup.start(person(self), self.with_music)
        await self._look()

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def take_along(self, name: str) -> EventSpec:
        """Let the browser download an archive.

        Args:
            name: Of the archive.
        """
        path = await offload(archive_path, name)
        subject = Subject(SubjectKind.BACKUP, name=path.name)
        await offload(record, None, person(self), Action.BACKUP_DOWNLOAD, subject)
        return rx.download(url=f"/api/backups/{path.name}", filename=path.name)

    @rx.event
    @requires(ADMINISTRATOR)
    async def ask_to_delete(self, name: str) -> None:
        """Ask whether an archive is to be deleted.

        Args:
            name: Of the archive; empty asks no more.
        """
        self.deleting = name

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def delete(self, name: str) -> EventSpec:
        """Delete an archive.

        Args:
            name: Of the archive.
        """
        self.deleting = ""
        await offload(delete_archive, name)
        subject = Subject(SubjectKind.BACKUP, name=name)
        await offload(record, None, person(self), Action.BACKUP_DELETE, subject)
        await self._look()
        return rx.toast.success("The backup is deleted.")

    async def _look(self) -> None:
        self.status = await offload(backup.status)
        self.percent = round(100 * self.status.done / max(1, self.status.total))
        self.archives = list(await offload(archives))
