"""The connections of this process: whose they are, and who wants to know when one comes or goes."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from emomusic.realtime.calls import Caller
from emomusic.services.access import Person

Callback = Callable[[Caller], Awaitable[None]]

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Connection:
    """One tab that is connected.

    Attributes:
        id: Of the connection.
        token: Of the session through which it came; never leaves this process.
        person: Whose it was when it came.
    """

    id: str
    token: str
    person: Person

    @property
    def caller(self) -> Caller:
        """The person and the connection, as a handler sees them."""
        return Caller(self.person, self.id)


_connections: dict[str, Connection] = {}
_arrivals: list[Callback] = []
_departures: list[Callback] = []


def when_connected(callback: Callback) -> Callback:
    """Have a function called for each connection that comes; a decorator.

    Args:
        callback: Called with whose connection it is, once it follows its topics.

    Returns:
        The function.
    """
    _arrivals.append(callback)
    return callback


def when_gone(callback: Callback) -> Callback:
    """Have a function called for each connection that is gone; a decorator.

    Args:
        callback: Called with whose connection it was.

    Returns:
        The function.
    """
    _departures.append(callback)
    return callback


def connections() -> tuple[Connection, ...]:
    """Return all connections of this process."""
    return tuple(_connections.values())


def connection(connection_id: str) -> Connection | None:
    """Return a connection of this process, or None.

    Args:
        connection_id: Which.
    """
    return _connections.get(connection_id)


async def arrive(new: Connection) -> None:
    """Note a connection, and tell those who want to know.

    Args:
        new: The connection.
    """
    _connections[new.id] = new
    await _tell(_arrivals, new.caller)


async def depart(connection_id: str) -> None:
    """Forget a connection, and tell those who want to know.

    Args:
        connection_id: Which; one that is not known is passed over.
    """
    gone = _connections.pop(connection_id, None)
    if gone is not None:
        await _tell(_departures, gone.caller)


async def _tell(callbacks: list[Callback], caller: Caller) -> None:
    for callback in callbacks:
        try:
            await callback(caller)
        except Exception:  # one listener that fails must not keep the others from knowing
            logger.exception("%s failed", getattr(callback, "__qualname__", callback))
