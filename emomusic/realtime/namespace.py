"""The live channel: a Socket.IO namespace beside Reflex's own, over the same websocket.

A browser sends `call` with a number, a name and a body, and gets `answer` with the number and
either the result or a sentence and a status. What is published arrives under its own kind.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import socketio
from pydantic_core import to_jsonable_python

from emomusic.errors import EmoMusicError, NotFound, TooManyRequests
from emomusic.realtime.calls import CALLS, Call, make_call
from emomusic.realtime.connections import Connection, arrive, connection, connections, depart
from emomusic.realtime.hub import EVERYBODY, LocalHub, hub, person_topic, use_hub
from emomusic.services.sessions import person_of, token_in

NAMESPACE = "/live"
MOST_WAITING = 64
"""Calls of one connection that may wait for an answer."""

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class _Line:
    """The calls of one connection: those in order take turns."""

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    running: set[asyncio.Task[None]] = field(default_factory=set)


class LiveNamespace(socketio.AsyncNamespace):
    """Connects browsers of people who are signed in, and answers their calls."""

    def __init__(self) -> None:
        super().__init__(NAMESPACE)
        self._lines: dict[str, _Line] = {}

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Let a browser in if its cookie is a session's."""
        token = token_in(environ.get("HTTP_COOKIE", ""))
        person = await asyncio.to_thread(person_of, token) if token else None
        if person is None:
            raise socketio.exceptions.ConnectionRefusedError("not signed in")
        self._lines[sid] = _Line()
        await hub().join(sid, EVERYBODY)
        await hub().join(sid, person_topic(person.id))
        await arrive(Connection(sid, token, person))

    async def on_disconnect(self, sid: str, reason: str = "") -> None:
        """Forget a browser; calls it has made run to their end."""
        self._lines.pop(sid, None)
        await depart(sid)

    def connections_in(self, room: str) -> frozenset[str]:
        """Return the connections of this process that are in a Socket.IO room."""
        there = self.server.manager.get_participants(NAMESPACE, room)
        return frozenset(sid for sid, _ in there)

    async def on_call(self, sid: str, message: Any = None) -> None:
        """Take a call; its answer follows when it is there."""
        line = self._lines.get(sid)
        if line is None or not isinstance(message, dict):
            return
        task = asyncio.create_task(self._answer(sid, line, message))
        line.running.add(task)
        task.add_done_callback(line.running.discard)

    async def _answer(self, sid: str, line: _Line, message: dict[str, Any]) -> None:
        answer: dict[str, Any] = {"id": message.get("id")}
        try:
            answer["result"] = to_jsonable_python(await self._result(sid, line, message))
        except EmoMusicError as error:
            answer |= {"error": error.sentence, "status": int(error.status)}
            if isinstance(error, TooManyRequests):
                answer["retry_after_s"] = error.retry_after_s
        except Exception:  # the last place where it can be seen
            logger.exception("the call %r failed", message.get("name"))
            answer["error"] = "Something went wrong on the server. It has been noted; try again."
            answer["status"] = int(HTTPStatus.INTERNAL_SERVER_ERROR)
        if sid in self._lines:
            await self.emit("answer", answer, to=sid)

    async def _result(self, sid: str, line: _Line, message: dict[str, Any]) -> Any:
        if len(line.running) > MOST_WAITING:
            raise TooManyRequests("Too much at once; wait a moment and try again.", 1.0)
        call = CALLS.get(str(message.get("name")))
        if call is None:
            raise NotFound("There is no such call.")
        if call.alongside:
            return await self._make(sid, call, message)
        async with line.turn:
            return await self._make(sid, call, message)

    async def _make(self, sid: str, call: Call, message: dict[str, Any]) -> Any:
        known = connection(sid)
        person = await asyncio.to_thread(person_of, known.token) if known is not None else None
        return await make_call(call, person, sid, message.get("body") or {})

    async def drop_ended_sessions(self) -> None:
        """Cut off browsers whose session has ended or whose account was disabled."""
        by_token: dict[str, list[Connection]] = {}
        for one in connections():
            by_token.setdefault(one.token, []).append(one)
        for token, theirs in by_token.items():
            if await asyncio.to_thread(person_of, token) is None:
                for one in theirs:
                    await self.disconnect(one.id)


def attach(server: socketio.AsyncServer) -> LiveNamespace:
    """Open the live channel on a Socket.IO server.

    Args:
        server: Reflex's.

    Returns:
        The channel.
    """
    namespace = LiveNamespace()
    server.register_namespace(namespace)
    use_hub(LocalHub(namespace))
    return namespace
