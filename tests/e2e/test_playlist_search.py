"""Playlists in the search: one's own and those for everybody, opened from where they are found."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP
from tools.browser import join
from tools.server import Server

pytestmark = pytest.mark.usefixtures("quiet")

_numbers = itertools.count(1)
CALL = "([name, body]) => window.emomusic.live.call(name, body)"


def make(page: Page, title: str, visibility: str) -> int:
    made: int = page.evaluate(CALL, ["playlist.create", {"title": title, "song_ids": []}])
    body = {"playlist_id": made, "visibility": visibility}
    page.evaluate(CALL, ["playlist.show_to", body])
    return made


def test_what_one_may_see_is_found_and_opened_and_nothing_else(
    page: Page, browser: Browser, server: Server
) -> None:
    context = browser.new_context(viewport=DESKTOP, base_url=server.url)
    other = context.new_page()
    number = next(_numbers)
    join(other, server.url, f"Finding Frida {number}")
    make(other, f"Quokka{number} secrets", "private")
    title = f"Quokka{number} <b>for all</b>"
    made = make(other, title, "everyone")
    context.close()
    page.goto("/search")
    page.get_by_role("searchbox").fill(f"all quokka{number}")
    shelf = page.locator("section.section").filter(
        has=page.get_by_role("heading", name="Playlists", exact=True)
    )
    expect(shelf.locator("strong")).to_have_text([title])
    page.get_by_role("searchbox").fill(f"quokka{number}")
    expect(shelf.locator("p")).to_have_text([f"0 songs · Finding Frida {number}"])
    shelf.get_by_role("link").click()
    page.wait_for_url(f"**/playlist/{made}")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
