"""The full-text index of the catalogue and of playlists: FTS5 on SQLite, tsvector on PostgreSQL.

Words are cut and folded here, not by the database, so that both find the same. The index holds
words only; ranking is the business of `emomusic.services.search`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import Integer, Subquery, bindparam, column, text
from sqlmodel import Session, col, select

from emomusic.store.folding import fold
from emomusic.store.playlist_tables import Playlist
from emomusic.store.tables import Album, Artist, Song, SongArtist

WORD_MAX = 40
"""Characters of a word that count; a longer one is found by its beginning."""
QUERY_WORDS_MAX = 12
"""Words of a query that count."""
QUERY_TEXT_MAX = 300
"""Characters of a query that are read at all."""

_BATCH = 1000
_APOSTROPHES = re.compile("['`´]")
_ASCII_WORDS = re.compile("[a-z0-9]+")
# Chinese, Japanese and the like are written without spaces: every character is a word.
_UNSPACED = re.compile("([\u0e00-\u0eff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


class Searched(StrEnum):
    """What can be searched for; the value is the table's name."""

    SONG = "song"
    ALBUM = "album"
    ARTIST = "artist"
    PLAYLIST = "playlist"


def words_to_index(*texts: str) -> list[str]:
    """Return the words under which texts are found, each once, in the order of the texts.

    A chunk that punctuation divides is found by its parts and whole: `AC/DC` by `ac`, `dc` and
    `acdc`; `l'amour` by `amour` and `lamour`.

    Args:
        texts: Titles and names, not folded.
    """
    found: dict[str, None] = {}
    for chunk in (chunk for one in texts for chunk in fold(one).split()):
        parts = _cut(chunk)
        found.update(dict.fromkeys(part[:WORD_MAX] for part in parts))
        if len(parts) > 1 and chunk.isascii():
            found["".join(parts)[:WORD_MAX]] = None
    return list(found)


def words_of_query(query: str) -> list[str]:
    """Return the words that something must have, by their beginnings, to be found.

    Args:
        query: What a person typed, hostile texts included.
    """
    folded = _APOSTROPHES.sub("", fold(query[:QUERY_TEXT_MAX]))
    words = dict.fromkeys(word[:WORD_MAX] for chunk in folded.split() for word in _cut(chunk))
    return list(words)[:QUERY_WORDS_MAX]


def index_songs(session: Session, song_ids: Iterable[int]) -> None:
    """Make songs found by their title, artists and album, in place of what was indexed.

    Args:
        session: A session that writes.
        song_ids: Songs that are stored with their album and artists; others are skipped.
    """
    for ids in _batches(song_ids):
        session.flush()
        titles = session.exec(
            select(Song.id, Song.title, Album.title, Artist.name)
            .join(Album, col(Album.id) == Song.album_id)
            .join(Artist, col(Artist.id) == Album.artist_id)
            .where(col(Song.id).in_(ids))
        ).all()
        credited: dict[int, list[str]] = {}
        for song_id, name in session.exec(
            select(SongArtist.song_id, Artist.name)
            .join(Artist, col(Artist.id) == SongArtist.artist_id)
            .where(col(SongArtist.song_id).in_(ids))
        ):
            credited.setdefault(song_id, []).append(name)
        _write(
            session,
            Searched.SONG,
            ids,
            [
                (song_id, words_to_index(title, *credited.get(song_id, ()), album, owner))
                for song_id, title, album, owner in titles
                if song_id is not None
            ],
        )


def index_albums(session: Session, album_ids: Iterable[int]) -> None:
    """Make albums found by their title and artist, in place of what was indexed.

    Args:
        session: A session that writes.
        album_ids: Albums that are stored; others are skipped.
    """
    for ids in _batches(album_ids):
        session.flush()
        rows = session.exec(
            select(Album.id, Album.title, Artist.name)
            .join(Artist, col(Artist.id) == Album.artist_id)
            .where(col(Album.id).in_(ids))
        ).all()
        entries = [(key, words_to_index(title, name)) for key, title, name in rows if key]
        _write(session, Searched.ALBUM, ids, entries)


