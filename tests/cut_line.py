"""A line between browsers and a server that can be cut, as a bad network does it."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator

from playwright.sync_api import ProxySettings

_CHUNK = 65_536
_LOOK_S = 0.05


_TUNNEL = b"CONNECT "
_TUNNEL_IS_OPEN = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Line:
    """Forwards TCP connections to a port of loopback, until it is cut.

    A browser takes it for its proxy, since a page of the production build knows its port by heart.

    Args:
        port: Where the server listens.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._open = threading.Event()
        self._open.set()
        self._silent = threading.Event()
        self._ended = threading.Event()
        self._ears = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._ears.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    @property
    def proxy(self) -> ProxySettings:
        """How a context of the browser uses this line."""
        return {"server": f"http://127.0.0.1:{self.port}", "bypass": "<-loopback>"}

    def cut(self) -> None:
        """Break all connections, in the middle of what they carry, and take no new ones."""
        self._open.clear()

    def fall_silent(self) -> None:
        """Let nothing through and tell nobody: connections stay, and are dead."""
        self._silent.set()

    def mend(self) -> None:
        """Take connections again; those of before are broken now."""
        self._silent.clear()
        self._open.set()

    def end(self) -> None:
        """Close everything."""
        self._ended.set()
        self.cut()
        self._ears.close()
        for thread in self._threads:
            thread.join(2.0)

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                ready, _, _ = select.select([self._ears], [], [], _LOOK_S)
                if not ready:
                    continue
                near, _ = self._ears.accept()
            except (OSError, ValueError):
                return
            if not self._open.is_set():
                near.close()
                continue
            thread = threading.Thread(target=self._carry, args=(near,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _carry(self, near: socket.socket) -> None:
        with (
            near,
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", self._target)) as far,
        ):
            head = near.recv(_CHUNK)
            if head.startswith(_TUNNEL):  # so websockets come through a proxy
                near.sendall(_TUNNEL_IS_OPEN)
            else:
                far.sendall(head)
            ways = {near: far, far: near}
            while self._open.is_set():
                if self._silent.is_set():
                    self._keep_silence()
                    return
                ready, _, _ = select.select(list(ways), [], [], _LOOK_S)
                for one in ready:
                    data = one.recv(_CHUNK)
                    if self._silent.is_set():
                        break
                    if not data or not self._open.is_set():
                        return
                    ways[one].sendall(data)

    def _keep_silence(self) -> None:
        while self._silent.is_set() and not self._ended.is_set():
            self._ended.wait(_LOOK_S)


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    """Lay a line to a port of loopback.

    Args:
        port: Where the server listens.

    Yields:
        The line.
    """
    line = Line(port)
    try:
        yield line
    finally:
        line.end()
