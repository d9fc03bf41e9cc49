"""Take a picture of every page at three widths: `python -m tools.screenshots FOLDER`."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tools.browser import chromium, log_in, sign_up, wait_until_heard
from tools.server import Server

WIDTHS = {1440: 900, 1024: 768, 390: 844}
PLAY_FROM_S = 34.0
SETTLE_MS = 900

PAGES = {
    "home": "/",
    "library-albums": "/library/albums",
    "library-artists": "/library/artists",
    "library-songs": "/library/songs",
    "map": "/map",
    "liked": "/liked",
    "journey": "/journey",
    "search": "/search?q=a",
    "my-listening": "/listening",
    "settings": "/settings",
    "model": "/model",
    "feelings": "/feelings",
    "now-playing": "/now-playing",
    "not-found": "/no-such-page",
}


def _shoot(page: Page, folder: Path, name: str, width: int) -> None:
    page.wait_for_timeout(SETTLE_MS)
    page.screenshot(path=folder / f"{name}-{width}.jpg", type="jpeg", quality=82)


def _first_link(page: Page, url: str, kind: str) -> str:
    page.goto(f"{url}/library/{kind}s")
    target = page.locator(f'#centre a[href^="/{kind}/"]').first
    target.wait_for()
    return target.get_attribute("href") or ""


def _doors(browser: Browser, url: str, folder: Path, name: str) -> None:
    for width, height in WIDTHS.items():
        page = browser.new_page(viewport={"width": width, "height": height})
        page.goto(f"{url}/{name}")
        page.get_by_label("Name").wait_for()
        _shoot(page, folder, name, width)
        page.close()


def _play_something(page: Page, url: str) -> None:
    page.goto(f"{url}/library/albums")
    page.locator('#centre a[href^="/album/"]').first.click()
    page.locator(".actions button").first.click()
    page.wait_for_function("window.emomusic.audio().currentTime > 0.2")
    page.evaluate("(at) => window.emomusic.engine.seek(at)", PLAY_FROM_S)


def _pages(browser: Browser, url: str, folder: Path) -> None:
    for width, height in WIDTHS.items():
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        log_in(page, url)
        paths = dict(PAGES)
        for kind in ("album", "artist", "song"):
            paths[kind] = _first_link(page, url, kind)
        _play_something(page, url)
        page.wait_for_timeout(6000)
        page.evaluate("window.emomusic.engine.pause()")
        for name, path in paths.items():
            page.goto(f"{url}{path}")
            _shoot(page, folder, name, width)
        context.close()


def take(folder: Path) -> None:
    """Start a server with the demo albums and take the pictures.

    Args:
        folder: Where they go.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data, chromium() as browser:
        server = Server(Path(data))
        server.start()
        try:
            _doors(browser, server.url, folder, "sign-up")
            page = browser.new_page()
            sign_up(page, server.url)
            wait_until_heard(page, server.url)
            page.close()
            _doors(browser, server.url, folder, "log-in")
            _pages(browser, server.url, folder)
        finally:
            server.stop()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
