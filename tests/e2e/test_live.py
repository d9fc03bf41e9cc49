"""Promises of the live channel in a real browser."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tools.browser import join
from tools.server import Server

FIRST_WEBSOCKET_FAILS = """
    const Real = window.WebSocket;
    let is_first = true;
    window.WebSocket = class extends Real {
        constructor(...given) {
            if (is_first) {
                is_first = false;
                throw new Error("no line yet");
            }
            super(...given);
        }
    };
"""


def _is_open(page: Page, is_open: bool = True) -> None:
    page.wait_for_function(f"window.emomusic?.live?.connected.get() === {str(is_open).lower()}")


def test_it_shares_reflexs_own_websocket(
    context: BrowserContext, server: Server, name: str
) -> None:
    page = context.new_page()
    sockets: list[Any] = []
    page.on("websocket", lambda socket: sockets.append(socket))
    join(page, server.url, name)
    _is_open(page)
    sockets.clear()
    page.reload()
    _is_open(page)
    assert len(sockets) == 1


@pytest.mark.usefixtures("quiet")
def test_it_stays_open_while_pages_change(page: Page) -> None:
    _is_open(page)
    page.evaluate(
        "window.drops = 0; window.emomusic.live.connected.subscribe(() => window.drops++)"
    )
    page.get_by_label("Main").get_by_role("link", name="Library").click()
    page.wait_for_url("**/library*")
    assert page.evaluate("window.drops") == 0


@pytest.mark.usefixtures("quiet")
def test_an_unknown_call_gets_a_sentence(page: Page) -> None:
    _is_open(page)
    refused = page.evaluate(
        "window.emomusic.live.call('no.such').catch((e) => [e.status, e.message])"
    )
    assert refused == [404, "There is no such call."]


def test_a_cut_line_is_noticed_and_comes_back_without_a_reload(page: Page) -> None:
    _is_open(page)
    page.evaluate("window.same = true")
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    _is_open(page, False)
    page.context.set_offline(False)
    _is_open(page)
    assert page.evaluate("window.same")


def test_it_comes_back_by_itself_where_reflex_went_on_with_a_websocket_of_its_own(
    context: BrowserContext, server: Server, name: str
) -> None:
    page = context.new_page()
    # As where a page takes long to come alive: the first websocket is given up by Reflex.
    page.add_init_script(FIRST_WEBSOCKET_FAILS)
    join(page, server.url, name)
    _is_open(page)
    page.context.set_offline(True)
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    _is_open(page, False)
    page.context.set_offline(False)
    _is_open(page)


def test_a_session_that_ended_is_cut_off(
    page: Page, context: BrowserContext, server: Server, name: str
) -> None:
    _is_open(page)
    with_same_session = page.request
    answer = with_same_session.post("/api/log-out", headers={"Origin": server.url})
    assert answer.ok
    _is_open(page, False)
