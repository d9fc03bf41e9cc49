"""What becomes of the listening events that older versions kept, and how long any are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.errors import WriteError

from emomusic.settings import settings
from emomusic.store.mongo import Collection, Database, ensure_indexes

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


def old(number: int, kind: str, at_s: float, position_s: float, **fields: Any) -> dict[str, Any]:
    at = NOON + timedelta(seconds=at_s)
    return {
        "_id": f"e{number}",
        "user_id": 1,
        "song_id": 7,
        "kind": kind,
        "position_s": position_s,
        "at": at,
        "client_at": at,
        "received_at": at,
        "source": "liked",
    } | fields


async def keep(database: Database, *events: dict[str, Any]) -> None:
    playback = database[Collection.PLAYBACK]
    await playback.insert_many(events, bypass_document_validation=True)


async def brought_forward(database: Database) -> list[dict[str, Any]]:
    await ensure_indexes()
    return await database[Collection.PLAYBACK].find().sort("_id", 1).to_list()


async def test_old_events_become_plays_with_what_was_heard(mongo_database: Database) -> None:
    await keep(
        mongo_database,
        old(1, "play", 0, 0.0),
        old(2, "heartbeat", 15, 15.0),
        old(3, "pause", 20, 20.0),
        old(4, "play", 100, 20.0),
        old(5, "seek", 110, 90.0),
        old(6, "skip", 115, 95.0),
        old(7, "play", 3600, 0.0),
        old(8, "end", 3800, 200.0),
        old(9, "play", 0, 0.0, user_id=2, song_id=8),
    )
    found = await brought_forward(mongo_database)
    assert [one["kind"] for one in found] == [
        "start",
        "heartbeat",
        "pause",
        "resume",
        "seek",
        "skip",
        "start",
        "end",
        "start",
    ]
    assert [one["play_id"] for one in found] == ["e1"] * 6 + ["e7"] * 2 + ["e9"]
    assert [(one["heard_from_s"], one["heard_to_s"]) for one in found] == [
        (0, 0),
        (0, 15),
        (15, 20),
        (20, 20),
        (20, 30),
        (90, 95),
        (0, 0),
        (0, 200),
        (0, 0),
    ]
    assert [one["hour"].hour for one in found] == [12] * 6 + [13] * 2 + [12]
    assert found[4]["started_at"] == NOON
    assert found[4]["position_s"] == 90.0


async def test_what_was_brought_forward_has_the_present_shape_and_stays(
    mongo_database: Database,
) -> None:
    await keep(mongo_database, old(1, "play", 0, 0.0))
    once = await brought_forward(mongo_database)
    playback = mongo_database[Collection.PLAYBACK]
    await playback.insert_one(once[0] | {"_id": "copy"})
    await playback.delete_one({"_id": "copy"})
    assert await brought_forward(mongo_database) == once


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "play"}, {"user_id": "1"}, {"heard_to_s": -1.0}, {"valence": 1.5}, {"more": 1}],
    ids=str,
)
async def test_mongodb_itself_refuses_another_shape(
    mongo_database: Database, wrong: dict[str, Any]
) -> None:
    await keep(mongo_database, old(1, "play", 0, 0.0))
    [event] = await brought_forward(mongo_database)
    with pytest.raises(WriteError):
        await mongo_database[Collection.PLAYBACK].insert_one(event | {"_id": "x"} | wrong)


async def test_the_index_of_retention_follows_the_setting(
    mongo_database: Database, data_dir: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for days in ("400", "0.5", "0"):
        monkeypatch.setenv("PLAYBACK_RETENTION_DAYS", days)
        settings.cache_clear()
        await ensure_indexes()
        await ensure_indexes()
        index = (await mongo_database[Collection.PLAYBACK].index_information())["by_arrival"]
        found.append(index.get("expireAfterSeconds"))
    assert found == [34_560_000, 43_200, None]
