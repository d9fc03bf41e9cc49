"""The administrator's desk in the browser: overview, analysis, people, audit log, and its doors."""

from __future__ import annotations

import csv
import io
import itertools
import re
import sqlite3
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from emomusic.components.admin_shell import PLACES
from tests.e2e.conftest import Complaints
from tests.e2e.looks import overflow_px, settle, violations
from tests.e2e.test_pages import HOME, LOG_IN
from tools.browser import PASSWORD, join, log_in, wait_until_heard
from tools.server import Server

_numbers = itertools.count(1)


@pytest.fixture
def desk(context: BrowserContext, server: Server, complaints: Complaints) -> Page:
    """A page of the administrator who made the first account."""
    opened = context.new_page()
    complaints.listen_to(opened)
    log_in(opened, server.url)
    return opened


@pytest.fixture
def guest(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """Another browser."""
    opened = browser.new_context(base_url=server.url)
    yield opened
    opened.close()


@pytest.fixture
def another(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    """A third browser."""
    opened = browser.new_context(base_url=server.url)
    yield opened
    opened.close()


@pytest.fixture
def person(guest: BrowserContext, server: Server) -> str:
    """Name of a listener who is signed in, in the other browser."""
    name = f"Guest of the desk {next(_numbers)}"
    join(guest.new_page(), server.url, name)
    return name


def age_every_password(server: Server) -> None:
    """As if all passwords had been given an hour ago."""
    with sqlite3.connect(server.data_dir / "emomusic.db", timeout=30) as database:
        database.execute("UPDATE user_session SET confirmed_at = '2026-01-01 00:00:00'")
    database.close()


def manage(desk: Page, name: str) -> None:
    desk.goto("/admin/people")
    desk.get_by_role("searchbox", name="Search by name").fill(name)
    desk.get_by_role("button", name=f"Manage {name}", exact=True).click()
    expect(desk.get_by_role("dialog", name=name)).to_be_visible()


def copied_link(desk: Page) -> str:
    field = desk.get_by_role("textbox", name="The link")
    expect(field).to_have_value(re.compile("^http"))
    return field.input_value()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_every_page_of_the_desk_is_quiet_and_accessible(
    desk: Page, complaints: Complaints, width: int
) -> None:
    desk.set_viewport_size({"width": width, "height": 860})
    seen = {}
    for _, path, _ in PLACES:
        desk.goto(path)
        desk.locator(".desk-head").wait_for()
        settle(desk)
        seen[path] = violations(desk)
        overflow = overflow_px(desk)
        assert overflow <= 0, f"{path} is wider than the window by {overflow} px"
    assert {path: found for path, found in seen.items() if found} == {}
    assert complaints.errors == []
    assert complaints.failed == []


def test_the_overview_counts_and_every_part_answers(desk: Page) -> None:
    desk.get_by_role("link", name="Administration").click()
    figures = desk.locator(".desk-figure")
    expect(figures.filter(has_text="Songs")).to_contain_text("15")
    expect(figures.filter(has_text="Albums")).to_contain_text("3")
    health = desk.locator(".desk-checks li")
    expect(health).to_have_count(6)
    for part in ("Database", "MongoDB", "Workers", "Scheduler", "Roll-ups"):
        named = health.filter(has=desk.locator(f"strong:text-is('{part}')"))
        expect(named).to_contain_text("Well")
    expect(health.filter(has=desk.locator("strong:text-is('Redis')"))).to_contain_text("Off")
    expect(desk.locator("#centre")).to_contain_text("PyTorch")
    expect(desk.locator("#centre")).to_contain_text("Free on the disk")


def test_the_analysis_is_paused_asked_for_cancelled_and_goes_on(desk: Page, server: Server) -> None:
    desk.goto("/admin/analysis")
    desk.get_by_role("button", name="Pause").click()
    expect(desk.get_by_role("button", name="Go on")).to_be_visible()
    desk.reload()
    expect(desk.locator(".desk-standing")).to_contain_text("Paused by Mira")
    desk.get_by_role("combobox", name="Show").select_option(label="Heard already")
    rows = desk.locator(".desk-table tbody tr")
    expect(rows).to_have_count(15)
    titles = rows.locator("th a").all_inner_texts()[:2]
    for title in titles:
        desk.get_by_role("checkbox", name=f"Choose {title}", exact=True).click()
    bulk = desk.get_by_role("region", name="What to do with the chosen rows")
    expect(bulk).to_contain_text("2 songs chosen")
    bulk.get_by_role("button", name="Hear again").click()
    expect(rows).to_have_count(13)
    desk.get_by_role("combobox", name="Show").select_option(label="Waiting")
    expect(rows).to_have_count(2)
    desk.get_by_role("button", name=f"Cancel {titles[0]}", exact=True).click()
    expect(rows).to_have_count(1)
    desk.get_by_role("combobox", name="Show").select_option(label="Cancelled")
    desk.get_by_role("button", name=f"Try again {titles[0]}", exact=True).click()
    expect(desk.locator("#centre")).to_contain_text("Nothing here")
    desk.get_by_role("button", name="Go on").click()
    standing = desk.locator(".desk-standing")
    expect(standing).to_contain_text("Nothing waits.", timeout=60_000)  # without a reload
    wait_until_heard(desk, server.url)


def test_an_invitation_makes_one_account(
    desk: Page, guest: BrowserContext, another: BrowserContext
) -> None:
    desk.goto("/admin/people")
    desk.get_by_role("button", name="Invite").click()
    desk.get_by_role("combobox", name="They will be").select_option(label="Administrator")
    desk.get_by_role("button", name="Make the link").click()
    link = copied_link(desk)
    desk.get_by_role("dialog").get_by_role("button", name="Close").click()
    page = guest.new_page()
    page.goto(link)
    page.get_by_label("Name").fill(f"Invited {next(_numbers)}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url(HOME)
    expect(page.get_by_role("link", name="Administration")).to_be_visible()
    page = another.new_page()
    page.goto(link)
    page.get_by_label("Name").fill(f"Invited {next(_numbers)}")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("alert")).to_contain_text("has been used")


def test_an_account_is_switched_off_at_once_and_on_again(
    desk: Page, guest: BrowserContext, person: str
) -> None:
    manage(desk, person)
    desk.get_by_role("button", name="Switch off").click()
    expect(desk.get_by_role("dialog", name=person)).to_contain_text("Switched off")
    page = guest.pages[0]
    page.goto("/library/songs")
    page.wait_for_url(LOG_IN)
    page.get_by_label("Name").fill(person)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("switched off")
    desk.get_by_role("button", name="Switch on").click()
    expect(desk.get_by_role("dialog", name=person)).to_contain_text("Active")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(re.compile(r"/library/songs/?$"))


def test_sessions_of_the_chosen_people_are_ended(
    desk: Page, guest: BrowserContext, person: str
) -> None:
    desk.goto("/admin/people")
    desk.get_by_role("searchbox", name="Search by name").fill(person)
    expect(desk.locator(".desk-table tbody tr")).to_have_count(1)
    desk.get_by_role("checkbox", name=f"Choose {person}", exact=True).click()
    desk.get_by_role("button", name="End sessions").click()
    expect(desk.get_by_text("1 person signed out.")).to_be_visible()
    guest.pages[0].goto("/liked")
    guest.pages[0].wait_for_url(LOG_IN)


def test_a_link_gives_a_new_password_once(desk: Page, guest: BrowserContext, person: str) -> None:
    manage(desk, person)
    desk.get_by_role("button", name="Link to a new password").click()
    link = copied_link(desk)
    page = guest.pages[0]
    page.goto(link)
    expect(page.locator("main")).to_contain_text(person)
    page.get_by_label("Password").fill("a new quiet evening")
    page.get_by_role("button", name="Set the password").click()
    page.wait_for_url(HOME)
    page.goto(link)
    expect(page.locator("main")).to_contain_text("has been used")


def test_something_dangerous_asks_for_the_password_and_is_then_done(
    desk: Page, server: Server, person: str
) -> None:
    manage(desk, person)
    age_every_password(server)
    desk.get_by_role("button", name="Make an administrator").click()
    asking = desk.get_by_role("dialog", name="Your password, please")
    asking.get_by_label("Password", exact=True).fill("not the password")
    asking.get_by_role("button", name="Go on").click()
    expect(asking.get_by_role("alert")).to_contain_text("wrong")
    expect(desk.get_by_role("dialog", name=person)).to_contain_text("Listener")
    asking.get_by_label("Password", exact=True).fill(PASSWORD)
    asking.get_by_role("button", name="Go on").click()
    expect(desk.get_by_role("dialog", name=person)).to_contain_text("Make a listener")
    desk.get_by_role("button", name="Make a listener").click()
    expect(desk.get_by_role("dialog", name=person)).to_contain_text("Make an administrator")


def test_the_question_for_the_password_can_be_left(desk: Page, server: Server, person: str) -> None:
    manage(desk, person)
    age_every_password(server)
    desk.get_by_role("button", name="Switch off").click()
    asking = desk.get_by_role("dialog", name="Your password, please")
    asking.get_by_role("button", name="Cancel").click()
    expect(asking).to_be_hidden()
    expect(desk.get_by_role("dialog", name=person)).to_contain_text("Active")


def test_what_was_done_is_in_the_log_and_in_its_export(desk: Page, person: str) -> None:
    manage(desk, person)
    desk.get_by_role("button", name="End sessions").last.click()
    expect(desk.get_by_role("dialog", name=person)).to_contain_text("0 browsers")
    desk.goto("/admin/audit")
    desk.get_by_role("searchbox", name="Search by person or thing").fill(person)
    rows = desk.locator(".desk-table tbody tr")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Ended sessions")
    expect(rows).to_contain_text("Mira")
    desk.get_by_role("combobox", name="Kind of action").select_option(label="Analysis")
    expect(desk.locator("#centre")).to_contain_text("No entries")
    desk.get_by_role("combobox", name="Kind of action").select_option(label="Person")
    expect(rows).to_have_count(1)
    desk.get_by_label("From").fill("2020-01-01")
    desk.get_by_label("To", exact=True).fill("2020-01-02")
    expect(desk.locator("#centre")).to_contain_text("No entries")
    desk.get_by_label("To", exact=True).fill("")
    expect(rows).to_have_count(1)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8")
    (entry,) = csv.DictReader(io.StringIO(text))
    assert (entry["actor"], entry["action"]) == ("Mira", "person.end_sessions")
    assert entry["subject"] == person


@pytest.mark.parametrize("path", [path for _, path, _ in PLACES])
def test_a_listener_finds_a_closed_door_and_nothing_behind_it(page: Page, path: str) -> None:
    expect(page.get_by_role("link", name="Administration")).to_have_count(0)
    received: list[str] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda frame: received.append(str(frame))),
    )
    page.goto(path)
    expect(page.locator("#centre")).to_contain_text("This page is for administrators")
    assert page.locator(".desk-table").count() == 0
    assert not [frame for frame in received if "Mira" in frame]


def test_another_site_can_change_nothing(desk: Page, server: Server) -> None:
    for path in ("/api/confirm", "/api/reset"):
        answer = desk.request.post(
            path, data={"password": PASSWORD}, headers={"Origin": "https://evil.example"}
        )
        assert answer.status == 403
