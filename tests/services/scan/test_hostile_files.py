"""Broken and hostile folders: one line each, and the scan goes on."""

from __future__ import annotations

import errno
import multiprocessing
import os
import struct
import tempfile
import zlib
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from emomusic.services.scan import Refusal, Subject, scan
from emomusic.services.scan.compare import Unread
from emomusic.services.scan.read import FolderCovers, RefusedFile, read_file
from emomusic.services.scan.walk import FileState, walk
from tests.audio_files import make_audio, make_picture
from tests.databases import on_both
from tests.services.scan.conftest import Library, changed_later, counts


@pytest.fixture
def good(library: Library) -> Library:
    """A library with one good song, which every scan must find."""
    make_audio(library.folder / "good.flac", title="Good")
    return library


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.mp3", b"", "empty"),
        ("text.mp3", b"dear diary\n" * 900, "not MP3"),
        ("text.flac", b"dear diary\n" * 900, "not MP3"),
        ("cut.flac", b"fLaC\0\0\0\x22", "not FLAC"),
        ("cut.m4a", b"\0\0\0\x20ftypM4A \0\0", "not M4A"),
        ("theora.ogg", b"OggS\0\2" + bytes(20) + b"\1\x2a\x80theora", "neither Vorbis"),
    ],
)
def test_a_broken_file_is_one_line_and_the_scan_goes_on(
    good: Library, name: str, content: bytes, said: str
) -> None:
    (good.folder / name).write_bytes(content)
    report = good.scan()
    assert counts(report) == {"added": 1, "refused": 1}
    (refusal,) = report.refused
    assert (refusal.path, refusal.subject) == (good.folder / name, Subject.FILE)
    assert said in refusal.sentence
    assert "\n" not in refusal.line


def test_a_broken_file_is_told_again_by_each_scan(good: Library) -> None:
    (good.folder / "broken.mp3").write_bytes(b"x" * 1000)
    good.scan()
    assert counts(good.scan()) == {"unchanged": 1, "refused": 1}


def test_a_song_whose_file_breaks_is_missing_until_it_is_mended(good: Library) -> None:
    path = good.folder / "good.flac"
    whole = path.read_bytes()
    good.scan()
    number = good.song_id("good.flac")
    changed_later(path, lambda path: path.write_bytes(b"broken"))
    assert counts(good.scan()) == {"missing": 1, "refused": 1}
    assert counts(good.scan()) == {"refused": 1}
    changed_later(path, lambda path: path.write_bytes(whole))
    assert counts(good.scan()) == {"returned": 1}
    assert good.song_id("good.flac") == number


def test_a_cover_that_is_a_bomb_costs_the_cover_alone(good: Library) -> None:
    picture = bytearray(make_picture())
    # Width and height of a PNG stand behind its signature and the head of its first chunk.
    picture[16:24] = struct.pack(">II", 20_000, 20_000)
    picture[29:33] = struct.pack(">I", zlib.crc32(picture[12:29]))
    bomb = bytes(picture)
    make_audio(good.folder / "bomb.mp3", title="Bomb", picture=bomb)
    report = good.scan()
    assert counts(report) == {"added": 2, "refused": 1}
    assert report.refused[0].subject is Subject.COVER
    assert "pixels" in report.refused[0].sentence
    assert good.song("bomb.mp3").cover is None


def test_a_broken_cover_in_the_folder_is_told_once(good: Library) -> None:
    make_audio(good.folder / "other.flac", hertz=300)
    (good.folder / "cover.jpg").write_bytes(b"no picture")
    report = good.scan()
    assert counts(report) == {"added": 2, "refused": 1}
    assert report.refused[0].path == good.folder / "cover.jpg"


def test_a_name_that_is_not_utf_8_is_told_readably(good: Library) -> None:
    song = (good.folder / "good.flac").read_bytes()
    raw = os.path.join(os.fsencode(good.folder), b"caf\xe9.flac")  # noqa: PTH118 - bytes
    with open(raw, "wb") as file:  # noqa: PTH123 - bytes
        file.write(song)
    report = good.scan()
    assert counts(report) == {"added": 1, "refused": 1}
    line = report.refused[0].line
    line.encode("utf-8")
    assert line.endswith("caf\\udce9.flac: Its name is not valid UTF-8; rename it.")


@on_both
def test_a_name_with_new_lines_is_a_song_and_still_one_line(good: Library) -> None:
    make_audio(good.folder / "two\nlines.flac", hertz=300)
    (good.folder / "bad\n\x1b[31mname.mp3").write_bytes(b"")
    report = good.scan()
    assert counts(report) == {"added": 2, "refused": 1}
    assert good.song("two\nlines.flac").title == "two lines"
    assert "bad\\n\\x1b[31mname.mp3: " in report.refused[0].line


@on_both
def test_a_path_that_no_index_can_hold_is_told(good: Library) -> None:
    deep = good.folder
    while len(str(deep)) < 2100:
        deep = deep / ("d" * 200)
    make_audio(deep / "a.flac", hertz=300)
    report = good.scan()
    assert counts(report) == {"added": 1, "refused": 1}
    assert "2,000 bytes" in report.refused[0].sentence


def test_a_file_without_permission_is_told() -> None:
    # Root may read everything, and nobody may enter pytest's folders: a child in a folder of
    # its own becomes nobody.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        path = make_audio(folder / "secret.flac")
        path.chmod(0)
        fork = multiprocessing.get_context("fork")
        ours, theirs = fork.Pipe()
        child = fork.Process(target=_read_as_nobody, args=(path, theirs))
        child.start()
        assert ours.poll(30)
        assert ours.recv() == "There is no permission to read it."
        child.join()


