"""What the history of listening promises."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from emomusic.errors import InvalidInput, Unavailable
from emomusic.services.listening import most_played, recently_played, record
from emomusic.store.mongo import Collection, Database, close_mongo, use_mongo

ANN, BEN = 1, 2


def event(
    song_id: int = 1, kind: str = "play", ago_s: float = 0.0, **fields: Any
) -> dict[str, Any]:
    """An event as a browser tells it."""
    return {
        "event_id": str(uuid4()),
        "kind": kind,
        "song_id": song_id,
        "position_s": 0.0,
        "at_ms": int((time.time() - ago_s) * 1000),
        "source": "album:3",
    } | fields


async def test_an_event_is_kept_with_who_what_where_and_when(mongo_database: Database) -> None:
    told = event(7, "seek", position_s=12.5, at_ms=int(time.time() * 1000) - 2000)
    assert await record(ANN, [told]) == 1
    kept = await mongo_database[Collection.PLAYBACK].find_one({})
    assert kept is not None
    at = datetime.fromtimestamp(told["at_ms"] / 1000, UTC)
    received_at = kept.pop("received_at")
    assert timedelta() <= received_at - at < timedelta(seconds=30)
    assert kept == {
        "_id": told["event_id"],
        "user_id": ANN,
        "song_id": 7,
        "kind": "seek",
        "position_s": 12.5,
        "at": at,
        "client_at": at,
        "source": "album:3",
    }


async def test_an_event_is_accepted_once(mongo_database: Database) -> None:
    first, second = event(), event()
    assert await record(ANN, [first]) == 1
    assert await record(ANN, [first, second]) == 1
    assert await record(ANN, [first, second]) == 0
    assert await mongo_database[Collection.PLAYBACK].count_documents({}) == 2


async def test_an_event_told_twice_in_one_report_is_accepted_once(mongo_database: Database) -> None:
    twice = event()
    assert await record(ANN, [twice, event(), twice]) == 2


async def test_a_report_sent_by_two_tabs_at_once_is_accepted_once(mongo_database: Database) -> None:
    report = [event() for _ in range(50)]
    assert sum(await asyncio.gather(*(record(ANN, report) for _ in range(4)))) == 50


async def test_an_empty_report_is_nothing(mongo_database: Database) -> None:
    assert await record(ANN, []) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"event_id": "one"},
        {"kind": "explode"},
        {"song_id": 0},
        {"song_id": 2**64},
        {"song_id": {"$gt": 0}},
        {"position_s": -1},
        {"position_s": float("nan")},
        {"position_s": 1e9},
        {"at_ms": -1},
        {"at_ms": 2**60},
        {"source": "x" * 65},
        {"user_id": BEN},
    ],
    ids=str,
)
async def test_what_is_no_event_is_refused_and_nothing_is_kept(
    mongo_database: Database, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        await record(ANN, [event(), event(**wrong)])
    assert await mongo_database[Collection.PLAYBACK].count_documents({}) == 0


async def test_a_report_has_a_limit(mongo_database: Database) -> None:
    assert await record(ANN, [event() for _ in range(200)]) == 200
    with pytest.raises(InvalidInput):
        await record(ANN, [event() for _ in range(201)])


@pytest.mark.parametrize("off_by_s", [-3600.0, 30 * 86_400.0], ids=["ahead", "years behind"])
async def test_a_clock_that_is_wrong_is_not_believed(
    mongo_database: Database, off_by_s: float
) -> None:
    await record(ANN, [event(ago_s=off_by_s)])
    kept = await mongo_database[Collection.PLAYBACK].find_one({})
    assert kept is not None
    assert kept["at"] == kept["received_at"]
    assert kept["client_at"] != kept["at"]


async def test_recently_played_are_distinct_and_newest_first(mongo_database: Database) -> None:
    await record(ANN, [event(1, ago_s=50), event(2, ago_s=40), event(1, ago_s=30)])
    await record(ANN, [event(3, ago_s=20), event(3, "heartbeat", ago_s=10)])
    assert await recently_played(ANN) == [3, 1, 2]
    assert await recently_played(ANN, 2) == [3, 1]


async def test_a_song_heard_to_its_end_was_played(mongo_database: Database) -> None:
    await record(ANN, [event(4, "end", ago_s=5), event(5, "seek"), event(6, "skip")])
    assert await recently_played(ANN) == [4]


async def test_nobody_sees_what_another_plays(mongo_database: Database) -> None:
    await record(BEN, [event(9)])
    assert await recently_played(ANN) == []
    assert await most_played(ANN) == []


async def test_most_played_counts_starts_and_not_what_goes_on_after_a_pause(
    mongo_database: Database,
) -> None:
    await record(ANN, [event(1, ago_s=50), event(1, ago_s=40), event(2, ago_s=30)])
    await record(ANN, [event(2, ago_s=n, position_s=60.0) for n in range(1, 6)])
    assert await most_played(ANN) == [1, 2]


async def test_among_equals_the_last_one_played_comes_first(mongo_database: Database) -> None:
    await record(ANN, [event(1, ago_s=9), event(3, ago_s=5), event(2, ago_s=7)])
    assert await most_played(ANN) == [3, 2, 1]
    assert await most_played(ANN, 1) == [3]


async def test_most_played_of_all_people_and_since_a_time(mongo_database: Database) -> None:
    await record(ANN, [event(1, ago_s=90_000), event(1, ago_s=80_000), event(2, ago_s=10)])
    await record(BEN, [event(1, ago_s=70_000)])
    assert await most_played(None) == [1, 2]
    assert await most_played(None, since=datetime.now(UTC) - timedelta(hours=1)) == [2]


async def test_a_mongodb_that_is_gone_is_a_sentence(unused_tcp_port: int) -> None:
    with use_mongo(f"mongodb://127.0.0.1:{unused_tcp_port}/", "music"):
        with pytest.raises(Unavailable, match="history of listening can't be reached"):
            await record(ANN, [event()])
        await close_mongo()
