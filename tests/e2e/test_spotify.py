"""Promises of Spotify in a real browser: connect, import with its report, and play what is here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect

from tests.e2e.chatting import Meet, Someone, meeting, open_both
from tests.e2e.conftest import DESKTOP, Complaints
from tests.e2e.listening import playing_song_id, queue_song_ids, wait_until_playing
from tests.spotify_server import DISPLAY_NAME, SpotifyServer, picture, running_spotify, spotify_id
from tools.browser import join, sign_up
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
    join(opened, place.url, name)
    return opened


@pytest.fixture
def meet(browser: Browser, place: Place) -> Iterator[Meet]:
    with meeting(browser, place.url) as ready:
        yield ready


def link(kind: str, number: int) -> str:
    return f"https://open.spotify.com/{kind}/{spotify_id(number)}"


def card_in(someone: Someone) -> Locator:
    return someone.page.locator(".ch-thread").get_by_role("article").last


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

    page.locator(".actions").get_by_role("button", name="Play Evenings").click()
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


class TestCards:
    def test_a_pasted_link_is_a_card_that_plays_what_is_here(
        self, meet: Meet, place: Place
    ) -> None:
        ann, ben = meet("Ann", "Ben")
        song = library(ben.page)[0]
        place.spotify.previews[link("track", 500)] = (str(song["title"]), "/picture/a.jpg")
        place.spotify.pictures["/picture/a.jpg"] = picture()
        elsewhere: list[str] = []
        ben.page.on(
            "request",
            lambda request: None if place.url in request.url else elsewhere.append(request.url),
        )
        open_both(ann, ben)
        ann.write(f"Do you know {link('track', 500)}?si=4f5e6d")
        card = card_in(ben)
        expect(card).to_contain_text(str(song["title"]))
        cover = card.locator("img")
        ben.page.wait_for_function("(img) => img.naturalWidth > 0", arg=cover.element_handle())
        assert [one for one in elsewhere if one.startswith("http")] == []

        card.get_by_role("button", name=re.compile("^Play ")).click()
        wait_until_playing(ben.page, int(str(song["id"])))
        assert playing_song_id(ben.page) == song["id"]

    def test_without_a_network_the_card_is_plain_and_still_leads_there(
        self, meet: Meet, place: Place
    ) -> None:
        ann, ben = meet("Ann", "Ben")
        open_both(ann, ben)
        place.spotify.fail("/oembed", 503)
        ann.write(f"spotify:album:{spotify_id(501)}")
        card = card_in(ben)
        expect(card).to_contain_text("Album on Spotify")
        expect(card).to_have_attribute("data-known", "false")
        expect(card.get_by_role("link", name="Open in Spotify")).to_have_attribute(
            "href", link("album", 501)
        )
        expect(card.get_by_role("link")).to_have_attribute("rel", re.compile("noopener"))

    def test_spotifys_player_comes_by_a_click_and_into_a_sandbox(
        self, meet: Meet, place: Place
    ) -> None:
        ann, ben = meet("Ann", "Ben")
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(body="<p>the player</p>", content_type="text/html")

        ben.page.route("https://open.spotify.com/**", answer)
        open_both(ann, ben)
        ann.write(link("artist", 502))
        button = card_in(ben).get_by_role("button", name="Listen with Spotify's player")
        expect(button).to_be_enabled()
        assert asked == []
        button.click()
        frame = card_in(ben).locator("iframe")
        expect(frame.content_frame.get_by_text("the player")).to_be_visible()
        assert asked == [f"https://open.spotify.com/embed/artist/{spotify_id(502)}"]
        expect(frame).to_have_attribute("sandbox", re.compile("^allow-scripts"))
        expect(frame).to_have_attribute("referrerpolicy", "no-referrer")
        card_in(ben).get_by_role("button", name="Close Spotify's player").click()
        expect(frame).to_have_count(0)

    def test_a_hostile_title_is_text(self, meet: Meet, place: Place) -> None:
        place.spotify.previews[link("track", 503)] = (HOSTILE, "/picture/none.jpg")
        ann, ben = meet("Ann", "Ben")
        open_both(ann, ben)
        ann.write(link("track", 503))
        expect(card_in(ben)).to_be_visible()
        assert ben.page.evaluate("window.hacked") is None

    def test_a_short_link_stays_a_link(self, meet: Meet) -> None:
        ann, ben = meet("Ann", "Ben")
        open_both(ann, ben)
        ann.write("see https://spotify.link/abcdef")
        shown = ben.bubble("see https://spotify.link/abcdef")
        expect(shown.get_by_role("link")).to_have_attribute("href", "https://spotify.link/abcdef")
        expect(shown.get_by_role("article")).to_have_count(0)


def test_friends_see_what_somebody_plays_at_spotify(meet: Meet, place: Place) -> None:
    ann, ben = meet("Ann", "Ben")
    ann.call("people.ask", person_id=ben.id)
    ben.call("people.accept", person_id=ann.id)
    place.spotify.play(place.spotify.add_track(700, "Night Ferry", ["Ono"]))
    try:
        connect(ann.page)
        ben.page.goto("/friends")
        expect(ben.page.locator("#centre")).to_contain_text(
            "listens to Night Ferry", timeout=15_000
        )
    finally:
        place.spotify.playing = None
