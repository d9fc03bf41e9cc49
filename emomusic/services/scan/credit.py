"""Artists and albums of a batch: found or made, tidied, and thrown away when empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, delete, exists, func, tuple_, update
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from emomusic.audio.tags import Tags
from emomusic.store.database import upsert
from emomusic.store.edit_tables import AlbumAlias, ArtistAlias
from emomusic.store.folding import folded_key
from emomusic.store.search_index import index_albums, index_artists
from emomusic.store.tables import Album, Artist, Song, SongArtist, now

_CHUNK_ROWS = 500
_LAST_TRACK = 10_000

ArtistKey = str
AlbumKey = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Credits:
    """The ids behind the names in a batch."""

    artists: Mapping[ArtistKey, int]
    albums: Mapping[AlbumKey, int]

    def artist_ids(self, tags: Tags) -> list[int]:
        """Return who is credited for a song, in order, each once."""
        return list(dict.fromkeys(self.artists[name_key(name)] for name in tags.artists))

    def album_id(self, tags: Tags) -> int:
        """Return the album of a song."""
        return self.albums[self.artists[name_key(tags.album_artist)], name_key(tags.album)]


def name_key(name: str) -> str:
    """Return what makes a name the same name; a name that folds to nothing stands for itself."""
    return folded_key(name) or name[:100]


def find_or_make(writing: Session, batch: Sequence[Tags]) -> Credits:
    """Return the ids of all artists and albums that a batch names; new ones are indexed.

    Args:
        writing: The session of the batch.
        batch: The tags of its songs.

    Returns:
        The ids by their keys.
    """
    artists = _artists(writing, batch)
    return Credits(artists, _albums(writing, batch, artists))


def _artists(writing: Session, batch: Sequence[Tags]) -> dict[ArtistKey, int]:
    names: dict[str, str] = {}
    identifiers: dict[str, str] = {}
    for tags in batch:
        credited = (*tags.artists, tags.album_artist)
        known = (*tags.musicbrainz.artists, *[""] * len(credited))
        for name, identifier in zip(credited, known, strict=False):
            key = name_key(name)
            names.setdefault(key, name)
            if identifier:
                identifiers.setdefault(key, identifier)
        if tags.musicbrainz.album_artist:
            identifiers.setdefault(name_key(tags.album_artist), tags.musicbrainz.album_artist)
    found = artists_named(writing, names)
    for key, identifier in identifiers.items():
        if found[key].musicbrainz_id is None:
            found[key].musicbrainz_id = identifier
    return {key: _id(artist) for key, artist in found.items()}


def artists_named(writing: Session, names: Mapping[ArtistKey, str]) -> dict[ArtistKey, Artist]:
    """Return artists by their keys; new ones are made and indexed.

    Args:
        writing: A session that writes.
        names: Names by their `name_key`.
    """
    found = _known_artists(writing, names)
    # In one order everywhere, so that two writers never wait for each other in a circle.
    fresh = sorted(names.keys() - found.keys())
    if fresh:
        rows = [{"name": names[key], "name_folded": key} for key in fresh]
        for chunk in _chunks(rows):
            writing.execute(upsert(writing, Artist).values(chunk).on_conflict_do_nothing())
        found |= _known_artists(writing, fresh)
        index_artists(writing, [_id(found[key]) for key in fresh])
    return found


def _known_artists(writing: Session, keys: Iterable[str]) -> dict[str, Artist]:
    """Return the artists that have a name, or had it until an administrator changed it."""
    found: dict[str, Artist] = {}
    for chunk in _chunks(sorted(keys)):
        former = select(ArtistAlias.name_folded, Artist).join(
            Artist, col(Artist.id) == ArtistAlias.artist_id
        )
        found.update(writing.exec(former.where(col(ArtistAlias.name_folded).in_(chunk))).all())
        for artist in writing.exec(select(Artist).where(col(Artist.name_folded).in_(chunk))):
            found[artist.name_folded] = artist
    return found


def _albums(
    writing: Session, batch: Sequence[Tags], artists: Mapping[str, int]
) -> dict[AlbumKey, int]:
    titles: dict[AlbumKey, str] = {}
    identifiers: dict[AlbumKey, str] = {}
    for tags in batch:
        key = (artists[name_key(tags.album_artist)], name_key(tags.album))
        titles.setdefault(key, tags.album)
        if tags.musicbrainz.album:
            identifiers.setdefault(key, tags.musicbrainz.album)
    found = albums_named(writing, titles)
    for key, identifier in identifiers.items():
        if found[key].musicbrainz_id is None:
            found[key].musicbrainz_id = identifier
    return {key: _id(album) for key, album in found.items()}


def albums_named(writing: Session, titles: Mapping[AlbumKey, str]) -> dict[AlbumKey, Album]:
    """Return albums by their keys; new ones are made and indexed.

    Args:
        writing: A session that writes.
        titles: Titles by the id of the artist and the `name_key` of the title.
    """
    found = _known_albums(writing, titles)
    fresh = sorted(titles.keys() - found.keys())
    if fresh:
        added_at = now()
        rows = [
            {
                "title": titles[key],
                "title_folded": key[1],
                "artist_id": key[0],
                "added_at": added_at,
            }
            for key in fresh
        ]
        for chunk in _chunks(rows):
            writing.execute(upsert(writing, Album).values(chunk).on_conflict_do_nothing())
        found |= _known_albums(writing, fresh)
        index_albums(writing, [_id(found[key]) for key in fresh])
    return found


def _known_albums(writing: Session, keys: Iterable[AlbumKey]) -> dict[AlbumKey, Album]:
    identity = tuple_(col(Album.artist_id), col(Album.title_folded))
    former_identity = tuple_(col(AlbumAlias.artist_id), col(AlbumAlias.title_folded))
    former = select(AlbumAlias.artist_id, AlbumAlias.title_folded, Album).join(
        Album, col(Album.id) == AlbumAlias.album_id
    )
    found: dict[AlbumKey, Album] = {}
    for chunk in _chunks(sorted(keys)):
        for artist_id, title, album in writing.exec(former.where(former_identity.in_(chunk))):
            found[artist_id, title] = album
        for album in writing.exec(select(Album).where(identity.in_(chunk))):
            found[album.artist_id, album.title_folded] = album
    return found


def tidy_albums(writing: Session, album_ids: set[int]) -> None:
    """Give albums the cover and the year of the first of their songs that has one.

    Args:
        writing: The session of the batch, flushed.
        album_ids: The albums whose songs were touched.
    """
    covers = _of_first_song(writing, album_ids, col(Song.cover))
    years = _of_first_song(writing, album_ids, col(Song.year))
    for chunk in _chunks(sorted(album_ids)):
        for album in writing.exec(select(Album).where(col(Album.id).in_(chunk))):
            by_hand = album.edited.split()
            if "cover" not in by_hand:
                album.cover = covers.get(_id(album))
            if "year" not in by_hand:
                album.year = years.get(_id(album))


def _of_first_song(writing: Session, album_ids: set[int], column: Mapped[Any]) -> dict[int, Any]:
    order = (
        func.coalesce(Song.disc, 1),
        func.coalesce(Song.track, _LAST_TRACK),
        col(Song.title_folded),
        col(Song.id),
    )
    place = func.row_number().over(partition_by=col(Song.album_id), order_by=order)
    found: dict[int, Any] = {}
    for chunk in _chunks(sorted(album_ids)):
        ranked = (
            select(col(Song.album_id).label("album"), column.label("value"), place.label("place"))
            .where(col(Song.album_id).in_(chunk), column.is_not(None))
            .subquery()
        )
        first = select(ranked.c.album, ranked.c.value).where(ranked.c.place == 1)
        found.update((album_id, value) for album_id, value in writing.execute(first))
    return found


def remove_empty(writing: Session, album_ids: set[int], artist_ids: set[int]) -> None:
    """Delete albums without songs and artists without albums or songs.

    Those that an administrator made, edited or put into the bin stay.

    Args:
        writing: The session of the batch, flushed.
        album_ids: Albums that lost a song.
        artist_ids: Artists that lost a credit.
    """
    artist_ids = set(artist_ids)
    for chunk in _chunks(sorted(album_ids)):
        is_empty = and_(
            col(Album.id).in_(chunk),
            col(Album.edited) == "",
            col(Album.binned_at).is_(None),
            ~exists().where(col(Song.album_id) == Album.id),
        )
        artist_ids.update(writing.exec(select(Album.artist_id).where(is_empty)))
        writing.execute(delete(Album).where(is_empty))
    for chunk in _chunks(sorted(artist_ids)):
        writing.execute(
            delete(Artist).where(
                col(Artist.id).in_(chunk),
                col(Artist.edited) == "",
                col(Artist.binned_at).is_(None),
                ~exists().where(col(Album.artist_id) == Artist.id),
                ~exists().where(col(SongArtist.artist_id) == Artist.id),
            )
        )


def revive(writing: Session, song_ids: Sequence[int]) -> None:
    """Take the albums and artists of songs that are not in the bin out of it.

    Args:
        writing: The session of the batch, flushed.
        song_ids: Such songs.
    """
    for chunk in _chunks(song_ids):
        albums = select(Song.album_id).where(col(Song.id).in_(chunk))
        owners = select(Album.artist_id).where(col(Album.id).in_(albums))
        credited = select(SongArtist.artist_id).where(col(SongArtist.song_id).in_(chunk))
        for table, ids in ((Album, albums), (Artist, owners), (Artist, credited)):
            binned = col(table.binned_at).is_not(None)
            writing.execute(
                update(table)
                .where(binned, col(table.id).in_(ids))
                .values(binned_at=None, binned_by=None)
            )


def _id(row: Artist | Album) -> int:
    assert row.id is not None
    return row.id


def _chunks(rows: Sequence[Any]) -> Iterable[Any]:
    return (rows[start : start + _CHUNK_ROWS] for start in range(0, len(rows), _CHUNK_ROWS))
