"""The hub: one message to all connections that follow a topic.

Handlers publish, and never look for sockets: which connections follow which topic is known here
alone. This is the way within one process; `emomusic.realtime.redis_hub` is the one for several.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

from pydantic_core import to_jsonable_python

Topics = str | Sequence[str]
"""One topic, or several whose followers get one message each, however many of them they follow."""

EVERYBODY = "everybody"
"""The topic that each connection follows."""


def person_topic(user_id: int) -> str:
    """Name the topic that every tab of a person follows.

    Args:
        user_id: Whose.

    Returns:
        The topic.
    """
    return f"person:{user_id}"


def room_topic(room_id: int | str) -> str:
    """Name the topic of those who are in a room to listen together.

    Args:
        room_id: Which.

    Returns:
        The topic.
    """
    return f"room:{room_id}"


def playlist_topic(playlist_id: int) -> str:
    """Name the topic of those who look at a playlist that everybody may see.

    Args:
        playlist_id: Which.

    Returns:
        The topic.
    """
    return f"playlist:{playlist_id}"


class Sockets(Protocol):
    """The connections of this process, as a Socket.IO namespace has them."""

    async def emit(self, event: str, data: Any = None, *, room: Topics | None = None) -> Any:
        """Send to all who are in one of the Socket.IO rooms; encoded once."""

    async def enter_room(self, sid: str, room: str) -> Any:
        """Put a connection into a Socket.IO room."""

    async def leave_room(self, sid: str, room: str) -> Any:
        """Take a connection out of a Socket.IO room."""

    def connections_in(self, room: str) -> AbstractSet[str]:
        """Return the connections that are in a Socket.IO room."""


class Hub(Protocol):
    """What every way of fan-out can do."""

    async def publish(self, topic: Topics, kind: str, body: Any) -> None:
        """Send a message to all connections that follow a topic, in all workers.

        Args:
            topic: Who gets it; a message for many people is one call with the topics of all.
            kind: What it is, such as `chat.message`.
            body: Its content: views, pydantic models, or plain JSON values.
        """

    async def join(self, connection_id: str, topic: str) -> None:
        """Let a connection of this process follow a topic."""

    async def leave(self, connection_id: str, topic: str) -> None:
        """Let it follow the topic no longer."""

    async def dismiss(self, follower: str, kind: str, bodies: Mapping[str, Any]) -> None:
        """Let the followers of one topic follow others no longer, in all workers, and say so.

        Args:
            follower: Who is dismissed, such as the topic of a person.
            kind: Of the message that tells them.
            bodies: By topic, its content; told to those who followed that topic only.
        """

    async def run(self) -> None:
        """Carry what other workers publish to the connections of this one, until cancelled."""


class LocalHub:
    """Fan-out within one process.

    Args:
        sockets: The connections.
    """

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets

    async def publish(self, topic: Topics, kind: str, body: Any) -> None:
        """Send a message to all connections of this process that follow a topic."""
        if not topic:
            return
        await self._sockets.emit(kind, to_jsonable_python(body), room=topic)

    async def join(self, connection_id: str, topic: str) -> None:
        """Let a connection follow a topic."""
        await self._sockets.enter_room(connection_id, topic)

    async def leave(self, connection_id: str, topic: str) -> None:
        """Let it follow the topic no longer."""
        await self._sockets.leave_room(connection_id, topic)

    async def dismiss(self, follower: str, kind: str, bodies: Mapping[str, Any]) -> None:
        """Let the followers of one topic follow others no longer, and say so."""
        theirs = self._sockets.connections_in(follower)
        for topic, body in bodies.items():
            there = theirs & self._sockets.connections_in(topic)
            for one in there:
                await self._sockets.leave_room(one, topic)
            if there:
                await self.publish(follower, kind, body)

    async def run(self) -> None:
        """Wait: there are no other workers."""
        await asyncio.Event().wait()


_hub: Hub | None = None


def hub() -> Hub:
    """Return the hub of this process.

    Raises:
        RuntimeError: None was set: the live channel is not attached.
    """
    if _hub is None:
        raise RuntimeError("the live channel is not attached")
    return _hub


def use_hub(new: Hub | None) -> None:
    """Make a hub the one of this process.

    Args:
        new: The hub, or None for none.
    """
    global _hub
    _hub = new
