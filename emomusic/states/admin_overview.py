"""The first page of the desk."""

from __future__ import annotations

import reflex as rx

from emomusic.services import overview
from emomusic.services.access import ADMINISTRATOR
from emomusic.services.overview import Totals
from emomusic.states.access import requires
from emomusic.states.base import AppState, offload


class OverviewState(AppState):
    """How much there is, and how everything is."""

    totals: Totals | None = None

    @rx.event
    @requires(ADMINISTRATOR)
    async def load(self) -> None:
        """Count and ask."""
        self.totals = await offload(overview.totals)
