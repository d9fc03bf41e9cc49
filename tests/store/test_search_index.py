"""The full-text index: words alike on both databases, and nothing found that is gone."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from emomusic.store.database import session
from emomusic.store.folding import folded_key
from emomusic.store.search_index import (
    QUERY_WORDS_MAX,
    WORD_MAX,
    Searched,
    index_albums,
    index_artists,
    index_songs,
    matches,
    remove,
    words_of_query,
    words_to_index,
)
from emomusic.store.tables import Album, Artist, Song
from tests.databases import on_both
from tests.factories import ident, make_album, make_artist, make_song


def found(query: str, kind: Searched = Searched.SONG, limit: int = 100) -> list[int]:
    with session() as opened:
        table = matches(opened, kind, words_of_query(query), limit)
        return sorted(opened.connection().execute(select(table.c.id)).scalars())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Déjà Vu", ["deja", "vu"]),
        ("AC/DC", ["ac", "dc", "acdc"]),
        ("Don't", ["don", "t", "dont"]),
        ("one one One", ["one"]),
        ("東京 Tower", ["東", "京", "tower"]),
        ("🎵 !!!", []),
        ("snake_case", ["snake", "case", "snakecase"]),
    ],
)
def test_texts_are_cut_into_words(text: str, words: list[str]) -> None:
    assert words_to_index(text) == words


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("Don't", ["dont"]),
        ("ac/dc", ["ac", "dc"]),
        ('"rain" AND -sun*', ["rain", "and", "sun"]),
        ("a a a", ["a"]),
        ("🎵", []),
        ("x" * 1000, ["x" * WORD_MAX]),
    ],
)
def test_queries_are_cut_into_words(query: str, words: list[str]) -> None:
    assert words_of_query(query) == words


def test_a_query_of_endless_words_is_cut() -> None:
    query = " ".join(f"{number:x}" for number in range(100))
    assert len(words_of_query(query)) == QUERY_WORDS_MAX


@on_both
def test_a_renamed_song_is_found_by_its_new_name_only(database: str) -> None:
    song = make_song("Rain")
    with session(write=True) as opened:
        row = opened.get_one(Song, song.id)
        row.title, row.title_folded = "Snow", folded_key("Snow")
        index_songs(opened, [ident(song)])
    assert (found("rain"), found("snow")) == ([], [ident(song)])


@on_both
def test_renamed_albums_and_artists_are_found_by_their_new_names_only(database: str) -> None:
    artist = make_artist("Ann")
    album = make_album("Dusk", artist)
    with session(write=True) as opened:
        opened.get_one(Artist, artist.id).name = "Bea"
        opened.get_one(Album, album.id).title = "Dawn"
        index_artists(opened, [ident(artist)])
        index_albums(opened, [ident(album)])
    assert (found("ann", Searched.ARTIST), found("dusk", Searched.ALBUM)) == ([], [])
    assert found("bea", Searched.ARTIST) == [ident(artist)]
    assert found("dawn bea", Searched.ALBUM) == [ident(album)]


@on_both
def test_indexing_twice_finds_once(database: str) -> None:
    song = make_song("Rain")
    with session(write=True) as opened:
        index_songs(opened, [ident(song), ident(song)])
        index_songs(opened, [ident(song)])
    assert found("rain") == [ident(song)]


@on_both
def test_what_is_deleted_leaves_the_index_by_itself(database: str) -> None:
    artist = make_artist("Rainer")
    make_song("Rain", make_album("Rainbow", artist))
    with session(write=True) as opened:
        opened.delete(opened.get(Artist, ident(artist)))
    assert [found("rain", kind) for kind in Searched] == [[]] * len(Searched)


@on_both
def test_what_is_removed_is_not_found(database: str) -> None:
    rain, rainbow = make_song("Rain"), make_song("Rainbow")
    with session(write=True) as opened:
        remove(opened, Searched.SONG, [ident(rain), 999_999])
    assert found("rain") == [ident(rainbow)]


@on_both
def test_unknown_ids_are_skipped(database: str) -> None:
    with session(write=True) as opened:
        index_songs(opened, [1, 2, 3])
        index_albums(opened, [])
        index_artists(opened, [7])
    assert found("a") == []


@on_both
def test_more_songs_than_one_batch_are_indexed(database: str) -> None:
    album = make_album("Dusk", "Ann")
    with session(write=True) as opened:
        rows = [
            Song(
                path=f"/music/{number}",
                size_bytes=1,
                mtime_ns=1,
                content_hash=str(number),
                mime_type="audio/flac",
                title=f"Tune {number}",
                title_folded=f"tune {number}",
                album_id=ident(album),
                duration_s=1.0,
                sample_rate_hz=44_100,
                channels=2,
            )
            for number in range(1200)
        ]
        opened.add_all(rows)
        opened.flush()
        index_songs(opened, (ident(row) for row in rows))
    assert len(found("dusk", limit=5000)) == 1200
    assert len(found("tune", limit=7)) == 7
    assert found("tune 1199") == [ident(rows[1199])]
