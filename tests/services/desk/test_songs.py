"""Edits of songs: what is touched is written, once, and by whom nobody overwrote it."""

from __future__ import annotations

import pytest

from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services import catalogue
from emomusic.services.desk.songs import (
    SongChange,
    edit_songs,
    move_songs,
    songs_to_edit,
    undo_songs,
)
from emomusic.services.desk.wastebin import bin_artists
from emomusic.services.search import search
from emomusic.store.database import session
from emomusic.store.tables import Album, Artist
from tests.databases import on_both
from tests.factories import ident, make_album, make_artist
from tests.services.desk.desk import HOSTILE, administrator, audit, last_details, make_song, seen
from tests.services.test_people import at_once

pytestmark = on_both


def test_only_touched_fields_are_written(database: str) -> None:
    song = make_song("Blue", "Sea", ["Ann"], genre="Folk", year=1999, track=3)
    edit = edit_songs(administrator(), seen(song), SongChange(genre="Jazz"))
    (after,) = seen(song)
    assert (after.title, after.album, after.artists) == ("Blue", "Sea", ("Ann",))
    assert (after.genre, after.year, after.track, after.edited) == ("Jazz", 1999, 3, "genre")
    assert edit.count == 1
    assert audit() == [("song.edit", "Blue")]
    assert last_details()["changes"] == ["genre “Folk” → “Jazz”"]


def test_many_songs_are_edited_at_once(database: str) -> None:
    songs = [make_song(f"Song {n}", "Sea", ["Ann"], year=1990 + n) for n in range(3)]
    edit_songs(administrator(), seen(*songs), SongChange(year="2001", artists="Bea; Cem"))
    assert [(one.title, one.year, one.artists) for one in seen(*songs)] == [
        ("Song 0", 2001, ("Bea", "Cem")),
        ("Song 1", 2001, ("Bea", "Cem")),
        ("Song 2", 2001, ("Bea", "Cem")),
    ]
    assert audit() == [("song.edit", "3 songs")]


def test_an_edited_song_is_found_by_its_new_words_only(database: str) -> None:
    song = make_song("Blue", "Sea", ["Ann"])
    edit_songs(administrator(), seen(song), SongChange(title="Crimson"))
    assert [one.title for one in search("crimson", 1).songs] == ["Crimson"]
    assert search("blue", 1).songs == ()


def test_an_edit_of_no_name_brings_nobody_out_of_the_bin(database: str) -> None:
    song = make_song("Blue", "Sea", ["Bea", "Ann"])
    actor = administrator()
    bin_artists(actor, [ident(make_artist("Ann"))])
    edit_songs(actor, seen(song), SongChange(genre="Jazz", year="1999"))
    assert [one.name for one in catalogue.list_artists().rows] == ["Bea"]
    edit_songs(actor, seen(song), SongChange(artists="Ann"))
    assert {one.name for one in catalogue.list_artists().rows} == {"Ann", "Bea"}


def test_an_album_has_the_year_of_its_first_song(database: str) -> None:
    first = make_song("Blue", "Sea", ["Ann"], track=1, year=1999)
    make_song("Red", "Sea", ["Ann"], track=2, year=1970)
    actor = administrator()

    def year() -> int | None:
        return catalogue.list_albums().rows[0].year

    edit_songs(actor, seen(first), SongChange(year="2001"))
    assert year() == 2001
    edit_songs(actor, seen(first), SongChange(track="3"))
    assert year() == 1970


def test_a_song_moves_to_a_new_album_and_an_empty_one_goes(database: str) -> None:
    song = make_song("Blue", "Sea", ["Ann"])
    edit_songs(administrator(), seen(song), SongChange(album="Lake"))
    assert [(one.title, one.artist) for one in catalogue.list_albums().rows] == [("Lake", "Ann")]
    with session() as opened:
        assert opened.get(Album, song.album_id) is None


def test_songs_move_to_an_album_that_is_there(database: str) -> None:
    songs = [make_song("One", "Sea", ["Ann"]), make_song("Two", "Lake", ["Bea"])]
    target = make_album("River", "Cem")
    edit = move_songs(administrator(), seen(*songs), ident(target))
    assert [(one.album, one.album_artist) for one in edit.after] == [("River", "Cem")] * 2
    assert [one.artists for one in edit.after] == [("Ann",), ("Bea",)]


def test_songs_do_not_move_to_an_album_that_is_gone(database: str) -> None:
    with pytest.raises(NotFound, match="no such album"):
        move_songs(administrator(), seen(make_song("One")), 999)


def test_an_edit_is_undone(database: str) -> None:
    songs = [make_song("One", "Sea", ["Ann"], genre="Folk"), make_song("Two", "Lake", ["Bea"])]
    before = seen(*songs)
    ada = administrator()
    edit = edit_songs(ada, before, SongChange(genre="Jazz", album="River", artists="Cem"))
    undo_songs(ada, edit)
    assert [(one.title, one.artists, one.album, one.genre, one.edited) for one in seen(*songs)] == [
        ("One", ("Ann",), "Sea", "Folk", ""),
        ("Two", ("Bea",), "Lake", "", ""),
    ]
    assert [one.name for one in catalogue.list_artists().rows] == ["Ann", "Bea"]


