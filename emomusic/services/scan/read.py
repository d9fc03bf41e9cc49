"""Third stage: opening files, in threads: tags, hash and cover of each."""

from __future__ import annotations

import hashlib
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import BinaryIO

from emomusic.audio.tag_values import disc_of_folder
from emomusic.audio.tags import Tags, read_tags_of
from emomusic.errors import EmoMusicError, InvalidAudio, InvalidInput
from emomusic.services.scan.compare import Unread
from emomusic.services.scan.report import Refusal, Subject
from emomusic.services.scan.walk import FileState, folder_of, name_of
from emomusic.store.covers import max_cover_bytes, store_cover

_CHUNK_BYTES = 2**20
_MOST_WORKERS = 6


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds.

    Attributes:
        unread: The file, as it was when it was found.
        state: The file, as it was while it was read.
        content_hash: BLAKE2b of the whole file, hexadecimal.
        tags: Its tags, without the picture.
        cover: Name of its cover, or None.
        remarks: What in it was refused although it was taken.
    """

    unread: Unread
    state: FileState
    content_hash: str
    tags: Tags
    cover: str | None
    remarks: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that can't be taken."""

    unread: Unread
    refusal: Refusal


class FolderCovers:
    """The covers that lie beside the music, each looked at once in a scan.

    Args:
        pictures: Path of the picture by the folder's path.
    """

    def __init__(self, pictures: dict[str, str]) -> None:
        self._pictures = pictures
        self._locks = {picture: Lock() for picture in pictures.values()}
        self._names: dict[str, str | None] = {}
        self.refused: list[Refusal] = []

    def cover_of(self, folder: str) -> str | None:
        """Return the name of a folder's cover, or of the album's that the folder is a disc of."""
        picture = self._pictures.get(folder)
        if picture is None and disc_of_folder(name_of(folder)):
            picture = self._pictures.get(folder_of(folder))
        if picture is None:
            return None
        with self._locks[picture]:
            if picture not in self._names:
                self._names[picture] = self._store(Path(picture))
            return self._names[picture]

    def _store(self, picture: Path) -> str | None:
        try:
            with picture.open("rb") as file:
                return store_cover(file.read(max_cover_bytes() + 1))
        except InvalidInput as error:
            self.refused.append(Refusal(picture, error.sentence, Subject.COVER))
        except OSError as error:
            self.refused.append(Refusal(picture, _why(error), Subject.COVER))
        return None


def read_files(to_read: Sequence[Unread], covers: FolderCovers) -> Iterator[ReadFile | RefusedFile]:
    """Read files in threads, a few ahead of what is asked for.

    Args:
        to_read: The files.
        covers: The pictures of their folders.

    Yields:
        One result for each file, in their order.
    """
    workers = min(_MOST_WORKERS, (os.cpu_count() or 2) + 1)
    pending: deque[Future[ReadFile | RefusedFile]] = deque()
    executor = ThreadPoolExecutor(workers, thread_name_prefix="scan")
    try:
        for unread in to_read:
            pending.append(executor.submit(read_file, unread, covers))
            # Bounded, so that an interrupted scan ends at once and memory stays small.
            if len(pending) >= workers * 8:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def read_file(unread: Unread, covers: FolderCovers) -> ReadFile | RefusedFile:
    """Read one file.

    Args:
        unread: The file.
        covers: The pictures of the folders.

    Returns:
        What it holds, or why it can't be taken.
    """
    path = Path(unread.path)
    try:
        with path.open("rb") as file:
            before = _state(file)
            tags = read_tags_of(file, path)
            content_hash = content_hash_of(file)
            if _state(file) != before:
                raise InvalidAudio("It is being written now; the next scan takes it.")
    except EmoMusicError as error:
        return RefusedFile(unread, Refusal(path, error.sentence))
    except OSError as error:
        return RefusedFile(unread, Refusal(path, _why(error)))
    remarks = []
    if tags.tags_left_out:
        remarks.append(
            Refusal(path, "Its tags are too large; it was taken without them.", Subject.TAGS)
        )
    cover = None
    if tags.picture:
        try:
            cover = store_cover(tags.picture)
        except InvalidInput as error:
            remarks.append(
                Refusal(path, f"Its cover was left out. {error.sentence}", Subject.COVER)
            )
    cover = cover or covers.cover_of(folder_of(unread.path))
    return ReadFile(
        unread, before, content_hash, replace(tags, picture=None), cover, tuple(remarks)
    )


def content_hash_of(file: BinaryIO) -> str:
    """Return the BLAKE2b hash of a whole file, 64 hexadecimal digits."""
    file.seek(0)
    digest = hashlib.blake2b(digest_size=32)
    while chunk := file.read(_CHUNK_BYTES):
        digest.update(chunk)
    return digest.hexdigest()


def _state(file: BinaryIO) -> FileState:
    stat = os.fstat(file.fileno())
    return FileState(stat.st_size, stat.st_mtime_ns)


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "There is no permission to read it."
    if isinstance(error, FileNotFoundError):
        return "It vanished while the scan ran."
    return f"It can't be read ({error.strerror})."
