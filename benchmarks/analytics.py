"""How the analytics hold with many events: taking them in, rolling them up, showing them.

    python benchmarks/analytics.py [--events 10000,100000,1000000] [--people 1000] [--days 90]

For each size simulated listeners (`python -m emomusic simulate`) hear a library of 5,000 songs,
with real curves, over 90 days, in a temporary folder with the embedded MongoDB, or in a database of
its own at `--mongodb-uri`. Then:

- what they tell comes in through `services.listening.record` with all its checks, as from eight
  browsers at a time; only the time in `record` counts (`events_per_s`, and the CPU of this
  process and of the embedded server together, which a busy machine lengthens less),
- everything is rolled up, and then the day with the most events once more (`rollup_s`),
- each dashboard, with all its charts one after another, and each chart alone is asked for at the
  service, first without anything that the process remembers and then again and again; the worst
  of the dashboards' 95th percentiles is `dashboard_p95_ms`.

Prints a table, and a line of JSON with the figures of the largest size and all rows under `sizes`.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.made_listeners import UNTIL, Listeners, make_library, running
from emomusic.services.analytics import reading
from emomusic.services.analytics.diary import Span
from emomusic.services.analytics.mine_page import listening_of, read_mine, year_of
from emomusic.services.analytics.platform import PLATFORM_CHARTS, SONG_CHARTS, draw
from emomusic.services.analytics.platform_asked import Asked
from emomusic.services.analytics.rollup import recompute, roll_up
from emomusic.services.analytics.trending import trending
from emomusic.services.discovery.daily import mixes_of_today
from emomusic.services.listening import Listener, record
from emomusic.services.simulation.clock import Batch
from emomusic.settings import settings
from emomusic.store.embedded_mongo import address_of
from emomusic.store.mongo import Collection, mongo

AT_ONCE = 8
CALLS = 20
"""How often each dashboard is asked for, after the first time."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one size showed."""

    events: int
    events_per_s: float
    event_cpu_us: float
    rollup_all_s: float
    rollup_s: float
    day_events: int
    dashboard_p50_ms: float
    dashboard_p95_ms: float
    dashboard_cpu_ms: float
    dashboard_first_ms: float
    dashboard_worst: str
    chart_p95_ms: float
    home_p95_ms: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class Answered:
    """How long one dashboard took.

    Attributes:
        first_ms: When the process remembered nothing.
        ms: Each time after that, by the clock on the wall.
        cpu_ms: The same of this process alone, which a busy machine lengthens less.
    """

    name: str
    first_ms: float
    ms: list[float]
    cpu_ms: list[float]

    @property
    def is_chart(self) -> bool:
        """Whether it is one chart of a page."""
        return self.name.startswith(" ")

    @property
    def p95_ms(self) -> float:
        """What one of twenty takes longer than."""
        return float(np.percentile(self.ms, 95))

    def row(self) -> str:
        """A line of the table."""
        median, cpu = float(np.median(self.ms)), float(np.percentile(self.cpu_ms, 95))
        return f"  {self.name:<40}{self.first_ms:>9.1f}{median:>9.1f}{self.p95_ms:>9.1f}{cpu:>9.1f}"


Question = tuple[str, Callable[[], Awaitable[Any]]]
"""A dashboard's name, and what asks for it."""


@dataclass(slots=True)
class TakenIn:
    """What recording took.

    Attributes:
        events: How many.
        spent_s: By the clock on the wall.
        cpu_s: Of this process, and of the embedded server where there is one.
    """

    events: int = 0
    spent_s: float = 0.0
    cpu_s: float = 0.0


def cpu_s() -> float:
    """The CPU that this process and the embedded server have used."""
    server = address_of(settings().data_dir)
    if server is None:
        return time.process_time()
    stat = Path(f"/proc/{server.pid}/stat").read_text(encoding="ascii")
    user, system = stat.rpartition(")")[2].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


