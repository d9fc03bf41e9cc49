"""Albums and artists at the desk: added, edited, merged; former names still lead to them."""

from __future__ import annotations

import pytest
from sqlmodel import select

from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services import catalogue
from emomusic.services.desk.albums import (
    AlbumChange,
    add_album,
    albums_to_edit,
    edit_albums,
    merge_albums,
    undo_albums,
    undo_merged_albums,
)
from emomusic.services.desk.artists import (
    ArtistSeen,
    add_artist,
    artist_to_edit,
    merge_artists,
    rename_artist,
    undo_merged_artists,
)
from emomusic.services.desk.others_list import (
    AlbumsSort,
    ArtistsSort,
    list_albums,
    list_artists,
)
from emomusic.services.desk.songs import SongChange, edit_songs
from emomusic.services.search import search
from emomusic.store.covers import store_cover
from emomusic.store.database import session
from emomusic.store.edit_tables import ArtistAlias
from tests.audio_files import make_picture
from tests.databases import on_both
from tests.factories import ident, make_album, make_artist
from tests.services.desk.desk import HOSTILE, administrator, audit, make_song, seen
from tests.services.test_people import at_once

pytestmark = on_both


def albums() -> list[tuple[str, str, int]]:
    rows = list_albums("", AlbumsSort.TITLE, False, 0, 50).rows
    return [(row.title, row.artist, row.songs) for row in rows]


def artists() -> list[tuple[str, int, int]]:
    rows = list_artists("", ArtistsSort.NAME, False, 0, 50).rows
    return [(row.name, row.albums, row.songs) for row in rows]


def names() -> set[tuple[str, int]]:
    """Former names of artists, and to whom they lead."""
    with session() as opened:
        return {(one.name_folded, one.artist_id) for one in opened.exec(select(ArtistAlias))}


class TestAlbums:
    def test_an_empty_album_is_made_for_a_new_artist(self, database: str) -> None:
        add_album(administrator(), " Sea ", "Ann", "1999")
        assert albums() == [("Sea", "Ann", 0)]
        assert catalogue.list_albums().rows == ()
        assert audit() == [("album.add", "Sea")]

    def test_there_is_one_of_a_title_by_an_artist(self, database: str) -> None:
        make_album("Séa", "Ann")
        with pytest.raises(Conflict, match="There is an album “SEA” by Ann already"):
            add_album(administrator(), "SEA", "Ann")
        add_album(administrator(), "Sea", "Bea")
        assert len(albums()) == 2

    def test_of_two_who_add_it_at_once_one_is_told(self, database: str) -> None:
        ada = administrator()
        outcomes = at_once(*[lambda: add_album(ada, "Sea", "Ann") > 0] * 2)
        assert sorted(map(str, outcomes)) == [str(Conflict), "True"] or outcomes.count(True) == 1

    def test_it_is_renamed_and_given_to_another_artist(self, database: str) -> None:
        song = make_song("Blue", "Sea", ["Ann"])
        as_seen = albums_to_edit([song.album_id])
        edit_albums(administrator(), as_seen, AlbumChange(title="Lake", artist="Bea", year="1987"))
        assert albums() == [("Lake", "Bea", 1)]
        assert catalogue.album(song.album_id, 1).album.year == 1987
        assert [one.title for one in search("lake", 1).songs] == ["Blue"]

    def test_a_cover_is_its_songs_cover_too_and_is_undone(self, database: str) -> None:
        old, new = store_cover(make_picture(colour="red")), store_cover(make_picture(colour="blue"))
        song = make_song("Blue", "Sea", ["Ann"], cover=old)
        ada = administrator()
        edit = edit_albums(ada, albums_to_edit([song.album_id]), AlbumChange(cover=new))
        assert seen(song)[0].cover == new
        assert catalogue.album(song.album_id, 1).album.cover == new
        undo_albums(ada, edit)
        assert seen(song)[0].cover == old
        assert albums_to_edit([song.album_id])[0].cover == ""

    def test_the_second_of_two_edits_is_told(self, database: str) -> None:
        album = make_album("Sea", "Ann")
        as_seen = albums_to_edit([ident(album)])
        edit_albums(administrator("Mira"), as_seen, AlbumChange(year="1999"))
        with pytest.raises(Conflict, match="“Sea” was changed meanwhile by Mira: year none → 1999"):
            edit_albums(administrator("Bo"), as_seen, AlbumChange(title="Lake"))

    def test_albums_are_merged(self, database: str) -> None:
        one, two = make_song("One", "Sea", ["Ann"]), make_song("Two", "The Sea", ["Ann"])
        moved = merge_albums(administrator(), [one.album_id, two.album_id], two.album_id)
        assert moved.songs == 1
        assert albums() == [("The Sea", "Ann", 2)]
        assert [one.title for one in catalogue.album(two.album_id, 1).songs] == ["One", "Two"]

    def test_a_merge_is_undone_with_the_artist_who_went(self, database: str) -> None:
        one, two = make_song("One", "Sea", ["Ann"]), make_song("Two", "The Sea", ["Anna"])
        edit_songs(administrator(), seen(one), SongChange(artists="Cem"))
        before = seen(one, two), albums(), artists()
        merged = merge_albums(administrator(), [one.album_id, two.album_id], two.album_id)
        assert albums() == [("The Sea", "Anna", 2)]
        undo_merged_albums(administrator("Mira"), merged)
        assert (seen(one, two), albums(), artists()) == before
        assert [row.title for row in search("sea ann", 1).albums] == ["Sea", "The Sea"]
        assert audit()[-2:] == [("album.merge", "The Sea")] * 2

    def test_a_merge_is_not_undone_over_what_somebody_did_since(self, database: str) -> None:
        one, two = make_song("One", "Sea", ["Ann"]), make_song("Two", "The Sea", ["Ann"])
        actor = administrator()
        merged = merge_albums(actor, [one.album_id], two.album_id)
        edit_songs(actor, seen(one), SongChange(album="Lake"))
        now = albums()
        with pytest.raises(Conflict, match="has been changed since"):
            undo_merged_albums(actor, merged)
        assert albums() == now == [("Lake", "Ann", 1), ("The Sea", "Ann", 1)]

    @pytest.mark.parametrize("text", HOSTILE)
    def test_hostile_texts_are_only_texts(self, database: str, text: str) -> None:
        album_id = add_album(administrator(), text, text)
        (row,) = albums_to_edit([album_id])
        assert row.title == row.artist
        assert len(row.title) <= 500


