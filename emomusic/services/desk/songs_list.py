"""The table of songs at the desk: filtered, searched, ordered and paged by the database.

A filter is a set of ids that an index holds, so that the order's own index can be walked and a
deep page of a long list is read from indices alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, exists, func, literal_column, select
from sqlmodel import Session, SQLModel

from emomusic.services.orders import part
from emomusic.services.reading import (
    ALBUM,
    ARTIST,
    CREDIT,
    EMOTION,
    SONG,
    ids_of,
    number_of,
    on_disc,
    present,
    rows_of,
)
from emomusic.services.views import Page
from emomusic.store.database import session
from emomusic.store.folding import folded_key
from emomusic.store.search_index import Searched, matches, words_of_query
from emomusic.store.tables import AnalysisJob, JobState

_FEW = 4_000
_WALKED: ColumnElement[int] = literal_column("+song.id", Integer)

JOB = SQLModel.metadata.tables[str(AnalysisJob.__tablename__)]

MATCHES_MAX = 100_000
"""Songs that a search looks at most; one letter matches tens of thousands."""


class DeskSort(StrEnum):
    """Orders of the table."""

    TITLE = "title"
    ARTIST = "artist"
    ALBUM = "album"
    GENRE = "genre"
    YEAR = "year"
    LENGTH = "length"
    ADDED = "added"


class Standing(StrEnum):
    """What the analysis, or the disk, says of a song."""

    ALL = "all"
    ANALYSED = "analysed"
    WAITING = "waiting"
    FAILED = "failed"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class SongFilter:
    """Which songs are shown; empty texts and zeros filter nothing.

    Attributes:
        query: Words to search for.
        artist: Beginning of the name of somebody who is credited.
        album: Beginning of the title of an album.
    """

    query: str = ""
    artist: str = ""
    album: str = ""
    genre: str = ""
    year: int = 0
    mood: str = ""
    standing: Standing = Standing.ALL


@dataclass(frozen=True, slots=True)
class SongRow:
    """One row; `standing` is a `Standing` that is not ALL."""

    id: int
    title: str
    artists: str
    album_id: int
    album: str
    cover: str
    genre: str
    year: int
    length_s: float
    mood: str
    standing: str
    error: str
    path: str


@dataclass(frozen=True, slots=True)
class _Set:
    """One filter: the ids that an index holds, in their order, and the same asked of one song."""

    ids: Select[Any]
    exactly: ColumnElement[bool]


_ORDERS: dict[DeskSort, tuple[Any, ...]] = {
    DeskSort.TITLE: (SONG.c.title_folded, SONG.c.id),
    DeskSort.GENRE: (SONG.c.genre, SONG.c.title_folded, SONG.c.id),
    DeskSort.YEAR: (SONG.c.year, SONG.c.id),
    DeskSort.LENGTH: (SONG.c.duration_s, SONG.c.id),
    DeskSort.ADDED: (SONG.c.added_at, SONG.c.id),
}
_ALBUM_ORDERS: dict[DeskSort, tuple[Any, ...]] = {
    DeskSort.ALBUM: (ALBUM.c.title_folded, ALBUM.c.id),
    DeskSort.ARTIST: (ARTIST.c.name_folded, ALBUM.c.title_folded, ALBUM.c.id),
}


def list_songs(
    chosen: SongFilter, sort: DeskSort, descending: bool, offset: int, limit: int
) -> Page[SongRow]:
    """List songs that are not in the bin.

    Args:
        chosen: Which.
        sort: Their order; by artist and album, the order of their albums.
        descending: Whether from the end.
        offset: How many are passed over.
        limit: How many at most.

    Returns:
        The page.
    """
    offset, limit = part(offset, limit)
    with session() as opened:
        sets = _sets(opened, chosen)
        total = _count(opened, chosen.standing, sets)
        if sets and total > _FEW and total == _count(opened, chosen.standing, []):
            sets = []  # such as those that are analysed: there is nothing to ask of any song
        # Few songs are looked up one by one; for many, the order's index is walked instead, and
        # the plus keeps SQLite from looking them up.
        key = _WALKED if total > _FEW else SONG.c.id
        there = _is_there(chosen.standing)
        conditions = [there, *(key.in_(one.ids) for one in sets)]
        if sort in _ORDERS:
            most = min(limit, max(0, total - offset))
            ids = _in_order(opened, conditions, sort, descending, offset, most)
        elif total <= _FEW:
            ids = _sorted_by_album(opened, conditions, sort, descending, offset, limit)
        else:
            exactly = [there, *(one.exactly for one in sets)]
            ids = _by_album(opened, conditions, exactly, sort, descending, offset, limit)
        return Page(rows=_rows(opened, ids), total=total, offset=offset)


def matching_songs(chosen: SongFilter, limit: int) -> tuple[int, ...]:
    """Return the ids of all songs that a filter lets through.

    Args:
        chosen: The filter.
        limit: How many at most.
    """
    with session() as opened:
        sets = (SONG.c.id.in_(one.ids) for one in _sets(opened, chosen))
        statement = select(SONG.c.id).where(_is_there(chosen.standing), *sets)
        return tuple(ids_of(opened, statement.order_by(SONG.c.id).limit(limit)))


def genres() -> tuple[str, ...]:
    """Return all genres that songs have, in the order of the alphabet."""
    # A loose walk along the index: each step looks for the next genre, however many songs have it.
    following = select(func.min(SONG.c.genre))
    found: list[str] = []
    with session() as opened:
        while True:
            after = [SONG.c.genre > found[-1]] if found else [SONG.c.genre.is_not(None)]
            row = rows_of(opened, following.where(present, *after))[0]
            if row[0] is None or len(found) >= 500:
                return tuple(found)
            found.append(row[0])


def _sets(opened: Session, chosen: SongFilter) -> list[_Set]:
    """Return the filters."""
    sets: list[_Set] = []

    def add(ids: Select[Any], exactly: ColumnElement[bool] | None = None) -> None:
        sets.append(_Set(ids, exactly if exactly is not None else _WALKED.in_(ids)))

    if chosen.query.strip():
        words = words_of_query(chosen.query)
        table = matches(opened, Searched.SONG, words, MATCHES_MAX, present_only=False)
        add(select(table.c.id))
    if name := folded_key(chosen.artist):
        named = select(ARTIST.c.id).where(_begins(ARTIST.c.name_folded, name))
        add(select(CREDIT.c.song_id).where(CREDIT.c.artist_id.in_(named)).distinct())
    if title := folded_key(chosen.album):
        titled = select(ALBUM.c.id).where(_begins(ALBUM.c.title_folded, title))
        add(select(SONG.c.id).where(SONG.c.album_id.in_(titled)))
    # Asked of one song, coalesce keeps a database from fetching all of that year or genre.
    there = _is_there(chosen.standing)
    if chosen.year:
        of_year = select(SONG.c.id).where(SONG.c.year == chosen.year, there)
        add(of_year, func.coalesce(SONG.c.year, 0) == chosen.year)
    if chosen.genre:
        of_genre = select(SONG.c.id).where(SONG.c.genre == chosen.genre, there)
        add(of_genre, func.coalesce(SONG.c.genre, "") == chosen.genre)
    heard = exists().where(EMOTION.c.song_id == SONG.c.id)
    if chosen.mood:
        is_of = EMOTION.c.mood == chosen.mood
        add(select(EMOTION.c.song_id).where(is_of), heard.where(is_of))
    if chosen.standing is Standing.ANALYSED:
        # By the index of moods: the rows themselves are long.
        add(select(EMOTION.c.song_id).where(EMOTION.c.mood >= ""), heard)
    elif chosen.standing is Standing.WAITING:
        waits = JOB.c.state.in_([JobState.QUEUED, JobState.RUNNING])
        add(select(JOB.c.song_id).where(waits))
    elif chosen.standing is Standing.FAILED:
        add(select(JOB.c.song_id).where(JOB.c.state == JobState.FAILED))
    return sets


def _count(opened: Session, standing: Standing, sets: list[_Set]) -> int:
    """Count the songs of a list without reading a row of them."""
    if not sets or standing is Standing.MISSING:
        there = [_is_there(standing), *(one.exactly for one in sets)]
        return number_of(opened, select(func.count()).select_from(SONG).where(*there))
    first, *others = sets
    one = first.ids.subquery()
    key = one.c[0]
    away = key.in_(select(SONG.c.id).where(SONG.c.missing_since.is_not(None)))
    counted = select(func.count() - func.count().filter(away)).select_from(one)
    return number_of(opened, counted.where(*(key.in_(other.ids) for other in others)))


def _is_there(standing: Standing) -> ColumnElement[bool]:
    if standing is Standing.MISSING:
        return and_(SONG.c.missing_since.is_not(None), SONG.c.binned_at.is_(None))
    return present


def _begins(column: Any, text: str) -> ColumnElement[bool]:
    return and_(column >= text, column < text + "\U0010ffff")


def _in_order(
    opened: Session,
    conditions: list[ColumnElement[bool]],
    sort: DeskSort,
    descending: bool,
    offset: int,
    limit: int,
) -> list[int]:
    order = [one.desc() if descending else one for one in _ORDERS[sort]]
    # Songs without a genre or year come last, whichever way the others go.
    column = _ORDERS[sort][0]
    if not column.nullable:
        statement = select(SONG.c.id).where(*conditions).order_by(*order)
        return ids_of(opened, statement.offset(offset).limit(limit))
    known = select(SONG.c.id).where(*conditions, column.is_not(None))
    ids = ids_of(opened, known.order_by(*order).offset(offset).limit(limit))
    if len(ids) < limit:
        counted = select(func.count()).select_from(SONG)
        before = number_of(opened, counted.where(*conditions, column.is_not(None)))
        unknown = select(SONG.c.id).where(*conditions, column.is_(None))
        rest = unknown.order_by(SONG.c.title_folded, SONG.c.id)
        ids += ids_of(opened, rest.offset(max(0, offset - before)).limit(limit - len(ids)))
    return ids


def _sorted_by_album(
    opened: Session,
    conditions: list[ColumnElement[bool]],
    sort: DeskSort,
    descending: bool,
    offset: int,
    limit: int,
) -> list[int]:
    order = [one.desc() if descending else one for one in _ALBUM_ORDERS[sort]]
    statement = (
        select(SONG.c.id)
        .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
        .join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
        .where(*conditions)
        .order_by(*order, *on_disc)
    )
    return ids_of(opened, statement.offset(offset).limit(limit))


def _by_album(
    opened: Session,
    conditions: list[ColumnElement[bool]],
    exactly: list[ColumnElement[bool]],
    sort: DeskSort,
    descending: bool,
    offset: int,
    limit: int,
) -> list[int]:
    # Counting along the albums is quick; then the songs of a few albums are left to sort.
    counted = (
        select(SONG.c.album_id, func.count().label("songs"))
        .where(*conditions)
        .group_by(SONG.c.album_id)
        .subquery()
    )
    order = [one.desc() if descending else one for one in _ALBUM_ORDERS[sort]]
    upto = func.sum(counted.c.songs).over(order_by=order, rows=(None, 0)).label("upto")
    along = select(counted.c.album_id, counted.c.songs, upto).join(
        ALBUM, ALBUM.c.id == counted.c.album_id
    )
    if sort is DeskSort.ARTIST:
        along = along.join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
    lines = along.subquery()
    page = (lines.c.upto > offset, lines.c.upto - lines.c.songs < offset + limit)
    rows = rows_of(opened, select(lines).where(*page).order_by(lines.c.upto))
    albums = [row.album_id for row in rows]
    skipped = offset - int(rows[0].upto - rows[0].songs) if rows else 0
    rank = {album_id: index for index, album_id in enumerate(albums)}
    of_them = select(*SONG.c["id", "album_id"]).where(SONG.c.album_id.in_(albums), *exactly)
    found = sorted(rows_of(opened, of_them.order_by(*on_disc)), key=lambda row: rank[row.album_id])
    return [row.id for row in found][skipped : skipped + limit]


def _rows(opened: Session, ids: list[int]) -> tuple[SongRow, ...]:
    credited: dict[int, list[str]] = {}
    names = (
        select(CREDIT.c.song_id, ARTIST.c.name)
        .join(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
        .where(CREDIT.c.song_id.in_(ids), ARTIST.c.binned_at.is_(None))
        .order_by(CREDIT.c.song_id, CREDIT.c.position)
    )
    for row in rows_of(opened, names):
        credited.setdefault(row.song_id, []).append(row.name)
    statement = (
        select(
            *SONG.c["id", "title", "album_id", "genre", "year", "duration_s", "path"],
            SONG.c.missing_since,
            func.coalesce(SONG.c.cover, ALBUM.c.cover, "").label("cover"),
            ALBUM.c.title.label("album"),
            EMOTION.c.mood,
            JOB.c.state,
            JOB.c.error,
        )
        .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
        .outerjoin(EMOTION, EMOTION.c.song_id == SONG.c.id)
        .outerjoin(JOB, JOB.c.song_id == SONG.c.id)
        .where(SONG.c.id.in_(ids))
    )
    found = {row.id: row for row in rows_of(opened, statement)}
    return tuple(_row(found[one], credited.get(one, [])) for one in ids if one in found)


def _row(row: Any, artists: list[str]) -> SongRow:
    if row.missing_since is not None:
        standing = Standing.MISSING
    elif row.state == JobState.FAILED:
        standing = Standing.FAILED
    else:
        standing = Standing.ANALYSED if row.mood else Standing.WAITING
    return SongRow(
        id=row.id,
        title=row.title,
        artists=", ".join(artists),
        album_id=row.album_id,
        album=row.album,
        cover=row.cover,
        genre=row.genre or "",
        year=row.year or 0,
        length_s=row.duration_s,
        mood=row.mood or "",
        standing=standing.value,
        error=row.error or "",
        path=row.path,
    )
