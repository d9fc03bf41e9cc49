"""Tabs of browsers, as far as the live channel goes: many of them in one process.

Each is a websocket with the cookie of a real session. It speaks Engine.IO and Socket.IO by hand,
which are a few characters before the JSON, so that a thousand tabs do not keep the machine from
the server that is measured. As a browser does, it opens Reflex's namespace and its state too.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from emomusic.services.sessions import COOKIE_NAME

LIVE, PAGE = "/live", "/_event"
HYDRATE = {
    "name": "reflex___state____state.hydrate",
    "payload": {},
    "router_data": {"pathname": "/", "asPath": "/", "query": {}},
}
ANSWER_S = 60.0
_MESSAGE = "42" + LIVE + ","

Hear = Callable[[float, str, Any], None]


class Refused(Exception):
    """The server did not do what a call asked.

    Args:
        answer: What it sent instead of a result.
    """

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer["error"])
        self.retry_after_s: float | None = answer.get("retry_after_s")


def _hear_nothing(at_s: float, kind: str, body: Any) -> None:
    pass


@dataclass(slots=True, eq=False)
class Tab:
    """One tab of a person.

    Attributes:
        person_id: Whose.
        token: Of their session.
        hear: Called with the time of arrival, the kind and the body of each message.
    """

    person_id: int
    token: str
    hear: Hear = _hear_nothing
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _reader: asyncio.Task[None] | None = None
    _open: asyncio.Event = field(default_factory=asyncio.Event)
    _asked: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _next_id: int = 1

    async def open(self, session: aiohttp.ClientSession, url: str) -> None:
        """Connect, and wait until the live channel is open.

        Args:
            session: Makes the connections of all tabs.
            url: Address of the server.
        """
        self._socket = await session.ws_connect(
            f"{url}{PAGE}/?EIO=4&transport=websocket&token={secrets.token_hex(16)}",
            headers={"Cookie": f"{COOKIE_NAME}={self.token}"},
            origin=url,
            autoping=False,
            max_msg_size=0,
        )
        self._reader = asyncio.create_task(self._read(self._socket))
        async with asyncio.timeout(ANSWER_S):
            await self._open.wait()

    async def close(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()
        if self._reader is not None:
            await asyncio.wait([self._reader])

    async def call(self, name: str, /, **body: Any) -> Any:
        """Make a live call and wait for its result.

        Args:
            name: Of the call.
            **body: What it brings.

        Returns:
            The result, as JSON.

        Raises:
            Refused: The server says why not.
        """
        assert self._socket is not None
        number, self._next_id = self._next_id, self._next_id + 1
        answer = self._asked[number] = asyncio.get_running_loop().create_future()
        call = ["call", {"id": number, "name": name, "body": body}]
        await self._socket.send_str(_MESSAGE + json.dumps(call))
        async with asyncio.timeout(ANSWER_S):
            return await answer

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            text = frame.data
            if not isinstance(text, str):
                continue
            if text.startswith(_MESSAGE):
                self._take(time.perf_counter(), *json.loads(text[len(_MESSAGE) :]))
            elif text == "2":
                await socket.send_str("3")
            elif text.startswith("0"):
                await socket.send_str(f"40{PAGE},")
                await socket.send_str(f"40{LIVE},")
            elif text.startswith(f"40{PAGE},"):
                await socket.send_str(f"42{PAGE}," + json.dumps(["event", HYDRATE]))
            elif text.startswith(f"40{LIVE},"):
                self._open.set()

    def _take(self, at_s: float, kind: str, body: Any = None) -> None:
        if kind != "answer":
            self.hear(at_s, kind, body)
            return
        asked = self._asked.pop(body["id"], None)
        if asked is None or asked.done():
            return
        if "error" in body:
            asked.set_exception(Refused(body))
        else:
            asked.set_result(body["result"])
