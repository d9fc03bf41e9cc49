"""Promises of Spotify in a real browser: connect, import with its report, and play what is here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.conftest import DESKTOP, Complaints
from tests.e2e.listening import queue_song_ids, wait_until_playing
from tests.spotify_server import DISPLAY_NAME, SpotifyServer, picture, running_spotify
from tools.browser import sign_up
from tools.server import Server

HOSTILE = "<img src=x onerror=window.hacked=1>"


@dataclass(frozen=True)
class Place:
    """A server that knows Spotify; Spotify leads back to addresses in numbers only."""

    server: Server
    spotify: SpotifyServer

    @property
    def url(self) -> str:
        return self.server.url.replace("localhost", "127.0.0.1")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with running_spotify() as spotify:
        server = Server(
            tmp_path_factory.mktemp("spotify"),
            environment=spotify.environment,
            web_dir=".web-spotify",
        )
        server.start()
        yield Place(server, spotify)
        server.stop()


@pytest.fixture
def context(browser: Browser, place: Place) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=DESKTOP, base_url=place.url)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, place: Place, complaints: Complaints, name: str) -> Page:
    opened = context.new_page()
    complaints.listen_to(opened)
    sign_up(opened, place.url, name)
    return opened


def library(page: Page) -> list[dict[str, object]]:
    songs: list[dict[str, object]] = page.request.get("/api/sources/library/0").json()["songs"]
    return songs


def connect(page: Page) -> None:
    page.goto("/settings")
    page.get_by_role("link", name="Spotify").click()
    page.get_by_role("button", name="Connect Spotify").click()
    page.wait_for_url(re.compile(r"/spotify/?\?outcome=connected"))
    expect(page.locator("#centre").get_by_role("status")).to_have_text("Your account is connected.")
    expect(page.locator("#centre")).to_contain_text(DISPLAY_NAME)


@pytest.mark.usefixtures("quiet")
def test_a_playlist_is_imported_reported_and_played(page: Page, place: Place) -> None:
    songs = library(page)[:3]
    spotify = place.spotify
    spotify.pictures["/picture/playlist.jpg"] = picture()
    tracks = [
        spotify.add_track(
            number,
            str(song["title"]).upper(),
            [artist["name"] for artist in song["artists"]],  # type: ignore[attr-defined]
            float(str(song["duration_s"])) + 2,
        )
        for number, song in enumerate(songs)
    ]
    tracks += [spotify.add_track(number, f"Elsewhere {number}", ["Ono"]) for number in range(3, 60)]
    tracks.append(spotify.add_track(60, HOSTILE, [HOSTILE]))
    spotify.add_playlist(900, f"Evenings {HOSTILE}", [*tracks])

    connect(page)
    page.get_by_role("button", name="Import Evenings").click()
    expect(page.locator("#centre")).to_contain_text("3 of 61 songs in your library")
    page.get_by_role("link", name="Evenings").click()
    page.wait_for_url(re.compile(r"/imported/\d+"))
    expect(page.locator("#centre [data-song]")).to_have_count(3)
    report = page.get_by_role("region", name="Not found here")
    expect(report.get_by_role("row")).to_have_count(59)
    expect(report).to_contain_text(HOSTILE)
    assert page.evaluate("window.hacked") is None

    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    lines = waiting.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 59
    assert lines[1].startswith("4,Elsewhere 3,Ono,")

    page.locator(".actions").get_by_role("button", name="Play").click()
    ids = [int(str(song["id"])) for song in songs]
    wait_until_playing(page, ids[0])
    assert queue_song_ids(page) == ids[1:]


@pytest.mark.usefixtures("quiet")
def test_disconnecting_asks_once_and_forgets(page: Page) -> None:
    connect(page)
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("button", name="Keep").click()
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("group").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("button", name="Connect Spotify")).to_be_visible()
    page.goto("/spotify")
    expect(page.get_by_role("button", name="Connect Spotify")).to_be_visible()


def test_a_connection_that_spotify_ended_says_so(page: Page, place: Place) -> None:
    connect(page)
    place.spotify.revoke()
    page.goto("/spotify")
    expect(page.locator("#centre").get_by_role("alert").first).to_have_text(
        "Spotify has ended the connection. Connect your account again."
    )
    page.get_by_role("button", name="Connect again").click()
    page.wait_for_url(re.compile(r"/spotify/?\?outcome=connected"))


def test_whoever_declines_is_told_that_nothing_happened(page: Page, place: Place) -> None:
    place.spotify.says_no = True
    try:
        page.goto("/spotify")
        page.get_by_role("button", name="Connect Spotify").click()
        expect(page.locator("#centre").get_by_role("status")).to_contain_text(
            "Nothing was connected"
        )
    finally:
        place.spotify.says_no = False


def test_under_a_name_to_which_spotify_does_not_lead_back_the_page_says_what_to_do(
    browser: Browser, place: Place
) -> None:
    context = browser.new_context(viewport=DESKTOP, base_url=place.server.url)
    page = context.new_page()
    sign_up(page, place.server.url, "Lo Calhost")
    page.goto("/spotify")
    page.get_by_role("button", name="Connect Spotify").click()
    expect(page.locator("#centre").get_by_role("alert").last).to_contain_text(
        f"Open this page as {place.url}"
    )
    context.close()
