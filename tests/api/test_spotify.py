"""Promises of a connection's addresses: only with the setting, and from one's own page only."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from emomusic.services.people import SignedIn
from emomusic.services.spotify import connection, imports
from emomusic.services.spotify.patience import forget_quiet
from emomusic.settings import settings
from tests.browsers import browser
from tests.people import come_in
from tests.services.spotify.accounts import connect
from tests.spotify_server import DISPLAY_NAME, SpotifyServer, running_spotify, spotify_id

CONNECTION = "/api/spotify/connection"
CALLBACK = "/api/spotify/callback"


@pytest.fixture
def spotify(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[SpotifyServer]:
    with running_spotify() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv("SPOTIFY_REDIRECT_URI", f"https://music.test{CALLBACK}")
        settings.cache_clear()
        forget_quiet()
        yield server


@pytest.fixture
def mira(spotify: SpotifyServer) -> SignedIn:
    return come_in("Mira")


async def go_to_spotify(tab: httpx.AsyncClient) -> str:
    """Begin a connection and say yes; the path to which Spotify sends the browser back."""
    url = (await tab.post(CONNECTION)).json()["url"]
    async with httpx.AsyncClient() as elsewhere:
        back = urlsplit((await elsewhere.get(url)).headers["location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"https://music.test{CALLBACK}"
    return f"{back.path}?{back.query}"


async def test_a_browser_goes_to_spotify_and_comes_back_connected(mira: SignedIn) -> None:
    tab = browser(mira)
    answer = await tab.get(await go_to_spotify(tab))
    assert (answer.status_code, answer.headers["location"]) == (303, "/spotify?outcome=connected")
    found = connection.connection_of(mira.person.id)
    assert found is not None
    assert found.name == DISPLAY_NAME


async def test_whoever_declines_comes_back_unconnected(
    mira: SignedIn, spotify: SpotifyServer
) -> None:
    spotify.says_no = True
    tab = browser(mira)
    answer = await tab.get(await go_to_spotify(tab))
    assert answer.headers["location"] == "/spotify?outcome=declined"
    assert connection.connection_of(mira.person.id) is None


async def test_an_answer_in_another_browser_connects_nothing(mira: SignedIn) -> None:
    path = await go_to_spotify(browser(mira))
    eve = come_in("Eve")
    assert (await browser(eve).get(path)).headers["location"] == "/spotify?outcome=stale"
    assert connection.connected_people() == ()
    assert (await browser().get(path)).status_code == 401


@pytest.mark.parametrize(
    "query", ["", "?state=x", "?code=x", "?state=%00&code=%ff", "?a=" + "x" * 4000]
)
async def test_a_made_up_answer_connects_nothing(mira: SignedIn, query: str) -> None:
    answer = await browser(mira).get(CALLBACK + query)
    assert answer.headers["location"] == "/spotify?outcome=stale"


async def test_spotify_being_out_of_order_is_said(mira: SignedIn, spotify: SpotifyServer) -> None:
    tab = browser(mira)
    path = await go_to_spotify(tab)
    spotify.fail("/api/token", 503, times=3)
    assert (await tab.get(path)).headers["location"] == "/spotify?outcome=failed"


async def test_disconnecting_forgets_the_account(mira: SignedIn) -> None:
    connect(mira.person)
    assert (await browser(mira).delete(CONNECTION)).status_code == 204
    assert connection.connection_of(mira.person.id) is None


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_another_sites_page_can_neither_connect_nor_disconnect(
    mira: SignedIn, method: str
) -> None:
    connect(mira.person)
    tab = browser(mira, Origin="https://evil.example")
    assert (await tab.request(method, CONNECTION)).status_code == 403
    assert connection.connection_of(mira.person.id) is not None


async def test_the_report_comes_as_a_file(mira: SignedIn, spotify: SpotifyServer) -> None:
    connect(mira.person)
    spotify.add_playlist(900, "Rainy", [spotify.add_track(1, "Regen für dich", ["Ono"])])
    import_id = imports.prepare_import(mira.person.id, spotify_id(900))
    imports.run_import(import_id)
    answer = await browser(mira).get(f"/api/spotify/imports/{import_id}/missing.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.content.decode("utf-8-sig").splitlines()[1].startswith("1,Regen für dich,Ono,")
    other = await browser(come_in("Eve")).get(f"/api/spotify/imports/{import_id}/missing.csv")
    assert other.status_code == 404


async def test_where_spotify_does_not_lead_back_to_is_said(
    mira: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SPOTIFY_REDIRECT_URI")
    settings.cache_clear()
    answer = await browser(mira).post(CONNECTION)
    assert answer.status_code == 422
    assert answer.json()["error"].startswith("Spotify does not lead back to music.test.")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", CONNECTION),
        ("DELETE", CONNECTION),
        ("GET", CALLBACK),
        ("GET", "/api/spotify/imports/1/missing.csv"),
    ],
)
async def test_without_the_setting_no_address_is_there(
    mira: SignedIn, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    monkeypatch.delenv("SPOTIFY_CLIENT_ID")
    settings.cache_clear()
    assert (await browser(mira).request(method, path)).status_code == 404
