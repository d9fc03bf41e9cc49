"""A line between a browser and a server, that can be cut as a cable or a tunnel cuts it.

Nothing arrives any more in either direction, and nobody is told: no connection is closed.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

_BYTES = 65_536


class Line:
    """Carries what comes to an address of loopback to a server's port.

    Args:
        host: Address of loopback to listen on, another than the server's.
        port: Of both; the page's websocket address carries it.
    """

    def __init__(self, host: str, port: int) -> None:
        self.url = f"http://{host}:{port}"
        self._port = port
        self._whole = threading.Event()
        self._whole.set()
        self._ends: list[socket.socket] = []
        self._door = socket.create_server((host, port), backlog=64)
        threading.Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Let nothing through from now on."""
        self._whole.clear()

    def mend(self) -> None:
        """Let new connections through; those of before the cut are dead."""
        self._close_all()
        self._whole.set()

    def close(self) -> None:
        """End it."""
        self._door.close()
        self._whole.set()
        self._close_all()

    def _close_all(self) -> None:
        ends, self._ends = self._ends, []
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _listen(self) -> None:
        while True:
            try:
                browser, _ = self._door.accept()
            except OSError:
                return
            self._ends.append(browser)
            if not self._whole.is_set():
                continue  # it waits for an answer that never comes
            server = socket.create_connection(("127.0.0.1", self._port))
            self._ends.append(server)
            for one, other in ((browser, server), (server, browser)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(_BYTES):
                self._whole.wait()
                other.sendall(data)
        for end in (one, other):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def line_to(port: int, host: str = "127.0.0.2") -> Iterator[Line]:
    """Lay a line for a time."""
    line = Line(host, port)
    try:
        yield line
    finally:
        line.close()
