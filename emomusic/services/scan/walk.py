"""First stage: what lies in the folders now, by names and file stats alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from emomusic.audio.tags import AUDIO_SUFFIXES
from emomusic.services.scan.report import Refusal, Subject

# PostgreSQL can't index a longer path (a B-tree entry is at most 2,704 bytes).
MAX_PATH_BYTES = 2000

_COVER_STEMS = ("cover", "folder", "front", "album")
_COVER_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp")
_COVER_RANK = {
    stem + suffix: rank
    for rank, (stem, suffix) in enumerate(
        (stem, suffix) for stem in _COVER_STEMS for suffix in _COVER_SUFFIXES
    )
}
_TELL_EVERY = 500


class FileState(NamedTuple):
    """What tells a changed file from an unchanged one, without opening it."""

    size_bytes: int
    mtime_ns: int


@dataclass(slots=True)
class Walk:
    """What was found.

    Attributes:
        roots: The folders that were walked, real paths, none inside another.
        files: The music files by their path.
        covers: The picture of a folder, by the folder's path.
        unread: Folders that could not be read; what is known of their songs stays as it is.
        empty_roots: Roots with nothing in them at all.
        refused: What could not be read or can't be stored.
    """

    roots: list[str] = field(default_factory=list)
    files: dict[str, FileState] = field(default_factory=dict)
    covers: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    empty_roots: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)

    def refuse(self, path: str, sentence: str, subject: Subject = Subject.FILE) -> None:
        """Note that a path can't be taken."""
        self.refused.append(Refusal(Path(path), sentence, subject))


def is_inside(path: str, folders: Sequence[str]) -> bool:
    """Tell whether a path lies in one of the folders, or is one."""
    return any(
        path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders
    )


def folder_of(path: str) -> str:
    """Return the folder of a path; strings, because a scan asks this of every file."""
    return path.rpartition(os.sep)[0]


def name_of(path: str) -> str:
    """Return the last part of a path."""
    return path.rpartition(os.sep)[2]


def walk(folders: Sequence[Path], tell: Callable[[int], None] = lambda found: None) -> Walk:
    """Look for music in folders.

    Hidden files and folders are passed over. A link to a folder is not followed, unless it is
    one of `folders` itself: what it leads to is found where it is, or is outside. A link to a
    file is followed if the file is inside and is not found anyway.

    Args:
        folders: Where to look; a folder that is not there is noted as refused.
        tell: Called now and then with the number of files found so far.

    Returns:
        What was found.
    """
    found = Walk()
    _settle_roots(found, folders)
    links: list[str] = []
    told = 0
    waiting = list(reversed(found.roots))
    while waiting:
        folder = waiting.pop()
        inner = _look_into(found, folder, links)
        waiting.extend(sorted(inner, reverse=True))
        if len(found.files) - told >= _TELL_EVERY:
            told = len(found.files)
            tell(told)
    for link in links:
        _follow(found, link)
    tell(len(found.files))
    return found


def _settle_roots(found: Walk, folders: Sequence[Path]) -> None:
    real = set()
    for folder in folders:
        path = os.path.realpath(folder)
        if Path(path).is_dir():
            real.add(path)
            continue
        found.unread.append(path)
        found.refuse(
            str(folder),
            "This is a file; give the folder that it is in."
            if Path(path).exists()
            else "The folder is not there; what is known of its songs stays as it is.",
            Subject.FOLDER,
        )
    for path in sorted(real):
        if not is_inside(path, found.roots):
            found.roots.append(path)


def _look_into(found: Walk, folder: str, links: list[str]) -> list[str]:
    """Note the music and the cover of one folder, and return the folders in it."""
    inner: list[str] = []
    best_rank = len(_COVER_RANK)
    is_empty = True
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                is_empty = False
                name = entry.name
                if name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.append(entry.path)
                    continue
                lowered = name.lower()
                if lowered[lowered.rfind(".") :] in AUDIO_SUFFIXES:
                    if entry.is_symlink():
                        links.append(entry.path)
                    else:
                        _take(found, entry.path, entry.stat(follow_symlinks=False))
                elif _COVER_RANK.get(lowered, best_rank) < best_rank:
                    best_rank = _COVER_RANK[lowered]
                    found.covers[folder] = entry.path
    except OSError as error:
        found.unread.append(folder)
        found.refuse(
            folder,
            f"The folder can't be read ({error.strerror}); "
            "what is known of its songs stays as it is.",
            Subject.FOLDER,
        )
    if is_empty and folder in found.roots:
        found.empty_roots.append(folder)
    return inner


def _take(found: Walk, path: str, state: os.stat_result) -> None:
    if not stat.S_ISREG(state.st_mode):
        return
    try:
        length = len(path.encode("utf-8"))
    except UnicodeEncodeError:
        found.refuse(path, "Its name is not valid UTF-8; rename it.")
        return
    if length > MAX_PATH_BYTES:
        found.refuse(path, f"Its path is longer than {MAX_PATH_BYTES:,} bytes.")
        return
    found.files[path] = FileState(state.st_size, state.st_mtime_ns)


def _follow(found: Walk, link: str) -> None:
    target = os.path.realpath(link)
    if target in found.files:
        return
    try:
        state = Path(link).stat()
    except OSError:
        found.refuse(link, "It is a link that leads nowhere.")
        return
    if stat.S_ISDIR(state.st_mode):
        return
    if not is_inside(target, found.roots):
        found.refuse(link, "It is a link that leads out of the folders that are scanned.")
        return
    _take(found, link, state)
