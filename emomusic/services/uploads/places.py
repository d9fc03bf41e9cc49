"""Where the files of uploads lie; no name that a browser sends is ever part of a path."""

from __future__ import annotations

import os
import re
from pathlib import Path

from emomusic.errors import NotFound
from emomusic.settings import settings

_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")


def part_path(upload_id: str) -> Path:
    """Return where the bytes of an upload are gathered.

    Args:
        upload_id: Of the upload; anything else is refused, so that it never leads elsewhere.

    Returns:
        The path, whether or not there is a file.

    Raises:
        NotFound: There can be no such upload.
    """
    if not _ID.fullmatch(upload_id):
        raise NotFound("There is no such upload.")
    return settings().uploads_dir / upload_id


def song_path(content_hash: str, suffix: str) -> Path:
    """Return where a song that was uploaded lies: named by its content, in 256 folders.

    Args:
        content_hash: BLAKE2b of the file as it arrived, 64 hexadecimal digits.
        suffix: By what the file holds, such as ".mp3".

    Returns:
        The path, whether or not there is a file.

    Raises:
        ValueError: They are something else.
    """
    if not (_HASH.fullmatch(content_hash) and _SUFFIX.fullmatch(suffix)):
        raise ValueError("a song is stored under its hash and the suffix of its format")
    return settings().uploaded_music_dir / content_hash[:2] / f"{content_hash[2:]}{suffix}"


def sync_folder(folder: Path) -> None:
    """Have the disk remember which files are in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
