"""What the page about the model shows."""

from __future__ import annotations

import reflex as rx

from emomusic.errors import Unavailable
from emomusic.services import rehearing
from emomusic.services.access import LISTENER
from emomusic.services.model_card import ModelCard, model_card
from emomusic.services.rehearing import Standing
from emomusic.states.access import requires
from emomusic.states.base import AppState, offload


class ModelState(AppState):
    """The card and the figures of the model that hears, and how far the library is heard."""

    card: ModelCard | None = None
    standing: Standing | None = None

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the model that hears now."""
        try:
            self.card = await offload(model_card)
        except Unavailable:
            self.card = None
        self.standing = await offload(rehearing.standing)
