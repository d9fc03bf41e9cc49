"""What people play at Spotify becomes their activity, while they are here and let it be seen.

Spotify tells nothing by itself, so it is asked: each ten seconds while something plays, less and
less often while nothing does, and not at all while it wants to be left alone. Of several workers
one asks for a person, the one with the lease.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from dataclasses import dataclass

from emomusic.errors import EmoMusicError, Forbidden, TooManyRequests, Unavailable
from emomusic.realtime.lifespan import PARTS
from emomusic.realtime.presence import Presence, presence
from emomusic.services.activity import Activity
from emomusic.services.privacy import hidden_among
from emomusic.services.spotify.connection import connected_people, is_offered
from emomusic.services.spotify.playing import as_activity, is_news, playing_now
from emomusic.services.spotify.threads import in_thread
from emomusic.settings import settings
from emomusic.store.lease import take_lease

LOOK_S = 2.0
"""Seconds between looks who is to be asked about."""

PLAYING_S = 10.0
"""Seconds between two questions about somebody who plays something."""

SILENT_MOST_S = 60.0
FAILED_S = 60.0
LEASE_S = 90.0

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Turn:
    """When somebody is asked about next, and how long the pause before that is."""

    at_s: float = 0.0
    pause_s: float = PLAYING_S


class SpotifyActivity:
    """Asks for the people of this process.

    Args:
        here: Who is here, and where their activity is said.
        holder: Name of this process for the leases.
    """

    def __init__(self, here: Presence, holder: str) -> None:
        self._here = here
        self._holder = holder
        self._turns: dict[int, _Turn] = {}

    async def run(self) -> None:
        """Ask until cancelled; at once over where nobody can connect an account."""
        while is_offered():
            await self.look(time.monotonic())
            await asyncio.sleep(LOOK_S)
        await asyncio.Event().wait()

    async def look(self, at_s: float) -> None:
        """Ask about everybody whose turn it is.

        Args:
            at_s: The time, in seconds of a clock that only goes on.
        """
        people = await asyncio.to_thread(self._whom_to_ask)
        for gone in self._turns.keys() - people:
            del self._turns[gone]
            self._here.set_elsewhere(gone, None)
        due = [one for one in people if self._turns.setdefault(one, _Turn()).at_s <= at_s]
        await asyncio.gather(*(self._ask(one, self._turns[one], at_s) for one in due))

    def _whom_to_ask(self) -> frozenset[int]:
        here = self._here.people_here()
        if not here:
            return frozenset()
        connected = here & frozenset(connected_people())
        return connected - hidden_among(connected) if connected else frozenset()

    async def _ask(self, user_id: int, turn: _Turn, at_s: float) -> None:
        heard: Activity | None = None
        before = self._here.elsewhere(user_id)
        try:
            if await self._is_mine(user_id):
                playing = await in_thread(playing_now, user_id)
                if playing is not None:
                    heard = await asyncio.to_thread(as_activity, user_id, playing, before)
            turn.pause_s = _next_pause_s(turn.pause_s, heard)
        except TooManyRequests as error:
            turn.pause_s = max(FAILED_S, error.retry_after_s)
        except Forbidden:
            turn.pause_s = FAILED_S  # the connection is over; the person's own page says so
        except EmoMusicError as error:
            logger.info("nobody knows what somebody plays at Spotify: %s", error)
            turn.pause_s = FAILED_S
        turn.at_s = at_s + turn.pause_s
        if heard is None or is_news(heard, before):
            self._here.set_elsewhere(user_id, heard)

    async def _is_mine(self, user_id: int) -> bool:
        try:
            return await take_lease(f"spotify:{user_id}", self._holder, LEASE_S)
        except Unavailable:
            return not settings().redis_url  # without Redis there is one worker


def _next_pause_s(before_s: float, heard: Activity | None) -> float:
    if heard is None or not heard.playing:
        return min(max(before_s, PLAYING_S / 2) * 2, SILENT_MOST_S)
    # The next song is noticed soon after it begins.
    rest_s = heard.duration_s - heard.position_s + 1.0
    return min(PLAYING_S, max(rest_s, LOOK_S))


async def _ask_spotify() -> None:
    await SpotifyActivity(presence, f"{socket.gethostname()}:{os.getpid()}").run()


PARTS["activity at Spotify"] = _ask_spotify
