"""Chromium as the tests, the benchmarks and the pictures drive it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)

NAME = "Mira"
PASSWORD = "a quiet evening in june"


@contextlib.contextmanager
def chromium(*arguments: str) -> Iterator[Browser]:
    """Run Debian's Chromium without a window.

    Args:
        *arguments: Further switches.

    Yields:
        The browser.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=[*ARGUMENTS, *arguments]
        )
        try:
            yield browser
        finally:
            browser.close()


def sign_up(page: Page, url: str, name: str = NAME, password: str = PASSWORD) -> None:
    """Make an account through the page and wait for the home page.

    Args:
        page: An empty page.
        url: Address of the server.
        name: Of the account.
        password: Of the account.
    """
    page.goto(f"{url}/sign-up")
    _through_the_door(page, name, password, "Create account")


def join(page: Page, url: str, name: str = NAME, password: str = PASSWORD) -> None:
    """Make an account by the request that the form sends, and wait for the home page.

    Args:
        page: An empty page.
        url: Address of the server.
        name: Of the account.
        password: Of the account.

    Raises:
        RuntimeError: The server makes no such account.
    """
    answer = page.request.post(
        f"{url}/api/sign-up", data={"name": name, "password": password}, headers={"Origin": url}
    )
    if not answer.ok:
        raise RuntimeError(answer.text())
    page.goto(f"{url}/")
    _wait_for_home(page)
    # What the server drew beforehand is there before the page is alive.
    page.wait_for_function("window.emomusic?.engine?.player.get().user > 0")


def log_in(page: Page, url: str, name: str = NAME, password: str = PASSWORD) -> None:
    """Log in through the page and wait for the home page."""
    page.goto(f"{url}/log-in")
    _through_the_door(page, name, password, "Log in")


def _through_the_door(page: Page, name: str, password: str, button: str) -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/")
    _wait_for_home(page)


def _wait_for_home(page: Page) -> None:
    page.get_by_role("navigation", name="Main").or_(
        page.get_by_role("navigation", name="Tabs")
    ).first.wait_for()


def wait_until_heard(page: Page, url: str, timeout_s: float = 240.0) -> None:
    """Wait until every song of the library has its emotion curve.

    Args:
        page: A page that is signed in.
        url: Address of the server.
        timeout_s: Seconds to wait at most.

    Raises:
        TimeoutError: Some song has none by then.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        songs = page.request.get(f"{url}/api/sources/library/0").json()["songs"]
        if songs and all(song["spark"] for song in songs):
            return
        page.wait_for_timeout(500)
    raise TimeoutError(f"not every song was heard within {timeout_s:.0f} s")
