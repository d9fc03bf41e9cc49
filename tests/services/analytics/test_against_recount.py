"""Every roll-up says what a plain recount of the events says, whatever happened meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from emomusic.services.analytics.rollup import recompute, roll_up
from emomusic.services.simulation import simulate
from emomusic.store.mongo import Collection, Database
from tests.playback import listening, play, tell
from tests.recount import (
    SOURCES,
    assert_all_is_counted,
    read_events,
    read_genres,
    read_library,
    read_rollups,
    recount,
)
from tests.rollups import at
from tests.simulated import END, PLAN, make_library

pytestmark = pytest.mark.usefixtures("database")

DIMENSIONS = {
    "song",
    "album",
    "artist",
    "genre",
    "person",
    "hour",
    "cell",
    "source",
    "device",
    "song_person",
    "song_hour",
    "song_cell",
    "hour_cell",
    "leaving",
}


async def documents(database: Database) -> list[Any]:
    """Every roll-up and every listener's day, bit by bit."""
    rollups = await database[Collection.ROLLUPS].find().sort("_id", 1).to_list()
    days = await database[Collection.LISTENER_DAYS].find().sort("_id", 1).to_list()
    return [*rollups, *days]


async def test_simulated_listening_is_counted_in_every_dimension(mongo_database: Database) -> None:
    make_library()
    await simulate(replace(PLAN, people=10))
    await roll_up()
    await assert_all_is_counted()
    found = await read_rollups()
    assert {dimension for _, dimension, _ in found} == DIMENSIONS
    assert {grain for grain, _, _ in found} == {"hour", "day"}
    starts = sum(
        counted.starts
        for (grain, dimension, _), rows in found.items()
        if (grain, dimension) == ("day", "song")
        for counted in rows.values()
    )
    assert starts == sum(event["kind"] == "start" for event in await read_events())


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_listening_is_counted(seed: int, mongo_database: Database) -> None:
    songs = len(make_library())
    # Some songs are no longer there, and events come in any order.
    await tell(listening(seed, at(0), 3000, songs + 5, 9))
    await roll_up()
    await assert_all_is_counted()


async def test_a_roll_up_done_twice_gives_the_same_documents(mongo_database: Database) -> None:
    make_library()
    await simulate(PLAN)
    await roll_up()
    first = await documents(mongo_database)
    report = await roll_up()
    assert report.hours == 0
    await recompute(PLAN.first - timedelta(days=1), PLAN.last)
    assert await documents(mongo_database) == first
    assert len(first) > 300


async def test_late_events_are_folded_in(mongo_database: Database) -> None:
    make_library()
    for hours in (70, 50, 30, 5, 0):
        await simulate(replace(PLAN, people=8, until=END - timedelta(hours=hours), days=4))
        await roll_up()
    await assert_all_is_counted()


async def test_events_that_come_weeks_later_in_any_order_are_folded_in(
    mongo_database: Database,
) -> None:
    songs = len(make_library())
    told = listening(5, at(0), 2400, songs, 6)
    for part in range(4):
        await tell(told[part::4])
        await roll_up()
        await assert_all_is_counted()


async def test_the_recount_itself_counts_what_can_be_counted_by_hand(
    mongo_database: Database,
) -> None:
    song = make_library(1, 1)[0]
    begun = at(23, 50)  # a Monday in UTC, and Tuesday where the listener is
    felt = {"valence": 0.31, "arousal": 0.99}
    same: dict[str, Any] = {"song_id": song.id, "user_id": 4, "source": "mood:calm", "device": None}
    told = [
        *play(begun, song.duration_s / 2, "skip", utc_offset_min=60, **same, **felt),
        *play(begun, 10.0, "end", **same),
    ]
    await tell(told)
    library = read_library()
    rows = recount(await read_events(), library, {"Jazz": 3, "Folk": 3})
    day, hour = at(0), at(23)
    by_song = rows["day", "song", day]
    assert list(by_song) == [(song.id, 0)]
    whole = by_song[song.id or 0, 0]
    assert (whole.starts, whole.listens, whole.completions, whole.skips) == (2, 1, 1, 1)
    assert whole.heard_s == pytest.approx(song.duration_s / 2 + 10)
    assert set(rows["hour", "hour", hour]) == {(24, 0), (23, 0)}
    assert set(rows["hour", "cell", hour]) == {(93, 0), (-1, 0)}
    assert set(rows["hour", "source", hour]) == {(SOURCES.index("mood"), 0)}
    assert set(rows["hour", "leaving", hour]) == {(song.id, int(song.duration_s / 2))}
    assert rows.keys() == {
        (grain, dimension, bucket)
        for grain, bucket in (("day", day), ("hour", hour))
        for dimension in DIMENSIONS
    }


async def test_the_recount_sees_a_roll_up_that_is_wrong(mongo_database: Database) -> None:
    make_library()
    await tell(listening(1, at(0), 200, 4, 3))
    await roll_up()
    await assert_all_is_counted()
    document = await mongo_database[Collection.ROLLUPS].find_one({"_id": "day/song/2026-11-02"})
    assert document is not None
    listens = bytearray(document["listens"])
    listens[0] += 1
    await mongo_database[Collection.ROLLUPS].update_one(
        {"_id": document["_id"]}, {"$set": {"listens": bytes(listens)}}
    )
    with pytest.raises(AssertionError, match=r"day.*song"):
        await assert_all_is_counted()


async def test_genres_have_numbers_of_their_own(mongo_database: Database) -> None:
    make_library()
    await simulate(PLAN)
    await roll_up()
    numbers = await read_genres()
    assert set(numbers) == {"Jazz", "Folk"}
    assert sorted(numbers.values()) == [1, 2]
