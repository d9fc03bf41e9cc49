"""Makes an archive while the server runs."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from emomusic.errors import Conflict, Unavailable
from emomusic.services.backup.archive import (
    COLLECTIONS,
    COVERS,
    MEDIA,
    MUSIC,
    SECRETS,
    TABLES,
    ArchiveWriter,
    Manifest,
)
from emomusic.settings import Settings, settings
from emomusic.store.mongo import Collection, close_mongo, mongo
from emomusic.store.mongo_dump import SUFFIX, export_collections
from emomusic.store.sql_dump import revision, rows_as_lines, snapshot, tables
from emomusic.store.tables import Song

OF_THE_MOMENT = frozenset({Collection.LEASES.value})
"""Collections that say only what runs just now; they stay out."""

OF_THE_PLACE = frozenset({"mongo"})
"""Secrets of this data folder's own server; another place makes its own."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is.

    Attributes:
        what: What is being written or read.
        done: Parts that are done.
        total: Parts in all, as far as they are known.
    """

    what: str
    done: int
    total: int


Tell = Callable[[Progress], None]


def silently(_: Progress) -> None:
    """Tell nobody."""


def back_up(path: Path, with_music: bool = False, tell: Tell = silently) -> Manifest:
    """Write everything to one archive; takes its time, so call it in a thread.

    The database is read as it was at one moment. MongoDB is read right after it, one collection
    after another: what is said or heard meanwhile may be in it already.

    Args:
        path: The archive; it must not be there. Until it is whole it has another name.
        with_music: Take along the music that was uploaded; folders of MUSIC_DIRS never are.
        tell: Is told how far it is.

    Returns:
        What the archive holds.

    Raises:
        Conflict: There is such a file.
        Unavailable: The disk can't be written, or a database can't be reached.
    """
    config = settings()
    if path.exists():
        raise Conflict(f"There is a file {path} already.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as name:
            unfinished = Path(name) / "archive.zip"
            writer = ArchiveWriter(unfinished)
            try:
                manifest = _write_all(writer, config, Path(name), with_music, tell)
                writer.finish(manifest)
            except BaseException:
                writer.give_up()
                raise
            os.link(unfinished, path)
    except FileExistsError:
        raise Conflict(f"There is a file {path} already.") from None
    except OSError as error:
        raise Unavailable(f"The backup can't be written ({error.strerror}).") from error
    return manifest


def _write_all(
    writer: ArchiveWriter, config: Settings, scratch: Path, with_music: bool, tell: Tell
) -> Manifest:
    files = list(_files(config, with_music))
    known = tables()
    total = len(known) + 2 + len(files)
    rows: dict[str, int] = {}
    with snapshot() as opened:
        for done, table in enumerate(known):
            tell(Progress(f"table {table.name}", done, total))
            rows[table.name] = writer.add_lines(
                f"{TABLES}/{table.name}.jsonl", rows_as_lines(opened, table)
            )
        tell(Progress("list of the music", len(known), total))
        writer.add_lines(MEDIA, _media(opened))
        schema, kind = revision(opened), opened.get_bind().dialect.name
    tell(Progress("MongoDB", len(known) + 1, total))
    counts = asyncio.run(_export(scratch / COLLECTIONS))
    for collection in counts:
        name = f"{COLLECTIONS}/{collection}{SUFFIX}"
        writer.add_file(name, scratch / name)
    shutil.rmtree(scratch / COLLECTIONS)
    for done, (name, path) in enumerate(files, start=len(known) + 2):
        tell(Progress(name.partition("/")[0], done, total))
        try:
            writer.add_file(name, path)
        except FileNotFoundError:
            continue  # it went meanwhile, as a song does that is deleted
    tell(Progress("done", total, total))
    return Manifest(
        made_at=datetime.now(UTC),
        schema_revision=schema,
        database_kind=kind,
        data_dir=str(config.data_dir),
        with_music=with_music,
        tables=rows,
        collections=counts,
        parts=writer.parts,
    )


async def _export(folder: Path) -> dict[str, int]:
    try:
        return await export_collections(mongo(), folder, OF_THE_MOMENT)
    finally:
        await close_mongo()


def _media(opened: Session) -> Iterator[str]:
    found = opened.execute(
        select(Song.path, Song.size_bytes, Song.content_hash).order_by(col(Song.id)),
        execution_options={"yield_per": 1000},
    )
    for path, size_bytes, content_hash in found:
        told = {"path": path, "size_bytes": size_bytes, "sha256": content_hash}
        yield json.dumps(told, ensure_ascii=False)


def _files(config: Settings, with_music: bool) -> Iterator[tuple[str, Path]]:
    folders = [(COVERS, config.covers_dir), (SECRETS, config.data_dir / "secrets")]
    if with_music:
        folders.append((MUSIC, config.uploaded_music_dir))
    for folder, place in folders:
        for path in sorted(place.rglob("*")):
            hidden = any(part.startswith(".") for part in path.relative_to(place).parts)
            own = folder == SECRETS and (path.name in OF_THE_PLACE or path.name.startswith("tmp"))
            if path.is_file() and not path.is_symlink() and not hidden and not own:
                yield f"{folder}/{path.relative_to(place).as_posix()}", path
