"""Turns ids into view models, in a fixed number of statements whatever their number.

The services choose ids, in order; these functions read all that a row or a card shows.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlmodel import Session, SQLModel

from emomusic.services.views import AlbumView, ArtistRef, ArtistView, SongView
from emomusic.store import tables
from emomusic.store.discovery_tables import SongFeatures

REFERENCE_LUFS = -18.0
"""Loudness that ReplayGain brings a song to (ReplayGain 2.0 specification)."""

_BATCH = 1000
_LARGEST_ID = 2**31 - 1

SONG, ALBUM, ARTIST, CREDIT, EMOTION, LIKE, FEATURES = (
    SQLModel.metadata.tables[str(table.__tablename__)]
    for table in (
        tables.Song,
        tables.Album,
        tables.Artist,
        tables.SongArtist,
        tables.SongEmotion,
        tables.Like,
        SongFeatures,
    )
)

present: ColumnElement[bool] = SONG.c.missing_since.is_(None)
"""The song's file is there; a song in the bin counts as missing."""
is_kept: ColumnElement[bool] = SONG.c.binned_at.is_(None)
"""The song is not in the bin, whether or not its file is there."""
album_is_present: ColumnElement[bool] = exists().where(SONG.c.album_id == ALBUM.c.id, present)
"""The album has a song whose file is there."""
_is_credited = exists().where(
    CREDIT.c.artist_id == ARTIST.c.id, SONG.c.id == CREDIT.c.song_id, present
)
_has_album = exists().where(
    ALBUM.c.artist_id == ARTIST.c.id, SONG.c.album_id == ALBUM.c.id, present
)
artist_is_present: ColumnElement[bool] = and_(
    ARTIST.c.binned_at.is_(None), or_(_is_credited, _has_album)
)
"""The artist has a song or an album of which a file is there."""

on_disc: tuple[ColumnElement[Any], ...] = (
    func.coalesce(SONG.c.disc, 1),
    SONG.c.track.nulls_last(),
    SONG.c.title_folded,
    SONG.c.id,
)
"""The order of songs within an album."""


def possible_ids(ids: Iterable[int]) -> list[int]:
    """Keep, each once, the ids that a database can have; a browser may send any number."""
    return [one for one in dict.fromkeys(ids) if 0 < one <= _LARGEST_ID]


def rows_of(session: Session, statement: Select[Any]) -> Sequence[Any]:
    """Run a statement, and return its rows as tuples with names."""
    return session.connection().execute(statement).all()


def ids_of(session: Session, statement: Select[Any]) -> list[int]:
    """Run a statement that selects ids, and return them in its order."""
    return list(session.connection().execute(statement).scalars())


def number_of(session: Session, statement: Select[Any]) -> int:
    """Run a statement that counts."""
    return int(session.connection().execute(statement).scalar_one())


def song_views(session: Session, ids: Iterable[int], user_id: int) -> tuple[SongView, ...]:
    """Read songs as a list shows them.

    Args:
        session: Any session.
        ids: Songs, in the order wanted; unknown ones and those in the bin are dropped, and
            repeated ones repeated.
        user_id: Whose likes count.

    Returns:
        The songs; those that vanished are marked, not left out.
    """
    wanted = list(ids)
    found: dict[int, SongView] = {}
    for batch in _batches(wanted):
        statement = (
            select(
                *SONG.c["id", "title", "album_id", "duration_s", "track", "disc", "year", "genre"],
                *SONG.c["track_gain_db", "album_gain_db", "track_peak", "missing_since"],
                func.coalesce(SONG.c.cover, ALBUM.c.cover, "").label("cover"),
                ALBUM.c.title.label("album"),
                *EMOTION.c["valence", "arousal", "mood", "model", "loudness_lufs"],
                *EMOTION.c["sample_peak", "spark"],
                LIKE.c.song_id.is_not(None).label("liked"),
            )
            .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
            .outerjoin(EMOTION, EMOTION.c.song_id == SONG.c.id)
            .outerjoin(LIKE, and_(LIKE.c.song_id == SONG.c.id, LIKE.c.user_id == user_id))
            .where(SONG.c.id.in_(batch), is_kept)
        )
        credited = _credited(session, batch)
        for row in rows_of(session, statement):
            found[row.id] = _song_view(row, credited.get(row.id, ()))
    return tuple(found[one] for one in wanted if one in found)


def album_views(session: Session, ids: Iterable[int]) -> tuple[AlbumView, ...]:
    """Read albums as cards; counts and means are of the songs whose file is there.

    Args:
        session: Any session.
        ids: Albums, in the order wanted; unknown ones are dropped.
    """
    wanted = list(ids)
    found: dict[int, AlbumView] = {}
    for batch in _batches(wanted):
        sums = {
            row.album_id: row
            for row in rows_of(
                session,
                select(
                    SONG.c.album_id,
                    func.count().label("songs"),
                    func.sum(SONG.c.duration_s).label("duration_s"),
                    func.avg(EMOTION.c.valence).label("valence"),
                    func.avg(EMOTION.c.arousal).label("arousal"),
                )
                .outerjoin(EMOTION, EMOTION.c.song_id == SONG.c.id)
                .where(SONG.c.album_id.in_(batch), present)
                .group_by(SONG.c.album_id),
            )
        }
        cards = select(
            *ALBUM.c["id", "title", "artist_id", "year", "cover"], ARTIST.c.name.label("artist")
        ).join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
        for row in rows_of(
            session, cards.where(ALBUM.c.id.in_(batch), ALBUM.c.binned_at.is_(None))
        ):
            of_songs = sums.get(row.id)
            found[row.id] = AlbumView(
                id=row.id,
                title=row.title,
                artist_id=row.artist_id,
                artist=row.artist,
                year=row.year,
                cover=row.cover or "",
                song_count=of_songs.songs if of_songs else 0,
                duration_s=of_songs.duration_s if of_songs else 0.0,
                valence=of_songs.valence if of_songs else None,
                arousal=of_songs.arousal if of_songs else None,
            )
    return tuple(found[one] for one in wanted if one in found)


