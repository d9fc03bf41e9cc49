"""The dialog that asks for the password again before something dangerous."""

from __future__ import annotations

import reflex as rx
from reflex.event import EventSpec

from emomusic.services.access import ADMINISTRATOR, ADMINISTRATOR_CONFIRMED
from emomusic.states.access import requires
from emomusic.states.base import AppState
from emomusic.states.pending import PendingState, taken


class ConfirmState(AppState):
    """What the dialog tells when it is done."""

    @rx.event
    @requires(ADMINISTRATOR_CONFIRMED)
    async def repeat(self) -> EventSpec:
        """Do at last what the password was asked for."""
        event = taken(await self.get_state(PendingState))
        return event or rx.toast.info("Thank you. Please do it once more.")

    @rx.event
    @requires(ADMINISTRATOR)
    async def leave(self) -> None:
        """Forget what the password was asked for."""
        taken(await self.get_state(PendingState))
