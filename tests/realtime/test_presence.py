"""Promises of presence: who is here, as their friends are told, by one worker and by two."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from redis.asyncio import Redis

from emomusic.jobs.parts import end_parts
from emomusic.realtime import board as board_module
from emomusic.realtime import presence as module
from emomusic.realtime.board import LonelyBoard, RedisBoard, Status
from emomusic.realtime.hub import LocalHub, person_topic, use_hub
from emomusic.realtime.presence import Presence
from emomusic.services.activity import Activity
from emomusic.services.friends import accept, ask, friend_ids_of
from emomusic.services.privacy import set_appears_offline
from emomusic.store.redis import close_redis, redis
from tests.factories import ident, make_user
from tests.processes import PATIENCE_S
from tests.realtime.workers import Worker
from tests.redis import RedisServer

AT = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)


def song(title: str, *, playing: bool = True, at: datetime = AT) -> Activity:
    return Activity(
        song_id=7,
        title=title,
        artists="Neon Estuary",
        album_id=1,
        album="Afterimage",
        cover="",
        duration_s=200.0,
        position_s=10.0,
        playing=playing,
        since=AT,
        at=at,
    )


@pytest.fixture
def friends(database: str) -> tuple[int, int]:
    """Lia and Tom, who are friends."""
    lia, tom = ident(make_user("Lia")), ident(make_user("Tom"))
    ask(lia, tom)
    accept(tom, lia)
    return lia, tom


@pytest_asyncio.fixture
async def toms_browser(friends: tuple[int, int]) -> AsyncIterator[Worker]:
    """What Tom's browser is told."""
    worker = Worker()
    hub = LocalHub(worker)
    await hub.join("tom", person_topic(friends[1]))
    use_hub(hub)
    yield worker
    use_hub(None)
    await close_redis()


@pytest_asyncio.fixture
async def workers(
    redis_or_not: str, friends: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[Presence]]:
    """One worker without Redis, two with it; Tom is here, through the first."""
    monkeypatch.setattr(module, "GATHER_S", 0.01)
    monkeypatch.setattr(module, "RENEW_S", 0.1)
    client = redis()
    made = [Presence() for _ in range(2 if client else 1)]
    running = [
        asyncio.create_task(
            one.run(RedisBoard(client, f"worker {at}") if client else LonelyBoard())
        )
        for at, one in enumerate(made)
    ]
    made[0].arrive("tom's tab", friends[1])
    await _until(lambda: all(_is(one, friends[1]) is Status.ONLINE for one in made))
    yield made
    await end_parts(*running)


async def _until(condition: object) -> None:
    assert callable(condition)
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110  (of other tasks and of Redis)
            await asyncio.sleep(0.005)


def _is(worker: Presence, user_id: int) -> Status:
    return worker.of([user_id])[user_id].status


def _told(worker: Worker) -> list[tuple[str, str | None]]:
    """Status and title as they changed; two workers may tell the same twice."""
    told = [
        (one["status"], (one["activity"] or {}).get("title"))
        for _, kind, body in worker.came
        if kind == module.KIND
        for one in body
    ]
    return [one for one, _ in itertools.groupby(told)]


async def test_a_person_with_three_tabs_goes_when_the_last_one_closes(
    toms_browser: Worker, workers: list[Presence], friends: tuple[int, int]
) -> None:
    lia = friends[0]
    for tab in range(3):
        workers[tab % len(workers)].arrive(f"lia {tab}", lia)
    await _until(lambda: _told(toms_browser) == [("online", None)])
    for tab in range(3):
        assert _is(workers[0], lia) is Status.ONLINE
        workers[tab % len(workers)].leave(f"lia {tab}")
        await asyncio.sleep(0)
    await _until(lambda: _told(toms_browser)[-1] == ("offline", None))
    assert len(_told(toms_browser)) == 2


async def test_a_person_is_as_awake_as_their_most_awake_tab(
    toms_browser: Worker, workers: list[Presence], friends: tuple[int, int]
) -> None:
    lia = friends[0]
    workers[0].arrive("lia 1", lia)
    workers[-1].arrive("lia 2", lia)
    await _until(lambda: _told(toms_browser) == [("online", None)])
    workers[0].set_idle("lia 1", True)
    workers[-1].set_idle("lia 2", True)
    await _until(lambda: _told(toms_browser)[-1] == ("idle", None))
    workers[0].set_idle("lia 1", False)
    await _until(lambda: _told(toms_browser)[-1] == ("online", None))