def artist_views(session: Session, ids: Iterable[int]) -> tuple[ArtistView, ...]:
    """Read artists as cards; what vanished does not count.

    Args:
        session: Any session.
        ids: Artists, in the order wanted; unknown ones are dropped.
    """
    wanted = list(ids)
    found: dict[int, ArtistView] = {}
    for batch in _batches(wanted):
        songs = _songs_by_artist(session, batch)
        albums: dict[int, list[str]] = {}
        newest_first = (
            select(ALBUM.c.artist_id, func.coalesce(ALBUM.c.cover, "").label("cover"))
            .where(ALBUM.c.artist_id.in_(batch), album_is_present)
            .order_by(ALBUM.c.year.desc().nulls_last(), ALBUM.c.id.desc())
        )
        for row in rows_of(session, newest_first):
            albums.setdefault(row.artist_id, []).append(row.cover)
        covers = {one: next(filter(None, found_covers), "") for one, found_covers in albums.items()}
        covers |= _covers_of_guests(session, [one for one in batch if not covers.get(one)])
        names = select(*ARTIST.c["id", "name"]).where(
            ARTIST.c.id.in_(batch), ARTIST.c.binned_at.is_(None)
        )
        for row in rows_of(session, names):
            found[row.id] = ArtistView(
                id=row.id,
                name=row.name,
                cover=covers.get(row.id, ""),
                album_count=len(albums.get(row.id, ())),
                song_count=songs.get(row.id, 0),
            )
    return tuple(found[one] for one in wanted if one in found)


def _songs_by_artist(session: Session, artist_ids: list[int]) -> dict[int, int]:
    statement = (
        select(CREDIT.c.artist_id, func.count(CREDIT.c.song_id.distinct()).label("songs"))
        .join(SONG, SONG.c.id == CREDIT.c.song_id)
        .where(CREDIT.c.artist_id.in_(artist_ids), present)
        .group_by(CREDIT.c.artist_id)
    )
    return {row.artist_id: row.songs for row in rows_of(session, statement)}


def _covers_of_guests(session: Session, artist_ids: list[int]) -> dict[int, str]:
    if not artist_ids:
        return {}
    statement = (
        select(
            CREDIT.c.artist_id,
            func.max(func.coalesce(SONG.c.cover, ALBUM.c.cover, "")).label("cover"),
        )
        .join(SONG, SONG.c.id == CREDIT.c.song_id)
        .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
        .where(CREDIT.c.artist_id.in_(artist_ids), present)
        .group_by(CREDIT.c.artist_id)
    )
    return {row.artist_id: row.cover for row in rows_of(session, statement)}


def _credited(session: Session, song_ids: list[int]) -> dict[int, tuple[ArtistRef, ...]]:
    statement = (
        select(*CREDIT.c["song_id", "artist_id"], ARTIST.c.name)
        .join(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
        .where(CREDIT.c.song_id.in_(song_ids), ARTIST.c.binned_at.is_(None))
        .order_by(CREDIT.c.song_id, CREDIT.c.position)
    )
    found: dict[int, tuple[ArtistRef, ...]] = {}
    for row in rows_of(session, statement):
        found[row.song_id] = (*found.get(row.song_id, ()), ArtistRef(row.artist_id, row.name))
    return found


def _song_view(row: Any, artists: tuple[ArtistRef, ...]) -> SongView:
    gain_db = row.track_gain_db
    if gain_db is None and row.loudness_lufs is not None:
        gain_db = REFERENCE_LUFS - row.loudness_lufs
    peak = row.track_peak if row.track_peak is not None else row.sample_peak
    return SongView(
        id=row.id,
        title=row.title,
        artists=artists,
        album_id=row.album_id,
        album=row.album,
        cover=row.cover,
        duration_s=row.duration_s,
        track=row.track,
        disc=row.disc,
        year=row.year,
        genre=row.genre or "",
        liked=bool(row.liked),
        gain_db=gain_db,
        album_gain_db=row.album_gain_db,
        peak=1.0 if peak is None else peak,
        spark=b64encode(row.spark).decode("ascii") if row.spark else "",
        valence=row.valence,
        arousal=row.arousal,
        mood=row.mood or "",
        model=row.model or "",
        missing=row.missing_since is not None,
    )


def _batches(ids: list[int]) -> Iterator[list[int]]:
    unique = possible_ids(ids)
    return (unique[start : start + _BATCH] for start in range(0, len(unique), _BATCH))