def _read_as_nobody(path: Path, answer: Connection) -> None:
    if os.geteuid() == 0:
        os.setuid(65_534)
    result = read_file(Unread(str(path), FileState(0, 0)), FolderCovers({}))
    answer.send(result.refusal.sentence if isinstance(result, RefusedFile) else "read")


def test_a_folder_that_the_disk_will_not_give_keeps_its_songs(
    good: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_audio(good.folder / "sick" / "a.flac", hertz=300)
    good.scan()
    scandir = os.scandir

    def failing(path: str) -> object:
        if path.endswith("sick"):
            raise OSError(errno.EIO, "Input/output error")
        return scandir(path)

    # No test can break a real disk.
    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", failing)
        report = good.scan()
    assert counts(report) == {"unchanged": 1, "refused": 1}
    assert report.refused[0].path == good.folder / "sick"
    assert good.songs() == {"good.flac": True, "sick/a.flac": True}


def test_a_pipe_named_as_music_is_not_waited_for(good: Library) -> None:
    os.mkfifo(good.folder / "pipe.mp3")
    assert counts(good.scan()) == {"added": 1}


def test_a_loop_of_links_ends(good: Library) -> None:
    (good.folder / "inner").mkdir()
    (good.folder / "inner" / "up").symlink_to(good.folder)
    (good.folder / "self").symlink_to(good.folder / "self")
    (good.folder / "self.mp3").symlink_to(good.folder / "self.mp3")
    report = good.scan()
    assert counts(report) == {"added": 1, "refused": 1}
    assert "leads nowhere" in report.refused[0].sentence


def test_links_to_folders_never_lead_out(good: Library, tmp_path: Path) -> None:
    make_audio(tmp_path / "outside" / "b.flac", hertz=300)
    (good.folder / "out").symlink_to(tmp_path / "outside")
    assert counts(good.scan()) == {"added": 1}


def test_a_link_to_a_file_outside_is_told(good: Library, tmp_path: Path) -> None:
    outside = make_audio(tmp_path / "outside" / "b.flac", hertz=300)
    (good.folder / "b.flac").symlink_to(outside)
    report = good.scan()
    assert counts(report) == {"added": 1, "refused": 1}
    assert "leads out" in report.refused[0].sentence


def test_a_link_to_a_song_of_the_folder_is_no_second_song(good: Library) -> None:
    (good.folder / "again.flac").symlink_to(good.folder / "good.flac")
    assert counts(good.scan()) == {"added": 1}


def test_a_link_to_a_hidden_file_inside_is_a_song(good: Library) -> None:
    hidden = make_audio(good.folder / ".objects" / "x.flac", hertz=300)
    (good.folder / "shown.flac").symlink_to(hidden)
    assert counts(good.scan()) == {"added": 2}
    assert good.song("shown.flac").title == "shown"


def test_a_root_that_is_a_link_is_the_folder_it_leads_to(good: Library, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(good.folder)
    assert counts(scan([tmp_path / "link"])) == {"added": 1}
    assert counts(good.scan()) == {"unchanged": 1}


def test_hidden_files_are_passed_over(good: Library) -> None:
    (good.folder / "._good.flac").write_bytes(b"what a Mac leaves behind")
    make_audio(good.folder / ".trash" / "a.flac", hertz=300)
    assert counts(good.scan()) == {"added": 1}


def test_a_file_in_place_of_a_folder_is_told(good: Library) -> None:
    report = scan([good.folder / "good.flac"])
    assert counts(report) == {"refused": 1}
    assert "a file" in report.refused[0].sentence


def test_a_file_that_grows_while_it_is_read_is_left_for_the_next_scan(
    good: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    from emomusic.services.scan import read

    path = good.folder / "good.flac"
    original = read.content_hash_of

    def slow(file: object) -> str:
        with path.open("ab") as writer:
            writer.write(b"more")
        return original(file)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(read, "content_hash_of", slow)
        report = good.scan()
    assert counts(report) == {"refused": 1}
    assert "being written" in report.refused[0].sentence
    assert counts(good.scan()) == {"added": 1}


@on_both
def test_huge_titles_and_thousands_of_names_are_stored_within_limits(good: Library) -> None:
    make_audio(
        good.folder / "a.flac",
        hertz=300,
        title="ﷺ" * 10_000,
        artist=["\0\x01" + "É" * 3000, *[f"n{number}" for number in range(1000)]],
        album="\u202e" * 50,
        genre="\x00",
    )
    assert counts(good.scan()) == {"added": 2}
    song = good.song("a.flac")
    assert (song.title, song.genre) == ("ﷺ" * 500, None)
    assert len(good.credited("a.flac")) == 32
    assert set(good.albums()) == {"music"}


@on_both
def test_names_that_fold_to_nothing_are_still_names(good: Library) -> None:
    marks = ("\u0301", "\u0302")
    for number, mark in enumerate(marks):
        make_audio(good.folder / f"{number}.flac", hertz=300 + number, artist=mark, album="X")
    assert counts(good.scan()) == {"added": 3}
    assert set(marks) <= set(good.artists())


def test_walking_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    (tmp_path / "b.txt").touch()
    found = walk([tmp_path])
    assert list(found.files) == [str(tmp_path / "a.mp3")]


def test_a_refusal_is_one_line_whatever_its_path() -> None:
    refusal = Refusal(Path("/a\n\u2028b\x00c"), "No.")
    assert refusal.line == "/a\\n\\u2028b\\x00c: No."
