"""The bin: what is in it is nowhere else, comes back as it was, or goes for good."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select, update

from emomusic.errors import Conflict, NotFound
from emomusic.services import catalogue, likes, media, queues
from emomusic.services.desk.others_list import BinCounts, bin_counts, list_bin
from emomusic.services.desk.purge import empty_bin, left_out_count, purge, purge_old, take_again
from emomusic.services.desk.songs import SongChange, edit_songs
from emomusic.services.desk.wastebin import (
    AlbumSongs,
    Binned,
    Consequences,
    bin_albums,
    bin_artists,
    bin_songs,
    consequences_for_albums,
    consequences_for_artists,
    restore,
    undo_bin,
)
from emomusic.services.scan import scan
from emomusic.services.search import search
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, Song, now
from tests.audio_files import make_audio
from tests.databases import on_both
from tests.factories import ident, make_artist, make_like, make_user
from tests.services.desk.desk import administrator, audit, make_song, seen
from tests.services.test_people import at_once

pytestmark = on_both


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with one album of two songs, scanned."""
    folder = tmp_path / "music"
    for number, title in enumerate(("One", "Two"), 1):
        path = folder / "Sea" / f"{number}.mp3"
        make_audio(path, hertz=300.0 + number, title=title, artist="Ann", album="Sea")
    return folder


def titles() -> list[str]:
    return [one.title for one in catalogue.list_songs(1).rows]


def stored(title: str) -> Song:
    with session() as opened:
        return opened.exec(select(Song).where(Song.title == title)).one()


class TestASongInTheBin:
    def test_is_in_no_list_and_not_found_and_not_played(self, database: str, music: Path) -> None:
        scan([music])
        song, user = stored("One"), make_user()
        make_like(user, song)
        queues.save_queue(ident(user), queues.QueueState((ident(song), ident(stored("Two")))))
        bin_songs(administrator(), [ident(song)])
        assert titles() == ["Two"]
        assert search("one", 1).songs == ()
        assert likes.liked_songs(ident(user)).total == 0
        assert queues.load_queue(ident(user)).song_ids == (ident(stored("Two")),)
        assert [one.title for one in catalogue.album(song.album_id, 1).songs] == ["Two"]
        assert catalogue.counts().songs == 1
        with pytest.raises(NotFound):
            media.media_file(ident(song))
        with pytest.raises(NotFound):
            catalogue.song(ident(song), 1)
        assert Path(song.path).is_file()
        assert audit() == [("song.bin", "One")]

    def test_is_not_brought_back_by_a_scan(self, database: str, music: Path) -> None:
        scan([music])
        bin_songs(administrator(), [ident(stored("One"))])
        scan([music])
        assert titles() == ["Two"]
        make_audio(music / "Sea" / "1.mp3", hertz=999.0, title="One", artist="Ann", album="Sea")
        scan([music])
        (music / "Sea" / "1.mp3").rename(music / "moved.mp3")
        scan([music])
        assert titles() == ["Two"]
        assert bin_counts() == BinCounts(1, 0, 0)

    def test_comes_back_as_it_was(self, database: str, music: Path) -> None:
        scan([music])
        ada = administrator()
        thrown = bin_songs(ada, [ident(stored("One")), ident(stored("Two"))])
        assert titles() == []
        assert catalogue.list_albums().rows == ()
        undo_bin(ada, thrown)
        assert titles() == ["One", "Two"]
        assert [one.title for one in search("one", 1).songs] == ["One"]
        assert audit()[-1] == ("song.restore", "2 songs")

    def test_is_told_of_to_who_edits_it(self, database: str) -> None:
        song = make_song("Blue")
        as_seen = seen(song)
        bin_songs(administrator("Mira"), [ident(song)])
        with pytest.raises(Conflict, match="“Blue” was put into the bin meanwhile by Mira"):
            edit_songs(administrator("Bo"), as_seen, SongChange(title="Red"))

    def test_is_put_there_once_by_two_at_once(self, database: str) -> None:
        song, ada = make_song("Blue"), administrator()
        outcomes = at_once(*[lambda: bin_songs(ada, [ident(song)]).songs] * 2)
        assert sorted(map(str, outcomes)) == ["1", str(NotFound)]

    def test_stays_missing_where_its_file_is_gone(self, database: str, music: Path) -> None:
        scan([music])
        song = stored("One")
        bin_songs(administrator(), [ident(song)])
        Path(song.path).unlink()
        restore(administrator("Bo"), Binned.SONG, [ident(song)])
        assert titles() == ["Two"]
        assert catalogue.song(ident(song), 1).song.missing


