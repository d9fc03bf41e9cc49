"""How smoothly the emotion map moves: frames per second with 100,000 songs, in a real browser.

`python benchmarks/map_frames.py` fills a library, starts the production build on it, opens the map
in Chromium, and drags it, then turns the wheel over it, for some seconds at three zooms. Without a
graphics processor Chromium paints by software (SwiftShader), on the machine's own cores: the
figures are a floor.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from playwright.sync_api import Page

from benchmarks.made_library import fill_catalogue
from emomusic.settings import settings
from emomusic.store.database import dispose, use_database
from emomusic.store.migrate import upgrade
from tools.browser import chromium, sign_up
from tools.server import Server

SONGS = 100_000
ZOOMS = (1, 4, 16)
SECONDS = 3.0
SIZE = {"width": 1440, "height": 900}

_MOVE = """async ([seconds, how]) => {
    const map = document.querySelector("[data-emotion-map]");
    const { left, top, width, height } = map.getBoundingClientRect();
    const at = { clientX: left + width / 2, clientY: top + height / 2, pointerId: 1 };
    const send = (kind, x) => {
        const place = { ...at, clientX: at.clientX + x, pointerType: "mouse", bubbles: true };
        map.dispatchEvent(new PointerEvent(kind, place));
    };
    map.setPointerCapture = () => {};
    const turn = (by) => map.dispatchEvent(
        new WheelEvent("wheel", { ...at, deltaY: by, bubbles: true, cancelable: true }));
    if (how === "drag") send("pointerdown", 0);
    const gaps = [];
    const began = performance.now();
    let before = began;
    while (performance.now() - began < seconds * 1000) {
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        gaps.push(now - before);
        before = now;
        if (how === "drag") send("pointermove", 60 * Math.sin(now / 300));
        else turn(-12 * Math.cos((now - began) / 300));
    }
    if (how === "drag") send("pointerup", 60);
    gaps.sort((a, b) => a - b);
    const fps = (1000 * gaps.length) / (before - began);
    return { fps, p95: gaps[Math.floor(gaps.length * 0.95)] };
}"""


def measure(page: Page, url: str) -> dict[str, float]:
    """Open the map and move it; the figures by name."""
    began = time.perf_counter()
    page.goto(f"{url}/map")
    page.locator("[data-map-shown]").wait_for()
    figures = {"page_ready_s": time.perf_counter() - began}
    stage = page.locator("[data-emotion-map]")
    print(f"painted by {stage.get_attribute('data-painter')}", flush=True)
    for zoom in ZOOMS:
        page.get_by_role("button", name="Show the whole map").click()
        while float(stage.get_attribute("data-zoom") or 0) < zoom:
            page.get_by_role("button", name="Zoom in").click()
            page.wait_for_timeout(100)
        page.wait_for_timeout(800)
        for how in ("drag", "wheel"):
            found = page.evaluate(_MOVE, [SECONDS, how])
            line = f"zoom {zoom:>3}, {how:>5}: {found['fps']:5.1f} fps, p95 {found['p95']:5.1f} ms"
            print(line, flush=True)
            figures[f"fps_{how}_at_{zoom}"] = found["fps"]
    return figures


def main() -> None:
    """Measure and print the figures, the last line as one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--songs", type=int, default=SONGS)
    songs = arguments.parse_args().songs
    with tempfile.TemporaryDirectory(prefix="emomusic-map-") as name:
        os.environ["DATA_DIR"] = name
        settings.cache_clear()
        use_database(f"sqlite:///{Path(name) / 'emomusic.db'}")
        upgrade()
        fill_catalogue(songs, max(1, songs * 8 // 100), max(1, songs * 3 // 100))
        dispose()
        server = Server(Path(name))
        server.start()
        try:
            with chromium() as browser:
                page = browser.new_page(viewport=SIZE)
                sign_up(page, server.url)
                figures = measure(page, server.url)
        finally:
            server.stop()
    print(json.dumps({one: round(value, 2) for one, value in figures.items()}))


if __name__ == "__main__":
    main()
