"""Promises of cards: what a link shows, with and without a network, and what is here of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emomusic.services.orders import SourceKind
from emomusic.services.spotify.cards import FRESH, Here, SpotifyCard, card_of
from emomusic.services.spotify.links import SpotifyKind, parse_link
from emomusic.services.spotify.web import forget_failures, is_picture_address
from emomusic.settings import settings
from emomusic.store.covers import COVER_SIZES, cover_path
from emomusic.store.database import session
from emomusic.store.spotify_tables import SpotifyPreview
from tests.factories import ident, make_song, save
from tests.spotify_server import SpotifyServer, picture, spotify_id

URL = f"https://open.spotify.com/track/{spotify_id(7)}"
EMBED = f"https://open.spotify.com/embed/track/{spotify_id(7)}"


async def the_card(url: str = URL) -> SpotifyCard:
    card = await card_of(url)
    assert card is not None
    return card


def show(spotify: SpotifyServer, title: str, path: str = "/picture/a.jpg") -> None:
    spotify.previews[URL] = (title, path)
    spotify.pictures["/picture/a.jpg"] = picture()


async def test_a_card_has_the_title_and_a_cover_of_our_own(spotify: SpotifyServer) -> None:
    show(spotify, "Harbour Lights")
    card = await the_card(f"{URL}?si=4f5e6d")
    assert (card.title, card.url, card.embed_url) == ("Harbour Lights", URL, EMBED)
    assert card.kind is SpotifyKind.TRACK
    assert all(cover_path(card.cover, size).exists() for size in COVER_SIZES)


async def test_spotify_is_asked_once_for_a_link(spotify: SpotifyServer) -> None:
    show(spotify, "Harbour Lights")
    first, second = await the_card(), await the_card(f"spotify:track:{spotify_id(7)}")
    assert first == second
    assert spotify.asked == ["GET /oembed", "GET /picture/a.jpg"]


async def test_without_a_network_the_card_is_plain_and_safe(spotify: SpotifyServer) -> None:
    spotify.fail("/oembed", 503)
    assert await the_card() == SpotifyCard(SpotifyKind.TRACK, URL, EMBED, "", "", "", None)


async def test_while_the_network_is_away_nobody_waits_again(spotify: SpotifyServer) -> None:
    spotify.fail("/oembed", 503)
    await the_card()
    show(spotify, "Harbour Lights")
    assert (await the_card()).title == ""
    assert spotify.count("GET /oembed") == 1
    forget_failures()
    assert (await the_card()).title == "Harbour Lights"


async def test_where_the_setting_says_off_nobody_is_asked(
    spotify: SpotifyServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPOTIFY_OEMBED_URL", "off")
    settings.cache_clear()
    assert (await the_card()).title == ""
    assert spotify.asked == []


async def test_a_link_that_leads_nowhere_is_remembered_for_a_day(spotify: SpotifyServer) -> None:
    await the_card()
    await the_card()
    assert spotify.count("GET /oembed") == 1


async def test_an_old_preview_is_asked_for_anew_and_kept_where_that_fails(
    spotify: SpotifyServer,
) -> None:
    show(spotify, "Harbour Lights")
    await the_card()
    link = parse_link(URL)
    assert link is not None
    with session(write=True) as opened:
        known = opened.get(SpotifyPreview, link.uri)
        assert known is not None
        known.fetched_at -= FRESH + timedelta(minutes=1)
        opened.add(known)
    spotify.fail("/oembed", 500)
    assert (await the_card()).title == "Harbour Lights"
    forget_failures()
    show(spotify, "Harbour Lights (New Title)")
    assert (await the_card()).title == "Harbour Lights (New Title)"


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"<html>", b'{"title": 3}', b'{"title": ""}', b"\xff\xfe"]
)
async def test_an_answer_that_is_none_gives_a_plain_card(
    spotify: SpotifyServer, body: bytes
) -> None:
    spotify.fail("/oembed", 200, body=body)
    assert (await the_card()).title == ""


async def test_an_answer_without_end_is_not_read_to_its_end(spotify: SpotifyServer) -> None:
    spotify.fail("/oembed", 200, body=b'{"title": "' + b"x" * 10_000_000 + b'"}')
    assert (await the_card()).title == ""


async def test_a_redirect_is_not_followed(spotify: SpotifyServer) -> None:
    spotify.fail("/oembed", 302, Location=f"{spotify.url}/picture/a.jpg")
    show(spotify, "Elsewhere")
    assert (await the_card()).title == ""
    assert spotify.asked == ["GET /oembed"]


@pytest.mark.parametrize("file", [b"", b"no picture", picture()[:40], b"<svg onload=alert(1)>"])
async def test_a_cover_that_is_no_picture_is_left_out(spotify: SpotifyServer, file: bytes) -> None:
    show(spotify, "Harbour Lights")
    spotify.pictures["/picture/a.jpg"] = file
    card = await the_card()
    assert (card.title, card.cover) == ("Harbour Lights", "")


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://evil.example/a.jpg",
        "https://i.scdn.co.evil.example/a.jpg",
        "https://user:word@i.scdn.co/a.jpg",
        "https://i.scdn.co:8443/a.jpg",
        "http://i.scdn.co/a.jpg",
        "file:///etc/passwd",
        "//i.scdn.co/a.jpg",
        "https://[::1/a.jpg",
        "",
    ],
)
async def test_a_cover_from_elsewhere_is_not_fetched(spotify: SpotifyServer, url: str) -> None:
    assert not is_picture_address(url)
    spotify.previews[URL] = ("Harbour Lights", url)
    assert (await the_card()).cover == ""


@pytest.mark.usefixtures("data_dir")
@pytest.mark.parametrize(
    "url",
    ["https://i.scdn.co/image/ab67616d", "https://image-cdn-ak.spotifycdn.com/image/ab67616d"],
)
def test_spotifys_own_picture_hosts_are_known(url: str) -> None:
    assert is_picture_address(url)


async def test_a_hostile_title_is_one_line_of_text(spotify: SpotifyServer) -> None:
    show(spotify, "<img src=x onerror=alert(1)>\r\n\x00\u202eevil" + "y" * 1000)
    title = (await the_card()).title
    assert title.startswith("<img src=x onerror=alert(1)> evil")
    assert len(title) == 300
    assert title.isprintable()


async def test_something_else_is_no_card() -> None:
    assert await card_of("https://spotify.link/abcdef") is None


async def test_a_song_of_the_same_title_is_offered_as_such(spotify: SpotifyServer) -> None:
    song = make_song("Harbour Lights", artists=["Mira Tal", "Ono"])
    show(spotify, "HARBOUR  LIGHTS")
    expected = Here(SourceKind.SONG, ident(song), "Harbour Lights", "Mira Tal, Ono", False)
    assert (await the_card()).here == expected


async def test_of_two_songs_with_a_title_none_is_guessed(spotify: SpotifyServer) -> None:
    make_song("Harbour Lights")
    make_song("Harbour Lights")
    show(spotify, "Harbour Lights")
    assert (await the_card()).here is None


async def test_an_album_of_the_same_title_is_offered(spotify: SpotifyServer) -> None:
    url = f"https://open.spotify.com/album/{spotify_id(8)}"
    song = make_song(album="Low Tide", artists=["Mira Tal"])
    spotify.previews[url] = ("Low Tide", "")
    expected = Here(SourceKind.ALBUM, song.album_id, "Low Tide", "Mira Tal", False)
    assert (await the_card(url)).here == expected


async def test_what_is_known_to_be_the_same_recording_is_said_to_be(
    spotify: SpotifyServer,
) -> None:
    make_song("Harbour Lights", artists=["Somebody Else"], duration_s=201.0)
    song = make_song("Harbour Lights", artists=["Mira Tal"], duration_s=201.0)
    save(
        SpotifyPreview(
            uri=f"spotify:track:{spotify_id(7)}",
            title="Harbour Lights (feat. Ono)",
            artists='["Mira Tal", "Ono"]',
            duration_s=203.5,
        )
    )
    card = await the_card()
    assert card.by == "Mira Tal, Ono"
    assert card.here == Here(SourceKind.SONG, ident(song), "Harbour Lights", "Mira Tal", True)
    assert spotify.asked == []
