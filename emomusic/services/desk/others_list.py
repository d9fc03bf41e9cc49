"""The tables of albums, of artists and of the bin at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, literal, or_, select
from sqlmodel import Session, SQLModel

from emomusic.services.desk.wastebin import KEPT_FOR, Binned
from emomusic.services.orders import part
from emomusic.services.reading import ALBUM, ARTIST, CREDIT, SONG, ids_of, number_of, rows_of
from emomusic.services.views import Page
from emomusic.store.database import session
from emomusic.store.search_index import Searched, matches, words_of_query
from emomusic.store.tables import User

PERSON = SQLModel.metadata.tables[str(User.__tablename__)]

MATCHES_MAX = 100_000


class AlbumsSort(StrEnum):
    """Orders of the table of albums."""

    TITLE = "title"
    ARTIST = "artist"
    YEAR = "year"
    SONGS = "songs"
    ADDED = "added"


class ArtistsSort(StrEnum):
    """Orders of the table of artists."""

    NAME = "name"
    ALBUMS = "albums"
    SONGS = "songs"


@dataclass(frozen=True, slots=True)
class AlbumRow:
    """One album; `year` is 0 where it has none."""

    id: int
    title: str
    artist: str
    year: int
    songs: int
    cover: str


@dataclass(frozen=True, slots=True)
class ArtistRow:
    """One artist."""

    id: int
    name: str
    albums: int
    songs: int


@dataclass(frozen=True, slots=True)
class BinRow:
    """One thing in the bin.

    Attributes:
        by: Artists of a song, the artist of an album, or empty.
        songs: How many songs of it are in the bin with it.
        binned: When it was put there, ISO 8601.
        binned_by: Who did it, or empty where they are gone.
        until: When it is purged, ISO 8601.
        path: The file of a song.
    """

    id: int
    title: str
    by: str
    songs: int
    binned: str
    binned_by: str
    until: str
    path: str


@dataclass(frozen=True, slots=True)
class BinCounts:
    """How much is in the bin."""

    songs: int
    albums: int
    artists: int


_kept = SONG.c.binned_at.is_(None)
_songs_of_album = (
    select(func.count())
    .where(SONG.c.album_id == ALBUM.c.id, _kept)
    .correlate(ALBUM)
    .scalar_subquery()
)
_in_bin = select(SONG.c.id).where(SONG.c.binned_at.is_not(None))
_albums_of_artist = (
    select(func.count())
    .where(ALBUM.c.artist_id == ARTIST.c.id, ALBUM.c.binned_at.is_(None))
    .correlate(ARTIST)
    .scalar_subquery()
)
_songs_of_artist = (
    select(func.count())
    .where(CREDIT.c.artist_id == ARTIST.c.id, CREDIT.c.song_id.not_in(_in_bin))
    .correlate(ARTIST)
    .scalar_subquery()
)


def list_albums(
    query: str, sort: AlbumsSort, descending: bool, offset: int, limit: int
) -> Page[AlbumRow]:
    """List albums that are not in the bin, those without songs included.

    Args:
        query: Words of the title and the artist.
        sort: Their order.
        descending: Whether from the end.
        offset: How many are passed over.
        limit: How many at most.

    Returns:
        The page.
    """
    offset, limit = part(offset, limit)
    columns: dict[AlbumsSort, tuple[Any, ...]] = {
        AlbumsSort.TITLE: (ALBUM.c.title_folded, ALBUM.c.id),
        AlbumsSort.ARTIST: (ARTIST.c.name_folded, ALBUM.c.title_folded, ALBUM.c.id),
        AlbumsSort.YEAR: (ALBUM.c.year, ALBUM.c.title_folded, ALBUM.c.id),
        AlbumsSort.SONGS: (_songs_of_album, ALBUM.c.title_folded, ALBUM.c.id),
        AlbumsSort.ADDED: (ALBUM.c.added_at, ALBUM.c.id),
    }
    with session() as opened:
        conditions = _searched(opened, Searched.ALBUM, ALBUM, query)
        statement = select(ALBUM.c.id).where(*conditions)
        if sort is AlbumsSort.ARTIST:
            statement = statement.join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
        statement = statement.order_by(*_directed(columns[sort], descending))
        ids = ids_of(opened, statement.offset(offset).limit(limit))
        counted = select(func.count()).select_from(ALBUM).where(*conditions)
        cards = (
            select(
                *ALBUM.c["id", "title", "year", "cover"],
                ARTIST.c.name.label("artist"),
                _songs_of_album.label("songs"),
            )
            .join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
            .where(ALBUM.c.id.in_(ids))
        )
        found = {
            row.id: AlbumRow(
                row.id, row.title, row.artist, row.year or 0, row.songs, row.cover or ""
            )
            for row in rows_of(opened, cards)
        }
        total = number_of(opened, counted)
    return Page(rows=tuple(found[one] for one in ids), total=total, offset=offset)


def list_artists(
    query: str, sort: ArtistsSort, descending: bool, offset: int, limit: int
) -> Page[ArtistRow]:
    """List artists that are not in the bin and have something, or were made by hand.

    Args:
        query: Words of the name.
        sort: Their order.
        descending: Whether from the end.
        offset: How many are passed over.
        limit: How many at most.

    Returns:
        The page.
    """
    offset, limit = part(offset, limit)
    columns: dict[ArtistsSort, tuple[Any, ...]] = {
        ArtistsSort.NAME: (ARTIST.c.name_folded,),
        ArtistsSort.ALBUMS: (_albums_of_artist, ARTIST.c.name_folded),
        ArtistsSort.SONGS: (_songs_of_artist, ARTIST.c.name_folded),
    }
    with session() as opened:
        conditions = [*_searched(opened, Searched.ARTIST, ARTIST, query), _has_something()]
        statement = select(ARTIST.c.id).where(*conditions)
        statement = statement.order_by(*_directed(columns[sort], descending))
        ids = ids_of(opened, statement.offset(offset).limit(limit))
        cards = select(
            *ARTIST.c["id", "name"],
            _albums_of_artist.label("albums"),
            _songs_of_artist.label("songs"),
        ).where(ARTIST.c.id.in_(ids))
        found = {
            row.id: ArtistRow(row.id, row.name, row.albums, row.songs)
            for row in rows_of(opened, cards)
        }
        total = number_of(opened, select(func.count()).select_from(ARTIST).where(*conditions))
    return Page(rows=tuple(found[one] for one in ids), total=total, offset=offset)


def matching_others(kind: Binned, query: str, limit: int) -> tuple[int, ...]:
    """Return the ids of all albums or artists of a list.

    Args:
        kind: Albums or artists.
        query: As for the list.
        limit: How many at most.
    """
    is_album = kind is Binned.ALBUM
    table, searched = (ALBUM, Searched.ALBUM) if is_album else (ARTIST, Searched.ARTIST)
    with session() as opened:
        conditions = _searched(opened, searched, table, query)
        if not is_album:
            conditions.append(_has_something())
        statement = select(table.c.id).where(*conditions).order_by(table.c.id)
        return tuple(ids_of(opened, statement.limit(limit)))


def list_bin(kind: Binned, descending: bool, offset: int, limit: int) -> Page[BinRow]:
    """List what is in the bin.

    Args:
        kind: Which of it.
        descending: Whether the latest comes first.
        offset: How many are passed over.
        limit: How many at most.

    Returns:
        The page.
    """
    offset, limit = part(offset, limit)
    table = {Binned.SONG: SONG, Binned.ALBUM: ALBUM, Binned.ARTIST: ARTIST}[kind]
    with session() as opened:
        there = table.c.binned_at.is_not(None)
        order = _directed((table.c.binned_at, table.c.id), descending)
        chosen = select(table.c.id).where(there).order_by(*order)
        ids = ids_of(opened, chosen.offset(offset).limit(limit))
        total = number_of(opened, select(func.count()).select_from(table).where(there))
        found = {row.id: _bin_row(row) for row in rows_of(opened, _binned(kind, ids))}
    return Page(rows=tuple(found[one] for one in ids), total=total, offset=offset)


def bin_counts() -> BinCounts:
    """Count what is in the bin."""
    with session() as opened:
        songs, albums, artists = (
            number_of(
                opened,
                select(func.count()).select_from(table).where(table.c.binned_at.is_not(None)),
            )
            for table in (SONG, ALBUM, ARTIST)
        )
    return BinCounts(songs, albums, artists)


def _searched(opened: Session, kind: Searched, table: Any, query: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [table.c.binned_at.is_(None)]
    if query.strip():
        found = matches(opened, kind, words_of_query(query), MATCHES_MAX)
        conditions.append(table.c.id.in_(select(found.c.id)))
    return conditions


def _has_something() -> ColumnElement[bool]:
    return or_(
        ARTIST.c.edited != "",
        exists().where(CREDIT.c.artist_id == ARTIST.c.id, CREDIT.c.song_id.not_in(_in_bin)),
        exists().where(ALBUM.c.artist_id == ARTIST.c.id, ALBUM.c.binned_at.is_(None)),
    )


def _directed(columns: tuple[Any, ...], descending: bool) -> tuple[Any, ...]:
    first, *rest = columns
    if first is ALBUM.c.year:
        return ((first.desc() if descending else first).nulls_last(), *rest)
    return tuple(one.desc() if descending else one for one in columns)


def _binned(kind: Binned, ids: list[int]) -> Any:
    binned = SONG.c.binned_at.is_not(None)
    if kind is Binned.SONG:
        first = and_(CREDIT.c.song_id == SONG.c.id, CREDIT.c.position == 0)
        title, by, songs = SONG.c.title, ARTIST.c.name, select(1).scalar_subquery()
        table = SONG
        source: Any = SONG.outerjoin(CREDIT, first).outerjoin(
            ARTIST, ARTIST.c.id == CREDIT.c.artist_id
        )
    elif kind is Binned.ALBUM:
        table, title, by = ALBUM, ALBUM.c.title, ARTIST.c.name
        counted = select(func.count()).where(SONG.c.album_id == ALBUM.c.id, binned)
        songs = counted.correlate(ALBUM).scalar_subquery()
        source = ALBUM.join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
    else:
        table, title, by = ARTIST, ARTIST.c.name, None
        counted = select(func.count(CREDIT.c.song_id.distinct())).where(
            CREDIT.c.artist_id == ARTIST.c.id, CREDIT.c.song_id.in_(_in_bin)
        )
        songs = counted.correlate(ARTIST).scalar_subquery()
        source = ARTIST
    return (
        select(
            table.c.id,
            title.label("title"),
            (by if by is not None else literal("")).label("by"),
            songs.label("songs"),
            table.c.binned_at,
            PERSON.c.name.label("binned_by"),
            (SONG.c.path if kind is Binned.SONG else literal("")).label("path"),
        )
        .select_from(source.outerjoin(PERSON, PERSON.c.id == table.c.binned_by))
        .where(table.c.id.in_(ids))
    )


def _bin_row(row: Any) -> BinRow:
    at: datetime = row.binned_at
    return BinRow(
        id=row.id,
        title=row.title,
        by=row.by or "",
        songs=row.songs,
        binned=at.isoformat(),
        binned_by=row.binned_by or "",
        until=(at + KEPT_FOR).isoformat(),
        path=row.path or "",
    )
