"""Promises of imports: every entry is read once, matched, and reported where it is not here."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from emomusic.errors import Conflict, NotFound
from emomusic.services import catalogue
from emomusic.services.access import Person
from emomusic.services.orders import SourceKind
from emomusic.services.spotify import connection, imported, imports
from emomusic.services.spotify.imported import SILENT_FOR, Missing
from emomusic.services.spotify.threads import executor
from emomusic.store.covers import cover_path
from emomusic.store.database import session
from emomusic.store.spotify_tables import ImportedPlaylist, ImportState
from tests.factories import ident, make_song, make_user
from tests.services.spotify.accounts import connect
from tests.spotify_server import SpotifyServer, picture, spotify_id

PLAYLIST = spotify_id(900)


@pytest.fixture(autouse=True)
def connected(mira: Person) -> None:
    connect(mira)


def import_it(person: Person, playlist_id: str = PLAYLIST) -> int:
    import_id = imports.prepare_import(person.id, playlist_id)
    imports.run_import(import_id)
    return import_id


def test_what_is_here_is_found_and_the_rest_reported(mira: Person, spotify: SpotifyServer) -> None:
    rain = make_song("Rain", artists=["Mira Tal"], duration_s=200.0)
    coded = make_song("Another Name", isrc="DEA120000001")
    spotify.pictures["/picture/playlist.jpg"] = picture()
    spotify.add_playlist(
        900,
        "Late\nEvenings",
        [
            spotify.add_track(1, "Rain", ["Mira Tal"], 202.0),
            spotify.add_track(2, "Nowhere", ["Ono", "Béla"], 61.5),
            None,
            spotify.add_track(3, "Coded", ["X"], 99.0, isrc="DEA120000001"),
        ],
    )
    import_id = import_it(mira)
    found = imported.import_of(mira.id, import_id)
    assert [song.id for song in found.songs] == [ident(rain), ident(coded)]
    playlist = found.playlist
    assert (playlist.title, playlist.state, playlist.error) == ("Late Evenings", "done", "")
    assert (playlist.total, playlist.read, playlist.found) == (4, 4, 2)
    assert cover_path(playlist.cover, 300).exists()
    url = f"https://open.spotify.com/track/{spotify_id(2)}"
    assert found.missing == (
        Missing(2, "Nowhere", "Ono, Béla", "Album of Nowhere", 61.5, url),
        Missing(3, "No longer at Spotify", "", "", 0.0, ""),
    )


def test_all_pages_are_read_in_order(mira: Person, spotify: SpotifyServer) -> None:
    songs = [make_song(f"Piece {n}", artists=["Mira Tal"], duration_s=100.0) for n in range(3)]
    tracks = [spotify.add_track(n, f"Piece {n}", ["Mira Tal"], 100.0) for n in range(123)]
    spotify.add_playlist(900, "Long", [*reversed(tracks), tracks[1]])
    import_id = import_it(mira)
    assert spotify.count(f"GET /v1/playlists/{PLAYLIST}/items") == 3
    expected = [ident(songs[n]) for n in (2, 1, 0, 1)]
    found = imported.import_of(mira.id, import_id)
    assert [song.id for song in found.songs] == expected
    assert found.playlist.read == 124
    assert [one.position for one in found.missing] == list(range(1, 121))


def test_it_plays_as_a_whole_for_its_owner_only(mira: Person, spotify: SpotifyServer) -> None:
    song = make_song("Rain", artists=["Mira Tal"])
    spotify.add_playlist(900, "Rainy", [spotify.add_track(1, "Rain", ["Mira Tal"])])
    key = str(import_it(mira))
    assert catalogue.song_ids(SourceKind.IMPORTED, key, mira.id) == [ident(song)]
    eve = ident(make_user("Eve"))
    with pytest.raises(NotFound):
        catalogue.song_ids(SourceKind.IMPORTED, key, eve)
    for look in (imported.import_of, imported.look_again, imported.forget_import):
        with pytest.raises(NotFound):
            look(eve, int(key))
    with pytest.raises(NotFound):
        imported.missing_as_csv(eve, int(key))
    assert imported.imports_of(eve) == ()


def test_importing_again_reads_the_playlist_anew(mira: Person, spotify: SpotifyServer) -> None:
    spotify.add_playlist(900, "Changing", [spotify.add_track(1, "Rain", ["Mira Tal"])])
    first = import_it(mira)
    spotify.items[PLAYLIST].append(spotify.add_track(2, "Snow", ["Mira Tal"]))
    assert import_it(mira) == first
    assert [one.total for one in imported.imports_of(mira.id)] == [2]


def test_looking_again_finds_what_came_since(mira: Person, spotify: SpotifyServer) -> None:
    spotify.add_playlist(900, "Early", [spotify.add_track(1, "Rain", ["A", "B"], 200.0)])
    import_id = import_it(mira)
    assert imported.look_again(mira.id, import_id) == 0
    song = make_song("Rain", artists=["B"], duration_s=200.0)
    assert imported.look_again(mira.id, import_id) == 1
    found = imported.import_of(mira.id, import_id)
    assert [one.id for one in found.songs] == [ident(song)]
    assert found.missing == ()


def test_a_deleted_import_leaves_its_songs(mira: Person, spotify: SpotifyServer) -> None:
    song = make_song("Rain", artists=["Mira Tal"])
    spotify.add_playlist(900, "Rainy", [spotify.add_track(1, "Rain", ["Mira Tal"])])
    imported.forget_import(mira.id, import_it(mira))
    assert imported.imports_of(mira.id) == ()
    assert catalogue.song(ident(song), mira.id).song.title == "Rain"


def test_a_stumble_in_the_middle_is_said_and_tried_again(
    mira: Person, spotify: SpotifyServer
) -> None:
    spotify.add_playlist(900, "Rainy", [spotify.add_track(1, "Rain", ["Mira Tal"])])
    spotify.fail(f"/v1/playlists/{PLAYLIST}/items", 503, times=3)
    view = imported.import_of(mira.id, import_it(mira)).playlist
    assert view.state == ImportState.FAILED
    assert view.error == "Spotify is out of order just now. Try again in a few minutes."
    assert imported.import_of(mira.id, import_it(mira)).playlist.state == ImportState.DONE


def test_a_playlist_that_spotify_does_not_show_is_said(
    mira: Person, spotify: SpotifyServer
) -> None:
    spotify.add_playlist(900, "Not mine", [])
    spotify.fail(f"/v1/playlists/{PLAYLIST}/items", 403)
    view = imported.import_of(mira.id, import_it(mira)).playlist
    assert view.error.startswith("Spotify does not let you see this.")


def test_a_running_import_is_not_begun_twice(mira: Person) -> None:
    imports.prepare_import(mira.id, PLAYLIST)
    with pytest.raises(Conflict):
        imports.prepare_import(mira.id, PLAYLIST)


def test_an_import_that_was_cut_off_says_so_and_can_be_begun_again(mira: Person) -> None:
    import_id = imports.prepare_import(mira.id, PLAYLIST)
    with session(write=True) as opened:
        row = opened.get(ImportedPlaylist, import_id)
        assert row is not None
        row.beat_at -= SILENT_FOR + timedelta(seconds=1)
        opened.add(row)
    assert imported.imports_of(mira.id)[0].error.startswith("The import was cut off")
    assert imports.prepare_import(mira.id, PLAYLIST) == import_id


def test_it_runs_beside_what_began_it(mira: Person, spotify: SpotifyServer) -> None:
    spotify.add_playlist(900, "Rainy", [spotify.add_track(1, "Rain", ["Mira Tal"])])
    import_id = imports.begin_import(mira.id, PLAYLIST)
    for _ in range(4):  # whatever waits in the threads is through when these are
        executor().submit(int).result()
    executor().shutdown(wait=True)
    executor.cache_clear()
    assert imported.import_of(mira.id, import_id).playlist.state == ImportState.DONE


@pytest.mark.parametrize("key", ["", "short", "../" * 8, "x" * 23, "a" * 21 + "/"])
def test_only_an_id_is_asked_for(mira: Person, spotify: SpotifyServer, key: str) -> None:
    with pytest.raises(NotFound):
        imports.prepare_import(mira.id, key)


def test_the_report_is_a_table_that_no_spreadsheet_runs(
    mira: Person, spotify: SpotifyServer
) -> None:
    spotify.add_playlist(
        900, "Formulas", [spotify.add_track(1, '=HYPERLINK("http://e", "x")', ["@a", "b, c"], 3.0)]
    )
    rows = list(csv.reader(io.StringIO(imported.missing_as_csv(mira.id, import_it(mira)))))
    assert rows == [
        ["position", "title", "artists", "album", "seconds", "link"],
        [
            "1",
            '\'=HYPERLINK("http://e", "x")',
            "'@a, b, c",
            'Album of =HYPERLINK("http://e", "x")',
            "3.0",
            f"https://open.spotify.com/track/{spotify_id(1)}",
        ],
    ]


def test_disconnecting_keeps_what_was_imported(mira: Person, spotify: SpotifyServer) -> None:
    spotify.add_playlist(900, "Rainy", [])
    import_it(mira)
    connection.forget(mira.id)
    assert [one.title for one in imported.imports_of(mira.id)] == ["Rainy"]
