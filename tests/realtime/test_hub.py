"""Promises of the hub: the same in one process and through a real Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from emomusic.jobs.parts import end_parts
from emomusic.realtime.hub import EVERYBODY, Hub, LocalHub, person_topic, room_topic
from emomusic.realtime.redis_hub import GAP, RedisHub
from emomusic.settings import settings
from emomusic.store.redis import close_redis, redis
from tests.realtime.workers import Worker
from tests.redis import RedisServer


@pytest_asyncio.fixture
async def hubs(redis_or_not: str) -> AsyncIterator[list[tuple[Hub, Worker]]]:
    """One worker without Redis, two with it, that listen."""
    client = redis()
    workers = [Worker() for _ in range(2 if client else 1)]
    made: list[Hub] = [RedisHub(one, client) if client else LocalHub(one) for one in workers]
    running = [asyncio.create_task(one.run()) for one in made]
    for one in made:
        if isinstance(one, RedisHub):
            await one.wait_until_listening()
    yield list(zip(made, workers, strict=True))
    await end_parts(*running)
    await close_redis()


async def test_a_message_reaches_those_who_follow_its_topic(
    hubs: list[tuple[Hub, Worker]],
) -> None:
    (first, _), (last, worker) = hubs[0], hubs[-1]
    await last.join("lia", person_topic(1))
    await last.join("tom", person_topic(2))
    await first.publish(person_topic(1), "chat.message", {"text": "hello"})
    assert await worker.until(1) == [("lia", "chat.message", {"text": "hello"})]


async def test_every_follower_gets_a_message_once(hubs: list[tuple[Hub, Worker]]) -> None:
    for at, (hub, _) in enumerate(hubs):
        await hub.join(f"tab {at}", EVERYBODY)
    await hubs[0][0].publish(EVERYBODY, "note", 1)
    await hubs[0][0].publish(EVERYBODY, "note", 2)
    for at, (_, worker) in enumerate(hubs):
        assert await worker.until(2) == [(f"tab {at}", "note", 1), (f"tab {at}", "note", 2)]


async def test_a_message_for_several_topics_comes_once_to_who_follows_two_of_them(
    hubs: list[tuple[Hub, Worker]],
) -> None:
    last, worker = hubs[-1]
    await last.join("lia", person_topic(1))
    await last.join("lia", room_topic(7))
    await last.join("tom", person_topic(2))
    await hubs[0][0].publish([person_topic(1), person_topic(2), room_topic(7)], "note", 1)
    await hubs[0][0].publish([], "note", "to nobody")
    await hubs[0][0].publish(person_topic(1), "note", 2)
    assert await worker.until(3) == [("lia", "note", 1), ("tom", "note", 1), ("lia", "note", 2)]


async def test_messages_come_in_the_order_in_which_they_were_published(
    hubs: list[tuple[Hub, Worker]],
) -> None:
    last, worker = hubs[-1]
    await last.join("lia", EVERYBODY)
    for number in range(200):
        await hubs[0][0].publish(EVERYBODY, "note", number)
    assert [body for _, _, body in await worker.until(200)] == list(range(200))


async def test_who_left_a_topic_hears_no_more_of_it(hubs: list[tuple[Hub, Worker]]) -> None:
    last, worker = hubs[-1]
    await last.join("lia", room_topic(7))
    await last.join("lia", EVERYBODY)
    await last.leave("lia", room_topic(7))
    await hubs[0][0].publish(room_topic(7), "room.state", {})
    await hubs[0][0].publish(EVERYBODY, "note", "after it")
    assert await worker.until(1) == [("lia", "note", "after it")]


async def test_who_is_dismissed_hears_so_and_no_more_in_every_worker(
    hubs: list[tuple[Hub, Worker]],
) -> None:
    (first, _), (last, worker) = hubs[0], hubs[-1]
    for tab, user_id in (("lia", 1), ("lia too", 1), ("tom", 2)):
        await last.join(tab, person_topic(user_id))
    for tab in ("lia", "tom"):
        await last.join(tab, room_topic(7))
    bodies = {room_topic(7): {"id": 7}, room_topic(8): {"id": 8}}
    await first.dismiss(person_topic(1), "closed", bodies)
    await first.publish(room_topic(7), "note", 1)
    assert await worker.until(3) == [
        ("lia", "closed", {"id": 7}),
        ("lia too", "closed", {"id": 7}),
        ("tom", "note", 1),
    ]


async def test_a_redis_that_comes_back_is_used_again_and_browsers_are_told_of_the_gap(
    redis_server: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    settings.cache_clear()
    client = redis()
    assert client is not None
    worker = Worker()
    hub = RedisHub(worker, client)
    running = asyncio.create_task(hub.run())
    await hub.wait_until_listening()
    await hub.join("lia", EVERYBODY)
    redis_server.stop()
    await hub.publish(EVERYBODY, "note", "while it was away")
    assert await worker.until(1) == [("lia", "note", "while it was away")]
    redis_server.start()
    assert (await worker.until(2))[1:] == [("lia", GAP, {})]
    await hub.publish(EVERYBODY, "note", "after it")
    assert (await worker.until(3))[2:] == [("lia", "note", "after it")]
    await end_parts(running)
    await close_redis()
