"""Search as you type: songs, albums and artists, the best first.

Candidates come from two places, both quick under a single letter too: the names that begin with
the whole query (a B-tree), and what has every word of it in some place (the full-text index).
They are ranked here, so that SQLite and PostgreSQL answer alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Select, and_, select
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
    matches,
    words_of_query,
)

CANDIDATES_MAX = 250
"""How many matches of each kind are ranked; one letter matches tens of thousands."""
RESULTS_MAX = 100
"""How many of each kind are shown at most."""

_AFTER_ALL = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed: folded, and cut into words."""

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
    query = understand(text)
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
    query = understand(text)
    return _best_songs(opened, query, limit) if query.text else []


def understand(text: str) -> Query:
    """Take a query apart.

    Args:
        text: As for `search`.
    """
    return Query(text=fold(text[:QUERY_TEXT_MAX]), words=words_of_query(text))


def _best_songs(opened: Session, query: Query, limit: int) -> list[int]:
    title = SONG.c.title_folded
    names = (
        select(SONG.c.id, title.label("name"), ARTIST.c.name_folded.label("by"))
        .outerjoin(CREDIT, and_(CREDIT.c.song_id == SONG.c.id, CREDIT.c.position == 0))
        .outerjoin(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
        .where(present)
    )
    return best(opened, Searched.SONG, query, names, title, max(limit, CANDIDATES_MAX))[:limit]


def _best_albums(opened: Session, query: Query) -> list[int]:
    title = ALBUM.c.title_folded
    names = (
        select(ALBUM.c.id, title.label("name"), ARTIST.c.name_folded.label("by"))
        .join(ARTIST, ARTIST.c.id == ALBUM.c.artist_id)
        .where(album_is_present)
    )
    return best(opened, Searched.ALBUM, query, names, title)


def _best_artists(opened: Session, query: Query) -> list[int]:
    name = ARTIST.c.name_folded
    names = select(ARTIST.c.id, name.label("name"), name.label("by")).where(artist_is_present)
    return best(opened, Searched.ARTIST, query, names, name)


def best(
    opened: Session,
    kind: Searched,
    query: Query,
    names: Select[Any],
    name: Column[Any],
    limit: int = CANDIDATES_MAX,
    among: int | None = None,
) -> list[int]:
    """Find things by their names and by words, and put the best first.

    Args:
        opened: Any session.
        kind: What to look for.
        query: What somebody typed.
        names: Selects `id`, `name` and `by` (both folded) of those that may be found.
        name: The column of the name.
        limit: How many are ranked at most.
        among: In how many of the words' matches those that may be found are looked for, where
            they are few among many; as many as are ranked, if not said.

    Returns:
        Their ids.
    """
    key = name.table.c.id
    begins = names.where(name >= query.text, name < query.text + _AFTER_ALL)
    found = {row.id: row for row in rows_of(opened, begins.order_by(name, key).limit(limit))}
    if query.words:
        table = matches(opened, kind, query.words, among or limit)
        for row in rows_of(opened, names.join(table, table.c.id == key).limit(limit)):
            found[row.id] = row
    merit = _merit_for(query)
    ranked = sorted((merit(said, by or ""), said, number) for number, said, by in found.values())
    return [number for _, _, number in ranked]


def _merit_for(query: Query) -> Callable[[str, str], int]:
    text = query.text
    begins_word = [re.compile(r"(?<![^\W_])" + re.escape(word)).search for word in query.words]

    def merit(name: str, by: str) -> int:
        for said in (name, name.removeprefix("the ")):
            if said == text:
                return 0
            if said.startswith(text):
                return 1 if said[len(text)] == " " else 2
        if begins_word:
            plain = name.replace("'", "")
            if all(search_in(plain) for search_in in begins_word):
                return 3
        return 4 if by.removeprefix("the ").startswith(text) or by.startswith(text) else 5

    return merit
