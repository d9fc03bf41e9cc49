"""Songs as they shall be, written where they differ from what is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session, SQLModel

from emomusic.services.desk.snapshots import SongSnapshot
from emomusic.services.reading import CREDIT, SONG
from emomusic.services.scan.credit import (
    albums_named,
    artists_named,
    name_key,
    remove_empty,
    revive,
    tidy_albums,
)
from emomusic.store.search_index import index_songs
from emomusic.store.tables import now


def store_songs(
    writing: Session,
    before: Sequence[SongSnapshot],
    after: Sequence[SongSnapshot],
    editor_id: int,
) -> None:
    """Write songs as they shall be; albums and artists are found by their names, or made.

    Albums and artists that nothing is left of go, but for those that were made by hand.

    Args:
        writing: The transaction, which has them locked.
        before: As they are.
        after: As they shall be, in the same order; `album_id` does not count.
        editor_id: Who writes them.
    """
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    if not changed:
        return
    # What follows from a name, from a place in an album and from a word of the search is dear, so
    # each is done only for the songs of which it changed.
    credited = [pair for pair in changed if pair[0].artists != pair[1].artists]
    moved = [pair for pair in changed if _album_of(pair[0]) != _album_of(pair[1])]
    artists = _artists_of(writing, credited, moved)
    albums = {old.id: old.album_id for old, _ in changed}
    albums |= _albums_of(writing, [one for _, one in moved], artists)
    edited_at = now()
    rows = [
        {
            "key": one.id,
            "title": one.title,
            "title_folded": name_key(one.title),
            "album_id": albums[one.id],
            "genre": one.genre or None,
            "year": one.year,
            "track": one.track,
            "disc": one.disc,
            "cover": one.cover or None,
            "edited": one.edited,
            "edited_at": edited_at,
            "edited_by": editor_id,
        }
        for _, one in changed
    ]
    fields: dict[str, Any] = {name: bindparam(name) for name in rows[0] if name != "key"}
    by_key = update(SONG).where(SONG.c.id == bindparam("key")).values(fields)
    writing.connection().execute(by_key, rows)
    _credit(writing, [one for _, one in credited], artists)
    revive(writing, sorted({old.id for old, _ in (*credited, *moved)}))
    seen = [pair for pair in changed if _in_album(pair[0]) != _in_album(pair[1])]
    left = {old.album_id for old, _ in moved} - {albums[one.id] for _, one in moved}
    tidy_albums(writing, left | {albums[one.id] for _, one in seen})
    writing.flush()
    former = {name_key(name): name for old, _ in credited for name in old.artists}
    known = artists_named(writing, former) if former else {}
    remove_empty(writing, left, {_id(artist) for artist in known.values()})
    index_songs(writing, [one.id for old, one in changed if _words(old) != _words(one)])


def _album_of(song: SongSnapshot) -> tuple[object, ...]:
    return song.album, song.album_artist


def _in_album(song: SongSnapshot) -> tuple[object, ...]:
    """What an album takes from its songs, and what says which of them is the first."""
    return *_album_of(song), song.title, song.disc, song.track, song.year, song.cover


def _words(song: SongSnapshot) -> tuple[object, ...]:
    return *_album_of(song), song.title, song.artists


def _artists_of(
    writing: Session,
    credited: Sequence[tuple[SongSnapshot, SongSnapshot]],
    moved: Sequence[tuple[SongSnapshot, SongSnapshot]],
) -> dict[str, int]:
    names = {name_key(name): name for _, one in credited for name in one.artists}
    names |= {name_key(one.album_artist): one.album_artist for _, one in moved}
    return {key: _id(artist) for key, artist in artists_named(writing, names).items()}


def _albums_of(
    writing: Session, songs: Sequence[SongSnapshot], artists: dict[str, int]
) -> dict[int, int]:
    keys = {one.id: (artists[name_key(one.album_artist)], name_key(one.album)) for one in songs}
    found = albums_named(writing, {keys[one.id]: one.album for one in songs})
    return {song_id: _id(found[key]) for song_id, key in keys.items()}


def _credit(writing: Session, songs: Sequence[SongSnapshot], artists: dict[str, int]) -> None:
    if not songs:
        return
    ids = [one.id for one in songs]
    writing.connection().execute(delete(CREDIT).where(CREDIT.c.song_id.in_(ids)))
    writing.connection().execute(
        insert(CREDIT),
        [
            {"song_id": one.id, "position": position, "artist_id": artist_id}
            for one in songs
            for position, artist_id in enumerate(
                dict.fromkeys(artists[name_key(name)] for name in one.artists)
            )
        ],
    )


def _id(row: SQLModel) -> int:
    number = getattr(row, "id", None)
    assert isinstance(number, int)
    return number
