"""Promises of links: what is one, in every spelling, and what is none."""

from __future__ import annotations

import pytest

from emomusic.services.spotify.links import SpotifyKind, SpotifyLink, parse_link

ID = "4uLU6hMCjMI75M1A2tKUQC"
TRACK = SpotifyLink(SpotifyKind.TRACK, ID)


@pytest.mark.parametrize(
    "text",
    [
        f"https://open.spotify.com/track/{ID}",
        f"http://open.spotify.com/track/{ID}/",
        f"  https://open.spotify.com/track/{ID}?si=0a1b2c3d4e5f&nd=1 ",
        f"https://open.spotify.com/intl-de/track/{ID}?si=abc",
        f"https://open.spotify.com/intl-pt/track/{ID}#x",
        f"https://open.spotify.com/embed/track/{ID}?utm_source=generator",
        f"HTTPS://OPEN.SPOTIFY.COM/track/{ID}",
        f"spotify:track:{ID}",
    ],
)
def test_every_spelling_of_a_link_is_the_same_link(text: str) -> None:
    assert parse_link(text) == TRACK
    assert TRACK.url == f"https://open.spotify.com/track/{ID}"


@pytest.mark.parametrize("kind", list(SpotifyKind))
def test_every_kind_is_known(kind: SpotifyKind) -> None:
    found = parse_link(f"https://open.spotify.com/{kind}/{ID}")
    assert found == SpotifyLink(kind, ID)
    assert found.embed_url == f"https://open.spotify.com/embed/{kind}/{ID}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://spotify.link/aBcDeFgHiJk",
        f"https://open.spotify.com.evil.example/track/{ID}",
        f"https://evil.example/https://open.spotify.com/track/{ID}",
        f"https://user@open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}x",
        "https://open.spotify.com/track/too-short",
        f"https://open.spotify.com/user/{ID}",
        f"https://open.spotify.com/track/../{ID}",
        f"javascript:alert(1)//open.spotify.com/track/{ID}",
        f"https://open.spotify.com/track/{ID}?x=<script>",
        f"https://open.spotify.com:8443/track/{ID}",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_link(text) is None
