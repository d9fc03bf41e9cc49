"""Promises of matching: what is the same recording, on both databases, and what is not."""

from __future__ import annotations

import pytest

from emomusic.services.spotify.matching import Recording, same_recordings
from emomusic.store.database import session
from emomusic.store.tables import now
from tests.databases import on_both
from tests.factories import ident, make_song


def match(*recordings: Recording) -> list[int | None]:
    with session() as opened:
        return same_recordings(opened, recordings)


@on_both
def test_an_isrc_decides(database: str) -> None:
    make_song("Rain", artists=["Mira Tal"], duration_s=200.0)
    other_name = make_song("Regen", artists=["M. Tal"], duration_s=300.0, isrc="DEA120000001")
    wanted = Recording("Rain", ("Mira Tal",), 200.0, "DEA120000001")
    assert match(wanted) == [ident(other_name)]


@on_both
def test_title_artist_and_length_decide_without_one(database: str) -> None:
    song = make_song("Canción", artists=["Béla Nagy", "Ono"], duration_s=200.0)
    assert (
        match(
            Recording("CANCION", ("bela nagy",), 203.0),
            Recording("Canción (feat. Ono)", ("Ono",), 197.0),
            Recording("Canción [with Béla]", ("Béla Nagy",), 200.0, "DEA120000009"),
        )
        == [ident(song)] * 3
    )


@on_both
@pytest.mark.parametrize(
    "recording",
    [
        Recording("Rain", ("Mira Tal",), 203.1),
        Recording("Rain", ("Somebody Else",), 200.0),
        Recording("Rain (Live)", ("Mira Tal",), 200.0),
        Recording("Rain", ("Mira Tal",), None),
        Recording("Rain", (), 200.0),
        Recording("", ("Mira Tal",), 200.0),
        Recording("Rain", ("Mira Tal",), 200.0, "DEA120000002"),
    ],
)
def test_anything_less_is_another_recording(database: str, recording: Recording) -> None:
    make_song("Rain", artists=["Mira Tal"], duration_s=200.0, isrc="DEA120000001")
    assert match(recording) == [None]


@pytest.mark.usefixtures("database")
def test_the_closest_in_length_is_taken() -> None:
    make_song("Rain", artists=["Mira Tal"], duration_s=198.0)
    close = make_song("Rain", artists=["Mira Tal"], duration_s=201.0)
    assert match(Recording("Rain", ("Mira Tal",), 200.5)) == [ident(close)]


@pytest.mark.usefixtures("database")
def test_a_song_whose_file_is_gone_is_not_offered() -> None:
    make_song("Rain", artists=["Mira Tal"], missing_since=now())
    assert match(Recording("Rain", ("Mira Tal",), 200.0)) == [None]


@pytest.mark.usefixtures("database")
def test_a_long_list_keeps_its_order() -> None:
    songs = [make_song(f"Piece {number}", artists=["Mira Tal"]) for number in range(3)]
    wanted = [Recording(f"Piece {number % 4}", ("Mira Tal",), 200.0) for number in range(1001)]
    expected = [ident(songs[n % 4]) if n % 4 < 3 else None for n in range(1001)]
    assert match(*wanted) == expected
