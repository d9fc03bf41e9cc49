"""Promises of what plays at Spotify, and of cards that are looked up with a person's account."""

from __future__ import annotations

import pytest

from emomusic.services.access import Person
from emomusic.services.spotify.cards import card_of
from emomusic.services.spotify.client import playlists_of
from emomusic.services.spotify.playing import playing_now
from emomusic.store.tables import now
from tests.factories import ident, make_song
from tests.services.spotify.accounts import connect
from tests.spotify_server import SpotifyServer, spotify_id

URL = f"https://open.spotify.com/track/{spotify_id(1)}"


@pytest.fixture(autouse=True)
def connected(mira: Person) -> None:
    connect(mira)


def test_what_plays_is_known_with_its_recording_here(mira: Person, spotify: SpotifyServer) -> None:
    song = make_song("Rain", artists=["Mira Tal"], duration_s=200.0)
    spotify.play(spotify.add_track(1, "Rain", ["Mira Tal", "Ono"], 201.0), progress_s=12.5)
    before = now()
    found = playing_now(mira.id)
    assert found is not None
    assert (found.title, found.artists, found.album) == ("Rain", "Mira Tal, Ono", "Album of Rain")
    assert (found.position_s, found.duration_s, found.is_playing) == (12.5, 201.0, True)
    assert (found.url, found.song_id) == (URL, ident(song))
    assert before <= found.at <= now()


def test_a_pause_is_a_pause(mira: Person, spotify: SpotifyServer) -> None:
    spotify.play(spotify.add_track(1, "Rain", ["Mira Tal"]), is_playing=False)
    found = playing_now(mira.id)
    assert found is not None
    assert not found.is_playing
    assert found.song_id is None


def test_silence_is_nothing(mira: Person) -> None:
    assert playing_now(mira.id) is None


@pytest.mark.parametrize(
    "answer",
    [
        {"is_playing": True, "currently_playing_type": "ad", "item": None},
        {"is_playing": True, "item": {"type": "episode", "name": "A talk", "duration_ms": 1}},
        {},
    ],
)
def test_what_is_no_song_is_nothing(
    mira: Person, spotify: SpotifyServer, answer: dict[str, object]
) -> None:
    spotify.playing = answer
    assert playing_now(mira.id) is None


async def test_with_an_account_a_card_knows_the_artists_and_the_recording(
    mira: Person, spotify: SpotifyServer
) -> None:
    make_song("Rain", artists=["Somebody Else"], duration_s=200.0)
    song = make_song("Rain", artists=["Mira Tal"], duration_s=200.0)
    spotify.add_track(1, "Rain", ["Mira Tal"], 200.0)
    card = await card_of(URL, mira.id)
    assert card is not None
    assert (card.title, card.by) == ("Rain", "Mira Tal")
    assert card.here is not None
    assert (card.here.id, card.here.is_same) == (ident(song), True)
    assert (await card_of(URL)) == card  # what one person's account said is known to all


async def test_where_the_account_does_not_help_oembed_does(
    mira: Person, spotify: SpotifyServer
) -> None:
    spotify.previews[URL] = ("Rain", "")
    spotify.revoke()
    card = await card_of(URL, mira.id)
    assert card is not None
    assert card.title == "Rain"


def test_all_playlists_are_listed(mira: Person, spotify: SpotifyServer) -> None:
    for number in range(120):
        spotify.add_playlist(1000 + number, f"List {number}", [])
    assert [one.title for one in playlists_of(mira.id)] == [f"List {n}" for n in range(120)]
