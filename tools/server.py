"""A real EmoMusic on a free port and in a folder of its own, for tests, benchmarks, pictures."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
WEB_DIR = ".web-tools"
START_TIMEOUT_S = 240.0
STOP_TIMEOUT_S = 20.0


def free_port() -> int:
    """Return a port of loopback that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Server:
    """The production build, started and stopped by `python -m emomusic run`.

    Attributes:
        data_dir: Its data folder; the log is in it too.
        port: Its port.
        environment: Further settings.
        web_dir: Where the page is built; two servers that run at once need two.
    """

    data_dir: Path
    port: int = field(default_factory=free_port)
    environment: dict[str, str] = field(default_factory=dict)
    web_dir: str = WEB_DIR
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def url(self) -> str:
        """Address of the page."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> str:
        """What it printed so far."""
        path = self.data_dir / "server.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def settings(self) -> dict[str, str]:
        """Return the environment in which the server, and commands for it, run."""
        return {
            **os.environ,
            "PORT": str(self.port),
            "HOST": "127.0.0.1",
            "DATA_DIR": str(self.data_dir),
            "REFLEX_WEB_WORKDIR": self.web_dir,
            **self.environment,
        }

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m emomusic …` on the server's data and return what it did."""
        return subprocess.run(
            [sys.executable, "-m", "emomusic", *arguments],
            cwd=PROJECT_DIR,
            env=self.settings(),
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> float:
        """Start it and wait until it answers.

        Returns:
            Seconds that took.

        Raises:
            RuntimeError: It ended or did not answer in time; the text holds its log.
        """
        self.data_dir.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with (self.data_dir / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "emomusic", "run"],
                cwd=PROJECT_DIR,
                env=self.settings(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        while time.monotonic() < began + START_TIMEOUT_S:
            if self._process.poll() is not None:
                raise RuntimeError(f"the server ended at its start:\n{self.log}")
            if self.answers():
                return time.monotonic() - began
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"the server did not answer in {START_TIMEOUT_S:.0f} s:\n{self.log}")

    def answers(self) -> bool:
        """Say whether the health route answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/api/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError, http.client.HTTPException):
            return False

    @property
    def pid(self) -> int:
        """Of the server's process.

        Raises:
            RuntimeError: It is not running.
        """
        if self._process is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    def stop(self) -> None:
        """End it as Ctrl-C does, and by force where that takes too long."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """End it and all that it started at once, as a power cut does."""
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
