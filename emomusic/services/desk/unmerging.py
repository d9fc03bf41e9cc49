"""Merges taken back: the rows that a merge writes, kept from before and from after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, bindparam, delete, insert, select, update
from sqlmodel import Session, SQLModel

from emomusic.errors import Conflict
from emomusic.services.desk.snapshots import lock_rows
from emomusic.services.reading import ALBUM, ARTIST, CREDIT, SONG, ids_of, possible_ids, rows_of
from emomusic.store.edit_tables import AlbumAlias, ArtistAlias
from emomusic.store.search_index import index_albums, index_artists, index_songs

_ARTIST_ALIAS = SQLModel.metadata.tables[str(ArtistAlias.__tablename__)]
_ALBUM_ALIAS = SQLModel.metadata.tables[str(AlbumAlias.__tablename__)]
_CHUNK = 500

_Rows = frozenset[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Scope:
    """Ids of all that a merge may write; those of the artists and albums that go are among them."""

    artists: tuple[int, ...]
    albums: tuple[int, ...]
    songs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows of a scope, as they stand; their columns in the order of their tables.

    Attributes:
        places: Ids of songs and of their albums.
    """

    artists: _Rows
    albums: _Rows
    places: _Rows
    credits: _Rows
    artist_names: _Rows
    album_names: _Rows


@dataclass(frozen=True, slots=True)
class Unmerge:
    """All that is needed to take a merge back."""

    scope: Scope
    before: Standing
    after: Standing


def scope_of_artists(writing: Session, source_ids: Sequence[int], target_id: int) -> Scope:
    """Return what merging artists may write.

    Args:
        writing: The transaction, before the merge.
        source_ids: The artists who go.
        target_id: The artist who stays.
    """
    source_ids = possible_ids(source_ids)
    theirs = select(ALBUM.c.id).where(ALBUM.c.artist_id.in_(source_ids))
    titles = select(ALBUM.c.title_folded).where(ALBUM.c.artist_id.in_(source_ids))
    same = select(ALBUM.c.id).where(
        ALBUM.c.artist_id == target_id, ALBUM.c.title_folded.in_(titles)
    )
    credited = select(CREDIT.c.song_id).where(CREDIT.c.artist_id.in_(source_ids))
    on_albums = select(SONG.c.id).where(SONG.c.album_id.in_(theirs))
    return Scope(
        artists=tuple(sorted({*source_ids, target_id})),
        albums=tuple(sorted({*ids_of(writing, theirs), *ids_of(writing, same)})),
        songs=tuple(sorted({*ids_of(writing, credited), *ids_of(writing, on_albums)})),
    )


def scope_of_albums(writing: Session, source_ids: Sequence[int], target_id: int) -> Scope:
    """Return what merging albums may write; as `scope_of_artists`."""
    source_ids = possible_ids(source_ids)
    albums = sorted({*source_ids, target_id})
    owners = select(ALBUM.c.artist_id).where(ALBUM.c.id.in_(albums))
    songs = select(SONG.c.id).where(SONG.c.album_id.in_(source_ids))
    return Scope(
        artists=tuple(sorted(set(ids_of(writing, owners)))),
        albums=tuple(albums),
        songs=tuple(sorted(ids_of(writing, songs))),
    )


def standing(opened: Session, scope: Scope) -> Standing:
    """Read the rows of a scope.

    Args:
        opened: A session, flushed.
        scope: Whose rows.
    """
    names = (_ALBUM_ALIAS.c.artist_id, scope.artists), (_ALBUM_ALIAS.c.album_id, scope.albums)
    return Standing(
        artists=_rows(opened, ARTIST.c, ARTIST.c.id, scope.artists),
        albums=_rows(opened, ALBUM.c, ALBUM.c.id, scope.albums),
        places=_rows(opened, SONG.c["id", "album_id"], SONG.c.id, scope.songs),
        credits=_rows(opened, CREDIT.c, CREDIT.c.song_id, scope.songs),
        artist_names=_rows(opened, _ARTIST_ALIAS.c, _ARTIST_ALIAS.c.artist_id, scope.artists),
        album_names=frozenset().union(
            *(_rows(opened, _ALBUM_ALIAS.c, column, ids) for column, ids in names)
        ),
    )


