"""Puts an archive back into an empty place: all of it, or nothing."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect
from sqlmodel import Session, col, select

from emomusic.errors import Conflict, InvalidInput, Unavailable
from emomusic.services.backup.archive import (
    COLLECTIONS,
    COVERS,
    MEDIA,
    MUSIC,
    SECRETS,
    TABLES,
    ArchiveReader,
    Manifest,
)
from emomusic.services.backup.making import OF_THE_MOMENT, Progress, Tell, silently
from emomusic.settings import Settings, settings
from emomusic.store.database import session
from emomusic.store.migrate import downgrade, revisions, upgrade
from emomusic.store.mongo import answering, close_mongo, ensure_indexes, mongo
from emomusic.store.mongo_dump import import_collections
from emomusic.store.playlist_tables import Playlist
from emomusic.store.search_index import (
    Searched,
    index_albums,
    index_artists,
    index_playlists,
    index_songs,
)
from emomusic.store.sql_dump import Row, load_lines, reflected, revision, table_of_rows, tables
from emomusic.store.tables import Album, Artist, Song

STAGING = ".restoring"
"""Folder of the data folder that is there while a restore is under way, or after it broke off."""

_FILES = (COVERS, SECRETS, MUSIC)
_PATHS = (("song", "path"),)
"""Columns that hold paths; those in the data folder go along with it."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back.

    Attributes:
        rows: In the database.
        documents: In MongoDB.
        files: Covers, secrets and uploaded music.
        missing_music: Paths of songs whose files are not there, the first hundred.
        missing_count: How many those are in all.
    """

    rows: int
    documents: int
    files: int
    missing_music: tuple[str, ...]
    missing_count: int


def check_finished() -> None:
    """Refuse to run on a place where a restore broke off.

    Raises:
        Conflict: It did.
    """
    if (settings().data_dir / STAGING).exists():
        raise Conflict(
            "A restore broke off here. Begin it again, or empty the databases and remove "
            f"{settings().data_dir / STAGING}."
        )


def restore(path: Path, tell: Tell = silently) -> Restored:
    """Put an archive back into an empty place; takes its time, so call it in a thread.

    Everything is compared with the manifest before anything is written. The rows of the
    database, committed last, decide whether it took place.

    Args:
        path: The archive.
        tell: Is told how far it is.

    Returns:
        What came back.

    Raises:
        NotFound: There is no such file.
        InvalidInput: It is no archive of EmoMusic, is damaged, or of a newer version.
        Conflict: The place is not empty.
        Unavailable: The disk can't be written, or a database can't be reached.
    """
    config = settings()
    staging = config.data_dir / STAGING
    with ArchiveReader(path) as archive:
        if archive.manifest.schema_revision not in revisions():
            raise InvalidInput(
                "The archive was made by a newer version of EmoMusic. Install that one first."
            )
        _check_database_is_empty()
        asyncio.run(_clear_mongo(staging.exists()))
        _check_secrets(archive.manifest, config)
        try:
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir(parents=True, mode=0o700)
            _unpack(archive, staging, tell)
            restored = _put_back(archive, staging, config)
        except OSError as error:
            raise Unavailable(f"The data folder can't be written ({error.strerror}).") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    upgrade()
    return restored


def _check_database_is_empty() -> None:
    with session() as opened:
        full = table_of_rows(opened, tables())
    if full is not None:
        raise Conflict(
            f"The database is not empty (there are rows in {full}). Restore into a new, empty "
            "DATA_DIR and database, before the app has run there."
        )


async def _clear_mongo(after_a_break: bool) -> None:
    """See to it that MongoDB is empty; what a restore left that broke off may go."""
    try:
        with answering("MongoDB"):
            for name in await mongo().list_collection_names():
                if name in OF_THE_MOMENT or name.startswith("system."):
                    continue
                if after_a_break:
                    await mongo()[name].delete_many({})
                elif await mongo()[name].find_one({}) is not None:
                    raise Conflict(
                        f"MongoDB is not empty (there are documents in {name}). Restore into a "
                        "new, empty one."
                    )
    finally:
        await close_mongo()


def _check_secrets(manifest: Manifest, config: Settings) -> None:
    for name in manifest.parts:
        if name.startswith(f"{SECRETS}/") and (config.data_dir / name).exists():
            raise Conflict(
                f"The data folder has a secret already ({config.data_dir / name}). Restore into "
                "a new, empty DATA_DIR."
            )


def _unpack(archive: ArchiveReader, staging: Path, tell: Tell) -> None:
    parts = list(archive.manifest.parts)
    for done, name in enumerate(parts):
        tell(Progress(name.partition("/")[0], done, len(parts)))
        of_table = name == MEDIA or name.startswith(f"{TABLES}/")
        archive.check(name, None if of_table else staging / name)
    tell(Progress("databases", len(parts), len(parts)))


def _put_back(archive: ArchiveReader, staging: Path, config: Settings) -> Restored:
    manifest = archive.manifest
    _bring_to(manifest.schema_revision)
    moved: list[Path] = []
    try:
        with session(write=True) as opened:
            rows = _load_tables(opened, archive, config)
            documents = asyncio.run(_load_collections(staging / COLLECTIONS, manifest))
            for folder in _FILES:
                _move_files(staging / folder, config.data_dir / folder, moved)
    except BaseException:
        for path in moved:
            path.unlink(missing_ok=True)
        asyncio.run(_clear_mongo(after_a_break=True))
        raise
    missing = [path for path in _song_paths(archive, config) if not Path(path).is_file()]
    return Restored(rows, documents, len(moved), tuple(missing[:100]), len(missing))


def _bring_to(wanted: str) -> None:
    """Give the empty database the schema that the archive's rows are of."""
    with session() as opened:
        current = revision(opened)
    known = revisions()
    if current in known and known.index(current) > known.index(wanted):
        downgrade(wanted)
    else:
        upgrade(wanted)


