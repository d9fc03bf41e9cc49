"""Import and export: what is found in the library and how, and the report of what is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from emomusic.errors import NotFound
from emomusic.services.playlists import keeping
from emomusic.services.playlists.carrying import export_file, import_file
from emomusic.services.playlists.files.tracks import FileTrack, Format
from emomusic.services.playlists.finding import find
from emomusic.services.playlists.reports import NotFoundTrack
from emomusic.settings import settings
from emomusic.store.database import session
from emomusic.store.tables import Song, now
from tests.databases import on_both
from tests.factories import ident, make_song
from tests.services.playlists.lists import list_of, person_called, titles

pytestmark = [on_both, pytest.mark.usefixtures("database")]

MBID = "0b1c2d3e-4f50-4617-8899-aabbccddeeff"


def found(*tracks: FileTrack) -> list[int | None]:
    with session() as db:
        return find(db, tracks)


def test_a_file_is_found_by_its_path_wherever_the_folder_of_music_lies() -> None:
    rain = ident(make_song(path="/music/Ada/Blue/01 Rain.flac"))
    other = ident(make_song(path="/music/Ben/Red/01 Rain.flac"))
    sole = ident(make_song(path="/music/Ben/Red/02 Sole.flac"))
    paths = {
        "/music/Ada/Blue/01 Rain.flac": rain,
        "Ada/Blue/01 Rain.flac": rain,
        "../Blue/01 RAIN.flac": rain,
        "/home/x/Music/Ben/Red/01 Rain.flac": other,
        "01 Rain.flac": None,
        "02 Sole.flac": sole,
        "/elsewhere/02 Sole.flac": None,
        "nothing.flac": None,
    }
    assert found(*(FileTrack(path) for path in paths)) == list(paths.values())


def test_two_files_that_fit_as_well_are_neither() -> None:
    for folder in ("A", "B"):
        make_song(path=f"/music/{folder}/Disc 1/01.flac")
    assert found(FileTrack("Disc 1/01.flac")) == [None]


def test_a_recording_is_found_by_its_codes() -> None:
    by_id = ident(make_song(musicbrainz_id=MBID))
    by_isrc = ident(make_song(isrc="GBAYE0601498"))
    assert found(
        FileTrack(musicbrainz_id=MBID),
        FileTrack(isrc="GBAYE0601498"),
        FileTrack(isrc="GBAYE0601499"),
    ) == [by_id, by_isrc, None]


def test_a_song_is_found_by_artist_and_title_where_the_length_fits_or_is_unknown() -> None:
    song = ident(make_song("Low – Tide", artists=["Ada", "Ben"], duration_s=100.0))
    assert found(
        FileTrack(title="LOW – TIDE", artist="Ada"),
        FileTrack(title="Low – Tide", artist="Ben", duration_s=102.0),
        FileTrack(title="Low – Tide", artist="Ben", duration_s=110.0),
        FileTrack(title="Low – Tide", artist="Cid"),
        FileTrack(title="Low – Tide"),
        FileTrack(title="Low – Tide", artist="Ada, Ben"),
        FileTrack(title="Low – Tide", artist="Cid & Ben"),
    ) == [song, song, None, None, None, song, song]


def test_artist_and_title_in_one_line_are_cut_where_it_fits() -> None:
    song = ident(make_song("Side - B", artists=["Lo - Fi"]))
    assert found(
        FileTrack(title="Fi - Side - B", artist="Lo"), FileTrack(title="Lo - Fi - Side - B")
    ) == [song, song]


def test_vanished_songs_are_not_found() -> None:
    make_song("Gone", artists=["Ada"], path="/music/a/gone.mp3", missing_since=now())
    assert found(FileTrack("a/gone.mp3", "Gone", "Ada")) == [None]


def test_an_import_makes_a_playlist_and_reports_what_the_library_lacks() -> None:
    ann = person_called("Ann")
    make_song("Rain", artists=["Ada"])
    text = (
        "#EXTINF:-1,Ben - Sun\nx/sun.mp3\n#EXTINF:-1,Ada - Rain\nx/rain.mp3\n"
        "y/wind.mp3\n#EXTINF:-1,Ada - Rain\nx/rain.mp3\n"
    )
    report = import_file(ann, text.encode(), "C:\\lists\\Weather.m3u8")
    assert report.playlist_id is not None
    assert (report.title, report.total, report.found) == ("Weather", 4, 2)
    assert report.missing == (
        NotFoundTrack(1, "Sun", "Ben", "", "x/sun.mp3"),
        NotFoundTrack(3, "wind.mp3", "", "", "y/wind.mp3"),
    )
    assert titles(report.playlist_id, ann) == ["Rain", "Rain"]


def test_an_import_of_which_nothing_is_found_makes_no_playlist() -> None:
    ann = person_called("Ann")
    report = import_file(ann, b"x/sun.mp3\n")
    assert (report.playlist_id, report.title, report.found) == (None, "Imported playlist", 0)
    assert [one.title for one in report.missing] == ["sun.mp3"]
    assert keeping.playlists_of(ann.id) == ()


@pytest.mark.parametrize("form", list(Format))
def test_what_is_exported_is_imported_whole(
    form: Format, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUSIC_DIRS", str(tmp_path))
    settings.cache_clear()
    ann = person_called("Ann")
    songs = [
        make_song("Rain", artists=["Ada", "Ben"], path=f"{tmp_path}/Ada/01 Rain.flac"),
        make_song(
            "Ünter <&>", artists=["Cid"], path=f"{tmp_path}/Cid/ü #1.flac", isrc="GBAYE0601498"
        ),
        make_song("Far", path="/elsewhere/secret/far.flac", musicbrainz_id=MBID),
    ]
    made = list_of(ann, *songs, songs[0], title="Weather: all?")
    name, text = export_file(made, ann.id, form)
    assert name == f"Weather_ all_.{form.value}"
    assert str(tmp_path) not in text
    assert "secret" not in text
    report = import_file(ann, text.encode())
    assert (report.title, report.total, report.missing) == ("Weather: all?", 4, ())
    assert report.playlist_id is not None
    assert keeping.song_ids_of(report.playlist_id, ann.id) == keeping.song_ids_of(made, ann.id)


def test_a_playlist_that_one_may_not_see_is_not_exported() -> None:
    made = list_of(person_called("Ann"), "One")
    with pytest.raises(NotFound):
        export_file(made, person_called("Bob").id, Format.M3U8)


def test_an_import_whose_title_cannot_be_seen_is_called_after_its_file() -> None:
    ann = person_called("Ann")
    make_song("Rain", artists=["Ada"])
    text = "#PLAYLIST:\u200b\u202e\n#EXTINF:-1,Ada - Rain\nx/rain.mp3\n"
    assert import_file(ann, text.encode(), "Weather.m3u8").title == "Weather"
    assert import_file(ann, text.encode(), "\u202e.m3u8").title == "Imported playlist"


def test_many_albums_with_the_same_names_of_files_are_told_apart_soon() -> None:
    model = make_song(path="/music/0/01.flac").model_dump(exclude={"id"})
    with session(write=True) as db:
        db.add_all(
            Song(**model | {"path": f"/music/{number}/01.flac"}) for number in range(1, 3000)
        )
    began = time.monotonic()
    songs = found(*(FileTrack(f"D:/{number}/01.flac") for number in range(3000)))
    assert time.monotonic() - began < 5
    assert len({song for song in songs if song is not None}) == 3000
