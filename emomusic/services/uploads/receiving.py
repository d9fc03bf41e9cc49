"""The bytes of an upload, appended to its file as they come."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
from typing import BinaryIO

from emomusic.errors import Conflict, Unavailable
from emomusic.services.uploads.places import part_path, sync_folder
from emomusic.settings import settings


class BusyUpload(Conflict):
    """Another connection is writing to the upload now."""


def received_bytes(upload_id: str) -> int:
    """Tell how much of an upload has arrived.

    Args:
        upload_id: Of the upload.

    Returns:
        Bytes; 0 where there is no file yet.
    """
    try:
        return part_path(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


class Receiver:
    """Appends to the file of one upload; only one does at a time, in whatever process.

    Not for several threads at once. Memory is that of one write.

    Args:
        upload_id: Of the upload.
        size_bytes: Of the whole file.
    """

    def __init__(self, upload_id: str, size_bytes: int) -> None:
        self._path = part_path(upload_id)
        self._size_bytes = size_bytes
        self._file: BinaryIO | None = None
        self.offset = 0

    def open(self, offset: int) -> None:
        """Lock the file, and make sure that it ends where the browser goes on.

        Args:
            offset: What the browser believes to have arrived, in bytes.

        Raises:
            BusyUpload: Another connection has it.
            Conflict: Another part of it has arrived.
            Unavailable: The data folder can't be written.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            file = self._path.open("ab")
        except OSError as error:
            raise _unwritable(error) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise BusyUpload("Another connection is sending this file now.") from None
        self.offset = os.fstat(file.fileno()).st_size
        if self.offset != offset:
            file.close()
            raise Conflict(f"Of this file {self.offset} bytes have arrived, not {offset}.")
        self._file = file

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing any more."""
        return self.offset == self._size_bytes

    def write(self, data: bytes | bytearray) -> None:
        """Append bytes; of what is more than was announced nothing is written.

        Args:
            data: What came.

        Raises:
            Conflict: It is more than was announced.
            Unavailable: The disk is full or can't be written.
        """
        assert self._file is not None
        if self.offset + len(data) > self._size_bytes:
            raise Conflict("More bytes came than were announced.")
        try:
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.truncate(self.offset)
            raise _unwritable(error) from error
        self.offset += len(data)

    def close(self) -> None:
        """Let the file go; a whole one is on the disk afterwards, whatever happens then.

        Raises:
            Unavailable: The disk could not keep it.
        """
        if self._file is None:
            return
        file, self._file = self._file, None
        with file:
            if not self.is_whole:
                return
            try:
                os.fsync(file.fileno())
                sync_folder(settings().uploads_dir)
            except OSError as error:
                raise _unwritable(error) from error


def _unwritable(error: OSError) -> Unavailable:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("The server's disk is full; make room there, then go on.")
    return Unavailable(f"The server can't store uploads now ({error.strerror}).")
