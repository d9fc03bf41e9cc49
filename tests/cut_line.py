"""A line between browsers and a server that can be cut, as a bad network does it."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Iterator

_CHUNK = 65_536
_LOOK_S = 0.05


class Line:
    """Forwards TCP connections to a port of loopback, until it is cut.

    Args:
        port: Where the server listens.
        host: Where the line does, if it is to have the same port as the server.
    """

    def __init__(self, port: int, host: str = "") -> None:
        self._target = port
        self._open = threading.Event()
        self._open.set()
        self._silent = threading.Event()
        self._ended = threading.Event()
        self._host = host or "localhost"
        self._ears = socket.create_server((host, port) if host else ("127.0.0.1", 0))
        self.port: int = self._ears.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """Address of the server through this line."""
        return f"http://{self._host}:{self.port}"

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
def line_to(port: int, host: str = "") -> Iterator[Line]:
    """Lay a line to a port of loopback.

    Args:
        port: Where the server listens.
        host: Where the line does, if it is to have the same port as the server.

    Yields:
        The line.
    """
    line = Line(port, host)
    try:
        yield line
    finally:
        line.end()