def test_undoing_does_not_overwrite_what_somebody_did_since(database: str) -> None:
    song = make_song("One", genre="Folk")
    edit = edit_songs(administrator("Ada"), seen(song), SongChange(genre="Jazz"))
    edit_songs(administrator("Bo"), seen(song), SongChange(genre="Pop"))
    with pytest.raises(Conflict, match="changed meanwhile by Bo: genre “Jazz” → “Pop”"):
        undo_songs(administrator("Cy"), edit)
    assert seen(song)[0].genre == "Pop"


def test_the_second_of_two_edits_is_told_what_changed_and_by_whom(database: str) -> None:
    song = make_song("Blue", year=1999)
    as_seen = seen(song)
    edit_songs(administrator("Mira"), as_seen, SongChange(title="Blue Moon", year="2001"))
    with pytest.raises(Conflict) as told:
        edit_songs(administrator("Bo"), as_seen, SongChange(title="Red"))
    assert told.value.sentence == (
        "“Blue” was changed meanwhile by Mira: title “Blue” → “Blue Moon”; year 1999 → 2001. "
        "Nothing of yours was saved."
    )
    assert seen(song)[0].title == "Blue Moon"


def test_of_two_edits_at_once_one_is_told(database: str) -> None:
    song = make_song("Blue")
    as_seen, ada, bo = seen(song), administrator("Ada"), administrator("Bo")
    outcomes = at_once(
        lambda: edit_songs(ada, as_seen, SongChange(title="Ada’s")).count,
        lambda: edit_songs(bo, as_seen, SongChange(title="Bo’s")).count,
    )
    assert sorted(map(str, outcomes)) == ["1", str(Conflict)]


def test_two_who_name_the_same_new_artist_at_once_make_one(database: str) -> None:
    one, two, ada = make_song("One"), make_song("Two"), administrator()
    of_one, of_two = seen(one), seen(two)
    outcomes = at_once(
        lambda: edit_songs(ada, of_one, SongChange(artists="Zed", album="Zoo")).count,
        lambda: edit_songs(ada, of_two, SongChange(artists="Zed", album="Zoo")).count,
    )
    assert outcomes == [1, 1]
    assert [one.name for one in catalogue.list_artists().rows].count("Zed") == 1


def test_fields_are_emptied_but_for_those_that_a_song_needs(database: str) -> None:
    song, ada = make_song("Blue", genre="Folk", year=1999, track=1), administrator()
    edit_songs(ada, seen(song), SongChange(genre="", year=" ", track=""))
    (after,) = seen(song)
    assert (after.genre, after.year, after.track) == ("", None, None)
    for change in (
        SongChange(title=" \u200b\u0000 "),
        SongChange(artists=" ; "),
        SongChange(album=""),
    ):
        with pytest.raises(InvalidInput):
            edit_songs(ada, seen(song), change)
    assert seen(song)[0].title == "Blue"


@pytest.mark.parametrize("year", ["999", "2101", "abcd", "-5", "20 01", "١٩٩٩", "1e3", "19999"])
def test_a_year_is_a_year(database: str, year: str) -> None:
    song = make_song("Blue", year=1999)
    with pytest.raises(InvalidInput, match="A year is a number from 1000 to 2100"):
        edit_songs(administrator(), seen(song), SongChange(year=year))


@pytest.mark.parametrize("cover", ["nothing", "../../etc/passwd", "0" * 40])
def test_a_cover_is_one_that_is_stored(database: str, cover: str) -> None:
    with pytest.raises(InvalidInput, match="choose it again"):
        edit_songs(administrator(), seen(make_song("Blue")), SongChange(cover=cover))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_texts(database: str, text: str) -> None:
    song, other = make_song("Blue"), make_song("Other")
    change = SongChange(title=text, artists=text.replace(";", ","), album=text, genre=text)
    edit_songs(administrator(), seen(song), change)
    (after,) = seen(song)
    assert after.title == after.album
    assert not {"\x00", "\u202e"} & set(after.title)
    assert len(after.title) <= 500
    assert seen(other)[0].title == "Other"
    found = search(text.replace("\x00", " "), 1).songs
    assert [one.title for one in found] in ([after.title], [])


def test_songs_in_no_edit_are_not_found(database: str) -> None:
    with pytest.raises(NotFound):
        songs_to_edit([1, 2, 3])


def test_an_artist_who_has_nothing_left_goes(database: str) -> None:
    song = make_song("Blue", "Sea", ["Ann"])
    edit_songs(administrator(), seen(song), SongChange(artists="Bea", album_artist="Bea"))
    with session() as opened:
        assert opened.get(Artist, ident(make_artist("Bea"))) is not None
    assert [one.name for one in catalogue.list_artists().rows] == ["Bea"]
