"""What the player tells of likes. What is heard goes to `POST /api/playback`."""

from __future__ import annotations

import reflex as rx

from emomusic.services import likes
from emomusic.services.access import LISTENER
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
