"""Promises of radio and journeys in a room: what they bring is for all, and the host leads."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, Complaints
from tests.e2e.together import join_room, open_room
from tools.browser import join
from tools.server import Server

_evenings = itertools.count(1)

QUEUE = "window.emomusic.room.state.get().room.queue"


@pytest.fixture
def two(browser: Browser, server: Server, complaints: Complaints) -> Iterator[tuple[Page, Page]]:
    """The host of a room in which nothing plays, and a guest."""
    contexts, pages = [], []
    evening = next(_evenings)
    for name in (f"Radio Rosa {evening}", f"Radio Rolf {evening}"):
        contexts.append(browser.new_context(viewport=DESKTOP, base_url=server.url))
        pages.append(contexts[-1].new_page())
        complaints.listen_to(pages[-1])
        join(pages[-1], server.url, name)
    open_room(pages[0], f"Radio evening {evening}", [])
    join_room(pages[1], f"Radio evening {evening}")
    yield pages[0], pages[1]
    for context in contexts:
        context.close()


def _start_radio(page: Page) -> None:
    """Start the radio of an album, without leaving the page for a moment."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Library").first.click()
    page.locator('#centre a[href^="/album/"]').first.click()
    page.get_by_role("button", name="Start radio").first.click()


@pytest.mark.usefixtures("quiet")
def test_a_radio_of_the_host_plays_for_all_and_never_runs_out(two: tuple[Page, Page]) -> None:
    host, guest = two
    _start_radio(host)
    radio = guest.get_by_role("region", name="Radio")
    expect(radio).to_contain_text("Radio from the album")
    expect(radio.get_by_role("button", name="End radio")).to_be_hidden()
    for page in two:
        page.wait_for_function("window.emomusic.audio().currentTime > 0.1")
    for _ in range(5):
        key = host.evaluate("window.emomusic.room.state.get().room.playing.key")
        host.get_by_label("Player", exact=True).first.get_by_role(
            "button", name="Next song"
        ).click()
        guest.wait_for_function(
            "(key) => window.emomusic.room.state.get().room.playing.key !== key", arg=key
        )
        guest.wait_for_function(f"{QUEUE}.length >= 3")
    expect(guest.locator(".rm-line")).to_contain_text("added by the radio")

    host.get_by_role("link", name="Room Radio evening").click()
    host.get_by_role("button", name="End radio").click()
    expect(radio).to_be_hidden()


@pytest.mark.usefixtures("quiet")
def test_a_guest_starts_no_radio_and_a_journey_there_is_not_led(two: tuple[Page, Page]) -> None:
    host, guest = two
    _start_radio(guest)
    expect(guest.get_by_text("Only the host can start a radio here.")).to_be_visible()

    host.get_by_role("navigation", name="Main").get_by_role("link", name="Home").click()
    host.locator("#centre").get_by_role("link", name="A journey").click()
    form = host.get_by_role("form", name="A journey")
    form.get_by_role("button", name="Start the journey").click()
    expect(form).to_contain_text("the journey can't be led elsewhere there")
    expect(form.get_by_role("button", name="See the path in the queue")).to_be_hidden()
    host.wait_for_function(f"{QUEUE}.length >= 3")
    kept = host.evaluate("Object.keys(localStorage).filter((one) => one.endsWith(':journey'))")
    assert kept == []
