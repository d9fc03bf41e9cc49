"""The bin: songs, albums and artists that were deleted, for 30 days.

A song in the bin counts as missing, so it is in no list, is not found and can't be played; its
file is where it was. An artist in the bin is credited nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy
from sqlalchemy import func, update
from sqlmodel import Session, col

from emomusic.audio.tag_values import UNKNOWN_ALBUM
from emomusic.errors import NotFound
from emomusic.services.access import Person
from emomusic.services.audit import Action, Detail, Subject, SubjectKind, record
from emomusic.services.desk.marks import joined
from emomusic.services.desk.snapshots import SongSnapshot, read_songs
from emomusic.services.desk.songs import SongsEdited
from emomusic.services.desk.storing import store_songs
from emomusic.services.reading import (
    ALBUM,
    ARTIST,
    CREDIT,
    SONG,
    ids_of,
    number_of,
    possible_ids,
    rows_of,
)
from emomusic.services.scan.credit import revive
from emomusic.store.database import session
from emomusic.store.tables import Album, Artist, Song, now

KEPT_FOR = timedelta(days=30)
"""How long something stays in the bin."""

_CHUNK = 500


class Binned(StrEnum):
    """What can be in the bin."""

    SONG = "song"
    ALBUM = "album"
    ARTIST = "artist"


class AlbumSongs(StrEnum):
    """What becomes of the songs of an album that is deleted."""

    BIN = "bin"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Consequences:
    """What else a deletion does.

    Attributes:
        songs: Songs that would go to the bin as well.
        albums: Albums that would, of an artist.
        credits: Songs of others that would credit the artist no more.
    """

    songs: int
    albums: int = 0
    credits: int = 0


@dataclass(frozen=True, slots=True)
class ThrownAway:
    """What was put into the bin, and what it takes to undo it.

    Attributes:
        moved: The songs of albums that were kept, and where they went.
    """

    kind: Binned
    ids: tuple[int, ...]
    songs: int
    moved: SongsEdited | None = None


def bin_songs(actor: Person, song_ids: Sequence[int]) -> ThrownAway:
    """Put songs into the bin.

    Args:
        actor: Who.
        song_ids: Which; those that are there already are left out.

    Raises:
        NotFound: None of them is in the library.
    """
    with session(write=True) as writing:
        songs = read_songs(writing, song_ids, to_write=True)
        if not songs:
            raise NotFound("These songs are not here any more.")
        ids = tuple(one.id for one in songs)
        _bin_songs(writing, actor, ids)
        record(writing, actor, Action.SONG_BIN, _subject(Binned.SONG, songs), {"ids": ids})
    return ThrownAway(Binned.SONG, ids, len(ids))


def consequences_for_albums(album_ids: Sequence[int]) -> Consequences:
    """Say how many songs are on albums."""
    with session() as opened:
        return Consequences(len(_songs_of_albums(opened, possible_ids(album_ids))))


def bin_albums(actor: Person, album_ids: Sequence[int], songs: AlbumSongs) -> ThrownAway:
    """Put albums into the bin.

    Args:
        actor: Who.
        album_ids: Which.
        songs: What becomes of their songs: they go too, or stay on an album without a title.

    Raises:
        NotFound: None of them is in the library.
    """
    with session(write=True) as writing:
        titles = sqlalchemy.select(*ALBUM.c["id", "title"]).where(
            ALBUM.c.id.in_(possible_ids(album_ids)), ALBUM.c.binned_at.is_(None)
        )
        albums = rows_of(writing, titles)
        if not albums:
            raise NotFound("These albums are not here any more.")
        ids = tuple(row.id for row in albums)
        of_them = _songs_of_albums(writing, ids)
        # First the albums: one that has lost its songs would be tidied away otherwise.
        _mark(writing, Album, ids, actor)
        moved = None
        if songs is AlbumSongs.KEEP:
            moved = _without_title(writing, actor, of_them)
        else:
            _bin_songs(writing, actor, of_them)
        subject = _subject(Binned.ALBUM, albums)
        details: dict[str, Detail] = {"ids": ids, "songs": len(of_them), "songs_went": songs.value}
        record(writing, actor, Action.ALBUM_BIN, subject, details)
    return ThrownAway(Binned.ALBUM, ids, len(of_them), moved)


def consequences_for_artists(artist_ids: Sequence[int]) -> Consequences:
    """Say what would go to the bin with artists, and who would be credited no more."""
    with session() as opened:
        ids = possible_ids(artist_ids)
        songs = _songs_of_artists(opened, ids)
        albums = sqlalchemy.select(func.count()).where(
            ALBUM.c.artist_id.in_(ids), ALBUM.c.binned_at.is_(None)
        )
        credited = (
            sqlalchemy.select(CREDIT.c.song_id)
            .distinct()
            .where(
                CREDIT.c.artist_id.in_(ids),
                CREDIT.c.song_id.in_(
                    sqlalchemy.select(SONG.c.id).where(SONG.c.binned_at.is_(None))
                ),
            )
        )
        others = set(ids_of(opened, credited)) - set(songs)
        return Consequences(len(songs), number_of(opened, albums), len(others))


def bin_artists(actor: Person, artist_ids: Sequence[int]) -> ThrownAway:
    """Put artists into the bin, with their albums and the songs that credit nobody else.

    Args:
        actor: Who.
        artist_ids: Which.

    Raises:
        NotFound: None of them is in the library.
    """
    with session(write=True) as writing:
        names = sqlalchemy.select(ARTIST.c.id, ARTIST.c.name.label("title")).where(
            ARTIST.c.id.in_(possible_ids(artist_ids)), ARTIST.c.binned_at.is_(None)
        )
        artists = rows_of(writing, names)
        if not artists:
            raise NotFound("These artists are not here any more.")
        ids = tuple(row.id for row in artists)
        songs = _songs_of_artists(writing, ids)
        _bin_songs(writing, actor, songs)
        albums = ids_of(writing, sqlalchemy.select(ALBUM.c.id).where(ALBUM.c.artist_id.in_(ids)))
        _mark(writing, Album, albums, actor)
        _mark(writing, Artist, ids, actor)
        subject = _subject(Binned.ARTIST, artists)
        details: dict[str, Detail] = {"ids": ids, "songs": len(songs), "albums": len(albums)}
        record(writing, actor, Action.ARTIST_BIN, subject, details)
    return ThrownAway(Binned.ARTIST, ids, len(songs))


def restore(actor: Person, kind: Binned, ids: Sequence[int]) -> int:
    """Take things out of the bin: albums with their songs, artists with all that was theirs.

    A song brings its album and its artists back.

    Args:
        actor: Who.
        kind: What they are.
        ids: Which.

    Returns:
        How many songs came back.

    Raises:
        NotFound: None of them is in the bin.
    """
    with session(write=True) as writing:
        table = {Binned.SONG: SONG, Binned.ALBUM: ALBUM, Binned.ARTIST: ARTIST}[kind]
        title = ARTIST.c.name if kind is Binned.ARTIST else table.c.title
        found = rows_of(
            writing,
            sqlalchemy.select(table.c.id, title.label("title")).where(
                table.c.id.in_(possible_ids(ids)), table.c.binned_at.is_not(None)
            ),
        )
        if not found:
            raise NotFound("This is not in the bin any more.")
        wanted = [row.id for row in found]
        songs = _binned_songs(writing, kind, wanted)
        if kind is Binned.ARTIST:
            albums = sqlalchemy.select(ALBUM.c.id).where(ALBUM.c.artist_id.in_(wanted))
            _unmark(writing, Album, ids_of(writing, albums))
            _unmark(writing, Artist, wanted)
        elif kind is Binned.ALBUM:
            _unmark(writing, Album, wanted)
            owners = sqlalchemy.select(ALBUM.c.artist_id).where(ALBUM.c.id.in_(wanted))
            _unmark(writing, Artist, ids_of(writing, owners))
        _restore_songs(writing, songs)
        action = {
            Binned.SONG: Action.SONG_RESTORE,
            Binned.ALBUM: Action.ALBUM_RESTORE,
            Binned.ARTIST: Action.ARTIST_RESTORE,
        }[kind]
        record(writing, actor, action, _subject(kind, found), {"ids": wanted, "songs": len(songs)})
    return len(songs)


def undo_bin(actor: Person, thrown: ThrownAway) -> None:
    """Take back what was just put into the bin, songs that moved to another album included.

    Raises:
        NotFound: It is not in the bin any more.
    """
    restore(actor, thrown.kind, thrown.ids)
    if thrown.moved is not None and thrown.moved.before:
        with session(write=True) as writing:
            ids = [one.id for one in thrown.moved.before]
            there = read_songs(writing, ids, to_write=True)
            before = {one.id: one for one in thrown.moved.before}
            wanted = [before[one.id] for one in there]
            store_songs(writing, there, wanted, actor.id)


def _bin_songs(writing: Session, actor: Person, song_ids: Iterable[int]) -> None:
    at = now()
    for chunk in _chunks(song_ids):
        writing.execute(
            update(Song)
            .where(col(Song.id).in_(chunk), col(Song.binned_at).is_(None))
            .values(
                binned_at=at,
                binned_by=actor.id,
                missing_since=func.coalesce(col(Song.missing_since), at),
            )
        )


def _restore_songs(writing: Session, song_ids: Sequence[int]) -> None:
    for chunk in _chunks(song_ids):
        paths = sqlalchemy.select(*SONG.c["id", "path"]).where(SONG.c.id.in_(chunk))
        there = [row.id for row in rows_of(writing, paths) if Path(row.path).is_file()]
        back = update(Song).where(col(Song.id).in_(chunk))
        writing.execute(back.values(binned_at=None, binned_by=None))
        writing.execute(update(Song).where(col(Song.id).in_(there)).values(missing_since=None))
    revive(writing, list(song_ids))


def _without_title(writing: Session, actor: Person, song_ids: Sequence[int]) -> SongsEdited:
    before = read_songs(writing, song_ids, to_write=True)
    wanted = [_moved_off(one) for one in before]
    store_songs(writing, before, wanted, actor.id)
    return SongsEdited(before, read_songs(writing, song_ids))


def _moved_off(song: SongSnapshot) -> SongSnapshot:
    return replace(song, album=UNKNOWN_ALBUM, edited=joined(song.edited, "album"))


def _songs_of_albums(opened: Session, album_ids: Sequence[int]) -> list[int]:
    of_them = SONG.c.album_id.in_(album_ids)
    statement = sqlalchemy.select(SONG.c.id).where(of_them, SONG.c.binned_at.is_(None))
    return ids_of(opened, statement)


def _songs_of_artists(opened: Session, artist_ids: Sequence[int]) -> list[int]:
    """Return the songs on their albums, and those that credit nobody else."""
    albums = sqlalchemy.select(ALBUM.c.id).where(ALBUM.c.artist_id.in_(artist_ids))
    credited = sqlalchemy.select(CREDIT.c.song_id).where(CREDIT.c.artist_id.in_(artist_ids))
    others = sqlalchemy.select(CREDIT.c.song_id).where(
        CREDIT.c.song_id == SONG.c.id,
        CREDIT.c.artist_id.not_in(artist_ids),
        CREDIT.c.artist_id.in_(sqlalchemy.select(ARTIST.c.id).where(ARTIST.c.binned_at.is_(None))),
    )
    kept = SONG.c.binned_at.is_(None)
    on_albums = sqlalchemy.select(SONG.c.id).where(SONG.c.album_id.in_(albums), kept)
    alone = sqlalchemy.select(SONG.c.id).where(SONG.c.id.in_(credited), kept, ~others.exists())
    return sorted({*ids_of(opened, on_albums), *ids_of(opened, alone)})


def _binned_songs(opened: Session, kind: Binned, ids: Sequence[int]) -> list[int]:
    binned = sqlalchemy.select(SONG.c.id).where(SONG.c.binned_at.is_not(None))
    if kind is Binned.SONG:
        return ids_of(opened, binned.where(SONG.c.id.in_(ids)))
    if kind is Binned.ALBUM:
        return ids_of(opened, binned.where(SONG.c.album_id.in_(ids)))
    albums = sqlalchemy.select(ALBUM.c.id).where(ALBUM.c.artist_id.in_(ids))
    credited = sqlalchemy.select(CREDIT.c.song_id).where(CREDIT.c.artist_id.in_(ids))
    theirs = sqlalchemy.or_(SONG.c.album_id.in_(albums), SONG.c.id.in_(credited))
    return ids_of(opened, binned.where(theirs))


def _mark(
    writing: Session, table: type[Album] | type[Artist], ids: Sequence[int], actor: Person
) -> None:
    for chunk in _chunks(ids):
        writing.execute(
            update(table)
            .where(col(table.id).in_(chunk), col(table.binned_at).is_(None))
            .values(binned_at=now(), binned_by=actor.id)
        )


def _unmark(writing: Session, table: type[Album] | type[Artist], ids: Sequence[int]) -> None:
    for chunk in _chunks(ids):
        writing.execute(
            update(table).where(col(table.id).in_(chunk)).values(binned_at=None, binned_by=None)
        )


def _subject(kind: Binned, found: Sequence[object]) -> Subject:
    subject = SubjectKind(kind.value)
    if len(found) == 1:
        return Subject(subject, getattr(found[0], "id", None), str(getattr(found[0], "title", "")))
    return Subject(subject, None, f"{len(found)} {kind.value}s")


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    every = list(ids)
    return (every[start : start + _CHUNK] for start in range(0, len(every), _CHUNK))
