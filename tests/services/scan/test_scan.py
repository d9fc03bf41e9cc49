"""What a scan makes of folders as they change, on both databases."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from emomusic.audio.tags import read_tags
from emomusic.services.scan import ScanProgress, Stage, scan
from emomusic.services.search import search
from emomusic.store.covers import cover_path
from emomusic.store.database import session
from emomusic.store.tables import Album, Like
from tests import factories
from tests.audio_files import make_audio, make_picture, tag
from tests.databases import on_both
from tests.services.scan.conftest import Library, changed_later, counts

pytestmark = on_both

NOBODY = 0
"""Who asks; only likes depend on it."""


def test_the_files_of_a_folder_become_songs(library: Library) -> None:
    make_audio(
        library.folder / "a.flac",
        title="One",
        artist=["A", "B"],
        album="First",
        albumartist="A",
        tracknumber="1/2",
        discnumber="1",
        date="2001",
        genre="Jazz",
        replaygain_track_gain="-3 dB",
    )
    make_audio(library.folder / "deep" / "er" / "b.mp3", title="Two", artist="C", album="Second")
    assert counts(library.scan()) == {"added": 2}
    song = library.song("a.flac")
    assert (song.title, song.track, song.disc, song.year) == ("One", 1, 1, 2001)
    assert (song.genre, song.track_gain_db, song.channels) == ("Jazz", -3.0, 2)
    assert song.mime_type == "audio/flac"
    assert library.credited("a.flac") == ["A", "B"]
    assert library.albums() == ["First", "Second"]
    assert library.artists() == ["A", "B", "C"]


def test_a_second_scan_finds_nothing_to_do(library: Library) -> None:
    for number in range(3):
        make_audio(library.folder / f"{number}.wav", title=f"Song {number}")
    library.scan()
    before = library.songs()
    assert counts(library.scan()) == {"unchanged": 3}
    assert library.songs() == before


def test_what_did_not_change_is_not_opened(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_audio(library.folder / "a.flac")
    make_audio(library.folder / "b.flac", hertz=300)
    library.scan()
    opened: list[str] = []
    original = Path.open

    def watched(path: Path, *args: object, **kwargs: object) -> object:
        opened.append(path.name)
        return original(path, *args, **kwargs)  # type: ignore[call-overload]

    changed_later(library.folder / "b.flac", lambda path: tag(path, title="New"))
    monkeypatch.setattr(Path, "open", watched)
    assert counts(library.scan()) == {"unchanged": 1, "updated": 1}
    assert opened == ["b.flac"]


def test_a_retagged_file_is_the_same_song_with_new_tags(library: Library) -> None:
    path = make_audio(library.folder / "a.flac", title="Old", artist="A", album="X")
    library.scan()
    number = library.song_id("a.flac")
    changed_later(path, lambda path: tag(path, title="New", artist="B", album="Y"))
    assert counts(library.scan()) == {"updated": 1}
    assert (library.song_id("a.flac"), library.song("a.flac").title) == (number, "New")
    assert library.credited("a.flac") == ["B"]


def test_albums_and_artists_that_nothing_names_any_more_are_gone(library: Library) -> None:
    path = make_audio(library.folder / "a.flac", title="T", artist="A", album="X")
    make_audio(library.folder / "b.flac", title="U", artist="C", album="Z", hertz=300)
    library.scan()
    changed_later(path, lambda path: tag(path, title="T", artist="B", album="Y"))
    library.scan()
    assert library.albums() == ["Y", "Z"]
    assert library.artists() == ["B", "C"]
    found = search("a", NOBODY)
    assert (found.artists, found.albums, found.songs) == ((), (), ())
    assert [artist.name for artist in search("b", NOBODY).artists] == ["B"]


def test_a_touched_file_stays_as_it_is(library: Library) -> None:
    path = make_audio(library.folder / "a.flac", title="T")
    library.scan()
    with session(write=True) as writing:
        writing.connection().exec_driver_sql("DELETE FROM analysis_job")
    changed_later(path, lambda path: path.touch())
    assert counts(library.scan()) == {"unchanged": 1}
    assert library.waiting() == set()
    assert counts(library.scan()) == {"unchanged": 1}


def test_new_and_changed_songs_wait_for_analysis(library: Library) -> None:
    path = make_audio(library.folder / "a.flac", title="A")
    make_audio(library.folder / "b.flac", title="B", hertz=300)
    library.scan()
    assert library.waiting() == {library.song_id("a.flac"), library.song_id("b.flac")}
    with session(write=True) as writing:
        writing.connection().exec_driver_sql("DELETE FROM analysis_job")
    changed_later(path, lambda path: tag(path, title="New"))
    library.scan()
    assert library.waiting() == {library.song_id("a.flac")}


def test_songs_are_found_by_search_at_once(library: Library) -> None:
    make_audio(library.folder / "a.flac", title="Déjà Vu", artist="Björk", album="Début")
    library.scan()
    for text in ("deja", "bjor", "debut", "deja bjork"):
        assert [song.title for song in search(text, NOBODY).songs] == ["Déjà Vu"]


def test_a_moved_file_stays_the_same_song(library: Library) -> None:
    old = make_audio(library.folder / "x" / "a.flac", title="T", artist="A", album="X")
    library.scan()
    number = library.song_id("x/a.flac")
    user = factories.make_user()
    with session(write=True) as writing:
        writing.connection().exec_driver_sql("DELETE FROM analysis_job")
        writing.add(Like(user_id=factories.ident(user), song_id=number))
    new = library.folder / "y" / "renamed.flac"
    new.parent.mkdir()
    old.rename(new)
    assert counts(library.scan()) == {"moved": 1}
    assert library.songs() == {"y/renamed.flac": True}
    assert library.song_id("y/renamed.flac") == number
    assert library.waiting() == set()
    with session() as reading:
        assert reading.get(Like, (user.id, number)) is not None


def test_a_moved_folder_moves_all_its_songs(library: Library) -> None:
    for number in range(4):
        make_audio(library.folder / "x" / f"{number}.flac", hertz=300 + number, title=f"{number}")
    library.scan()
    ids = [library.song_id(f"x/{number}.flac") for number in range(4)]
    (library.folder / "x").rename(library.folder / "y")
    assert counts(library.scan()) == {"moved": 4}
    assert [library.song_id(f"y/{number}.flac") for number in range(4)] == ids


def test_a_file_that_moved_to_another_root_stays_the_same_song(
    library: Library, tmp_path: Path
) -> None:
    old = make_audio(library.folder / "a.flac", title="T")
    make_audio(library.folder / "b.flac", title="U", hertz=300)
    library.scan()
    number = library.song_id("a.flac")
    other = tmp_path / "other"
    other.mkdir()
    old.rename(other / "a.flac")
    assert counts(scan([other])) == {"moved": 1}
    assert library.song_id("../other/a.flac") == number


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a")])
def test_files_that_changed_places_stay_the_same_songs(
    library: Library, order: tuple[str, str, str]
) -> None:
    """Tracks numbered anew: each file takes the path that the next one had."""
    for position, name in enumerate(order):
        make_audio(library.folder / f"{name}.flac", title=name, hertz=300 + 50 * position)
    library.scan()
    ids = {name: library.song_id(f"{name}.flac") for name in order}
    first, second, third = (library.folder / f"{name}.flac" for name in order)
    third.rename(library.folder / "d.flac")
    second.rename(third)
    first.rename(second)
    assert counts(library.scan()) == {"moved": 3}
    assert library.song_id("d.flac") == ids[order[2]]
    assert library.song_id(third.name) == ids[order[1]]
    assert library.song_id(second.name) == ids[order[0]]
    assert counts(library.scan()) == {"unchanged": 3}


def test_two_files_that_swap_names_swap_songs(library: Library) -> None:
    one = make_audio(library.folder / "a.flac", title="A")
    other = make_audio(library.folder / "b.flac", title="B", hertz=300)
    library.scan()
    ids = (library.song_id("a.flac"), library.song_id("b.flac"))
    one.rename(library.folder / "t.flac")
    other.rename(one)
    (library.folder / "t.flac").rename(other)
    assert counts(library.scan()) == {"moved": 2}
    assert (library.song_id("b.flac"), library.song_id("a.flac")) == ids


def test_a_file_renamed_over_another_is_itself_and_the_other_is_missing(library: Library) -> None:
    one = make_audio(library.folder / "a.flac", title="A")
    other = make_audio(library.folder / "b.flac", title="B", hertz=300)
    library.scan()
    number = library.song_id("b.flac")
    other.rename(one)
    assert counts(library.scan()) == {"moved": 1, "missing": 1}
    assert library.song_id("a.flac") == number
    assert library.titles() == ["A", "B"]
    assert counts(library.scan()) == {"unchanged": 1}


def test_copies_are_two_songs(library: Library) -> None:
    one = make_audio(library.folder / "a.flac", title="T")
    library.scan()
    shutil.copy2(one, library.folder / "b.flac")
    assert counts(library.scan()) == {"added": 1, "unchanged": 1}
    assert library.song_id("a.flac") != library.song_id("b.flac")


def test_of_two_copies_the_one_that_moves_is_the_one_that_moved(library: Library) -> None:
    one = make_audio(library.folder / "x" / "a.flac", title="T")
    shutil.copy2(one, library.folder / "b.flac")
    library.scan()
    ids = (library.song_id("x/a.flac"), library.song_id("b.flac"))
    one.rename(library.folder / "a.flac")
    assert counts(library.scan()) == {"moved": 1, "unchanged": 1}
    assert (library.song_id("a.flac"), library.song_id("b.flac")) == ids


def test_a_moved_file_and_its_copy_are_one_old_and_one_new_song(library: Library) -> None:
    one = make_audio(library.folder / "a.flac", title="T")
    library.scan()
    number = library.song_id("a.flac")
    shutil.copy2(one, library.folder / "b.flac")
    one.rename(library.folder / "c.flac")
    assert counts(library.scan()) == {"added": 1, "moved": 1}
    assert number in (library.song_id("b.flac"), library.song_id("c.flac"))


def test_a_vanished_file_is_missing_and_comes_back(library: Library, tmp_path: Path) -> None:
    path = make_audio(library.folder / "a.flac", title="A")
    make_audio(library.folder / "b.flac", title="B", hertz=300)
    library.scan()
    number = library.song_id("a.flac")
    path.rename(tmp_path / "away.flac")
    assert counts(library.scan()) == {"missing": 1, "unchanged": 1}
    assert library.songs() == {"a.flac": False, "b.flac": True}
    assert library.albums() == ["music"]
    assert counts(library.scan()) == {"unchanged": 1}
    (tmp_path / "away.flac").rename(path)
    assert counts(library.scan()) == {"returned": 1, "unchanged": 1}
    assert library.song_id("a.flac") == number
    assert library.songs() == {"a.flac": True, "b.flac": True}


def test_a_missing_file_that_is_found_elsewhere_is_the_same_song(
    library: Library, tmp_path: Path
) -> None:
    path = make_audio(library.folder / "a.flac", title="A")
    make_audio(library.folder / "b.flac", title="B", hertz=300)
    library.scan()
    number = library.song_id("a.flac")
    path.rename(tmp_path / "away.flac")
    library.scan()
    (tmp_path / "away.flac").rename(library.folder / "c.flac")
    assert counts(library.scan()) == {"moved": 1, "unchanged": 1}
    assert library.song_id("c.flac") == number


def test_songs_of_other_folders_are_left_alone(library: Library, tmp_path: Path) -> None:
    make_audio(library.folder / "a.flac", title="A")
    library.scan()
    make_audio(tmp_path / "other" / "b.flac", title="B", hertz=300)
    assert counts(scan([tmp_path / "other"])) == {"added": 1}
    assert library.songs() == {"a.flac": True, "../other/b.flac": True}


def test_a_folder_that_is_not_there_is_told_and_its_songs_stay(library: Library) -> None:
    make_audio(library.folder / "a.flac", title="A")
    library.scan()
    away = library.folder.rename(library.folder.with_name("unmounted"))
    report = library.scan()
    assert counts(report) == {"refused": 1}
    assert "not there" in report.refused[0].sentence
    assert library.songs() == {"a.flac": True}
    away.rename(library.folder)
    assert counts(library.scan()) == {"unchanged": 1}


def test_an_empty_mount_point_is_told_and_its_songs_stay(library: Library) -> None:
    path = make_audio(library.folder / "a.flac", title="A")
    library.scan()
    path.unlink()
    report = library.scan()
    assert counts(report) == {"refused": 1}
    assert "not mounted" in report.refused[0].sentence
    assert library.songs() == {"a.flac": True}
    (library.folder / "note.txt").touch()
    assert counts(library.scan()) == {"missing": 1}


def test_an_album_is_its_artist_and_its_title_without_case_and_accents(library: Library) -> None:
    names = [("A", "Café"), ("a", "CAFE"), ("B", "Café")]
    for number, (artist, album) in enumerate(names):
        make_audio(
            library.folder / f"{number}.flac", hertz=300 + number, artist=artist, album=album
        )
    library.scan()
    assert library.albums() == ["Café", "Café"]
    assert library.artists() == ["A", "B"]
    assert library.song("0.flac").album_id == library.song("1.flac").album_id


def test_the_songs_of_a_compilation_are_one_album(library: Library) -> None:
    for number, artist in enumerate("ABC"):
        make_audio(
            library.folder / f"{number}.mp3",
            hertz=300 + number,
            artist=artist,
            album="Hits",
            compilation="1",
        )
    library.scan()
    assert library.albums() == ["Hits"]
    assert library.artists() == ["A", "B", "C", "Various Artists"]


def test_an_album_has_the_cover_and_the_year_of_its_first_song(library: Library) -> None:
    first, second = make_picture(colour="red"), make_picture(colour="blue")
    make_audio(library.folder / "b.flac", picture=first, album="X", tracknumber="1", date="1999")
    make_audio(
        library.folder / "a.flac",
        hertz=300,
        picture=second,
        album="X",
        tracknumber="2",
        date="2005",
    )
    library.scan()
    song = library.song("b.flac")
    with session() as reading:
        album = reading.get(Album, song.album_id)
    assert album is not None
    assert (album.cover, album.year) == (song.cover, 1999)
    assert song.cover != library.song("a.flac").cover
    assert cover_path(album.cover or "", 300).is_file()


def test_the_embedded_cover_goes_before_the_folders(library: Library) -> None:
    make_audio(library.folder / "a.flac", picture=make_picture(colour="red"))
    make_audio(library.folder / "b.flac", hertz=300)
    (library.folder / "Cover.JPG").write_bytes(make_picture(colour="blue", kind="JPEG"))
    library.scan()
    assert library.song("a.flac").cover != library.song("b.flac").cover
    assert library.song("b.flac").cover is not None


def test_a_cover_that_is_put_into_a_folder_later_is_taken(library: Library) -> None:
    make_audio(library.folder / "a.flac", album="X")
    library.scan()
    (library.folder / "folder.png").write_bytes(make_picture())
    assert counts(library.scan()) == {"updated": 1}
    song = library.song("a.flac")
    assert song.cover is not None
    with session() as reading:
        album = reading.get(Album, song.album_id)
    assert album is not None
    assert album.cover == song.cover
    assert counts(library.scan()) == {"unchanged": 1}


def test_the_folder_of_a_disc_has_the_cover_of_its_album(library: Library) -> None:
    make_audio(library.folder / "Album" / "CD1" / "a.flac")
    (library.folder / "Album" / "cover.png").write_bytes(make_picture())
    library.scan()
    assert library.song("Album/CD1/a.flac").cover is not None


def test_folders_in_folders_are_scanned_once(library: Library) -> None:
    make_audio(library.folder / "x" / "a.flac")
    report = scan([library.folder / "x", library.folder, library.folder])
    assert counts(report) == {"added": 1}


def test_progress_goes_from_nothing_to_all(library: Library) -> None:
    for number in range(5):
        make_audio(library.folder / f"{number}.wav", hertz=300 + number)
    told: list[ScanProgress] = []
    scan([library.folder], told.append)
    stages = list(dict.fromkeys(one.stage for one in told))
    assert stages == [Stage.LOOKING, Stage.READING, Stage.FINISHING]
    assert ScanProgress(Stage.READING, 5, 5) in told


def test_the_names_in_the_catalogue_are_those_of_the_tags(library: Library) -> None:
    path = make_audio(library.folder / "a.opus", title="Ünï", artist="A feat. B")
    library.scan()
    assert library.credited("a.opus") == list(read_tags(path).artists) == ["A", "B"]
