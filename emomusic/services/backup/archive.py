"""The archive: a ZIP file of parts, and a manifest that says what each part must be.

manifest.json                 made last: versions, counts, size and SHA-256 of every part
tables/<table>.jsonl          rows, see emomusic.store.sql_dump
collections/<name>.jsonl      documents, see emomusic.store.mongo_dump
media.jsonl                   path, size and SHA-256 of every song's file
covers/…, secrets/…, music/…  files of the data folder
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from emomusic.errors import InvalidInput, NotFound

FORMAT = 1
MANIFEST = "manifest.json"
MEDIA = "media.jsonl"
TABLES, COLLECTIONS, COVERS, SECRETS, MUSIC = "tables", "collections", "covers", "secrets", "music"
FOLDERS = (TABLES, COLLECTIONS, COVERS, SECRETS, MUSIC)

CHUNK = 2**20
LARGEST_MANIFEST = 64 * 2**20

_CONTROL = re.compile(r"[\x00-\x1f\x7f\\:]")
_BROKEN = "The archive is damaged: "


class Part(BaseModel):
    """What one part of an archive must be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size_bytes: int
    sha256: str


class Manifest(BaseModel):
    """What an archive holds.

    Attributes:
        schema_revision: Of the database, as alembic counts.
        data_dir: The data folder from which it came; paths in there are moved at a restore.
        with_music: Whether the music that was uploaded is in it.
        tables: Rows of each table.
        collections: Documents of each collection.
        parts: By their names.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal[1] = 1
    made_at: datetime
    schema_revision: str
    database_kind: str
    data_dir: str
    with_music: bool
    tables: dict[str, int]
    collections: dict[str, int]
    parts: dict[str, Part]


class ArchiveWriter:
    """Writes an archive part by part; only its owner may read it.

    Args:
        path: The file; it must not be there.
    """

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "wb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.parts: dict[str, Part] = {}

    def add_lines(self, name: str, lines: Iterable[str]) -> int:
        """Add a part of text.

        Args:
            name: Of the part.
            lines: Without their line breaks.

        Returns:
            How many there were.
        """
        count = 0

        def encoded() -> Iterator[bytes]:
            nonlocal count
            for line in lines:
                count += 1
                yield line.encode() + b"\n"

        self._add(name, encoded(), zipfile.ZIP_DEFLATED)
        return count

    def add_file(self, name: str, path: Path) -> None:
        """Add a file; those that are packed already are not packed again.

        Args:
            name: Of the part.
            path: The file.
        """
        packed = name.startswith((f"{COVERS}/", f"{MUSIC}/"))
        with path.open("rb") as file:
            chunks = iter(lambda: file.read(CHUNK), b"")
            self._add(name, chunks, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, and wait until all is on the disk."""
        self._zip.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def give_up(self) -> None:
        """Close the file as it is."""
        self._file.close()

    def _add(self, name: str, chunks: Iterable[bytes], method: int) -> None:
        entry = zipfile.ZipInfo(name)
        entry.compress_type = method
        entry.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as part:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                part.write(chunk)
        self.parts[name] = Part(size_bytes=size, sha256=digest.hexdigest())


class ArchiveReader:
    """Reads an archive that anybody may have made; nothing in it is believed before it is checked.

    Args:
        path: The file.

    Raises:
        NotFound: There is no such file.
        InvalidInput: It is no archive of EmoMusic, is damaged, or of another version.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except FileNotFoundError:
            raise NotFound(f"There is no file {path}.") from None
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise InvalidInput(f"{path} is no archive of EmoMusic, or it was cut off.") from error
        try:
            self.manifest = self._checked_manifest()
        except BaseException:
            self._zip.close()
            raise

    def __enter__(self) -> ArchiveReader:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def lines(self, name: str) -> Iterator[str]:
        """Read a part of text; `check` it before."""
        with self._zip.open(name) as part:
            for line in part:
                yield line.decode("utf-8")

    def check(self, name: str, into: Path | None = None) -> None:
        """Compare a part with the manifest.

        Args:
            name: Of the part.
            into: A file to write it to.

        Raises:
            InvalidInput: It is not what it must be.
        """
        if into is None:
            self._compare(name, None)
            return
        into.parent.mkdir(parents=True, exist_ok=True)
        with into.open("wb") as file:
            self._compare(name, file)

    def _compare(self, name: str, file: IO[bytes] | None) -> None:
        wanted = self.manifest.parts[name]
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as part:
                while chunk := part.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    if size > wanted.size_bytes:
                        break
                    if file is not None:
                        file.write(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise InvalidInput(f"{_BROKEN}{name} can't be read.") from error
        if (size, digest.hexdigest()) != (wanted.size_bytes, wanted.sha256):
            raise InvalidInput(f"{_BROKEN}{name} is not what its manifest says.")

    def _checked_manifest(self) -> Manifest:
        names = self._zip.namelist()
        if MANIFEST not in names:
            raise InvalidInput("This is no archive of EmoMusic: it has no manifest.")
        if self._zip.getinfo(MANIFEST).file_size > LARGEST_MANIFEST:
            raise InvalidInput(f"{_BROKEN}its manifest is far too large.")
        try:
            text = self._zip.read(MANIFEST)
            told = json.loads(text)
            if isinstance(told, dict) and told.get("format", FORMAT) != FORMAT:
                raise InvalidInput(
                    "The archive is of another version of EmoMusic, which this one can't read."
                )
            manifest = Manifest.model_validate_json(text)
        except (zipfile.BadZipFile, ValidationError, ValueError, EOFError) as error:
            raise InvalidInput(f"{_BROKEN}its manifest can't be read.") from error
        for name in names:
            _check_name(name)
        wanted = {
            MEDIA,
            *(f"{TABLES}/{name}.jsonl" for name in manifest.tables),
            *(f"{COLLECTIONS}/{name}.jsonl" for name in manifest.collections),
        }
        if len(names) != len(set(names)) or set(names) - {MANIFEST} != set(manifest.parts):
            raise InvalidInput(f"{_BROKEN}its parts are not those of its manifest.")
        if not wanted <= set(manifest.parts):
            raise InvalidInput(f"{_BROKEN}parts of it are missing.")
        return manifest


def _check_name(name: str) -> None:
    """Refuse a name that could lead out of its folder."""
    folder, *rest = name.split("/")
    inside = folder in FOLDERS and rest and all(part not in ("", ".", "..") for part in rest)
    if _CONTROL.search(name) or not (inside or name in (MANIFEST, MEDIA)):
        raise InvalidInput(f"The archive has a part with a forbidden name: {name[:80]!r}.")


def read_manifest(path: Path) -> Manifest:
    """Read what an archive says it holds, without checking its parts.

    Args:
        path: The file.

    Returns:
        The manifest.

    Raises:
        NotFound: There is no such file.
        InvalidInput: It is no archive of EmoMusic, is damaged, or of another version.
    """
    with ArchiveReader(path) as reader:
        return reader.manifest
