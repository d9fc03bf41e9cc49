"""Makes rows with as little said as a test needs; every function commits and returns the row.

They need the fixture `database`. What is not said gets a plain default that no test relies on.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from emomusic.store.database import session
from emomusic.store.folding import folded_key
from emomusic.store.search_index import index_albums, index_artists, index_songs
from emomusic.store.tables import (
    Album,
    Artist,
    Like,
    Role,
    Song,
    SongArtist,
    SongEmotion,
    User,
)

_numbers = count(1)
Row = TypeVar("Row", bound=SQLModel)


def ident(row: Any) -> int:
    """Return the id of a stored row."""
    number: int = row.id
    return number


def save(row: Row) -> Row:
    """Store a row, and return it with its id."""
    with session(write=True) as opened:
        opened.add(row)
        opened.flush()
        opened.refresh(row)
    return row


def make_user(name: str = "", **fields: Any) -> User:
    """A listener; `password_hash` is no hash, so nobody can log in as them."""
    name = name or f"listener {next(_numbers)}"
    defaults: dict[str, Any] = {"password_hash": "!", "role": Role.LISTENER}
    return save(User(name=name, name_folded=folded_key(name), **(defaults | fields)))


def make_artist(name: str = "", **fields: Any) -> Artist:
    """An artist, as searchable as one that a scan found; the same name is the same artist."""
    name = name or f"Artist {next(_numbers)}"
    with session() as opened:
        query = select(Artist).where(Artist.name_folded == folded_key(name))
        known = opened.exec(query).first()
    if known is not None:
        return known
    artist = save(Artist(name=name, name_folded=folded_key(name), **fields))
    with session(write=True) as opened:
        index_artists(opened, [ident(artist)])
    return artist


def make_album(title: str = "", artist: Artist | str = "", **fields: Any) -> Album:
    """An album without songs."""
    title = title or f"Album {next(_numbers)}"
    owner = artist if isinstance(artist, Artist) else make_artist(artist)
    album = save(
        Album(title=title, title_folded=folded_key(title), artist_id=ident(owner), **fields)
    )
    with session(write=True) as opened:
        index_albums(opened, [ident(album)])
    return album


def make_song(
    title: str = "",
    album: Album | str = "",
    artists: Sequence[Artist | str] = (),
    **fields: Any,
) -> Song:
    """A song whose file need not exist; its artist is that of its album unless said."""
    number = next(_numbers)
    title = title or f"Song {number}"
    credited = [one if isinstance(one, Artist) else make_artist(one) for one in artists]
    if not isinstance(album, Album):
        album = make_album(album, credited[0] if credited else "")
    defaults: dict[str, Any] = {
        "path": f"/music/{number}.flac",
        "size_bytes": 1_000_000 + number,
        "mtime_ns": 1_700_000_000_000_000_000,
        "content_hash": f"{number:064x}",
        "mime_type": "audio/flac",
        "duration_s": 200.0,
        "sample_rate_hz": 44_100,
        "channels": 2,
    }
    song = save(
        Song(
            title=title,
            title_folded=folded_key(title),
            album_id=ident(album),
            **(defaults | fields),
        )
    )
    artist_ids = [ident(one) for one in credited] or [album.artist_id]
    with session(write=True) as opened:
        for position, artist_id in enumerate(artist_ids):
            opened.add(SongArtist(song_id=ident(song), position=position, artist_id=artist_id))
        opened.flush()
        index_songs(opened, [ident(song)])
    return song


def make_emotion(song: Song, **fields: Any) -> SongEmotion:
    """What the ear heard in a song; the packed arrays are placeholders, not curves."""
    defaults: dict[str, Any] = {
        "model": "ear-test",
        "curve": b"curve",
        "spark": b"spark",
        "peaks": b"peaks",
        "valence": 0.75,
        "arousal": 0.25,
        "mood": "calm",
        "confidence": 0.9,
    }
    return save(SongEmotion(song_id=ident(song), **(defaults | fields)))


def make_like(user: User, song: Song, **fields: Any) -> Like:
    """A person's like of a song."""
    return save(Like(user_id=ident(user), song_id=ident(song), **fields))
