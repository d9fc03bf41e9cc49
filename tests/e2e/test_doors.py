"""Promises of the way in: one comes out where one was on the way to, and never elsewhere."""

from __future__ import annotations

import itertools
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tools.browser import PASSWORD, join
from tools.server import Server

_numbers = itertools.count(1)


def _come_in(page: Page, name: str, button: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=button).click()


@pytest.fixture
def member(browser: Browser, server: Server) -> str:
    """The name of somebody who has an account, and is in nowhere that the test looks at."""
    name = f"Doorkeeper {next(_numbers)}"
    context = browser.new_context(base_url=server.url)
    join(context.new_page(), server.url, name)
    context.close()
    return name


def test_a_link_opened_signed_out_is_where_one_comes_out_after_log_in(
    context: BrowserContext, member: str
) -> None:
    page = context.new_page()
    page.goto("/song/1")
    page.wait_for_url(re.compile(r"/log-in/?\?next="))
    _come_in(page, member, "Log in")
    page.wait_for_url(re.compile(r"^https?://[^/?]+/song/1/?$"))
    expect(page.locator("#centre h1")).to_be_visible()


def test_a_link_with_its_query_is_kept_from_the_log_in_to_the_sign_up_and_after(
    context: BrowserContext,
) -> None:
    page = context.new_page()
    page.goto("/search?q=rain%26more")
    page.wait_for_url(re.compile(r"/log-in/?\?next="))
    page.get_by_role("link", name="Create an account").click()
    expect(page.get_by_role("heading", name="Create an account")).to_be_visible()
    _come_in(page, f"Doorkeeper {next(_numbers)}", "Create account")
    page.wait_for_url(re.compile(r"^https?://[^/?]+/search/?\?q=rain%26more$"))
    expect(page.get_by_role("searchbox")).to_have_value("rain&more")


@pytest.mark.parametrize("target", ["//evil.example/x", "/\\evil.example", "https:evil.example"])
def test_a_hostile_target_leads_home(
    context: BrowserContext, server: Server, member: str, target: str
) -> None:
    page = context.new_page()
    asked: set[str | None] = set()
    page.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
    page.goto("/log-in?next=" + target.replace("\\", "%5C"))
    _come_in(page, member, "Log in")
    page.wait_for_url(f"{server.url}/")
    assert asked - {None} == {"localhost"}
