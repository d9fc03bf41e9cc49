"""Coming in and going out over HTTP."""

from __future__ import annotations

from http.cookies import Morsel, SimpleCookie

import httpx
import pytest

from emomusic.services.sessions import COOKIE_NAME, person_of, sessions_of
from emomusic.settings import settings
from tests.browsers import browser
from tests.people import PASSWORD, another_browser, come_in

pytestmark = pytest.mark.usefixtures("database")

ADA = {"name": "Ada", "password": PASSWORD}


def cookie_of(answer: httpx.Response) -> Morsel[str]:
    return SimpleCookie(answer.headers["set-cookie"])[COOKIE_NAME]


class TestSigningUp:
    async def test_gives_a_session_that_scripts_can_not_read(self) -> None:
        answer = await browser().post("/api/sign-up", json=ADA)
        assert answer.status_code == 201
        assert answer.json() == {"name": "Ada", "role": "administrator", "next": "/"}
        cookie = cookie_of(answer)
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "lax", "/")
        assert (cookie["secure"], cookie["domain"]) == ("", "")
        assert cookie["max-age"] == str(30 * 24 * 3600)
        person = person_of(cookie.value)
        assert person is not None
        assert person.name == "Ada"

    async def test_behind_https_the_cookie_is_never_sent_without_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SECURE_COOKIES", "true")
        settings.cache_clear()
        assert cookie_of(await browser().post("/api/sign-up", json=ADA))["secure"] is True

    async def test_a_name_that_is_taken_is_a_conflict_with_a_sentence(self) -> None:
        come_in("Ada")
        answer = await browser().post("/api/sign-up", json=ADA)
        assert answer.status_code == 409
        assert answer.json() == {"error": "This name is taken. Please choose another."}
        assert "set-cookie" not in answer.headers

    async def test_by_invitation(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SIGN_UP", "invitation")
        settings.cache_clear()
        assert (await browser().post("/api/sign-up", json=ADA)).status_code == 201
        bea = {"name": "Bea", "password": PASSWORD}
        assert (await browser().post("/api/sign-up", json=bea)).status_code == 403


class TestGoingOn:
    @pytest.mark.parametrize(
        ("target", "answer"),
        [
            ("/song/7?a=b", "/song/7?a=b"),
            ("//evil.example", "/"),
            ("/\\evil.example", "/"),
            ("https://evil.example", "/"),
            ("https:", "/"),
            ("/\t/evil.example", "/"),
            ("/song/7\r\nx: y", "/"),
            ("/" + "a" * 5000, "/"),
        ],
    )
    async def test_leads_to_a_page_of_this_place_and_nowhere_else(
        self, target: str, answer: str
    ) -> None:
        made = await browser().post("/api/sign-up", json=ADA | {"next": target})
        came = await browser().post("/api/log-in", json=ADA | {"next": target})
        assert (made.status_code, came.status_code) == (201, 200)
        assert (made.json()["next"], came.json()["next"]) == (answer, answer)


class TestLoggingIn:
    async def test_gives_a_new_session_each_time(self) -> None:
        await browser().post("/api/sign-up", json=ADA)
        answers = [await browser().post("/api/log-in", json=ADA) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert len({cookie_of(answer).value for answer in answers}) == 2

    async def test_ends_the_session_that_the_browser_had(self) -> None:
        await browser().post("/api/sign-up", json=ADA)
        bea = come_in("Bea")
        answer = await browser(bea).post("/api/log-in", json=ADA)
        assert cookie_of(answer).value != bea.token
        assert person_of(bea.token) is None

    async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(self) -> None:
        await browser().post("/api/sign-up", json=ADA)
        answers = [
            await browser().post("/api/log-in", json=ADA | wrong)
            for wrong in ({"name": "Nobody"}, {"password": "wrong"})
        ]
        assert [answer.status_code for answer in answers] == [401, 401]
        assert answers[0].content == answers[1].content
        assert answers[0].headers == answers[1].headers

    async def test_is_slowed_down_and_says_for_how_long(self) -> None:
        wrong = {"name": "Nobody", "password": "wrong"}
        for _ in range(5):
            await browser().post("/api/log-in", json=wrong)
        answer = await browser(address="192.0.2.9").post("/api/log-in", json=wrong)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 30
        assert answer.json()["error"].startswith("Too many tries. Please wait")


async def test_logging_out_ends_the_session_and_takes_the_cookie() -> None:
    ada = come_in("Ada")
    client = browser(ada)
    answer = await client.post("/api/log-out")
    assert answer.status_code == 204
    assert cookie_of(answer)["max-age"] == "0"
    assert person_of(ada.token) is None
    assert (await browser(ada).get("/api/sessions")).status_code == 401
    assert (await browser(ada).post("/api/log-out")).status_code == 204


async def test_a_change_of_password_keeps_this_session_and_ends_the_others() -> None:
    client = browser()
    await client.post("/api/sign-up", json=ADA)
    await browser().post("/api/log-in", json=ADA)
    body = {"old": PASSWORD, "new": "another good one"}
    answer = await client.post("/api/password", json=body)
    assert (answer.status_code, answer.json()) == (200, {"ended_sessions": 1})
    assert (await client.get("/api/sessions")).status_code == 200
    assert (await client.post("/api/password", json=body)).status_code == 422
    assert (await browser().post("/api/log-in", json=ADA)).status_code == 401


class TestOnesSessions:
    async def test_are_listed_with_their_browsers(self) -> None:
        ada = come_in("Ada")
        another_browser(ada.person)
        views = (await browser(ada).get("/api/sessions")).json()["sessions"]
        assert [view["current"] for view in views].count(True) == 1
        assert set(views[0]) == {
            "id",
            "browser",
            "address",
            "created_at",
            "last_seen_at",
            "current",
        }

    async def test_can_be_ended_one_by_one_but_not_those_of_others(self) -> None:
        ada, bea = come_in("Ada"), come_in("Bea")
        there = another_browser(ada.person)
        client = browser(ada)
        for_them = f"/api/sessions/{bea.person.session_id}"
        assert (await client.delete(for_them)).status_code == 404
        for_me = f"/api/sessions/{there.person.session_id}"
        assert (await client.delete(for_me)).status_code == 204
        assert (await client.delete(for_me)).status_code == 404
        assert person_of(bea.token) == bea.person
        assert (await client.delete(f"/api/sessions/{10**30}")).status_code == 404

    async def test_can_be_ended_all_but_this_one(self) -> None:
        ada = come_in("Ada")
        another_browser(ada.person)
        answer = await browser(ada).delete("/api/sessions")
        assert answer.json() == {"ended_sessions": 1}
        assert [view.id for view in sessions_of(ada.person.id)] == [ada.person.session_id]


async def test_the_cookie_moves_on_with_use() -> None:
    ada = come_in("Ada")
    answer = await browser(ada).get("/api/sessions")
    assert cookie_of(answer).value == ada.token
    assert cookie_of(answer)["max-age"] == str(30 * 24 * 3600)


class TestTheAddressOfABrowser:
    @pytest.mark.parametrize(
        ("trusted", "peer", "forwarded", "address"),
        [
            ("", "192.0.2.1", "203.0.113.7", "192.0.2.1"),
            ("192.0.2.1", "192.0.2.1", "203.0.113.7", "203.0.113.7"),
            ("192.0.2.1", "192.0.2.1", "6.6.6.6, 203.0.113.7", "203.0.113.7"),
            ("192.0.2.0/24", "192.0.2.1", "203.0.113.7, 192.0.2.2", "203.0.113.7"),
            ("192.0.2.1", "198.51.100.1", "203.0.113.7", "198.51.100.1"),
            ("192.0.2.1", "192.0.2.1", "", "192.0.2.1"),
        ],
    )
    async def test_is_what_the_last_trusted_proxy_saw(
        self,
        monkeypatch: pytest.MonkeyPatch,
        trusted: str,
        peer: str,
        forwarded: str,
        address: str,
    ) -> None:
        monkeypatch.setenv("TRUSTED_PROXIES", trusted)
        settings.cache_clear()
        client = browser(address=peer, **{"X-Forwarded-For": forwarded})
        answer = await client.post("/api/sign-up", json=ADA)
        person = person_of(cookie_of(answer).value)
        assert person is not None
        assert [view.address for view in sessions_of(person.id)] == [address]


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b'{"name": "Ada"}',
            b'{"name": "Ada", "password": 7}',
            b'{"name": "Ada", "password": "\\ud800 password"}',
            b'{"name": "Ada", "password": "correct horse", "role": "administrator"}',
            b'{"name": "' + b"x" * 70_000 + b'", "password": "correct horse"}',
            b"\xff\xfe",
            b"[" * 20_000,
        ],
    )
    async def test_that_are_not_what_was_asked_for_are_refused(self, body: bytes) -> None:
        answer = await browser(**{"Content-Type": "application/json"}).post(
            "/api/sign-up", content=body
        )
        assert answer.status_code == 422
        assert answer.json()["error"]

    async def test_of_a_form_are_refused(self) -> None:
        assert (await browser().post("/api/sign-up", data=ADA)).status_code == 422
