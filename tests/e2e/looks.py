"""How a page looks to everybody: to somebody with a screen reader, and in a narrow window."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDTHS = (1440, 1024, 390)


def settle(page: Page) -> None:
    """Wait until a page shows all that it fetches."""
    page.wait_for_load_state("networkidle")
    page.locator(".skeleton").first.wait_for(state="detached")


def violations(page: Page) -> list[str]:
    """What axe finds fault with."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']} ({one['nodes'][0]['failureSummary']})"
        for one in found
    ]


def overflow_px(page: Page) -> int:
    """By how many pixels a page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def faults(page: Page) -> list[str]:
    """All that is wrong with how a page looks, at every width."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 860})
        # What moves when the window changes has come to rest by the second frame.
        page.evaluate(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        found += [f"at {width}: {one}" for one in violations(page)]
        if overflow_px(page) > 0:
            found.append(f"at {width}: wider than the window by {overflow_px(page)} px")
    return found