def _load_tables(opened: Session, archive: ArchiveReader, config: Settings) -> int:
    manifest = archive.manifest
    total = 0
    for table in reflected(opened, manifest.tables):

        def moved(row: Row, table_name: str = table.name) -> Row:
            for name, column in _PATHS:
                if name == table_name and isinstance(row.get(column), str):
                    row[column] = _here(row[column], manifest, config)
            return row

        lines = archive.lines(f"{TABLES}/{table.name}.jsonl")
        count = load_lines(opened, table, lines, moved)
        if count != manifest.tables[table.name]:
            raise InvalidInput(f"The table {table.name} has not as many rows as it should.")
        total += count
    index_artists(opened, _ids(opened, Artist))
    index_albums(opened, _ids(opened, Album))
    index_songs(opened, _ids(opened, Song))
    if inspect(opened.connection()).has_table(f"search_{Searched.PLAYLIST}"):
        index_playlists(opened, _ids(opened, Playlist))
    return total


def _here(path: str, manifest: Manifest, config: Settings) -> str:
    """Return where a file of the former data folder is in this one."""
    if path.startswith(f"{manifest.data_dir}{os.sep}"):
        return str(config.data_dir / path.removeprefix(f"{manifest.data_dir}{os.sep}"))
    return path


def _ids(
    opened: Session, table: type[Artist] | type[Album] | type[Song] | type[Playlist]
) -> list[int]:
    return [number for number in opened.exec(select(col(table.id))) if number is not None]


async def _load_collections(folder: Path, manifest: Manifest) -> int:
    try:
        await ensure_indexes()
        counts = await import_collections(mongo(), folder) if manifest.collections else {}
        await ensure_indexes()  # an archive of an older version is brought forward
    finally:
        await close_mongo()
    if counts != manifest.collections:
        raise InvalidInput("MongoDB's collections are not as large as they should be.")
    return sum(counts.values())


def _move_files(source: Path, target: Path, moved: list[Path]) -> None:
    if not source.is_dir():
        return
    if source.name == SECRETS:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in sorted(source.rglob("*")):
        if not path.is_file():
            continue
        place = target / path.relative_to(source)
        if place.exists():
            continue  # a cover or a song, named by what it holds
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        place.chmod(0o600 if source.name == SECRETS else 0o644)
        moved.append(place)


def _song_paths(archive: ArchiveReader, config: Settings) -> Iterable[str]:
    for line in archive.lines(MEDIA):
        yield _here(str(json.loads(line)["path"]), archive.manifest, config)
