"""What songs belong to and what it all is called: for those who count listens by ids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from emomusic.services.reading import (
    ALBUM,
    ARTIST,
    CREDIT,
    SONG,
    album_views,
    artist_views,
    is_kept,
    possible_ids,
    rows_of,
    song_views,
)
from emomusic.store.database import session

_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Credited:
    """By the id of a song, what it belongs to; what is in the bin is left out.

    Attributes:
        artists: Ids of its artists, in their order.
        albums: Id of its album.
    """

    artists: Mapping[int, tuple[int, ...]]
    albums: Mapping[int, tuple[int, ...]]


def credited(song_ids: Iterable[int]) -> Credited:
    """Read what songs belong to.

    Args:
        song_ids: Any; unknown ones are left out.
    """
    artists: dict[int, tuple[int, ...]] = {}
    albums: dict[int, tuple[int, ...]] = {}
    wanted = possible_ids(song_ids)
    with session() as db:
        for start in range(0, len(wanted), _BATCH):
            batch = wanted[start : start + _BATCH]
            of_albums = (
                select(SONG.c.id, SONG.c.album_id)
                .join(ALBUM, ALBUM.c.id == SONG.c.album_id)
                .where(SONG.c.id.in_(batch), is_kept, ALBUM.c.binned_at.is_(None))
            )
            albums |= {row.id: (row.album_id,) for row in rows_of(db, of_albums)}
            of_artists = (
                select(CREDIT.c.song_id, CREDIT.c.artist_id)
                .join(SONG, SONG.c.id == CREDIT.c.song_id)
                .join(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
                .where(SONG.c.id.in_(batch), is_kept, ARTIST.c.binned_at.is_(None))
                .order_by(CREDIT.c.song_id, CREDIT.c.position)
            )
            for row in rows_of(db, of_artists):
                artists[row.song_id] = (*artists.get(row.song_id, ()), row.artist_id)
    return Credited(artists, albums)


@dataclass(frozen=True, slots=True)
class Named:
    """A song, an artist or an album by its name.

    Attributes:
        href: Path of its page.
        name: What it is called.
        by: Whose it is; empty for an artist.
        cover: Name of its thumbnails, or empty.
    """

    href: str
    name: str
    by: str
    cover: str


@dataclass(frozen=True, slots=True)
class Names:
    """Songs, artists and albums by their ids; what is unknown or in the bin is left out."""

    songs: Mapping[int, Named]
    artists: Mapping[int, Named]
    albums: Mapping[int, Named]


def names_of(
    songs: Iterable[int] = (), artists: Iterable[int] = (), albums: Iterable[int] = ()
) -> Names:
    """Read how things are called.

    Args:
        songs: Ids.
        artists: Ids.
        albums: Ids.
    """
    with session() as db:
        return Names(
            songs={
                one.id: Named(
                    f"/song/{one.id}",
                    one.title,
                    ", ".join(artist.name for artist in one.artists),
                    one.cover,
                )
                for one in song_views(db, songs, user_id=0)
            },
            artists={
                one.id: Named(f"/artist/{one.id}", one.name, "", one.cover)
                for one in artist_views(db, artists)
            },
            albums={
                one.id: Named(f"/album/{one.id}", one.title, one.artist, one.cover)
                for one in album_views(db, albums)
            },
        )
