"""How the live channel holds with many people: delivery, a storm of presence, memory.

    python benchmarks/realtime.py [--people 200,500,1000] [--workers 1,2]

Starts the real server for each size and opens as many websockets, each with a session of its own,
from this one process, which shares the machine's cores with it. Then:

- messages to a room in which everybody is, written by one after another, four a second: from the
  call to the moment at which the last of them has it (`last_client_p95_ms`),
- ten thousand messages between pairs (fifty each, where there are less than 200 people),
  everybody at once and as fast as the limit lets them: each arrives once, in its order (`lost`,
  `doubled`),
- two hundred people, all friends of one another, come at once and go at once: from the first of
  them to the moment at which those who were there see all of them so (`storm_settles_s`, the
  longer of the two),
- how much the server's processes grow with each person who has the page open (`kb_per_person`).

Prints a row for each size and a line of JSON, with the figures of the first size and one worker,
and all rows under `sizes`. More than one worker needs Debian's redis-server.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.live_clients import Refused, Tab
from emomusic.services.sessions import Client, open_session
from emomusic.store.database import dispose, session, use_database
from emomusic.store.migrate import upgrade
from emomusic.store.people_tables import Friendship
from emomusic.store.tables import User, now
from tools.redis_server import RedisServer
from tools.server import Server

ROOM_MESSAGES, ROOM_PER_S = 100, 4.0
PAIR_MESSAGES, MOST_EACH = 10_000, 50
STORM, WATCHERS = 200, 10
AT_ONCE = 50
"""Tabs that are being opened or closed at one time."""
SETTLE_S = 5.0
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Account:
    """A person with a session."""

    id: int
    token: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What one size showed."""

    people: int
    workers: int
    last_client_p50_ms: float
    last_client_p95_ms: float
    messages_per_s: float
    lost: int
    doubled: int
    out_of_order: int
    storm_comes_s: float
    storm_goes_s: float
    storm_settles_s: float
    kb_per_person: float


def make_people(count: int, friends: int) -> list[Account]:
    """Make people with sessions, the first of whom are all friends of one another.

    Args:
        count: How many people.
        friends: How many of them are friends.
    """
    with session(write=True) as db:
        users = [
            User(name=f"Person {at}", name_folded=f"person {at}", password_hash="!")
            for at in range(count)
        ]
        db.add_all(users)
        db.flush()
        ids = [user.id or 0 for user in users]
        db.add_all(
            Friendship(low_id=low, high_id=high, asked_by=low, accepted_at=now())
            for low, high in itertools.combinations(ids[:friends], 2)
        )
        return [Account(one, open_session(db, one, Client())[0]) for one in ids]


@contextmanager
def running(people: int, workers: int) -> Iterator[tuple[Server, list[Account]]]:
    """Run a server for a time, with people who can come in.

    Args:
        people: How many.
        workers: Processes of the server; more than one are behind a Redis.

    Yields:
        The server, and the people.
    """
    with tempfile.TemporaryDirectory(prefix="emomusic-realtime-") as name:
        folder = Path(name)
        use_database(f"sqlite:///{folder / 'emomusic.db'}")
        upgrade()
        accounts = make_people(max(people, STORM + WATCHERS), STORM + WATCHERS)
        dispose()
        environment = {"IMPORT_DEMO": "false", "GRANIAN_WORKERS": str(workers)}
        redis = RedisServer(folder) if workers > 1 else None
        if redis is not None:
            redis.start()
            environment["REDIS_URL"] = redis.url
        server = Server(folder, environment=environment)
        server.start()
        try:
            yield server, accounts
        finally:
            server.stop()
            if redis is not None:
                redis.stop()


def memory_kb(server: Server) -> int:
    """Return the memory that the server's own processes have and share with nobody twice.

    Args:
        server: The server; its database and the analysis of music are not counted.
    """
    return sum(_pss_kb(pid) for pid in _pids() if _is_of(server, pid))


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _is_of(server: Server, pid: int) -> bool:
    try:
        return (
            os.getpgid(pid) == server.pid and b"reflex" in Path(f"/proc/{pid}/cmdline").read_bytes()
        )
    except (OSError, ProcessLookupError):
        return False


def _pss_kb(pid: int) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