def index_artists(session: Session, artist_ids: Iterable[int]) -> None:
    """Make artists found by their name, in place of what was indexed.

    Args:
        session: A session that writes.
        artist_ids: Artists that are stored; others are skipped.
    """
    for ids in _batches(artist_ids):
        session.flush()
        rows = session.exec(select(Artist.id, Artist.name).where(col(Artist.id).in_(ids))).all()
        entries = [(key, words_to_index(name)) for key, name in rows if key is not None]
        _write(session, Searched.ARTIST, ids, entries)


def index_playlists(session: Session, playlist_ids: Iterable[int]) -> None:
    """Make playlists found by their title and description, in place of what was indexed.

    Args:
        session: A session that writes.
        playlist_ids: Playlists that are stored; others are skipped.
    """
    for ids in _batches(playlist_ids):
        session.flush()
        rows = session.exec(
            select(Playlist.id, Playlist.title, Playlist.description).where(
                col(Playlist.id).in_(ids)
            )
        ).all()
        entries = [(key, words_to_index(title, said)) for key, title, said in rows if key]
        _write(session, Searched.PLAYLIST, ids, entries)


def remove(session: Session, kind: Searched, ids: Iterable[int]) -> None:
    """Make things not found any more; those that are deleted leave the index by themselves.

    Args:
        session: A session that writes.
        kind: What they are.
        ids: Their ids; unknown ones are skipped.
    """
    for batch in _batches(ids):
        _delete(session, kind, batch)


def matches(
    session: Session,
    kind: Searched,
    words: Sequence[str],
    limit: int,
    *,
    present_only: bool = True,
) -> Subquery:
    """Describe what has, for each word, a word that begins with it.

    Args:
        session: The session in which it will be selected from.
        kind: What to look for.
        words: As `words_of_query` cuts them; without any, nothing is found.
        limit: The most that are found; a library has tens of thousands under one letter.
        present_only: Songs that vanished, or are in the bin, are left out.

    Returns:
        A table with the column `id`.
    """
    table = f"search_{kind}"
    if session.get_bind().dialect.name == "postgresql":
        key, query = f"{table}.id", " & ".join(f"'{word}':*" for word in words)
        where = f"{table}.words @@ CAST(:query AS tsquery)"
    else:
        key, query = f"{table}.rowid", " ".join(f'"{word}"*' for word in words)
        where = f"{table} MATCH :query"
    source = table
    if kind is Searched.SONG and present_only:
        source += f" JOIN song ON song.id = {key}"
        where += " AND song.missing_since IS NULL"
    statement = text(f"SELECT {key} AS id FROM {source} WHERE {where} LIMIT :most")
    bound = statement.bindparams(query=query, most=limit if words else 0)
    return bound.columns(column("id", Integer)).subquery("matches")


def _cut(chunk: str) -> list[str]:
    if chunk.isascii():
        return _ASCII_WORDS.findall(chunk)
    letters = "".join(
        letter if letter.isalnum() or unicodedata.category(letter)[0] == "M" else " "
        for letter in chunk
    )
    return _UNSPACED.sub(r" \1 ", letters).split()


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    unique = list(dict.fromkeys(ids))
    return (unique[start : start + _BATCH] for start in range(0, len(unique), _BATCH))


def _write(
    session: Session, kind: Searched, ids: list[int], entries: list[tuple[int, list[str]]]
) -> None:
    _delete(session, kind, ids)
    if not entries:
        return
    if session.get_bind().dialect.name == "postgresql":
        statement = f"INSERT INTO search_{kind} (id, words) VALUES (:id, array_to_tsvector(:words))"
        values = [{"id": key, "words": words} for key, words in entries]
    else:
        statement = f"INSERT INTO search_{kind} (rowid, words) VALUES (:id, :words)"
        values = [{"id": key, "words": " ".join(words)} for key, words in entries]
    session.connection().execute(text(statement), values)


def _delete(session: Session, kind: Searched, ids: list[int]) -> None:
    key = "id" if session.get_bind().dialect.name == "postgresql" else "rowid"
    statement = text(f"DELETE FROM search_{kind} WHERE {key} IN :ids")
    session.connection().execute(
        statement.bindparams(bindparam("ids", expanding=True)), {"ids": ids}
    )
