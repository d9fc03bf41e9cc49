"""How much room the data folder takes, part by part, and how much is left."""

from __future__ import annotations

import os
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from emomusic.settings import settings

FRESH_S = 60.0
"""Seconds for which a sum counts: adding a large folder up takes a while."""


@dataclass(frozen=True, slots=True)
class FolderPart:
    """One part of the data folder."""

    name: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Storage:
    """The data folder and its disk.

    Attributes:
        parts: What is in the folder, the largest first.
        free_bytes: Free on its disk.
        disk_bytes: Of the whole disk.
    """

    folder: str
    parts: tuple[FolderPart, ...]
    free_bytes: int
    disk_bytes: int


_lock = threading.Lock()
_known: dict[Path, tuple[float, Storage]] = {}


def storage() -> Storage:
    """Add the data folder up; what was added up a short while ago is given again."""
    folder = settings().data_dir
    with _lock:
        at, found = _known.get(folder, (0.0, None))
        if found is None or time.monotonic() - at > FRESH_S:
            found = _add_up(folder)
            _known[folder] = (time.monotonic(), found)
        return found


def _add_up(folder: Path) -> Storage:
    sizes: dict[str, int] = {}
    if folder.is_dir():
        for entry in os.scandir(folder):
            name = "database" if entry.name.startswith("emomusic.db") else entry.name
            sizes[name] = sizes.get(name, 0) + _size(entry)
    disk = shutil.disk_usage(folder if folder.is_dir() else folder.parent)
    parts = sorted(
        (FolderPart(name, size) for name, size in sizes.items() if size),
        key=lambda part: (-part.bytes, part.name),
    )
    return Storage(str(folder), tuple(parts), disk.free, disk.total)


def _size(entry: os.DirEntry[str]) -> int:
    """Add up a file or a folder; links are not followed, and what vanishes meanwhile is nothing."""
    try:
        if not entry.is_dir(follow_symlinks=False):
            return entry.stat(follow_symlinks=False).st_size
        with os.scandir(entry.path) as inside:
            return sum(_size(one) for one in inside)
    except OSError:
        return 0
