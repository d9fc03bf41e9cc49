"""Headers of every answer, and which pages may open the websocket."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from emomusic.api.app import api_app
from emomusic.api.headers import page_policy
from emomusic.settings import settings
from tests.browsers import browser
from tests.databases import in_use


async def page(request: Request) -> Response:
    return PlainTextResponse("page")


async def origin(request: Request) -> Response:
    return JSONResponse({"origin": request.headers.get("origin")})


def whole_app() -> Starlette:
    """The API with something mounted behind it, as Reflex mounts itself."""
    app = api_app()
    behind: list[Any] = [Route("/_event/", origin), Route("/{rest:path}", page)]
    app.router.routes.append(Mount("", Starlette(routes=behind)))
    return app


@pytest.mark.parametrize("path", ["/", "/log-in", "/assets/app.js", "/api/health", "/api/x"])
@pytest.mark.usefixtures("database")
async def test_every_answer_is_guarded_against_sniffing_and_framing(path: str) -> None:
    headers = (await browser(app=whole_app()).get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-site"
    assert "microphone=()" in headers["permissions-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.usefixtures("database")
async def test_an_answer_of_the_api_can_load_nothing() -> None:
    headers = (await browser().get("/api/health")).headers
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["cache-control"] == "no-store"


async def test_a_page_loads_nothing_from_elsewhere_but_spotifys_player_into_a_frame() -> None:
    policy = (await browser(app=whole_app()).get("/")).headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "*" not in policy
    frames = "frame-src https://open.spotify.com"
    assert frames in policy.split("; ")
    assert "http" not in policy.replace(frames, "")


async def test_no_inline_script_runs_but_those_that_were_built_in(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "index.html").write_text("<script>one()</script><script src='/a.js'></script>")
    (tmp_path / "deep" / "index.html").write_text(
        '<script>one()</script><script type="module" async="">two()\nthree()</script>'
    )
    digests = [
        base64.b64encode(hashlib.sha256(script).digest()).decode()
        for script in (b"one()", b"two()\nthree()")
    ]
    scripts = f"script-src 'self' 'unsafe-eval' 'sha256-{digests[0]}' 'sha256-{digests[1]}';"
    assert scripts in page_policy(tmp_path)


async def test_of_a_page_that_is_not_built_no_inline_script_runs(tmp_path: Path) -> None:
    assert "script-src 'self' 'unsafe-eval';" in page_policy(tmp_path / "nothing")


@pytest.mark.usefixtures("data_dir")
async def test_behind_https_a_browser_never_goes_back_to_http(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "strict-transport-security" not in (await browser(app=whole_app()).get("/")).headers
    monkeypatch.setenv("SECURE_COOKIES", "true")
    settings.cache_clear()
    headers = (await browser(app=whole_app()).get("/")).headers
    assert headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/assets/index-C0ffee42.js", "public, max-age=31536000, immutable"),
        ("/assets/inter-latin-wght-normal-Dx4kXJAl.woff2", "public, max-age=31536000, immutable"),
        ("/assets/index.js", "no-cache"),
        ("/favicon.ico", "no-cache"),
        ("/", "no-cache"),
        ("/assets/a/b-C0ffee42.js", "no-cache"),
    ],
)
async def test_files_named_by_what_they_hold_are_kept_for_good(path: str, cache: str) -> None:
    assert (await browser(app=whole_app()).get(path)).headers["cache-control"] == cache


@pytest.mark.parametrize(
    ("sent", "seen"),
    [
        ("http://music.test", None),
        ("http://evil.test", "http://evil.test"),
        ("http://music.test.evil.test", "http://music.test.evil.test"),
        ("http://music.test:8080", "http://music.test:8080"),
        ("null", "null"),
    ],
)
async def test_our_own_page_may_open_the_websocket_under_any_name(
    sent: str, seen: str | None
) -> None:
    answer = await browser(app=whole_app(), Origin=sent).get("/_event/")
    assert answer.json() == {"origin": seen}


async def test_elsewhere_the_origin_stays(database: str) -> None:
    assert (await browser().post("/api/log-out")).status_code == 204


class TestHealth:
    async def test_is_for_everybody_and_says_nothing_more(self, database: str) -> None:
        answer = await browser().get("/api/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert "set-cookie" not in answer.headers

    async def test_without_a_database_is_503(self, data_dir: object) -> None:
        with in_use("postgresql+psycopg://nobody@127.0.0.1:1/nothing"):
            answer = await browser().get("/api/health")
        assert answer.status_code == 503
        assert "127.0.0.1" not in answer.text