def take_back(writing: Session, merge: Unmerge) -> None:
    """Let all that a merge wrote be as it was before.

    Args:
        writing: The transaction.
        merge: What was done.

    Raises:
        Conflict: Somebody changed some of it since, or took the name of who went; nothing was
            written.
    """
    scope, before = merge.scope, merge.before
    for table, ids in ((ARTIST, scope.artists), (ALBUM, scope.albums), (SONG, scope.songs)):
        lock_rows(writing, table, ids)
    if standing(writing, scope) != merge.after or _name_is_taken(writing, merge):
        raise Conflict("What was merged has been changed since. Nothing was undone.")
    _empty(writing, CREDIT, CREDIT.c.song_id, scope.songs)
    _empty(writing, _ARTIST_ALIAS, _ARTIST_ALIAS.c.artist_id, scope.artists)
    for column, ids in (
        (_ALBUM_ALIAS.c.artist_id, scope.artists),
        (_ALBUM_ALIAS.c.album_id, scope.albums),
    ):
        _empty(writing, _ALBUM_ALIAS, column, ids)
    _write(writing, ARTIST, before.artists, merge.after.artists)
    _write(writing, ALBUM, before.albums, merge.after.albums)
    place = update(SONG).where(SONG.c.id == bindparam("song")).values(album_id=bindparam("album"))
    _each(writing, place, [{"song": song, "album": album} for song, album in before.places])
    for table, rows in (
        (CREDIT, before.credits),
        (_ARTIST_ALIAS, before.artist_names),
        (_ALBUM_ALIAS, before.album_names),
    ):
        _each(writing, insert(table), _named(table, rows))
    writing.expire_all()
    index_artists(writing, scope.artists)
    index_albums(writing, scope.albums)
    index_songs(writing, scope.songs)


def _name_is_taken(writing: Session, merge: Unmerge) -> bool:
    place = ARTIST.c.keys().index("name_folded")
    names = [row[place] for row in merge.before.artists]
    others = ARTIST.c.name_folded.in_(names), ARTIST.c.id.not_in(merge.scope.artists)
    leads = (
        _ARTIST_ALIAS.c.name_folded.in_(names),
        _ARTIST_ALIAS.c.artist_id.not_in(merge.scope.artists),
    )
    return bool(
        ids_of(writing, select(ARTIST.c.id).where(*others).limit(1))
        or ids_of(writing, select(_ARTIST_ALIAS.c.artist_id).where(*leads).limit(1))
    )


def _rows(opened: Session, columns: Any, key: Any, ids: Sequence[int]) -> _Rows:
    found: set[tuple[Any, ...]] = set()
    for start in range(0, len(ids), _CHUNK):
        statement = select(*columns).where(key.in_(ids[start : start + _CHUNK]))
        found.update(tuple(row) for row in rows_of(opened, statement))
    return frozenset(found)


def _empty(writing: Session, table: Table, key: Any, ids: Sequence[int]) -> None:
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        writing.connection().execute(delete(table).where(key.in_(chunk)))


def _write(writing: Session, table: Table, before: _Rows, after: _Rows) -> None:
    """Make the rows that are gone anew, under their ids, and change back those that differ."""
    left = {row[table.c.keys().index("id")] for row in after}
    rows = _named(table, before - after)
    _each(writing, insert(table), [row for row in rows if row["id"] not in left])
    changed = [{"key": row.pop("id"), **row} for row in rows if row["id"] in left]
    names = (column.name for column in table.c)
    values: dict[str, Any] = {name: bindparam(name) for name in names if name != "id"}
    by_key = update(table).where(table.c.id == bindparam("key")).values(values)
    _each(writing, by_key, changed)


def _named(table: Table, rows: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(table.c.keys(), row, strict=True)) for row in rows]


def _each(writing: Session, statement: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        writing.connection().execute(statement, rows)
