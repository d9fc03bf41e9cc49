"""Which songs and albums, in which order: ids only, for `emomusic.services.reading` to read."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlmodel import Session

from emomusic.services.reading import (
    ALBUM,
    ARTIST,
    CREDIT,
    EMOTION,
    LIKE,
    SONG,
    album_is_present,
    ids_of,
    is_kept,
    on_disc,
    present,
    rows_of,
)

SOURCE_MAX = 5000
"""Songs that playing an album, an artist or a list puts into the queue at most."""
PAGE_MAX = 500
"""Rows of one page at most."""


class SongSort(StrEnum):
    """Orders of the list of songs."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    NEWEST = "newest"
    YEAR = "year"
    DURATION = "duration"


class AlbumSort(StrEnum):
    """Orders of the list of albums."""

    NEWEST = "newest"
    TITLE = "title"
    ARTIST = "artist"
    YEAR = "year"


class SourceKind(StrEnum):
    """What can be played as a whole."""

    ALBUM = "album"
    ARTIST = "artist"
    LIKED = "liked"
    LIBRARY = "library"
    SEARCH = "search"
    MOOD = "mood"
    SONG = "song"
    IMPORTED = "imported"
    PLAYLIST = "playlist"
    MIX = "mix"


_Order = tuple[ColumnElement[Any], ...]
_newest_album_first: _Order = (ALBUM.c.added_at.desc(), ALBUM.c.id.desc())
_latest_album_first: _Order = (
    ALBUM.c.year.desc().nulls_last(),
    ALBUM.c.title_folded,
    ALBUM.c.id,
)
_albums_by_title: _Order = (ALBUM.c.title_folded, ALBUM.c.id)
_albums_by_artist: _Order = (ARTIST.c.name_folded, *_latest_album_first)
_ALBUM_ORDERS: dict[AlbumSort, _Order] = {
    AlbumSort.NEWEST: _newest_album_first,
    AlbumSort.TITLE: _albums_by_title,
    AlbumSort.ARTIST: _albums_by_artist,
    AlbumSort.YEAR: _latest_album_first,
}
_SONG_ORDERS: dict[SongSort, _Order] = {
    SongSort.TITLE: (SONG.c.title_folded, SONG.c.id),
    SongSort.NEWEST: (SONG.c.added_at.desc(), SONG.c.id.desc()),
    SongSort.YEAR: (SONG.c.year.desc().nulls_last(), SONG.c.id.desc()),
    SongSort.DURATION: (SONG.c.duration_s, SONG.c.id),
}


def part(offset: int, limit: int) -> tuple[int, int]:
    """Bring the bounds of a page, which may come from a browser, to what can be read."""
    return min(max(offset, 0), 2**31), min(max(limit, 0), PAGE_MAX)


def albums_in_order(session: Session, sort: AlbumSort, offset: int, limit: int) -> list[int]:
    """Return a part of all albums that have a file."""
    statement = select(ALBUM.c.id).where(album_is_present).order_by(*_ALBUM_ORDERS[sort])
    if sort is AlbumSort.ARTIST:
        statement = statement.join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
    return ids_of(session, statement.offset(offset).limit(limit))


def albums_of_artist(session: Session, artist_id: int) -> tuple[list[int], list[int]]:
    """Return the albums of an artist, and those they appear on, the latest first."""
    own = select(ALBUM.c.id).where(ALBUM.c.artist_id == artist_id, album_is_present)
    appears = select(SONG.c.album_id).join(CREDIT, CREDIT.c.song_id == SONG.c.id)
    guest = select(ALBUM.c.id).where(
        ALBUM.c.artist_id != artist_id,
        ALBUM.c.id.in_(appears.where(CREDIT.c.artist_id == artist_id, present)),
    )
    return (
        ids_of(session, own.order_by(*_latest_album_first)),
        ids_of(session, guest.order_by(*_latest_album_first)),
    )


def songs_of_album(session: Session, album_id: int) -> list[int]:
    """Return the songs of an album by disc and track, vanished ones included."""
    statement = select(SONG.c.id).where(SONG.c.album_id == album_id, is_kept)
    return ids_of(session, statement.order_by(*on_disc))


def songs_of_artist(session: Session, artist_id: int) -> list[int]:
    """Return the songs that credit an artist or are on their albums, the latest album first."""
    credited = select(CREDIT.c.song_id).where(CREDIT.c.artist_id == artist_id)
    on_albums = (
        select(SONG.c.id)
        .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
        .where(ALBUM.c.artist_id == artist_id)
    )
    statement = (
        select(SONG.c.id)
        .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
        .where(SONG.c.id.in_(credited.union(on_albums)), present)
        .order_by(*_latest_album_first, *on_disc)
    )
    return ids_of(session, statement)


def songs_of_mood(session: Session, mood: str, limit: int) -> list[int]:
    """Return the songs of a mood, the surest first."""
    statement = (
        select(EMOTION.c.song_id)
        .join(SONG, SONG.c.id == EMOTION.c.song_id)
        .where(EMOTION.c.mood == mood, present)
        .order_by(EMOTION.c.confidence.desc(), EMOTION.c.song_id)
        .limit(limit)
    )
    return ids_of(session, statement)


def songs_liked(
    session: Session, user_id: int, offset: int, limit: int, *, with_missing: bool
) -> list[int]:
    """Return the songs that a person likes, the latest like first."""
    statement = (
        select(LIKE.c.song_id)
        .join(SONG, SONG.c.id == LIKE.c.song_id)
        .where(LIKE.c.user_id == user_id, is_kept)
        .order_by(LIKE.c.liked_at.desc(), LIKE.c.song_id.desc())
    )
    if not with_missing:
        statement = statement.where(present)
    return ids_of(session, statement.offset(offset).limit(limit))


def songs_in_order(session: Session, sort: SongSort, offset: int, limit: int) -> list[int]:
    """Return a part of all songs that have a file, quickly however deep in the list."""
    if sort in _SONG_ORDERS:
        statement = select(SONG.c.id).where(present).order_by(*_SONG_ORDERS[sort])
        return ids_of(session, statement.offset(offset).limit(limit))
    albums, skipped = _albums_of_part(session, sort, offset, limit)
    rank = {album_id: index for index, album_id in enumerate(albums)}
    statement = select(*SONG.c["id", "album_id"]).where(SONG.c.album_id.in_(albums), present)
    rows = sorted(
        rows_of(session, statement.order_by(*on_disc)), key=lambda row: rank[row.album_id]
    )
    return [row.id for row in rows][skipped : skipped + limit]


def _albums_of_part(
    session: Session, sort: SongSort, offset: int, limit: int
) -> tuple[list[int], int]:
    # Sorting a hundred thousand songs by their album takes long; counting along the albums
    # does not, and leaves a few albums to sort.
    counted = (
        select(SONG.c.album_id, func.count().label("songs"))
        .where(present)
        .group_by(SONG.c.album_id)
        .subquery()
    )
    statement = select(counted.c.album_id, counted.c.songs).join(
        ALBUM, ALBUM.c.id == counted.c.album_id
    )
    if sort is SongSort.ARTIST:
        statement = statement.join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
        statement = statement.order_by(*_albums_by_artist)
    else:
        statement = statement.order_by(*_albums_by_title)
    albums: list[int] = []
    before, skipped = 0, 0
    for album_id, songs in rows_of(session, statement):
        if before + songs > offset:
            if not albums:
                skipped = offset - before
            albums.append(album_id)
        before += songs
        if before >= offset + limit:
            break
    return albums, skipped
