"""Where listeners and the model disagree, and whether one's feelings may train it."""

from __future__ import annotations

import reflex as rx

from emomusic.services import privacy
from emomusic.services.access import LISTENER
from emomusic.services.felt.disagreement import Disagreement, disagreements
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload


class FeelingsState(AppState):
    """The page "How it feels", and the consent that the settings show too."""

    gives: bool = False
    moments: list[Disagreement] = []
    songs: list[Disagreement] = []
    ready: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> None:
        """Show where listeners and the model disagree most."""
        me = person(self).id
        self.gives = await offload(privacy.gives_feelings, me)
        found = await offload(disagreements, me)
        self.moments, self.songs = list(found.moments), list(found.songs)
        self.ready = True

    @rx.event
    @requires(LISTENER)
    async def load_consent(self) -> None:
        """Show whether one's feelings may train the model."""
        self.gives = await offload(privacy.gives_feelings, person(self).id)

    @rx.event
    @requires(LISTENER)
    async def give(self, gives: bool) -> None:
        """Let one's feelings train the model, or no longer.

        Args:
            gives: Whether one agrees from now on.
        """
        await offload(privacy.set_gives_feelings, person(self).id, gives is True)
        self.gives = gives is True
