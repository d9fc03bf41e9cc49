"""A Spotify on loopback that the app's settings lead to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emomusic.services.access import Person
from emomusic.services.spotify.patience import forget_quiet
from emomusic.services.spotify.web import forget_failures
from emomusic.settings import settings
from tests.people import come_in
from tests.spotify_server import SpotifyServer, running_spotify


@pytest.fixture
def spotify(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SpotifyServer]:
    """The server; its previews, tracks and playlists are empty."""
    with running_spotify() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        forget_failures()
        forget_quiet()
        yield server
    forget_failures()
    forget_quiet()


@pytest.fixture
def mira(spotify: SpotifyServer) -> Person:
    """Somebody who is signed in, and has connected nothing yet."""
    return come_in("Mira").person