async def in_turns(works: Sequence[Any]) -> list[Any]:
    """Do many things at once, `AT_ONCE` of them at a time."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(work: Any) -> Any:
        async with turn:
            return await work

    return await asyncio.gather(*(one(work) for work in works))


@asynccontextmanager
async def open_tabs(url: str, accounts: Sequence[Account]) -> AsyncIterator[list[Tab]]:
    """Open a tab for each person; they are closed in the end.

    Args:
        url: Address of the server.
        accounts: Who.
    """
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector) as http:
        tabs = [Tab(one.id, one.token) for one in accounts]
        await in_turns([tab.open(http, url) for tab in tabs])
        yield tabs
        await in_turns([tab.close() for tab in tabs])


async def patiently(condition: Any) -> bool:
    """Wait until a condition holds; say whether it did in time."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(0.01)
    return True


async def send(tab: Tab, conversation_id: str, text: str) -> None:
    """Write a message as a browser does: again and again, until it is acknowledged."""
    client_id = str(uuid4())
    while True:
        try:
            await tab.call(
                "chat.send", conversation_id=conversation_id, client_id=client_id, text=text
            )
        except Refused as refusal:
            if refusal.retry_after_s is None:
                raise
            await asyncio.sleep(refusal.retry_after_s)
        else:
            return


