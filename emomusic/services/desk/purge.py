"""What leaves the bin for good, and what becomes of the files.

A file that was uploaded is the library's own, and goes with its song. A file in a folder of music
stays where it is, unless it is asked for; scans leave it out while it is as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import delete
from sqlmodel import Session, col

from emomusic.services.access import Person
from emomusic.services.audit import Action, Detail, Subject, SubjectKind, record
from emomusic.services.desk.wastebin import KEPT_FOR, Binned
from emomusic.services.reading import ALBUM, ARTIST, CREDIT, SONG, ids_of, possible_ids, rows_of
from emomusic.services.scan.credit import remove_empty, tidy_albums
from emomusic.services.scan.walk import is_inside
from emomusic.settings import settings
from emomusic.store.database import session, upsert
from emomusic.store.edit_tables import LeftOutFile
from emomusic.store.tables import Album, Artist, Song, now

logger = logging.getLogger(__name__)

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Purged:
    """What went for good.

    Attributes:
        files_deleted: Files that went too.
        files_left: Files in folders of music that stay, and that scans leave out.
        files_failed: Files that should have gone, and could not be deleted.
    """

    songs: int = 0
    albums: int = 0
    artists: int = 0
    files_deleted: int = 0
    files_left: int = 0
    files_failed: int = 0


def purge(
    actor: Person | None, kind: Binned, ids: Sequence[int], *, delete_files: bool = False
) -> Purged:
    """Delete things that are in the bin for good; what is not there is left alone.

    Args:
        actor: Who, or None for the clock.
        kind: What they are; albums and artists go with their songs that are in the bin.
        ids: Which.
        delete_files: Delete the files in folders of music as well.

    Returns:
        What went.
    """
    wanted = possible_ids(ids)
    with session() as opened:
        albums, artists = _with_them(opened, kind, wanted)
        songs = _songs(opened, kind, wanted, albums)
    deleted = left = failed = 0
    for start in range(0, len(songs), _CHUNK):
        done = _purge_songs(actor, songs[start : start + _CHUNK], delete_files)
        deleted, left, failed = deleted + done[0], left + done[1], failed + done[2]
    went = _purge_empty(actor, albums, artists)
    return Purged(len(songs), went[0], went[1], deleted, left, failed)


def empty_bin(actor: Person | None, *, delete_files: bool = False) -> Purged:
    """Delete all that is in the bin for good."""
    return _purge_all(actor, sqlalchemy.true(), delete_files)


def purge_old() -> Purged:
    """Delete for good what has been in the bin for 30 days; for the scheduler."""
    return _purge_all(None, None, False)


def left_out_count() -> int:
    """Count the files that scans leave out."""
    with session() as opened:
        counted = sqlalchemy.select(sqlalchemy.func.count()).select_from(LeftOutFile)
        return int(opened.connection().execute(counted).scalar_one())


def take_again(actor: Person) -> int:
    """Let scans find again the files whose songs were purged.

    Args:
        actor: Who.

    Returns:
        How many files.
    """
    with session(write=True) as writing:
        gone = writing.execute(delete(LeftOutFile))
        count = int(gone.rowcount)  # type: ignore[attr-defined]
        subject = Subject(SubjectKind.SONG, None, f"{count} files")
        record(writing, actor, Action.BIN_TAKE_AGAIN, subject)
    return count


def _purge_all(
    actor: Person | None, everything: sqlalchemy.ColumnElement[bool] | None, delete_files: bool
) -> Purged:
    total = Purged()
    for kind, table in ((Binned.SONG, SONG), (Binned.ALBUM, ALBUM), (Binned.ARTIST, ARTIST)):
        old: Any = table.c.binned_at < now() - KEPT_FOR if everything is None else everything
        with session() as opened:
            statement = sqlalchemy.select(table.c.id).where(table.c.binned_at.is_not(None), old)
            ids = ids_of(opened, statement)
        if ids:
            done = purge(actor, kind, ids, delete_files=delete_files)
            total = Purged(
                total.songs + done.songs,
                total.albums + done.albums,
                total.artists + done.artists,
                total.files_deleted + done.files_deleted,
                total.files_left + done.files_left,
                total.files_failed + done.files_failed,
            )
    return total


def _with_them(opened: Session, kind: Binned, ids: list[int]) -> tuple[list[int], list[int]]:
    if kind is Binned.SONG:
        return [], []
    if kind is Binned.ALBUM:
        binned = sqlalchemy.select(ALBUM.c.id).where(ALBUM.c.binned_at.is_not(None))
        return ids_of(opened, binned.where(ALBUM.c.id.in_(ids))), []
    artists = ids_of(
        opened,
        sqlalchemy.select(ARTIST.c.id).where(ARTIST.c.id.in_(ids), ARTIST.c.binned_at.is_not(None)),
    )
    albums = sqlalchemy.select(ALBUM.c.id).where(
        ALBUM.c.artist_id.in_(artists), ALBUM.c.binned_at.is_not(None)
    )
    return ids_of(opened, albums), artists


def _songs(opened: Session, kind: Binned, ids: list[int], albums: list[int]) -> list[int]:
    binned = sqlalchemy.select(SONG.c.id).where(SONG.c.binned_at.is_not(None))
    which: sqlalchemy.ColumnElement[bool] = SONG.c.album_id.in_(albums)
    if kind is Binned.SONG:
        which = SONG.c.id.in_(ids)
    if kind is Binned.ARTIST:
        credited = sqlalchemy.select(CREDIT.c.song_id).where(CREDIT.c.artist_id.in_(ids))
        which = sqlalchemy.or_(which, SONG.c.id.in_(credited))
    return ids_of(opened, binned.where(which))


def _purge_songs(
    actor: Person | None, ids: Sequence[int], delete_files: bool
) -> tuple[int, int, int]:
    with session(write=True) as writing:
        binned = SONG.c.binned_at.is_not(None)
        rows = rows_of(
            writing,
            sqlalchemy.select(*SONG.c["id", "title", "album_id", "path", "size_bytes", "mtime_ns"])
            .where(SONG.c.id.in_(ids), binned)
            .with_for_update(),
        )
        there = [row.id for row in rows]
        credited = set(
            ids_of(
                writing,
                sqlalchemy.select(CREDIT.c.artist_id).where(CREDIT.c.song_id.in_(there)),
            )
        )
        going = [row for row in rows if delete_files or _is_ours(row.path)]
        staying = [row for row in rows if not (delete_files or _is_ours(row.path))]
        for row in staying:
            values = {"size_bytes": row.size_bytes, "mtime_ns": row.mtime_ns, "since": now()}
            kept = upsert(writing, LeftOutFile).values(path=row.path, **values)
            writing.execute(kept.on_conflict_do_update(index_elements=["path"], set_=values))
        writing.execute(delete(Song).where(col(Song.id).in_(there)))
        writing.flush()
        albums = {row.album_id for row in rows}
        tidy_albums(writing, albums)
        writing.flush()
        remove_empty(writing, albums, credited)
        if rows:
            subject = (
                Subject(SubjectKind.SONG, rows[0].id, rows[0].title)
                if len(rows) == 1
                else Subject(SubjectKind.SONG, None, f"{len(rows)} songs")
            )
            details: dict[str, Detail] = {
                "titles": [row.title for row in rows],
                "files": len(going),
            }
            record(writing, actor, Action.SONG_PURGE, subject, details)
    # Only now: a file without its song is a smaller harm than a song without its file.
    failed = sum(not _delete_file(Path(row.path)) for row in going)
    return len(going) - failed, len(staying), failed


def _purge_empty(
    actor: Person | None, albums: Sequence[int], artists: Sequence[int]
) -> tuple[int, int]:
    """Delete albums and artists that are in the bin and that nothing needs any more."""
    with session(write=True) as writing:
        has_song = sqlalchemy.exists().where(SONG.c.album_id == ALBUM.c.id)
        gone = rows_of(
            writing,
            sqlalchemy.select(*ALBUM.c["id", "title"]).where(
                ALBUM.c.id.in_(albums), ALBUM.c.binned_at.is_not(None), ~has_song
            ),
        )
        writing.execute(delete(Album).where(col(Album.id).in_([row.id for row in gone])))
        has_album = sqlalchemy.exists().where(ALBUM.c.artist_id == ARTIST.c.id)
        left = rows_of(
            writing,
            sqlalchemy.select(*ARTIST.c["id", "name"]).where(
                ARTIST.c.id.in_(artists), ARTIST.c.binned_at.is_not(None), ~has_album
            ),
        )
        # What they are credited for beside others credits them no more.
        writing.execute(delete(Artist).where(col(Artist.id).in_([row.id for row in left])))
        for row in gone:
            album = Subject(SubjectKind.ALBUM, row.id, row.title)
            record(writing, actor, Action.ALBUM_PURGE, album)
        for row in left:
            artist = Subject(SubjectKind.ARTIST, row.id, row.name)
            record(writing, actor, Action.ARTIST_PURGE, artist)
    return len(gone), len(left)


def _is_ours(path: str) -> bool:
    return is_inside(path, [str(settings().uploaded_music_dir)])


def _delete_file(path: Path) -> bool:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        logger.warning("the file of a song that was purged stays: %s", error)
        return False
    return True
