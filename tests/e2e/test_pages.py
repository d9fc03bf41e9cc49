"""Promises of the pages: they are whole, quiet in the console, and usable by everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Complaints
from tests.e2e.listening import open_album, play_row
from tests.e2e.looks import overflow_px, settle, violations
from tools.browser import PASSWORD
from tools.server import Server

HOME = re.compile(r"^https?://[^/]+/$")
LOG_IN = re.compile(r"/log-in/?(\?next=[^&]+)?$")

PATHS = (
    "/",
    "/library/albums",
    "/library/artists",
    "/library/songs",
    "/liked",
    "/journey",
    "/search?q=a",
    "/settings",
    "/model",
    "/now-playing",
)


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_every_page_is_quiet_and_accessible(page: Page, complaints: Complaints, width: int) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    links = [
        page.locator(f'#centre a[href^="/{kind}/"]').first.get_attribute("href") or ""
        for kind in ("artist", "song")
    ]
    album = page.url
    page.set_viewport_size({"width": width, "height": 860})
    seen = {}
    for path in (*PATHS, *links, album):
        page.goto(path)
        settle(page)
        if path == "/now-playing":
            page.locator("[data-valence]").first.wait_for()
        seen[path] = violations(page)
        overflow = overflow_px(page)
        assert overflow <= 0, f"{path} is wider than the window by {overflow} px"
    assert {path: found for path, found in seen.items() if found} == {}
    assert complaints.errors == []
    assert complaints.failed == []


def test_the_doors_are_quiet_and_accessible(
    context: BrowserContext, server: Server, complaints: Complaints
) -> None:
    page = context.new_page()
    complaints.listen_to(page)
    for path in ("/log-in", "/sign-up"):
        page.goto(path)
        page.get_by_label("Name").wait_for()
        assert violations(page) == []
    assert complaints.errors == []
    assert complaints.failed == []


def test_nobody_is_led_to_the_door(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/liked")
    page.wait_for_url(LOG_IN)
    expect(page.get_by_role("heading", name="Log in to EmoMusic")).to_be_visible()


def test_an_address_that_leads_nowhere_says_so(page: Page) -> None:
    page.goto("/no-such-page")
    expect(page.get_by_role("heading", name="There is no such page")).to_be_visible()
    page.get_by_role("link", name="Go home").click()
    page.wait_for_url(HOME)


@pytest.mark.parametrize("path", ["/album/999999", "/artist/999999", "/song/999999", "/album/x"])
def test_a_thing_that_is_not_there_says_so(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("#centre")).to_contain_text("There is no such")


def test_search_finds_as_one_types(page: Page) -> None:
    open_album(page)
    title = page.locator("#centre h1").inner_text()
    page.keyboard.press("/")
    field = page.get_by_role("searchbox")
    expect(field).to_be_focused()
    page.keyboard.type(title[:4].lower())
    expect(page.locator("#centre .card strong").first).to_be_visible()
    expect(page.locator("#centre")).to_contain_text(title)
    field.fill("zzzzqqqq")
    expect(page.locator("#centre")).to_contain_text("Nothing found")
    field.fill("")
    expect(page.locator("#centre")).to_contain_text(
        "Find a song, an album, an artist, a playlist or a mood"
    )


def test_a_password_is_changed_and_other_browsers_are_signed_out(
    page: Page, context: BrowserContext, server: Server
) -> None:
    browser = context.browser
    assert browser is not None
    name, old, new = "Otto", "first words of otto", "other words of otto"
    first = browser.new_context(base_url=server.url).new_page()
    first.goto("/sign-up")
    first.get_by_label("Name").fill(name)
    first.get_by_label("Password").fill(old)
    first.get_by_role("button", name="Create account").click()
    first.wait_for_url(HOME)

    second = browser.new_context(base_url=server.url).new_page()
    second.goto("/log-in")
    second.get_by_label("Name").fill(name)
    second.get_by_label("Password").fill("not the password")
    second.get_by_role("button", name="Log in").click()
    expect(second.get_by_role("alert")).to_contain_text("wrong")
    second.get_by_label("Password").fill(old)
    second.get_by_role("button", name="Log in").click()
    second.wait_for_url(HOME)

    second.goto("/settings")
    expect(second.locator("#centre .entry")).to_have_count(2)
    second.get_by_label("Current password").fill(old)
    second.get_by_label("New password", exact=True).fill(new)
    second.get_by_label("New password again").fill(new)
    second.get_by_role("button", name="Change password").click()
    expect(second.get_by_role("status").filter(has_text="changed")).to_be_visible()
    expect(second.locator("#centre .entry")).to_have_count(1)

    first.goto("/")
    first.wait_for_url(LOG_IN)
    first.context.close()
    second.context.close()


def test_after_log_out_nothing_of_the_person_is_left_on_the_page(page: Page, name: str) -> None:
    ids = open_album(page)
    play_row(page, ids[0])
    page.goto("/settings")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url(LOG_IN)
    page.goto("/")
    page.wait_for_url(LOG_IN)
    assert name not in page.content()
    assert page.request.get(f"/media/{ids[0]}").status == 401
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(HOME)


def test_the_side_panel_gives_way_where_the_window_has_no_room_for_it(page: Page) -> None:
    panel = page.get_by_role("complementary", name="Side panel")
    expect(panel).to_be_visible()
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(panel).to_have_count(0)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(panel).to_be_visible()
