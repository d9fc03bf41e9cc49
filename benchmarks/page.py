"""How the page feels: click to sound, frames, long tasks, and what the first load weighs.

`python benchmarks/page.py` starts a server with the demo albums and drives Chromium. The display's
frame rate is what an empty page reaches in the same browser, so `fps` is judged against it.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.browser import chromium, log_in, sign_up, wait_until_heard
from tools.server import Server

CLICKS = 20
WATCH_S = 10.0

COUNT_FRAMES = """(seconds) => new Promise((resolve) => {
    let frames = 0;
    const tasks = [];
    const observer = new PerformanceObserver((list) =>
        tasks.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ type: "longtask" });
    const began = performance.now();
    const step = (now) => {
        frames++;
        if (now - began < seconds * 1000) requestAnimationFrame(step);
        else {
            observer.disconnect();
            resolve([frames / ((now - began) / 1000), tasks]);
        }
    };
    requestAnimationFrame(step);
})"""

CLICK_TO_SOUND = """(button) => new Promise((resolve) => {
    const began = performance.now();
    button.click();
    const look = () => {
        const audio = window.emomusic.audio();
        if (!audio.paused && audio.currentTime > 0 && audio.readyState >= 3)
            resolve(performance.now() - began - audio.currentTime * 1000);
        else setTimeout(look, 1);
    };
    look();
})"""


def _first_load_kb(browser: Browser, url: str) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    log_in(page, url)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.clearBrowserCache")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    received: list[int] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(url)
    page.locator(".skeleton").first.wait_for(state="detached")
    page.wait_for_load_state("networkidle")
    context.close()
    return sum(received) / 1000


def _click_to_sound_ms(page: Page, url: str) -> list[float]:
    page.goto(f"{url}/library/songs")
    page.locator("#centre [data-song]").first.wait_for()
    count = page.locator("#centre [data-song]").count()
    taken = []
    for click in range(CLICKS):
        row = page.locator("#centre [data-song]").nth((click * 5 + 1) % count)
        page.evaluate("window.emomusic.engine.pause()")
        taken.append(row.get_by_role("button", name="Play").evaluate(CLICK_TO_SOUND))
    return taken


def _watch(page: Page, url: str) -> tuple[float, float, list[float]]:
    page.goto(f"{url}/now-playing")
    page.locator("[data-valence]").first.wait_for()
    page.evaluate("window.emomusic.engine.resume()")
    page.wait_for_function("!window.emomusic.audio().paused")
    page.wait_for_timeout(2000)
    fps, tasks = page.evaluate(COUNT_FRAMES, WATCH_S)
    blank = page.context.new_page()
    blank.goto("about:blank")
    blank.bring_to_front()
    display_fps, _ = blank.evaluate(COUNT_FRAMES, 3)
    return fps, display_fps, tasks


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as data, chromium() as browser:
        server = Server(Path(data))
        server.start()
        try:
            page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
            sign_up(page, server.url)
            wait_until_heard(page, server.url)
            first_load_kb = _first_load_kb(browser, server.url)
            clicks = _click_to_sound_ms(page, server.url)
            fps, display_fps, tasks = _watch(page, server.url)
        finally:
            server.stop()
    figures = {
        "click_to_sound_ms": round(statistics.median(clicks), 1),
        "fps": round(fps, 1),
        "display_fps": round(display_fps, 1),
        "long_tasks": sum(1 for task in tasks if task > 50),
        "first_load_kb": round(first_load_kb, 1),
    }
    print(
        f"click to sound    median {figures['click_to_sound_ms']:7.1f} ms of {CLICKS}"
        f"   (slowest {max(clicks):.1f} ms; at most 100 is asked)"
    )
    print(f"emotion view      {fps:7.1f} frames/s, the display {display_fps:.1f}")
    print(f"tasks over 50 ms  {figures['long_tasks']:7d} in {WATCH_S:.0f} s (none is asked)")
    print(f"first load        {first_load_kb:7.1f} kB transferred (at most 500 is asked)")
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
