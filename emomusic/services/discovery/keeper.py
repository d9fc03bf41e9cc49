"""Holds what was read of the whole library, and has it read anew when the library changed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from emomusic.store.database import engine

LOOK_AGAIN_S = 2.0
"""Seconds after which a question has somebody look, in the background, whether it still holds."""

TOO_OLD_S = 60.0
"""Seconds after which a question waits for that look."""

Stamp = tuple[Any, ...]
Read = TypeVar("Read")

log = logging.getLogger(__name__)


class Keeper(Generic[Read]):
    """Keeps one reading for each database that this process speaks to.

    Args:
        name: Of what is read, for the log.
        stamp: Tells cheaply which state the library is in.
        read: Reads it all; it is given the stamp of that state.
    """

    def __init__(
        self, name: str, stamp: Callable[[], Stamp], read: Callable[[Stamp], Read]
    ) -> None:
        self._name = name
        self._stamp = stamp
        self._read = read
        self._kept: dict[str, _Kept[Read]] = {}
        self._making = threading.Lock()

    def get(self, *, fresh: bool = False) -> Read:
        """Return what was read; the first call of a process reads it.

        Args:
            fresh: Whether to look at the library first, whatever that takes.

        Raises:
            Unavailable: The database can't be reached.
        """
        key = str(engine().url)
        with self._making:
            kept = self._kept.setdefault(key, _Kept(self._name, self._stamp, self._read))
        return kept.get(fresh)

    def forget(self) -> None:
        """Read anew at the next question."""
        with self._making:
            self._kept.clear()


class _Kept(Generic[Read]):
    def __init__(
        self, name: str, stamp: Callable[[], Stamp], read: Callable[[Stamp], Read]
    ) -> None:
        self._name, self._stamp, self._read = name, stamp, read
        self._reading = threading.Lock()
        self._held: tuple[Stamp, Read] | None = None
        self._looked_at = 0.0
        self._looks = False

    def get(self, fresh: bool) -> Read:
        age_s = time.monotonic() - self._looked_at
        if fresh or self._held is None or age_s > TOO_OLD_S:
            return self._look()
        if age_s > LOOK_AGAIN_S and not self._looks:
            self._looks = True
            threading.Thread(target=self._look_quietly, name=self._name, daemon=True).start()
        return self._held[1]

    def _look(self) -> Read:
        with self._reading:
            stamp = self._stamp()
            if self._held is None or self._held[0] != stamp:
                self._held = (stamp, self._read(stamp))
            self._looked_at = time.monotonic()
            return self._held[1]

    def _look_quietly(self) -> None:
        try:
            self._look()
        except Exception:  # what is held serves on; the next look says more
            log.exception("the %s could not be read anew", self._name)
        finally:
            self._looks = False