class TestArtists:
    def test_an_artist_without_songs_is_made(self, database: str) -> None:
        add_artist(administrator(), "Ann")
        assert artists() == [("Ann", 0, 0)]
        assert catalogue.list_artists().rows == ()

    def test_a_name_is_taken_once(self, database: str) -> None:
        make_artist("Björk")
        with pytest.raises(Conflict, match="There is an artist “Björk” already"):
            add_artist(administrator(), "BJORK")

    def test_an_artist_is_renamed_and_found(self, database: str) -> None:
        song = make_song("Blue", "Sea", ["Ann"])
        ann = artist_to_edit(ident(make_artist("Ann")))
        assert rename_artist(administrator(), ann, "Anna") == ArtistSeen(ann.id, "Anna")
        assert seen(song)[0].artists == ("Anna",)
        assert [one.title for one in search("anna", 1).songs] == ["Blue"]

    def test_the_second_to_rename_is_told(self, database: str) -> None:
        ann = artist_to_edit(ident(make_artist("Ann")))
        rename_artist(administrator("Mira"), ann, "Anna")
        with pytest.raises(Conflict, match="was renamed to “Anna” meanwhile by Mira"):
            rename_artist(administrator("Bo"), ann, "Anne")

    def test_a_name_that_is_nothing_is_refused(self, database: str) -> None:
        with pytest.raises(InvalidInput, match="A name can’t be empty"):
            add_artist(administrator(), "\u200b \x00")

    def test_two_become_one_with_their_albums_and_credits(self, database: str) -> None:
        make_song("Help!", "Help!", ["Beatles"])
        make_song("Yesterday", "Help!", ["The Beatles"])
        make_song("Girl", "Rubber Soul", ["Beatles"])
        both = make_song("Both", "Others", ["The Beatles", "Beatles"])
        former, target = ident(make_artist("Beatles")), ident(make_artist("The Beatles"))
        merged = merge_artists(administrator(), [former, target], target)
        assert (merged.songs, merged.albums) == (3, 2)
        assert albums() == [
            ("Help!", "The Beatles", 2),
            ("Others", "The Beatles", 1),
            ("Rubber Soul", "The Beatles", 1),
        ]
        assert seen(both)[0].artists == ("The Beatles",)
        assert artists() == [("The Beatles", 3, 4)]
        assert sorted(one.title for one in search("beatles", 1).songs) == [
            "Both",
            "Girl",
            "Help!",
            "Yesterday",
        ]
        with pytest.raises(NotFound):
            artist_to_edit(former)

    def test_a_merge_is_undone_to_the_last_credit(self, database: str) -> None:
        songs = (
            make_song("Help!", "Help!", ["Beatles"], year=1965, path=__file__),
            make_song("Yesterday", "Help!", ["The Beatles"]),
            make_song("Girl", "Rubber Soul", ["Beatles", "Cem"]),
            make_song("Both", "Others", ["The Beatles", "Beatles"]),
        )
        actor = administrator()
        former = artist_to_edit(ident(make_artist("Beetles")))
        rename_artist(actor, former, "Fab Four")
        target = ident(make_artist("The Beatles"))
        ids = [ident(make_artist(name)) for name in ("Beatles", "Fab Four")]
        before = seen(*songs), albums(), artists(), names()
        merged = merge_artists(actor, ids, target)
        assert artists() == [("Cem", 0, 1), ("The Beatles", 3, 4)]
        undo_merged_artists(actor, merged)
        assert (seen(*songs), albums(), artists(), names()) == before
        assert [one.name for one in search("beatles", 1).artists] == ["Beatles", "The Beatles"]
        assert {one.title for one in search("beatles help", 1).songs} == {"Help!", "Yesterday"}
        with pytest.raises(Conflict, match="has been changed since"):
            undo_merged_artists(actor, merged)

    def test_a_merge_is_not_undone_over_a_name_that_is_taken(self, database: str) -> None:
        make_song("One", "Sea", ["Ann"])
        actor, target = administrator(), ident(make_artist("Anna"))
        merged = merge_artists(actor, [ident(make_artist("Ann"))], target)
        add_artist(actor, "Ann")
        with pytest.raises(Conflict, match="has been changed since"):
            undo_merged_artists(actor, merged)
        assert [name for name, _, _ in artists()] == ["Ann", "Anna"]

    def test_two_who_merge_the_same_at_once_do_it_once(self, database: str) -> None:
        make_song("One", "Sea", ["Ann"])
        make_song("Two", "Sea", ["Anna"])
        former, target, ada = ident(make_artist("Ann")), ident(make_artist("Anna")), administrator()
        outcomes = at_once(*[lambda: merge_artists(ada, [former], target).songs] * 2)
        assert sorted(map(str, outcomes)) == ["1", str(NotFound)]
        assert artists() == [("Anna", 1, 2)]
