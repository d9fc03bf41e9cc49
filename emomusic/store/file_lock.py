"""A lock on a file, so that one process of many does a thing; the kernel frees it at death."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO


class FileLock:
    """A lock that one process holds at a time (`flock(2)`).

    Args:
        path: The file, made with its folder where it is missing; it stays empty.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._file is not None

    def acquire(self) -> bool:
        """Take the lock if nobody has it, without waiting.

        Returns:
            Whether this object holds it now.
        """
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = self._path.open("wb")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def is_taken(self) -> bool:
        """Tell whether anybody has the lock now, this object or another."""
        if self._file is not None:
            return True
        if not self.acquire():
            return True
        self.release()
        return False

    def release(self) -> None:
        """Give the lock back; nothing if it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None
