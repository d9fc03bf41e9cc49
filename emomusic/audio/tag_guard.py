"""Bounds around mutagen, so that a hostile file costs megabytes and seconds, never the machine.

mutagen trusts sizes that a file states: it reads a whole tag at once, inflates compressed frames
without a limit, and copies the rest of a tag for each frame in it. The two guards here stand
between it and the file.
"""

from __future__ import annotations

import struct
import sys
import zlib
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.id3 import ID3, Frames, Frames_2_2

MAX_TAG_BYTES = 32 * 2**20
MAX_TAG_READS = 400_000
MAX_TEXT_FRAME_BYTES = 64 * 2**10
MAX_ID3_COPIED_BYTES = 4 * 2**30
_MAX_UNSYNCHRONISED = 500_000

# ID3v2.4, section 4.1.2 and ID3v2.3, section 3.3.1: the frame is compressed.
_COMPRESSED_V24 = 0x0008
_COMPRESSED_V23 = 0x0080

# fmt: off
_WANTED_FRAMES = frozenset((
    "TIT2", "TPE1", "TPE2", "TALB", "TRCK", "TPOS", "TCON", "TCMP", "TDRC", "TDRL", "TDOR", "TSRC",
    "TYER", "TDAT", "TIME", "TORY", "TXXX", "UFID", "RVA2", "APIC",
    "TT2", "TP1", "TP2", "TAL", "TRK", "TPA", "TCO", "TCP", "TYE", "TDA", "TIM", "TOR", "TXX",
    "TRC", "UFI", "RVA", "PIC",
))
# fmt: on
_PICTURES = ("APIC", "PIC")


# What a parser written for well-meant files raises for others: found by fuzzing it.
PARSER_FAILURES = (
    MutagenError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)


class TagsTooLarge(Exception):
    """The tags are larger than any that people make."""


class BoundedFile:
    """A binary file from which only so much is read.

    Args:
        file: An open file that can seek.
        max_bytes: Most bytes to hand out in all.
        is_ogg: Once the end was looked at, the tags are behind, and the bounds fall: mutagen
            then finds an Ogg stream's length, if need be page by page through all of the file.
    """

    def __init__(
        self, file: BinaryIO, max_bytes: int = MAX_TAG_BYTES, *, is_ogg: bool = False
    ) -> None:
        self._is_ogg = is_ogg
        self.file = file
        self._bytes_left = max_bytes
        self._reads_left = MAX_TAG_READS
        self.exceeded = False

    def read(self, size: int = -1) -> bytes:
        """Read like a file; raises TagsTooLarge past the bounds."""
        here = self.file.tell()
        if size < 0 or size > self._bytes_left:
            end = self.file.seek(0, 2)
            self.file.seek(here)
            size = min(size, end - here) if size >= 0 else end - here
        self._reads_left -= 1
        if size > self._bytes_left or self._reads_left < 0:
            self.exceeded = True
            raise TagsTooLarge
        data = self.file.read(size)
        self._bytes_left -= len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        """Seek like a file."""
        if self._is_ogg and whence == 2:
            self._bytes_left = self._reads_left = sys.maxsize
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """Return the position like a file."""
        return self.file.tell()


class _GuardedFrame:
    """A kind of ID3 frame which refuses data that is compressed or too large."""

    def __init__(self, frame: Any) -> None:
        self._frame = frame
        self._limit = MAX_TAG_BYTES if frame.__name__ in _PICTURES else MAX_TEXT_FRAME_BYTES

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._frame(*args, **kwargs)

    def _fromData(self, header: Any, flags: int, data: bytes) -> Any:  # noqa: N802 - mutagen's
        compressed = _COMPRESSED_V24 if header.version >= (2, 4, 0) else _COMPRESSED_V23
        if (
            flags & compressed
            or len(data) > self._limit
            or data.count(b"\xff") > _MAX_UNSYNCHRONISED
        ):
            raise NotImplementedError  # mutagen then keeps the raw bytes and goes on
        return self._frame._fromData(header, flags, data)


_GUARDED = {
    name: _GuardedFrame(kind)
    for name, kind in {**Frames, **Frames_2_2}.items()
    if name in _WANTED_FRAMES
}


class GuardedID3(ID3):
    """ID3 tags of which only the frames that the catalogue wants are decoded."""

    _start = 0

    def load(self, filething: Any, *, start: int = 0, **kwargs: Any) -> None:
        """Load the tags from byte `start`; raises TagsTooLarge where that would take too long."""
        self._start = start
        super().load(filething, **{**kwargs, "known_frames": _GUARDED, "load_v1": not start})

    def _pre_load_header(self, fileobj: Any) -> None:
        fileobj.seek(self._start)

    def _read(self, header: Any, data: bytes) -> bytes:
        if header.f_unsynch and data.count(b"\xff") > _MAX_UNSYNCHRONISED * 4:
            raise TagsTooLarge
        if _has_more_frames(data, header.version[1], MAX_ID3_COPIED_BYTES // max(len(data), 1)):
            raise TagsTooLarge
        return super()._read(header, data)


def _has_more_frames(data: bytes, version: int, most: int) -> bool:
    """Tell whether a tag has more than `most` frames, in either reading of their sizes."""
    if version == 2:
        return _walk(data, most, 3, 6, 8)
    return _walk(data, most, 4, 10, 8) or _walk(data, most, 4, 10, 7)


def _walk(data: bytes, most: int, name_length: int, header_length: int, bits: int) -> bool:
    position = 0
    mask = (1 << bits) - 1
    for _ in range(most + 1):
        if position + header_length > len(data):
            return False
        name = data[position : position + name_length]
        if not name.strip(b"\0"):
            return False
        size = 0
        # A size has as many bytes as a name.
        for byte in data[position + name_length : position + 2 * name_length]:
            size = size << bits | byte & mask
        position += header_length + size
    return True