class TestAnAlbum:
    def test_says_how_many_songs_are_on_it(self, database: str) -> None:
        song = make_song("Blue", "Sea", ["Ann"])
        assert consequences_for_albums([song.album_id]) == Consequences(songs=1)

    def test_takes_its_songs_along_and_brings_them_back(self, database: str, music: Path) -> None:
        scan([music])
        album_id = stored("One").album_id
        ada = administrator()
        thrown = bin_albums(ada, [album_id], AlbumSongs.BIN)
        assert (titles(), bin_counts()) == ([], BinCounts(2, 1, 0))
        undo_bin(ada, thrown)
        assert (titles(), bin_counts()) == (["One", "Two"], BinCounts(0, 0, 0))

    def test_leaves_its_songs_on_an_album_without_a_title(self, database: str, music: Path) -> None:
        scan([music])
        album_id = stored("One").album_id
        ada = administrator()
        thrown = bin_albums(ada, [album_id], AlbumSongs.KEEP)
        assert titles() == ["One", "Two"]
        assert [one.title for one in catalogue.list_albums().rows] == ["Unknown Album"]
        scan([music])
        assert [one.title for one in catalogue.list_albums().rows] == ["Unknown Album"]
        undo_bin(ada, thrown)
        assert [(one.title, one.id) for one in catalogue.list_albums().rows] == [("Sea", album_id)]


class TestAnArtist:
    def test_goes_with_what_is_theirs_alone(self, database: str) -> None:
        make_song("Own", "Sea", ["Ann"], path=__file__)
        duet = make_song("Duet", "Lake", ["Bea", "Ann"])
        ann = ident(make_artist("Ann"))
        assert consequences_for_artists([ann]) == Consequences(songs=1, albums=1, credits=1)
        ada = administrator()
        thrown = bin_artists(ada, [ann])
        assert titles() == ["Duet"]
        view = catalogue.song(ident(duet), 1).song
        assert [one.name for one in view.artists] == ["Bea"]
        assert search("ann", 1).artists == ()
        undo_bin(ada, thrown)
        assert titles() == ["Duet", "Own"]
        view = catalogue.song(ident(duet), 1).song
        assert [one.name for one in view.artists] == ["Bea", "Ann"]


class TestPurging:
    def test_leaves_files_of_music_folders_and_scans_leave_them_out(
        self, database: str, music: Path
    ) -> None:
        scan([music])
        song = stored("One")
        bin_songs(administrator(), [ident(song)])
        gone = purge(administrator("Bo"), Binned.SONG, [ident(song)])
        assert (gone.songs, gone.files_deleted, gone.files_left) == (1, 0, 1)
        assert Path(song.path).is_file()
        scan([music])
        assert titles() == ["Two"]
        assert left_out_count() == 1
        assert take_again(administrator("Cy")) == 1
        scan([music])
        assert titles() == ["One", "Two"]

    def test_deletes_files_that_were_uploaded(self, database: str, data_dir: Path) -> None:
        path = make_audio(settings().uploaded_music_dir / "ab" / "cd.mp3", title="Mine")
        song = make_song("Mine", path=str(path))
        bin_songs(administrator(), [ident(song)])
        gone = empty_bin(administrator("Bo"))
        assert (gone.songs, gone.files_deleted) == (1, 1)
        assert not path.exists()
        assert left_out_count() == 0

    def test_deletes_other_files_where_it_is_asked_to(self, database: str, music: Path) -> None:
        scan([music])
        album_id = stored("One").album_id
        bin_albums(administrator(), [album_id], AlbumSongs.BIN)
        gone = empty_bin(administrator("Bo"), delete_files=True)
        assert (gone.songs, gone.albums, gone.files_deleted) == (2, 1, 2)
        assert list(music.rglob("*.mp3")) == []
        assert bin_counts() == BinCounts(0, 0, 0)

    def test_leaves_alone_what_is_not_in_the_bin(self, database: str) -> None:
        song = make_song("Blue")
        assert purge(administrator(), Binned.SONG, [ident(song)]).songs == 0
        assert stored("Blue").id == song.id

    def test_happens_by_itself_after_thirty_days(self, database: str) -> None:
        old, new = make_song("Old"), make_song("New")
        bin_songs(administrator(), [ident(old), ident(new)])
        with session(write=True) as opened:
            long_ago = now() - timedelta(days=30, seconds=1)
            which = col(Song.id) == old.id
            opened.execute(update(Song).where(which).values(binned_at=long_ago))
        assert purge_old().songs == 1
        assert [row.title for row in list_bin(Binned.SONG, True, 0, 10).rows] == ["New"]
        assert audit()[-1] == ("song.purge", "Old")

    def test_takes_the_artist_along(self, database: str) -> None:
        make_song("Own", "Sea", ["Ann"])
        bin_artists(administrator(), [ident(make_artist("Ann"))])
        gone = empty_bin(administrator("Bo"))
        assert (gone.songs, gone.albums, gone.artists) == (1, 1, 1)


def test_what_an_administrator_wrote_is_kept_by_scans(database: str, music: Path) -> None:
    scan([music])
    change = SongChange(title="Uno", album="Mar", artists="Ana", album_artist="Ana", year="1990")
    edit_songs(administrator(), seen(stored("One")), change)
    path = music / "Sea" / "1.mp3"
    make_audio(path, hertz=777.0, title="1", artist="A", album="S", genre="Folk", date="2000")
    scan([music])
    (after,) = seen(stored("Uno"))
    assert (after.album, after.artists, after.album_artist) == ("Mar", ("Ana",), "Ana")
    assert (after.year, after.genre) == (1990, "Folk")
    assert [one.title for one in catalogue.list_albums().rows] == ["Mar", "Sea"]
    assert [one.name for one in catalogue.list_artists().rows] == ["Ana", "Ann"]
    with session() as opened:
        assert len(opened.exec(select(AnalysisJob)).all()) == 2