async def take_in(listeners: Listeners) -> TakenIn:
    """Record everything."""
    taken, refused = TakenIn(), Counter[str]()

    async def tell(batch: Batch) -> int:
        listener = Listener(listeners.members[batch.number].user_id, batch.device)
        told = [event.told() for event in batch.events]
        receipt = await record(listener, told, batch.received_at)
        refused.update(refusal.why for refusal in receipt.refused)
        return receipt.accepted

    for number, day in enumerate(listeners.days):
        batches = iter(listeners.day(day))
        began, cpu_began = time.perf_counter(), cpu_s()
        while together := list(islice(batches, AT_ONCE)):
            taken.events += sum(await asyncio.gather(*(tell(batch) for batch in together)))
        taken.spent_s += time.perf_counter() - began
        taken.cpu_s += cpu_s() - cpu_began
        if number % 15 == 14:
            rate = taken.events / taken.spent_s
            print(f"  {taken.events:,} events, {rate:,.0f} a second", flush=True)
    if refused:
        raise SystemExit(f"analytics: events were refused: {refused}")
    return taken


async def busiest_day() -> tuple[date, int]:
    """The day of which most events were told, and how many."""
    by_day: Counter[date] = Counter()
    async for mark in mongo()[Collection.ROLLUP_MARKS].find():
        by_day[mark["_id"].date()] += mark["events"]
    return by_day.most_common(1)[0]


async def ask(name: str, call: Callable[[], Awaitable[Any]], calls: int = CALLS) -> Answered:
    """Time a dashboard, first cold and then warm."""
    reading.forget()
    times, cpu_times = [], []
    for _ in range(calls + 1):
        began, cpu_began = time.perf_counter(), time.process_time()
        await call()
        times.append((time.perf_counter() - began) * 1000)
        cpu_times.append((time.process_time() - cpu_began) * 1000)
    return Answered(name, times[0], times[1:], cpu_times[1:])


async def measure(library: Path, people: int, days: int, events: int, uri: str) -> Figures:
    """Measure one size."""
    with tempfile.TemporaryDirectory(prefix="emomusic-analytics-") as folder:
        async with running(library, Path(folder), uri):
            print(f"\n{events:,} events by {people:,} people over {days} days", flush=True)
            listeners = await asyncio.to_thread(Listeners, people, days, events)
            taken = await take_in(listeners)
            began = time.perf_counter()
            report = await roll_up()
            all_s = time.perf_counter() - began
            print(f"  rolled up in {all_s:.1f} s: {report.plays:,} plays", flush=True)
            day, day_events = await busiest_day()
            began = time.perf_counter()
            await recompute(day, day)
            day_s = time.perf_counter() - began
            print(f"  {day}, {day_events:,} events, rolled up again in {day_s:.2f} s")
            # A server does not hold a thousand people's habits, nor collect them as garbage.
            gc.collect()
            gc.freeze()
            print(f"  {'milliseconds':<40}{'first':>9}{'p50':>9}{'p95':>9}{'CPU p95':>9}")
            asked = [await ask(*one) for one in dashboards(listeners)]
            home = [await ask(*one) for one in shelves(listeners)]
            for one in (*asked, *home):
                print(one.row(), flush=True)
    return figures_of(taken, (all_s, day_s, day_events), asked, home)


