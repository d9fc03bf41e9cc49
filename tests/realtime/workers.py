"""Workers without the wire: who is in which room, and what was sent to them."""

from __future__ import annotations

import asyncio
from typing import Any

from emomusic.realtime.hub import Topics
from tests.processes import PATIENCE_S


class Worker:
    """The sockets of one process, without the wire: who is in which room, and what came."""

    def __init__(self) -> None:
        self.rooms: dict[str, set[str]] = {}
        self.came: list[tuple[str, str, Any]] = []
        self._more = asyncio.Event()

    async def emit(self, event: str, data: Any = None, *, room: Topics | None = None) -> None:
        rooms = [room or ""] if isinstance(room, str) or room is None else room
        for sid in sorted(set().union(*(self.rooms.get(one, set()) for one in rooms))):
            self.came.append((sid, event, data))
        self._more.set()

    async def enter_room(self, sid: str, room: str) -> None:
        self.rooms.setdefault(room, set()).add(sid)

    async def leave_room(self, sid: str, room: str) -> None:
        self.rooms.get(room, set()).discard(sid)

    def connections_in(self, room: str) -> frozenset[str]:
        return frozenset(self.rooms.get(room, ()))

    async def until(self, count: int) -> list[tuple[str, str, Any]]:
        """Wait until so many messages came, and return them."""
        async with asyncio.timeout(PATIENCE_S):
            while len(self.came) < count:
                self._more.clear()
                await self._more.wait()
        return self.came
