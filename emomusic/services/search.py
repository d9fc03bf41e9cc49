"""Search as you type: songs, albums and artists, the best first.

Candidates come from two places, both quick under a single letter too: the names that begin with
the whole query (a B-tree), and what has every word of it in some place (the full-text index).
They are ranked here, so that SQLite and PostgreSQL answer alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, select
from sqlmodel import Session

from emomusic.services.reading import (
    ALBUM,
    ARTIST,
    CREDIT,
    SONG,
    album_is_present,
    album_views,
    artist_is_present,
    artist_views,
    ids_of,
    present,
    rows_of,
    song_views,
)
from emomusic.services.views import SearchResult
from emomusic.store.database import session
from emomusic.store.folding import fold
from emomusic.store.search_index import (
    QUERY_TEXT_MAX,
    Searched,
    matching,
    words_of_query,
    words_to_index,
)

CANDIDATES_MAX = 400
"""How many matches of each kind are ranked; one letter matches tens of thousands."""
RESULTS_MAX = 100
"""How many of each kind are shown at most."""

_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class _Query:
    text: str
    words: Sequence[str]


def search(text: str, user_id: int, limit: int = 20) -> SearchResult:
    """Find songs, albums and artists by the beginnings of words, accents and case aside.

    A song is found by words of its title, its artists and its album together, an album by its
    title and artist. What has vanished is not found.

    Args:
        text: What a person has typed so far; any text is safe.
        user_id: Whose likes are marked.
        limit: How many of each kind, `RESULTS_MAX` at most.

    Returns:
        The best of each kind: names that are the query, then those that begin with it, then
        those that have its words, then the works of artists who do, then the rest, by name.
    """
    query = _understand(text)
    limit = min(max(limit, 0), RESULTS_MAX)
    if not query.text:
        return SearchResult(songs=(), albums=(), artists=())
    with session() as opened:
        songs = _best_songs(opened, query, limit)
        return SearchResult(
            songs=song_views(opened, songs, user_id),
            albums=album_views(opened, _best_albums(opened, query)[:limit]),
            artists=artist_views(opened, _best_artists(opened, query)[:limit]),
        )


def matching_songs(opened: Session, text: str, limit: int) -> list[int]:
    """Return the songs that a search finds, the best first.

    Args:
        opened: Any session.
        text: As for `search`.
        limit: How many at most.
    """
    query = _understand(text)
    return _best_songs(opened, query, limit) if query.text else []


def _understand(text: str) -> _Query:
    return _Query(text=fold(text[:QUERY_TEXT_MAX]), words=words_of_query(text))


def _best_songs(opened: Session, query: _Query, limit: int) -> list[int]:
    found = _candidates(
        opened, Searched.SONG, query, SONG.c.title_folded, present, max(limit, CANDIDATES_MAX)
    )
    names = (
        select(SONG.c.id, SONG.c.title_folded.label("name"), ARTIST.c.name_folded.label("by"))
        .outerjoin(CREDIT, and_(CREDIT.c.song_id == SONG.c.id, CREDIT.c.position == 0))
        .outerjoin(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
    )
    return _ranked(opened, query, names, SONG.c.id, found)[:limit]


def _best_albums(opened: Session, query: _Query) -> list[int]:
    found = _candidates(opened, Searched.ALBUM, query, ALBUM.c.title_folded, album_is_present)
    names = select(
        ALBUM.c.id, ALBUM.c.title_folded.label("name"), ARTIST.c.name_folded.label("by")
    ).join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
    return _ranked(opened, query, names.where(album_is_present), ALBUM.c.id, found)


def _best_artists(opened: Session, query: _Query) -> list[int]:
    found = _candidates(opened, Searched.ARTIST, query, ARTIST.c.name_folded, artist_is_present)
    name = ARTIST.c.name_folded
    names = select(ARTIST.c.id, name.label("name"), name.label("by")).where(artist_is_present)
    return _ranked(opened, query, names, ARTIST.c.id, found)


def _candidates(
    opened: Session,
    kind: Searched,
    query: _Query,
    name: Column[Any],
    is_there: ColumnElement[bool],
    limit: int = CANDIDATES_MAX,
) -> Iterable[int]:
    begins = (
        select(name.table.c.id)
        .where(name >= query.text, name < query.text + _AFTER_ALL, is_there)
        .order_by(name, name.table.c.id)
        .limit(limit)
    )
    by_words = matching(opened, kind, query.words, limit)
    return dict.fromkeys([*ids_of(opened, begins), *by_words])


def _ranked(
    opened: Session,
    query: _Query,
    names: Select[Any],
    key: ColumnElement[int],
    found: Iterable[int],
) -> list[int]:
    ids = list(found)
    rows: list[Any] = []
    for start in range(0, len(ids), 1000):
        rows.extend(rows_of(opened, names.where(key.in_(ids[start : start + 1000]))))
    merit = _merit_for(query)
    rows.sort(key=lambda row: (merit(row.name, row.by or ""), row.name, row.id))
    return [row.id for row in rows]


def _merit_for(query: _Query) -> Callable[[str, str], int]:
    text, words = query.text, query.words

    def merit(name: str, by: str) -> int:
        for said in (name, name.removeprefix("the ")):
            if said == text:
                return 0
            if said.startswith(text):
                return 1 if said[len(text)] == " " else 2
        if words and _has_words(name, words):
            return 3
        return 4 if by.removeprefix("the ").startswith(text) or by.startswith(text) else 5

    return merit


def _has_words(name: str, words: Sequence[str]) -> bool:
    said = words_to_index(name)
    return all(any(one.startswith(word) for one in said) for word in words)