def figures_of(
    taken: TakenIn,
    rolled: tuple[float, float, int],
    asked: Sequence[Answered],
    home: Sequence[Answered],
) -> Figures:
    """Put together what one size showed."""
    pages = [one for one in asked if not one.is_chart]
    worst = max(pages, key=lambda one: one.p95_ms)
    all_s, day_s, day_events = rolled
    return Figures(
        events=taken.events,
        events_per_s=taken.events / taken.spent_s,
        event_cpu_us=taken.cpu_s / taken.events * 1e6,
        rollup_all_s=all_s,
        rollup_s=day_s,
        day_events=day_events,
        dashboard_p50_ms=float(np.median([np.median(one.ms) for one in pages])),
        dashboard_p95_ms=worst.p95_ms,
        dashboard_cpu_ms=max(float(np.percentile(one.cpu_ms, 95)) for one in pages),
        dashboard_first_ms=max(one.first_ms for one in pages),
        dashboard_worst=worst.name,
        chart_p95_ms=max(one.p95_ms for one in asked if one.is_chart),
        home_p95_ms=max(one.p95_ms for one in home),
        memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def dashboards(listeners: Listeners) -> list[Question]:
    """The dashboards as their pages ask for them, and each chart of them alone."""
    last = listeners.last
    month, whole = (
        Asked(last - timedelta(days=days - 1), last) for days in (28, len(listeners.days))
    )
    album = replace(month, album_id=listeners.shelf.songs[0].album_id)
    genre = replace(month, genre=listeners.shelf.songs[0].genre)
    known = listeners.shelf.songs[int(listeners.shelf.known.argmax())]
    song = replace(whole, song_id=known.id)
    ranges = {"28 days": month, "all days": whole, "an album": album, "a genre": genre}
    pages = [(f"dashboard: {name}", PLATFORM_CHARTS, asking) for name, asking in ranges.items()]
    pages.append(("dashboard: a song, all days", SONG_CHARTS, song))
    charts = [
        (f"  {maker.__name__}: {name}", (maker,), asking)
        for name, asking in ranges.items()
        for maker in PLATFORM_CHARTS
    ]
    charts += [(f"  {maker.__name__}: a song, all days", (maker,), song) for maker in SONG_CHARTS]
    asked = [(name, partial(draw, makers, asking)) for name, makers, asking in (*pages, *charts)]
    return [*asked, *of_a_listener(most_heard(listeners))]


def of_a_listener(user_id: int) -> list[Question]:
    """The pages of who listens the most."""

    async def listening() -> None:
        mine = await read_mine(user_id, UNTIL)
        await asyncio.to_thread(listening_of, mine, Span.YEAR)

    async def year() -> None:
        mine = await read_mine(user_id, UNTIL)
        await asyncio.to_thread(year_of, mine, UNTIL.year)

    return [("my listening", listening), ("my year", year)]


def shelves(listeners: Listeners) -> list[Question]:
    """What the home page shows of it."""
    user_id = most_heard(listeners)
    return [
        ("home: trending", lambda: trending(user_id, 12, listeners.last)),
        ("home: mixes of the day", lambda: mixes_of_today(user_id, 0, UNTIL)),
    ]


def most_heard(listeners: Listeners) -> int:
    """Who listens the most of those who are tracked."""
    known = [one for one in listeners.members if one.habits.is_tracked]
    return max(known, key=lambda one: one.habits.plays_per_day).user_id


def table(found: Sequence[Figures]) -> str:
    """How everything grows."""
    head = (
        f"\n{'events':>10}{'events/s':>10}{'CPU, us':>9}{'all, s':>9}{'a day, s':>10}"
        f"{'its events':>12}"
        f"{'p50, ms':>9}{'p95, ms':>9}{'CPU, ms':>9}{'chart, ms':>11}{'first, ms':>11}"
        f"{'home, ms':>10}{'MB':>7}"
    )
    rows = [
        f"{one.events:>10,}{one.events_per_s:>10,.0f}{one.event_cpu_us:>9.0f}{one.rollup_all_s:>9.1f}{one.rollup_s:>10.2f}"
        f"{one.day_events:>12,}{one.dashboard_p50_ms:>9.1f}{one.dashboard_p95_ms:>9.1f}"
        f"{one.dashboard_cpu_ms:>9.1f}{one.chart_p95_ms:>11.1f}{one.dashboard_first_ms:>11.1f}{one.home_p95_ms:>10.1f}{one.memory_mb:>7.0f}"
        for one in found
    ]
    return "\n".join([head, *rows])


def main() -> None:
    """Measure each size, print the table, and the figures as one JSON object."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--events", default="10000,100000,1000000", help="sizes")
    arguments.add_argument("--people", type=int, default=1000)
    arguments.add_argument("--days", type=int, default=90)
    arguments.add_argument("--mongodb-uri", default="", help="another MongoDB than the embedded")
    asked = arguments.parse_args()
    found = []
    with tempfile.TemporaryDirectory(prefix="emomusic-analytics-") as folder:
        library = Path(folder) / "library.db"
        make_library(library)
        for events in (int(size) for size in asked.events.split(",")):
            one = measure(library, asked.people, asked.days, events, asked.mongodb_uri)
            found.append(asyncio.run(one))
    print(table(found))
    last = found[-1]
    figures = {
        "events_per_s": round(last.events_per_s),
        "rollup_s": round(last.rollup_s, 2),
        "dashboard_p95_ms": round(last.dashboard_p95_ms, 1),
        "sizes": [_rounded(one) for one in found],
    }
    print(json.dumps(figures))


def _rounded(figures: Figures) -> dict[str, Any]:
    return {
        name: round(value, 2) if isinstance(value, float) else value
        for name, value in asdict(figures).items()
    }


if __name__ == "__main__":
    main()
