"""What the way to MongoDB promises."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from emomusic.errors import Unavailable
from emomusic.settings import settings
from emomusic.store.lease import end_lease, take_lease
from emomusic.store.mongo import (
    Collection,
    Database,
    answering,
    close_mongo,
    ensure_indexes,
    mongo,
    use_mongo,
)


async def test_one_event_loop_has_one_client(mongo_database: Database) -> None:
    assert mongo().client is mongo().client


def test_each_event_loop_has_a_client_of_its_own(mongo_uri: str) -> None:
    async def ping() -> int:
        with use_mongo(mongo_uri, "test_loops"):
            await mongo().command("ping")
            number = id(asyncio.get_running_loop())
            await close_mongo()
            return number

    asyncio.run(ping())
    asyncio.run(ping())


async def test_indexes_are_made_once_and_again_without_harm(mongo_database: Database) -> None:
    await ensure_indexes()
    names = set(await mongo_database[Collection.PLAYBACK].index_information())
    assert names == {"_id_", "by_user", "by_kind", "by_arrival", "by_hour"}


async def test_without_a_server_there_is_a_sentence(data_dir: Path) -> None:
    with pytest.raises(Unavailable, match="has not been started"):
        mongo()


async def test_the_setting_decides_where_it_is(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MONGODB_URI", "mongodb://127.0.0.1:1/")
    monkeypatch.setenv("MONGODB_DATABASE", "music")
    settings.cache_clear()
    database = mongo()
    assert database.name == "music"
    with (
        pytest.raises(Unavailable, match=r"^The history of listening can't be reached just now\.$"),
        answering(),
    ):
        await database.command("ping")
    await close_mongo()


async def test_a_lease_has_one_holder(mongo_database: Database) -> None:
    assert await take_lease("clock", "first", 60)
    assert not await take_lease("clock", "second", 60)
    assert await take_lease("clock", "first", 60)


async def test_of_many_who_ask_at_once_one_gets_the_lease(mongo_database: Database) -> None:
    answers = await asyncio.gather(*(take_lease("clock", f"n{n}", 60) for n in range(20)))
    assert answers.count(True) == 1


async def test_a_lease_that_ran_out_is_free(mongo_database: Database) -> None:
    assert await take_lease("clock", "first", -1)
    assert await take_lease("clock", "second", 60)
    assert not await take_lease("clock", "first", 60)


async def test_a_lease_can_be_given_back_by_its_holder_alone(mongo_database: Database) -> None:
    await take_lease("clock", "first", 60)
    await end_lease("clock", "second")
    assert not await take_lease("clock", "second", 60)
    await end_lease("clock", "first")
    assert await take_lease("clock", "second", 60)
