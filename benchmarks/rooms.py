"""How close together the players of a room are: three browsers, one minute, with seeks.

`python benchmarks/rooms.py [SECONDS]` starts a server with the demo albums and three browser
contexts in one room. Each browser says where its sound is and what the wall clock shows, which
all share; the spread is that of the songs' beginnings. While the host pauses or a seek is on its
way there is nothing to compare, so what is counted begins when all three sound again;
`back_together_p95_s` says how long that takes, from the host's click until the spread is at most
150 ms.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.e2e.together import join_room, open_room, sound, spread_s
from tools.browser import chromium, sign_up
from tools.server import Server

WATCH_S = 60.0
SEEK_EACH_S = 10.0
SAMPLE_MS = 100
TOGETHER_S = 0.15
NAMES = ("Ada", "Ben", "Cleo")


def _percentile(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def measure(pages: list[Page], seconds: float) -> dict[str, float]:
    """Let the host seek now and then, and measure meanwhile.

    Args:
        pages: Browsers in one room, the host's first.
        seconds: How long.

    Returns:
        The figures by name.
    """
    spreads: list[float] = []
    rates: list[float] = []
    returns: list[float] = []
    began = time.monotonic()
    seeks = 0
    clicked: float | None = None
    while time.monotonic() - began < seconds:
        if time.monotonic() - began >= seeks * SEEK_EACH_S:
            seeks += 1
            pages[0].evaluate("(at) => window.emomusic.engine.seek(at)", 5.0 + 7.0 * (seeks % 6))
            clicked = time.monotonic()
        pages[0].wait_for_timeout(SAMPLE_MS)
        apart = spread_s(pages)
        if clicked is not None:
            if time.monotonic() - clicked < 0.6 or apart is None or apart > TOGETHER_S:
                continue
            returns.append(time.monotonic() - clicked)
            clicked = None
        if apart is not None:
            spreads.append(apart)
            rates.extend(abs(sound(page).rate - 1) for page in pages)
    return {
        "seconds": seconds,
        "seeks": seeks,
        "samples": len(spreads),
        "spread_median_ms": round(1000 * statistics.median(spreads), 1),
        "spread_p95_ms": round(1000 * _percentile(spreads, 0.95), 1),
        "spread_max_ms": round(1000 * max(spreads), 1),
        "back_together_p95_s": round(_percentile(returns, 0.95), 2),
        "rate_change_max_percent": round(100 * max(rates), 2),
    }


def main(seconds: float) -> None:
    """Run the benchmark and print its figures as JSON.

    Args:
        seconds: How long to watch.
    """
    with tempfile.TemporaryDirectory() as data, chromium() as browser:
        server = Server(Path(data))
        server.start()
        try:
            pages = []
            for name in NAMES:
                context = browser.new_context(base_url=server.url)
                page = context.new_page()
                sign_up(page, server.url, name)
                pages.append(page)
            library = pages[0].request.get("/api/sources/library/0").json()["songs"]
            open_room(pages[0], "Benchmark", [song["id"] for song in library[:10]])
            for page in pages[1:]:
                join_room(page, "Benchmark")
            print(json.dumps(measure(pages, seconds)))
        finally:
            server.stop()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else WATCH_S)
