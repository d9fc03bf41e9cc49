"""One real server with the demo albums for all browser tests, and a browser that tattles."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tools.browser import CHROMIUM, chromium, join, sign_up, wait_until_heard
from tools.server import Server

DESKTOP = {"width": 1440, "height": 900}

_numbers = itertools.count(1)


# Last, for pytest itself brings tests of one parameter together, over the border of folders.
@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright keeps an event loop in this thread: asynchronous tests can't run after it.
    here = Path(__file__).parent
    items.sort(key=lambda item: here in item.path.parents)
    missing = None if CHROMIUM.exists() else pytest.mark.skip(f"{CHROMIUM} is not installed")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)
            # A browser on a machine that others use too may miss a moment once. A second try is
            # told in the report; what is broken fails it as well.
            item.add_marker(pytest.mark.flaky(reruns=1))
            if missing:
                item.add_marker(missing)


@dataclass
class Complaints:
    """What went wrong in a page without anybody looking."""

    errors: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def listen_to(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on(
            "console",
            lambda message: self.errors.append(message.text) if message.type == "error" else None,
        )
        page.on(
            "response",
            lambda answer: (
                self.failed.append(f"{answer.status} {answer.url}")
                if answer.status >= 400
                else None
            ),
        )

    def told(self) -> tuple[list[str], list[str]]:
        """Return what went wrong since this was last asked: errors, and failed requests."""
        found = self.errors[:], self.failed[:]
        self.errors.clear()
        self.failed.clear()
        return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Server]:
    """The production build with every demo song heard; its first account is `NAME`."""
    # A host who is gone is followed after 3 s rather than 5 min, so that a test can wait for it.
    # All people of the tests sign up from one address.
    environment = {"ROOM_HOST_GRACE_S": "3", "SIGN_UPS_PER_ADDRESS": "10000"}
    running = Server(tmp_path_factory.mktemp("server"), environment=environment)
    running.start()
    page = browser.new_page()
    sign_up(page, running.url)
    wait_until_heard(page, running.url)
    page.close()
    yield running
    running.stop()


@pytest.fixture
def context(browser: Browser, server: Server) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport=DESKTOP, base_url=server.url)
    yield opened
    opened.close()


@pytest.fixture
def complaints() -> Complaints:
    return Complaints()


@pytest.fixture
def quiet(complaints: Complaints) -> Iterator[None]:
    """Whatever the test does, no JavaScript error and no failed request comes of it."""
    yield
    assert complaints.told() == ([], [])


@pytest.fixture
def name() -> str:
    """Name of a listener nobody has met, so that no test hears another's queue."""
    return f"Listener {next(_numbers)}"


@pytest.fixture
def page(context: BrowserContext, server: Server, complaints: Complaints, name: str) -> Page:
    """A page of a new listener who is signed in, at home."""
    opened = context.new_page()
    complaints.listen_to(opened)
    join(opened, server.url, name)
    return opened
