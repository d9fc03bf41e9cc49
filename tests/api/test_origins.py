"""Changes are taken from our own pages only."""

from __future__ import annotations

import httpx
import pytest

from emomusic.services.people import accounts
from emomusic.settings import settings
from tests.browsers import ORIGIN, browser
from tests.people import PASSWORD, come_in

pytestmark = pytest.mark.usefixtures("database")

ADA = {"name": "Ada", "password": PASSWORD}


async def sign_up(**headers: str) -> httpx.Response:
    client = browser()
    del client.headers["Origin"]
    return await client.post("/api/sign-up", json=ADA, headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "http://evil.test"},
        {"Origin": "http://music.test:8080"},
        {"Origin": "http://music.test.evil.test"},
        {"Origin": "ftp://music.test"},
        {"Origin": "music.test"},
        {"Origin": ""},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://evil.test", "Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_a_foreign_page_changes_nothing(headers: dict[str, str]) -> None:
    answer = await sign_up(**headers)
    assert answer.status_code == 403
    assert answer.json()["error"]
    assert accounts() == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ORIGIN},
        {"Origin": "https://music.test"},
        {"Sec-Fetch-Site": "same-origin"},
    ],
)
async def test_our_own_page_may(headers: dict[str, str]) -> None:
    assert (await sign_up(**headers)).status_code == 201


async def test_an_origin_of_the_settings_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://play.example.org")
    settings.cache_clear()
    assert (await sign_up(Origin="https://play.example.org")).status_code == 201
    assert (await sign_up(Origin="http://play.example.org")).status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/log-in"),
        ("POST", "/api/log-out"),
        ("POST", "/api/password"),
        ("PUT", "/api/queue"),
        ("POST", "/api/playback"),
        ("PUT", "/api/songs/1/like"),
        ("DELETE", "/api/sessions"),
        ("DELETE", "/api/sessions/1"),
    ],
)
async def test_every_change_is_guarded(method: str, path: str) -> None:
    client = browser(come_in(), Origin="http://evil.test")
    assert (await client.request(method, path, json={})).status_code == 403


async def test_reading_needs_no_origin() -> None:
    client = browser(come_in())
    del client.headers["Origin"]
    assert (await client.get("/api/queue")).status_code == 200
