"""Promises of activity at Spotify: what plays there is seen here, and Spotify is asked politely."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emomusic.realtime.presence import Presence
from emomusic.realtime.spotify_activity import SpotifyActivity
from emomusic.services.access import Person
from emomusic.services.privacy import set_appears_offline
from emomusic.services.spotify import connection
from emomusic.services.spotify.patience import forget_quiet
from emomusic.settings import settings
from tests.factories import ident, make_song
from tests.people import come_in
from tests.services.spotify.accounts import connect
from tests.spotify_server import SpotifyServer, running_spotify

QUESTION = "GET /v1/me/player/currently-playing"

pytestmark = pytest.mark.usefixtures("mongo_database")


@pytest.fixture
def spotify(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SpotifyServer]:
    with running_spotify() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        forget_quiet()
        yield server
    forget_quiet()


@pytest.fixture
def mira(spotify: SpotifyServer) -> Person:
    person = come_in("Mira").person
    connect(person)
    return person


@pytest.fixture
def here(mira: Person) -> Presence:
    presence = Presence()
    presence.arrive("tab", mira.id)
    return presence


async def test_what_plays_there_is_seen_here(
    mira: Person, here: Presence, spotify: SpotifyServer
) -> None:
    spotify.play(spotify.add_track(1, "Rain", ["Mira Tal"]), progress_s=12.0)
    await SpotifyActivity(here, "a").look(0.0)
    heard = here.of([mira.id])[mira.id].activity
    assert heard is not None
    assert (heard.title, heard.artists, heard.song_id) == ("Rain", "Mira Tal", None)
    assert heard.url.startswith("https://open.spotify.com/track/")
    assert (heard.position_s, heard.playing) == (12.0, True)


async def test_a_recording_of_the_library_leads_there(
    mira: Person, here: Presence, spotify: SpotifyServer
) -> None:
    song = make_song("Rain", artists=["Mira Tal"], duration_s=200.0)
    spotify.play(spotify.add_track(1, "Rain", ["Mira Tal"], 201.0))
    await SpotifyActivity(here, "a").look(0.0)
    heard = here.elsewhere(mira.id)
    assert heard is not None
    assert (heard.song_id, heard.album_id) == (ident(song), song.album_id)


async def test_a_pause_and_an_end_are_seen(
    mira: Person, here: Presence, spotify: SpotifyServer
) -> None:
    asking = SpotifyActivity(here, "a")
    track = spotify.add_track(1, "Rain", ["Mira Tal"])
    spotify.play(track)
    await asking.look(0.0)
    began = here.elsewhere(mira.id)
    spotify.play(track, is_playing=False)
    await asking.look(10.0)
    paused = here.elsewhere(mira.id)
    assert began is not None
    assert paused is not None
    assert (paused.playing, paused.since) == (False, began.since)
    spotify.playing = None
    await asking.look(100.0)
    assert here.elsewhere(mira.id) is None


async def test_nothing_is_told_while_a_song_goes_on(
    mira: Person, here: Presence, spotify: SpotifyServer
) -> None:
    asking = SpotifyActivity(here, "a")
    track = spotify.add_track(1, "Rain", ["Mira Tal"])
    spotify.play(track, progress_s=10.0)
    await asking.look(0.0)
    before = here.elsewhere(mira.id)
    spotify.play(track, progress_s=10.1)
    await asking.look(10.0)
    assert here.elsewhere(mira.id) is before
    spotify.play(track, progress_s=90.0)
    await asking.look(20.0)
    heard = here.elsewhere(mira.id)
    assert heard is not None
    assert heard.position_s == 90.0


async def test_spotify_is_asked_less_and_less_while_nothing_plays(
    here: Presence, spotify: SpotifyServer
) -> None:
    asking = SpotifyActivity(here, "a")
    asked_at = []
    for second in range(0, 200, 2):
        before = spotify.count(QUESTION)
        await asking.look(float(second))
        if spotify.count(QUESTION) > before:
            asked_at.append(second)
    assert asked_at == [0, 20, 60, 120, 180]


async def test_it_is_left_alone_as_long_as_it_wants(here: Presence, spotify: SpotifyServer) -> None:
    asking = SpotifyActivity(here, "a")
    spotify.fail("/v1/me/player/currently-playing", 429, Retry_After="600")
    await asking.look(0.0)
    forget_quiet()
    await asking.look(599.0)
    assert spotify.count(QUESTION) == 1
    await asking.look(601.0)
    assert spotify.count(QUESTION) == 2


async def test_an_ended_connection_is_not_asked_again(
    mira: Person, here: Presence, spotify: SpotifyServer
) -> None:
    asking = SpotifyActivity(here, "a")
    spotify.play(spotify.add_track(1, "Rain", ["Mira Tal"]))
    await asking.look(0.0)
    spotify.revoke()
    await asking.look(10.0)
    assert here.elsewhere(mira.id) is None
    asked = len(spotify.asked)
    await asking.look(1000.0)
    assert len(spotify.asked) == asked


@pytest.mark.parametrize("how", ["leaves", "hides", "disconnects"])
async def test_nobody_is_asked_about_who_does_not_want_it(
    mira: Person, here: Presence, spotify: SpotifyServer, how: str
) -> None:
    asking = SpotifyActivity(here, "a")
    spotify.play(spotify.add_track(1, "Rain", ["Mira Tal"]))
    await asking.look(0.0)
    if how == "leaves":
        here.leave("tab")
    elif how == "hides":
        set_appears_offline(mira.id, True)
    else:
        connection.forget(mira.id)
    asked = len(spotify.asked)
    await asking.look(100.0)
    assert len(spotify.asked) == asked
    assert here.elsewhere(mira.id) is None


async def test_of_two_workers_one_asks(
    mira: Person, here: Presence, spotify: SpotifyServer
) -> None:
    other = Presence()
    other.arrive("another tab", mira.id)
    spotify.play(spotify.add_track(1, "Rain", ["Mira Tal"]))
    await SpotifyActivity(here, "a").look(0.0)
    await SpotifyActivity(other, "b").look(0.0)
    assert spotify.count(QUESTION) == 1
    assert other.elsewhere(mira.id) is None