async def to_the_room(tabs: Sequence[Tab]) -> tuple[list[float], int, int]:
    """Let everybody be in one room and read.

    Returns:
        Milliseconds from each call to its last reader; messages that are missing somewhere;
        messages that came twice.
    """
    host, *others = tabs
    room = await host.call(
        "chat.create", name="Everybody", member_ids=[tab.person_id for tab in others]
    )
    last_s: dict[str, float] = {}
    readers: Counter[str] = Counter()

    def hear(at_s: float, kind: str, body: Any) -> None:
        if kind == "chat.message" and body["text"].startswith("to all"):
            readers[body["text"]] += 1
            last_s[body["text"]] = at_s

    for tab in tabs:
        tab.hear = hear
    sent_s: dict[str, float] = {}
    writing = []
    for number, tab in zip(range(ROOM_MESSAGES), itertools.cycle(tabs), strict=False):
        text = f"to all {number}"
        sent_s[text] = time.perf_counter()
        writing.append(asyncio.create_task(send(tab, room["id"], text)))
        await asyncio.sleep(1 / ROOM_PER_S)
    await asyncio.gather(*writing)
    wanted = len(tabs) * ROOM_MESSAGES
    await patiently(lambda: readers.total() >= wanted)
    lost = sum(max(0, len(tabs) - readers[text]) for text in sent_s)
    doubled = sum(max(0, readers[text] - len(tabs)) for text in sent_s)
    return [(last_s[text] - sent_s[text]) * 1000 for text in last_s], lost, doubled


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of the messages between pairs."""

    per_s: float
    lost: int
    doubled: int
    out_of_order: int


async def between_pairs(tabs: Sequence[Tab]) -> Delivery:
    """Let everybody write to their neighbour, all at once."""
    each = min(MOST_EACH, -(-PAIR_MESSAGES // len(tabs)))
    pairs = list(zip(tabs, [*tabs[1:], tabs[0]], strict=True))
    came: dict[int, list[str]] = defaultdict(list)
    total = 0

    def listen(tab: Tab) -> None:
        def hear(_: float, kind: str, body: Any) -> None:
            nonlocal total
            if kind == "chat.message" and body["sender_id"] != tab.person_id:
                came[tab.person_id].append(body["text"])
                total += 1

        tab.hear = hear

    opened = await in_turns([one.call("chat.direct", user_id=to.person_id) for one, to in pairs])
    for tab in tabs:
        listen(tab)

    async def write(tab: Tab, conversation_id: str) -> None:
        for number in range(each):
            await send(tab, conversation_id, f"{tab.person_id} {number}")

    began_s = time.perf_counter()
    await asyncio.gather(
        *(write(tab, one["id"]) for (tab, _), one in zip(pairs, opened, strict=True))
    )
    await patiently(lambda: total >= each * len(tabs))
    took_s = time.perf_counter() - began_s
    lost = doubled = disordered = 0
    for tab, to in pairs:
        wanted = [f"{tab.person_id} {number}" for number in range(each)]
        got = [text for text in came[to.person_id] if text.startswith(f"{tab.person_id} ")]
        lost += len(set(wanted) - set(got))
        doubled += len(got) - len(set(got))
        disordered += list(dict.fromkeys(got)) != [one for one in wanted if one in set(got)]
    return Delivery(each * len(tabs) / took_s, lost, doubled, disordered)


async def storm(url: str, accounts: Sequence[Account]) -> tuple[float, float]:
    """Let people come at once and go at once, while friends of theirs watch.

    Returns:
        Seconds until those who watch saw all of them there, and from the first that left until
        they saw all of them gone.
    """
    watching, coming = accounts[:WATCHERS], accounts[WATCHERS : WATCHERS + STORM]
    ids = {one.id for one in coming}
    seen: dict[int, dict[int, str]] = {one.id: {} for one in watching}

    def watch(tab: Tab) -> None:
        def hear(_: float, kind: str, body: Any) -> None:
            if kind == "people.presence":
                seen[tab.person_id] |= {
                    one["id"]: one["status"] for one in body if one["id"] in ids
                }

        tab.hear = hear

    def all_are(status: str) -> bool:
        return all(
            len(theirs) == len(ids) and set(theirs.values()) == {status} for theirs in seen.values()
        )

    async with open_tabs(url, watching) as watchers:
        for tab in watchers:
            watch(tab)
            # As a browser does, which is told of changes only of what its list shows.
            shown = (await tab.call("people.all"))["people"]
            here = {one["id"]: one["status"] for one in shown if one["id"] in ids}
            seen[tab.person_id] = here | seen[tab.person_id]
        began_s = time.perf_counter()
        async with open_tabs(url, coming):
            came = await patiently(lambda: all_are("online"))
            coming_s = time.perf_counter() - began_s
            began_s = time.perf_counter()
        went = await patiently(lambda: all_are("offline"))
        going_s = time.perf_counter() - began_s
    never = float("inf")
    return (coming_s if came else never), (going_s if went else never)


async def measure(
    server: Server, accounts: Sequence[Account], people: int, workers: int
) -> Figures:
    """Measure one size."""
    async with open_tabs(server.url, accounts[:5]) as few:
        await few[0].call("people.find", text="person")  # the first call loads what all use
    before_kb = memory_kb(server)
    async with open_tabs(server.url, accounts[:people]) as tabs:
        await asyncio.sleep(SETTLE_S)
        grown_kb = memory_kb(server) - before_kb
        times_ms, room_lost, room_doubled = await to_the_room(tabs)
        delivery = await between_pairs(tabs)
    await asyncio.sleep(SETTLE_S)
    coming_s, going_s = await storm(server.url, accounts)
    p50, p95 = np.percentile(times_ms, (50, 95))
    return Figures(
        people=people,
        workers=workers,
        last_client_p50_ms=round(float(p50), 1),
        last_client_p95_ms=round(float(p95), 1),
        messages_per_s=round(delivery.per_s, 1),
        lost=room_lost + delivery.lost,
        doubled=room_doubled + delivery.doubled,
        out_of_order=delivery.out_of_order,
        storm_comes_s=round(coming_s, 2),
        storm_goes_s=round(going_s, 2),
        storm_settles_s=round(max(coming_s, going_s), 2),
        kb_per_person=round(grown_kb / people, 1),
    )


HEADINGS = (
    "people",
    "workers",
    "p50 ms",
    "p95 ms",
    "msg/s",
    "lost",
    "doubled",
    "order",
    "comes s",
    "goes s",
    "storm s",
    "kB each",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="The live channel with many people.")
    parser.add_argument("--people", default="200,500,1000")
    parser.add_argument("--workers", default="1,2")
    arguments = parser.parse_args()
    sizes = [int(one) for one in arguments.people.split(",")]
    random.seed(0)
    print("".join(f"{heading:>9}" for heading in HEADINGS), flush=True)
    rows: list[Figures] = []
    for workers in (int(one) for one in arguments.workers.split(",")):
        for people in sizes:
            with running(people, workers) as (server, accounts):
                rows.append(asyncio.run(measure(server, accounts, people, workers)))
            print("".join(f"{value:>9}" for value in asdict(rows[-1]).values()), flush=True)
    asked = ("last_client_p95_ms", "lost", "doubled", "storm_settles_s", "kb_per_person")
    first = asdict(rows[0])
    print(
        json.dumps({name: first[name] for name in asked} | {"sizes": [asdict(one) for one in rows]})
    )


if __name__ == "__main__":
    main()
