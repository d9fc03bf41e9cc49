"""Two albums, or two artists, that become one."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel, col

from emomusic.services.reading import ALBUM, CREDIT, SONG, ids_of
from emomusic.services.scan.credit import tidy_albums
from emomusic.store.database import upsert
from emomusic.store.edit_tables import AlbumAlias, ArtistAlias
from emomusic.store.search_index import index_albums, index_songs
from emomusic.store.tables import Album, Artist, Song, SongArtist


def join_albums(writing: Session, source: Album, target: Album) -> list[int]:
    """Put the songs of one album on another one; the first goes, and its name leads there.

    Args:
        writing: The transaction.
        source: The album that goes.
        target: The album that stays, with its own cover and year where it has them.

    Returns:
        The songs that moved.
    """
    moved = ids_of(writing, select(SONG.c.id).where(SONG.c.album_id == source.id))
    writing.execute(update(Song).where(col(Song.album_id) == source.id).values(album_id=target.id))
    target.cover = target.cover or source.cover
    target.year = target.year or source.year
    writing.execute(
        update(AlbumAlias).where(col(AlbumAlias.album_id) == source.id).values(album_id=target.id)
    )
    leave_album_name(writing, source, target)
    # The row goes before it is flushed again: nothing else of the session may write it.
    writing.flush()
    writing.expunge(source)
    writing.execute(delete(Album).where(col(Album.id) == source.id))
    tidy_albums(writing, {_id(target)})
    writing.flush()
    index_songs(writing, moved)
    return moved


def leave_album_name(writing: Session, former: Album, target: Album) -> None:
    """Let an album's artist and title lead to an album, as the tags of files still have them."""
    values = {"artist_id": former.artist_id, "title_folded": former.title_folded}
    statement = upsert(writing, AlbumAlias).values(album_id=target.id, **values)
    writing.execute(
        statement.on_conflict_do_update(
            index_elements=["artist_id", "title_folded"], set_={"album_id": target.id}
        )
    )


def leave_artist_name(writing: Session, name_folded: str, target: Artist) -> None:
    """Let a name lead to an artist, as the tags of files still have it."""
    statement = upsert(writing, ArtistAlias).values(name_folded=name_folded, artist_id=target.id)
    writing.execute(
        statement.on_conflict_do_update(
            index_elements=["name_folded"], set_={"artist_id": target.id}
        )
    )


def join_artists(writing: Session, source: Artist, target: Artist) -> tuple[int, int]:
    """Make one artist of two: credits, albums and former names; albums of one title are joined.

    Args:
        writing: The transaction.
        source: The artist who goes.
        target: The artist who stays.

    Returns:
        How many songs and how many albums were theirs.
    """
    songs = set(
        ids_of(writing, select(CREDIT.c.song_id).where(CREDIT.c.artist_id == source.id).distinct())
    )
    _move_credits(writing, source, target)
    albums = ids_of(writing, select(ALBUM.c.id).where(ALBUM.c.artist_id == source.id))
    kept: list[int] = []
    for album_id in albums:
        album = writing.get_one(Album, album_id)
        songs.update(ids_of(writing, select(SONG.c.id).where(SONG.c.album_id == album_id)))
        same = writing.execute(
            select(Album).where(
                col(Album.artist_id) == target.id, col(Album.title_folded) == album.title_folded
            )
        ).scalar_one_or_none()
        if same is not None:
            join_albums(writing, album, same)
        else:
            album.artist_id = _id(target)
            kept.append(album_id)
    writing.flush()
    _move_album_names(writing, source, target)
    writing.execute(
        update(ArtistAlias)
        .where(col(ArtistAlias.artist_id) == source.id)
        .values(artist_id=target.id)
    )
    leave_artist_name(writing, source.name_folded, target)
    target.musicbrainz_id = target.musicbrainz_id or source.musicbrainz_id
    writing.flush()
    writing.expunge(source)
    writing.execute(delete(Artist).where(col(Artist.id) == source.id))
    index_albums(writing, kept)
    index_songs(writing, sorted(songs))
    return len(songs), len(albums)


def _move_credits(writing: Session, source: Artist, target: Artist) -> None:
    theirs = select(CREDIT.c.song_id).where(CREDIT.c.artist_id == target.id).scalar_subquery()
    of_source = col(SongArtist.artist_id) == source.id
    writing.execute(
        delete(SongArtist).where(of_source, col(SongArtist.song_id).in_(theirs)),
        execution_options={"synchronize_session": False},
    )
    writing.execute(update(SongArtist).where(of_source).values(artist_id=target.id))


def _move_album_names(writing: Session, source: Artist, target: Artist) -> None:
    taken = select(col(AlbumAlias.title_folded)).where(col(AlbumAlias.artist_id) == target.id)
    of_source = col(AlbumAlias.artist_id) == source.id
    writing.execute(
        delete(AlbumAlias).where(of_source, col(AlbumAlias.title_folded).in_(taken)),
        execution_options={"synchronize_session": False},
    )
    writing.execute(update(AlbumAlias).where(of_source).values(artist_id=target.id))


def _id(row: SQLModel) -> int:
    number = getattr(row, "id", None)
    assert isinstance(number, int)
    return number
