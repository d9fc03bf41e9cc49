"""Edits in the tags of files: whole, in every format, and without hearing the song anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlmodel import delete, select

from emomusic.audio.tags import read_tags
from emomusic.services.desk.albums import AlbumChange, albums_to_edit, edit_albums
from emomusic.services.desk.artists import artist_to_edit, rename_artist
from emomusic.services.desk.songs import SongChange, edit_songs
from emomusic.services.desk.write_back import write_back, write_back_albums, write_back_artists
from emomusic.services.scan import scan
from emomusic.store.covers import store_cover
from emomusic.store.database import session
from emomusic.store.tables import Album, AnalysisJob, Song
from tests.audio_files import TAGGED_SUFFIXES, make_audio, make_picture
from tests.factories import ident, make_artist
from tests.services.desk.desk import HOSTILE, administrator, audit, seen

pytestmark = pytest.mark.usefixtures("database")

CHANGE = SongChange(
    title="Blau",
    artists="Anna; Bea",
    album="Meer",
    album_artist="Anna",
    genre="Jazz",
    year="1987",
    track="7",
    disc="2",
)


def only_song() -> Song:
    with session() as opened:
        return opened.exec(select(Song)).one()


def scanned(folder: Path, suffix: str, **tags: str) -> Song:
    make_audio(folder / f"song{suffix}", title="Blue", artist="Ann", album="Sea", **tags)
    scan([folder])
    with session(write=True) as opened:
        opened.execute(delete(AnalysisJob))
    return only_song()


@pytest.mark.parametrize("suffix", TAGGED_SUFFIXES)
class TestEveryFormat:
    def test_says_what_was_edited(self, tmp_path: Path, suffix: str) -> None:
        song = scanned(tmp_path, suffix, date="1999-05-01", tracknumber="3", genre="Folk")
        ada = administrator()
        edit_songs(ada, seen(song), CHANGE)
        done = write_back(ada, [ident(song)])
        assert done.sentence == "1 file written."
        tags = read_tags(tmp_path / f"song{suffix}")
        assert (tags.title, tags.artists, tags.album) == ("Blau", ("Anna", "Bea"), "Meer")
        assert (tags.album_artist, tags.genre, tags.year) == ("Anna", "Jazz", 1987)
        assert (tags.track, tags.disc) == (7, 2)
        assert audit()[-1] == ("song.tags", "Blau")

    def test_is_not_heard_anew_and_keeps_nothing_to_itself(
        self, tmp_path: Path, suffix: str
    ) -> None:
        song = scanned(tmp_path, suffix)
        ada = administrator()
        edit_songs(ada, seen(song), CHANGE)
        write_back(ada, [ident(song)])
        report = scan([tmp_path])
        assert (report.unchanged, report.updated, report.added) == (1, 0, 0)
        with session() as opened:
            assert opened.exec(select(AnalysisJob)).all() == []
        assert seen(song)[0].edited == ""
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []

    def test_gets_the_cover(self, tmp_path: Path, suffix: str) -> None:
        song = scanned(tmp_path, suffix)
        ada = administrator()
        cover = store_cover(make_picture(colour="red"))
        edit_songs(ada, seen(song), SongChange(cover=cover))
        write_back(ada, [ident(song)])
        picture = read_tags(tmp_path / f"song{suffix}").picture
        assert picture is not None
        assert picture.startswith(b"\xff\xd8")

    @pytest.mark.parametrize("text", HOSTILE[:5])
    def test_takes_any_text(self, tmp_path: Path, suffix: str, text: str) -> None:
        song = scanned(tmp_path, suffix)
        ada = administrator()
        edit_songs(ada, seen(song), SongChange(title=text, album=text))
        assert write_back(ada, [ident(song)]).written == 1
        tags = read_tags(tmp_path / f"song{suffix}")
        (after,) = seen(song)
        assert (tags.title, tags.album) == (after.title, after.album)


def test_an_artist_and_an_album_are_written_into_the_files_that_name_them(tmp_path: Path) -> None:
    sea, lake, hill = (
        make_audio(
            tmp_path / f"{album}.mp3",
            hertz=300.0 + number,
            title=album,
            album=album,
            artist=artist,
            albumartist=owner,
        )
        for number, (album, artist, owner) in enumerate(
            (("Sea", "Ann", "Ann"), ("Lake", "Bea", "Ann"), ("Hill", "Bea", "Bea"))
        )
    )
    scan([tmp_path])
    ada, before = administrator(), hill.read_bytes()
    ann = artist_to_edit(ident(make_artist("Ann")))
    rename_artist(ada, ann, "Anna")
    assert write_back_artists(ada, [ann.id]).written == 2
    assert read_tags(sea).artists == ("Anna",)
    assert (read_tags(lake).artists, read_tags(lake).album_artist) == (("Bea",), "Anna")
    with session() as opened:
        album_id = opened.exec(select(Album.id).where(Album.title == "Lake")).one()
    assert album_id is not None
    edit_albums(ada, albums_to_edit([album_id]), AlbumChange(title="Pond"))
    assert write_back_albums(ada, [album_id]).written == 1
    assert (read_tags(lake).album, read_tags(sea).album) == ("Pond", "Sea")
    assert hill.read_bytes() == before
    assert write_back_albums(ada, [2**80, -1]).written == 0


def test_a_file_that_is_gone_is_told_of(tmp_path: Path) -> None:
    song = scanned(tmp_path, ".mp3")
    (tmp_path / "song.mp3").unlink()
    done = write_back(administrator(), [ident(song)])
    assert done.sentence == ("0 files written. “Blue” was not: The file is not there any more.")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_is_told_of(tmp_path: Path) -> None:
    song = scanned(tmp_path, ".mp3")
    (tmp_path / "song.mp3").chmod(0o444)
    done = write_back(administrator(), [ident(song)])
    assert "is read-only" in done.sentence


def test_a_broken_file_stays_as_it_is(tmp_path: Path) -> None:
    song = scanned(tmp_path, ".flac")
    path = tmp_path / "song.flac"
    path.write_bytes(b"fLaC" + b"\xff" * 5000)
    done = write_back(administrator(), [ident(song)])
    assert "“Blue” was not: Its tags are broken" in done.sentence
    assert path.read_bytes() == b"fLaC" + b"\xff" * 5000
    assert [one.name for one in tmp_path.glob("*song*")] == ["song.flac"]
    assert list(tmp_path.glob(".emomusic-*")) == []
