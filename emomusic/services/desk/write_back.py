"""Edits into the tags of files, where it was asked for.

What a file says itself needs no override any more: a later change of its tags counts again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import sqlalchemy
from PIL import Image
from sqlmodel import Session, col, select

from emomusic.audio.tag_writing import write_tags
from emomusic.errors import EmoMusicError
from emomusic.services.access import Person
from emomusic.services.audit import Action, Detail, Subject, SubjectKind, record
from emomusic.services.desk.snapshots import SongSnapshot, read_songs
from emomusic.services.desk.songs import MOST_AT_ONCE
from emomusic.services.reading import (
    ALBUM,
    CREDIT,
    SONG,
    ids_of,
    possible_ids,
    present,
    rows_of,
)
from emomusic.services.scan.read import content_hash_of
from emomusic.store.covers import COVER_SIZES, cover_path
from emomusic.store.database import session
from emomusic.store.tables import Song

_TOLD = 2
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that could not be written."""

    song_id: int
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class WrittenBack:
    """What became of the files."""

    written: int
    refused: tuple[Refused, ...]

    @property
    def sentence(self) -> str:
        """The same for a person."""
        said = f"{self.written:,} {'file' if self.written == 1 else 'files'} written."
        for one in self.refused[:_TOLD]:
            said += f" “{one.title}” was not: {one.why}"
        if len(self.refused) > _TOLD:
            said += f" {len(self.refused) - _TOLD} more were not."
        return said


def write_back(actor: Person, song_ids: Sequence[int]) -> WrittenBack:
    """Write what the library says of songs into their files.

    Args:
        actor: Who asks.
        song_ids: Which.

    Returns:
        How many were written, and which were not, and why.
    """
    with session() as opened:
        songs = read_songs(opened, song_ids)
        ids = [one.id for one in songs]
        found = sqlalchemy.select(*SONG.c["id", "path"]).where(SONG.c.id.in_(ids))
        paths = {row.id: Path(row.path) for row in rows_of(opened, found)}
    written: list[int] = []
    refused: list[Refused] = []
    for song in songs:
        try:
            write_tags(paths[song.id], _values(song), _picture(song))
            _note(song.id, paths[song.id])
        except EmoMusicError as error:
            refused.append(Refused(song.id, song.title, error.sentence))
        else:
            written.append(song.id)
    if written:
        title = songs[0].title if len(songs) == 1 else f"{len(written)} songs"
        subject = Subject(SubjectKind.SONG, written[0] if len(songs) == 1 else None, title)
        details: dict[str, Detail] = {"ids": written, "refused": len(refused)}
        record(None, actor, Action.SONG_TAGS, subject, details)
    return WrittenBack(len(written), tuple(refused))


def write_back_albums(actor: Person, album_ids: Sequence[int]) -> WrittenBack:
    """Write what the library says of albums into the files of their songs; as `write_back`."""
    with session() as opened:
        ids = _songs(opened, SONG.c.album_id.in_(possible_ids(album_ids)))
    return write_back(actor, ids)


def write_back_artists(actor: Person, artist_ids: Sequence[int]) -> WrittenBack:
    """Write what artists are called into the files that name them; as `write_back`."""
    ids = possible_ids(artist_ids)
    credited = sqlalchemy.select(CREDIT.c.song_id).where(CREDIT.c.artist_id.in_(ids))
    albums = sqlalchemy.select(ALBUM.c.id).where(ALBUM.c.artist_id.in_(ids))
    named = sqlalchemy.or_(SONG.c.id.in_(credited), SONG.c.album_id.in_(albums))
    with session() as opened:
        song_ids = _songs(opened, named)
    return write_back(actor, song_ids)


def _songs(opened: Session, of_them: sqlalchemy.ColumnElement[bool]) -> list[int]:
    statement = sqlalchemy.select(SONG.c.id).where(of_them, present)
    return ids_of(opened, statement.order_by(SONG.c.id).limit(MOST_AT_ONCE))


def _values(song: SongSnapshot) -> dict[str, list[str]]:
    edited = song.edited.split()
    fields = {
        "title": {"title": [song.title]},
        "artists": {"artist": list(song.artists)},
        "album": {"album": [song.album], "albumartist": [song.album_artist]},
        "genre": {"genre": [song.genre] if song.genre else []},
        "year": {"date": [str(song.year)] if song.year else []},
        "track": {"tracknumber": [str(song.track)] if song.track else []},
        "disc": {"discnumber": [str(song.disc)] if song.disc else []},
    }
    values: dict[str, list[str]] = {
        # An album or an artist may have been renamed, which no song was edited for.
        "title": [song.title],
        "artist": list(song.artists),
        "album": [song.album],
        "albumartist": [song.album_artist],
    }
    for name in edited:
        values |= fields.get(name, {})
    return values


def _picture(song: SongSnapshot) -> bytes | None:
    if "cover" not in song.edited.split():
        return None
    if not song.cover:
        return b""
    buffer = BytesIO()
    try:
        with Image.open(cover_path(song.cover, COVER_SIZES[-1])) as kept:
            kept.convert("RGB").save(buffer, "JPEG", quality=_QUALITY)
    except OSError:
        return None
    return buffer.getvalue()


def _note(song_id: int, path: Path) -> None:
    """Know the file as it is now, so that no scan takes it for another one and hears it anew."""
    with path.open("rb") as file:
        content_hash = content_hash_of(file)
    stat = path.stat()
    with session(write=True) as writing:
        song = writing.exec(select(Song).where(col(Song.id) == song_id)).first()
        if song is not None:
            song.content_hash = content_hash
            song.size_bytes, song.mtime_ns = stat.st_size, stat.st_mtime_ns
            song.edited = ""
