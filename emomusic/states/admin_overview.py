"""The first page of the desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import reflex as rx

from emomusic.jobs import health
from emomusic.jobs.health import Check, Version
from emomusic.services import analysis_desk, overview
from emomusic.services.access import ADMINISTRATOR
from emomusic.services.analysis_desk import Progress
from emomusic.services.overview import Totals
from emomusic.services.storage import Storage, storage
from emomusic.services.troubles import Troubles, troubles
from emomusic.states.access import requires
from emomusic.states.base import AppState, offload


class OverviewState(AppState):
    """How much there is, and how everything is."""

    totals: Totals | None = None
    progress: Progress | None = None
    troubles: Troubles | None = None
    storage: Storage | None = None
    checks: list[Check] = []
    versions: list[Version] = []

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> AsyncIterator[None]:
        """Count, then ask the parts, whose answers may take a moment."""
        await self._count()
        yield
        answers = await asyncio.gather(health.checks(), health.versions(), offload(storage))
        self.checks, self.versions = list(answers[0]), list(answers[1])
        self.storage = answers[2]

    @rx.event
    @requires(ADMINISTRATOR)
    async def tick(self) -> None:
        """Look how things are now."""
        await self._count()
        self.checks = list(await health.checks())

    async def _count(self) -> None:
        self.totals = await offload(overview.totals)
        self.progress = await offload(analysis_desk.progress)
        self.troubles = await offload(troubles)