async def test_friends_hear_what_plays_and_see_a_pause(
    toms_browser: Worker, workers: list[Presence], friends: tuple[int, int]
) -> None:
    lia = friends[0]
    worker = workers[-1]
    worker.arrive("lia", lia)
    worker.set_activity("lia", song("Tidal Lamps"))
    await _until(lambda: ("online", "Tidal Lamps") in _told(toms_browser))
    worker.set_activity("lia", song("Tidal Lamps", playing=False))
    await _until(lambda: toms_browser.came[-1][2][0]["activity"]["playing"] is False)
    worker.set_activity("lia", None)
    await _until(lambda: _told(toms_browser)[-1] == ("online", None))


def test_what_sounds_goes_before_what_is_paused() -> None:
    paused_later = song("Sugarglass", playing=False, at=AT + timedelta(minutes=1))
    playing = song("Voltage Riot")
    assert board_module.foremost([paused_later, playing]) == playing
    assert board_module.foremost([]) is None


async def test_who_appears_offline_is_neither_seen_nor_heard(
    toms_browser: Worker, workers: list[Presence], friends: tuple[int, int]
) -> None:
    lia = friends[0]
    set_appears_offline(lia, True)
    workers[0].arrive("lia", lia)
    workers[0].set_activity("lia", song("Tidal Lamps"))
    await _until(lambda: len(_told(toms_browser)) > 0)
    assert set(_told(toms_browser)) == {("offline", None)}
    seen = await workers[0].seen_by_friends([lia])
    assert [(one.status, one.activity) for one in seen] == [(Status.OFFLINE, None)]


async def test_strangers_are_told_nothing(
    toms_browser: Worker, workers: list[Presence], friends: tuple[int, int]
) -> None:
    stranger = ident(make_user("Uma"))
    workers[0].arrive("uma", stranger)
    workers[0].arrive("lia", friends[0])
    await _until(lambda: len(toms_browser.came) > 0)
    assert {one["id"] for _, _, body in toms_browser.came for one in body} == {friends[0]}


async def test_people_who_come_at_once_are_told_in_one_message(
    toms_browser: Worker, workers: list[Presence], friends: tuple[int, int]
) -> None:
    tom = friends[1]
    others = [ident(make_user()) for _ in range(20)]
    for one in others:
        ask(one, tom)
        accept(tom, one)
    for one in others:
        workers[0].arrive(f"tab {one}", one)
    await _until(lambda: sum(len(body) for _, _, body in toms_browser.came) == 20)
    assert len(toms_browser.came) == 1


async def test_people_of_a_worker_that_was_killed_are_gone_in_time(
    toms_browser: Worker,
    friends: tuple[int, int],
    redis_server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "RENEW_S", 0.1)
    monkeypatch.setattr(board_module, "RUNS_OUT_S", 1)
    lia, tom = friends
    client = Redis.from_url(redis_server.url, decode_responses=True)
    killed = RedisBoard(client, "killed")
    await killed.write({lia: board_module.Here(Status.ONLINE)})
    lives = Presence()
    running = asyncio.create_task(lives.run(RedisBoard(client, "lives")))
    lives.arrive("tom", tom)
    await _until(lambda: _is(lives, lia) is Status.ONLINE)
    await _until(lambda: ("offline", None) in _told(toms_browser))
    assert _is(lives, lia) is Status.OFFLINE
    await end_parts(running)
    await client.aclose()


def test_a_circle_of_friends_who_come_at_once_is_told_the_same(friends: tuple[int, int]) -> None:
    uma = ident(make_user("Uma"))
    for one in friends:
        ask(uma, one)
        accept(one, uma)
    ((news, whom),) = module._by_news(friend_ids_of((*friends, uma))).items()
    assert news == {*friends, uma}
    assert sorted(whom) == sorted((*friends, uma))


async def test_who_comes_hears_of_friends_who_came_to_another_worker_just_before(
    toms_browser: Worker,
    friends: tuple[int, int],
    redis_server: RedisServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "GATHER_S", 0.01)
    monkeypatch.setattr(module, "RENEW_S", 60.0)
    lia, tom = friends
    client = Redis.from_url(redis_server.url, decode_responses=True)
    toms = Presence()
    running = asyncio.create_task(toms.run(RedisBoard(client, "tom's")))
    uma = ident(make_user("Uma"))
    toms.arrive("uma", uma)
    board = RedisBoard(client, "tom's looker")
    while not any(uma in page for page in (await board.others()).values()):  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    # Lia's worker told of her before it could know that Tom comes; his first list is older still.
    await RedisBoard(client, "lia's").write({lia: board_module.Here(Status.ONLINE)})
    toms.arrive("tom", tom)
    assert _is(toms, lia) is Status.OFFLINE
    await _until(lambda: _told(toms_browser) == [("online", None)])
    assert toms_browser.came[0][2][0]["id"] == lia
    await end_parts(running)
    await client.aclose()
