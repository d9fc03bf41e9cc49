"""Runs Python in a process of its own, so that a test can kill it; and waits for conditions."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from emomusic.settings import PROJECT_DIR

PATIENCE_S = 60.0
"""How long a condition may take on a busy machine; a test that passes never waits for it."""


@contextmanager
def python(source: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run a script in the environment of the test; killed in the end if it still runs."""
    process = subprocess.Popen(
        [sys.executable, "-c", source, *arguments],
        cwd=PROJECT_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def tell(process: subprocess.Popen[str], line: str) -> None:
    """Give the script a line to read."""
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def next_line(process: subprocess.Popen[str]) -> str:
    """The next line that the script prints."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def wait_until(condition: Callable[[], bool], patience_s: float = PATIENCE_S) -> None:
    """Wait for a condition, and fail if it never comes true."""
    deadline = time.monotonic() + patience_s
    while not condition():
        assert time.monotonic() < deadline, "the condition never came true"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether a process runs; one that is dead but not yet buried does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
