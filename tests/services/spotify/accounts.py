"""People whose account at the Spotify of the tests is connected."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx

from emomusic.services.access import Person
from emomusic.services.spotify import connection

REDIRECT = "http://127.0.0.1:3000/api/spotify/callback"


def at_spotify(url: str) -> tuple[str, str]:
    """Say yes at Spotify; the state and the code that come back."""
    answer = httpx.get(url)
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    return query["state"][0], query["code"][0]


def connect(person: Person) -> None:
    """Connect a person's account."""
    connection.complete(person, *at_spotify(connection.begin(person, REDIRECT)))
