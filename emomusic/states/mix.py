"""One mix of the day: what its page shows."""

from __future__ import annotations

import reflex as rx

from emomusic.errors import NotFound
from emomusic.services.access import LISTENER
from emomusic.services.discovery.kept_mixes import MixDetail, mix_of
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload


class MixState(AppState):
    """One mix."""

    detail: MixDetail | None = None
    lost: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show the mix that the path names."""
        self.lost = False
        key = self.router.url.path.rstrip("/").rpartition("/")[2]
        try:
            self.detail = await offload(mix_of, person(self).id, key)
        except NotFound:
            self.detail, self.lost = None, True
