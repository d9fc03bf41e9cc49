"""What was acknowledged is kept: the server is killed while fifty people write."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest

from benchmarks.live_clients import Refused, Tab
from emomusic.services.people import SignedIn
from tests.databases import in_use
from tests.people import come_in
from tools.server import Server

PEOPLE = 50
ENOUGH = 700
"""Messages that are acknowledged before the power goes."""


@dataclass
class Writer:
    """Somebody who writes, and notes what the server acknowledged.

    Attributes:
        tab: Their browser.
        places: Where they write.
        kept: Place in the order by the id of each message that was acknowledged.
        unsure: What was on its way when the power went: conversation and id.
    """

    tab: Tab
    places: list[str]
    kept: dict[str, tuple[str, int]] = field(default_factory=dict)
    unsure: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, place: str, client_id: str) -> None:
        body = {"conversation_id": place, "client_id": client_id, "text": f"text {client_id}"}
        while True:
            try:
                answer = await self.tab.call("chat.send", **body)
            except Refused as refused:
                if refused.retry_after_s is None:
                    raise
                await asyncio.sleep(refused.retry_after_s)
                continue
            self.kept[client_id] = (place, answer["seq"])
            return

    async def write_on(self) -> None:
        while True:
            place, client_id = random.choice(self.places), str(uuid4())
            self.unsure = [(place, client_id)]
            await self.send(place, client_id)
            self.unsure = []


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path / "data", web_dir=".web-power-cut")
    running.environment["IMPORT_DEMO"] = "false"
    running.start()
    with in_use(f"sqlite:///{running.data_dir / 'emomusic.db'}"):
        yield running
    running.stop()


def test_what_was_acknowledged_is_there_after_the_power_came_back(server: Server) -> None:
    people = [come_in(f"Writer {number}") for number in range(PEOPLE)]
    asyncio.run(_write_until_the_power_goes(server, people))


async def _write_until_the_power_goes(server: Server, people: list[SignedIn]) -> None:
    async with aiohttp.ClientSession() as session:
        tabs = await _open(session, server.url, people)
        writers = await _gather_in_places(tabs)
        running = [asyncio.create_task(writer.write_on()) for writer in writers]
        await _until(lambda: sum(len(one.kept) for one in writers) >= ENOUGH)
        await asyncio.to_thread(server.kill)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        acknowledged = {key: value for one in writers for key, value in one.kept.items()}

        await asyncio.to_thread(server.start)
        tabs = await _open(session, server.url, people)
        for writer, tab in zip(writers, tabs, strict=True):
            writer.tab = tab
        await asyncio.gather(*(one.send(*sent) for one in writers for sent in one.unsure))
        in_doubt = {client_id for one in writers for _, client_id in one.unsure}
        found: dict[str, tuple[str, int]] = {}
        for place in {place for one in writers for place in one.places}:
            reader = next(one for one in writers if place in one.places)
            history = await _read(reader.tab, place)
            assert [one["seq"] for one in history] == list(range(1, len(history) + 1))
            said = [one for one in history if one["kind"] == "said"]
            for one in said:
                assert one["client_id"] not in found, "a message is there twice"
                assert one["text"] == f"text {one['client_id']}"
                found[one["client_id"]] = (place, one["seq"])
        assert len(acknowledged) >= ENOUGH
        assert {key: found.get(key) for key in acknowledged} == acknowledged
        assert set(found) == set(acknowledged) | in_doubt
        await asyncio.gather(*(tab.close() for tab in tabs))


async def _open(session: aiohttp.ClientSession, url: str, people: list[SignedIn]) -> list[Tab]:
    tabs = [Tab(one.person.id, one.token) for one in people]
    await asyncio.gather(*(tab.open(session, url) for tab in tabs))
    return tabs


async def _gather_in_places(tabs: list[Tab]) -> list[Writer]:
    """All in one room, and each with a neighbour."""
    others = [tab.person_id for tab in tabs[1:]]
    room = await tabs[0].call("chat.create", name="Storm", member_ids=others)
    writers = [Writer(tab, [room["id"]]) for tab in tabs]
    for one, other in zip(writers[::2], writers[1::2], strict=True):
        both = await one.tab.call("chat.direct", user_id=other.tab.person_id)
        one.places.append(both["id"])
        other.places.append(both["id"])
    return writers


async def _read(tab: Tab, place: str) -> list[Any]:
    found: list[Any] = []
    more = True
    while more:
        last = found[-1]["seq"] if found else 0
        page = await tab.call("chat.history", conversation_id=place, after_seq=last, limit=100)
        found += page["messages"]
        more = page["more"]
    return found


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not condition():  # noqa: ASYNC110  (what others wait for)
            await asyncio.sleep(0.002)
