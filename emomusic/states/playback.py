"""What the player tells: likes and what is being heard. It never asks."""

from __future__ import annotations

from typing import Any

import reflex as rx

from emomusic.services import likes, listening
from emomusic.services.access import LISTENER
from emomusic.services.devices import device_of
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload


class PlaybackState(AppState):
    """The ears of the server."""

    @rx.event
    @requires(LISTENER)
    async def like(self, song_id: int, liked: bool) -> None:
        """Like a song, or take it back.

        Args:
            song_id: Which.
            liked: Whether it is liked from now on.
        """
        await offload(likes.set_like, person(self).id, song_id, liked)

    @rx.event
    @requires(LISTENER)
    async def report(self, events: list[dict[str, Any]]) -> None:
        """Keep what the player says was heard.

        Args:
            events: Playback events as the player makes them; unknown ones are refused.
        """
        device = device_of(self.router.headers.user_agent)
        await listening.record(listening.Listener(person(self).id, device), events)
