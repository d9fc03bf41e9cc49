"""What reading roll-ups promises."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from pymongo.errors import WriteError

from emomusic.services.analytics import buckets
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.reading import (
    genre_numbers,
    one_look,
    plays_of_listener,
    read_days,
    read_hours,
    rolled_up_until,
)
from emomusic.store.mongo import Collection, Database
from tests.rollups import DAY, at, write_day, write_hour

NEXT = DAY + timedelta(days=1)
NUMBER = (DAY - date(1970, 1, 1)).days


async def test_days_are_read_one_after_another_with_both_ends(mongo_database: Database) -> None:
    await write_day(Dimension.SONG, [(7, 0, 3, 2, 1, 1, 400.5)])
    await write_day(Dimension.SONG, [(7, 0, 1, 0, 0, 0, 2.0), (9, 0, 1, 1, 1, 0, 180.0)], NEXT)
    await write_day(Dimension.ALBUM, [(1, 0, 5, 5, 5, 5, 5.0)])
    await write_day(Dimension.SONG, [(1, 0, 1, 1, 1, 1, 1.0)], NEXT + timedelta(days=1))
    facts = await read_days(Dimension.SONG, DAY, NEXT)
    assert facts.bucket.tolist() == [NUMBER, NUMBER + 1, NUMBER + 1]
    assert facts.first.tolist() == [7, 7, 9]
    assert facts.heard_s.tolist() == [400.5, 2.0, 180.0]
    total = facts.total_by("first")
    assert total.first.tolist() == [7, 9]
    assert total.starts.tolist() == [4, 1]
    assert total.bucket.tolist() == [0, 0]


async def test_hours_are_read_from_the_hour_of_one_time_to_that_of_another(
    mongo_database: Database,
) -> None:
    for hour in (3, 4, 5):
        await write_hour(Dimension.HOUR, [(hour, 0, hour, 0, 0, 0, 1.0)], at(hour))
    facts = await read_hours(Dimension.HOUR, at(3, 59), at(4, 0))
    assert facts.first.tolist() == [3, 4]
    assert facts.bucket.tolist() == [NUMBER * 24 + 3, NUMBER * 24 + 4]


async def test_what_is_not_there_is_empty(mongo_database: Database) -> None:
    assert len(await read_days(Dimension.SONG, DAY, NEXT)) == 0
    assert (await read_days(Dimension.SONG, DAY, NEXT)).total_by().starts.tolist() == [0]
    assert await rolled_up_until() is None
    assert await genre_numbers() == {"": 0}
    assert await plays_of_listener(1, at(0), at(23)) == ()


async def test_a_day_that_is_rolled_up_again_is_read_again(mongo_database: Database) -> None:
    await write_day(Dimension.SONG, [(7, 0, 3, 2, 1, 1, 400.5)])
    assert (await read_days(Dimension.SONG, DAY, DAY)).starts.tolist() == [3]
    await write_day(Dimension.SONG, [(7, 0, 4, 2, 1, 1, 400.5)])
    assert (await read_days(Dimension.SONG, DAY, DAY)).starts.tolist() == [4]


async def test_what_is_read_in_one_look_is_of_one_moment(mongo_database: Database) -> None:
    await write_day(Dimension.SONG, [(7, 0, 3, 2, 1, 1, 400.5)])
    with one_look():
        before = await read_days(Dimension.SONG, DAY, DAY)
        await write_day(Dimension.SONG, [(7, 0, 4, 2, 1, 1, 400.5)])
        assert await read_days(Dimension.SONG, DAY, DAY) is before
    assert (await read_days(Dimension.SONG, DAY, DAY)).starts.tolist() == [4]


async def test_a_day_that_is_known_is_not_read_again(mongo_database: Database) -> None:
    await write_day(Dimension.SONG, [(7, 0, 3, 2, 1, 1, 400.5)])
    await read_days(Dimension.SONG, DAY, DAY)
    await mongo_database[Collection.ROLLUPS].delete_many({})
    assert (await read_days(Dimension.SONG, DAY, DAY)).starts.tolist() == [3]
    await buckets.renew([DAY])
    assert len(await read_days(Dimension.SONG, DAY, DAY)) == 0


async def test_facts_are_filtered_and_grouped_by_several_columns(mongo_database: Database) -> None:
    rows = [(1, 10, 1, 0, 0, 0, 1.0), (1, 11, 2, 0, 0, 0, 2.0), (2, 10, 4, 0, 0, 0, 4.0)]
    await write_day(Dimension.SONG_PERSON, rows)
    await write_day(Dimension.SONG_PERSON, rows, NEXT)
    facts = await read_days(Dimension.SONG_PERSON, DAY, NEXT)
    of_ten = facts.where(facts.second == 10).total_by("second", "first")
    assert of_ten.second.tolist() == [10, 10]
    assert of_ten.first.tolist() == [1, 2]
    assert of_ten.starts.tolist() == [2, 8]
    assert facts.total_by().starts.tolist() == [14]
    assert facts.where(np.zeros(len(facts), bool)).total_by("first").starts.tolist() == []


async def test_plays_of_a_listener_are_theirs_and_of_that_time(mongo_database: Database) -> None:
    def play(hour: int) -> dict[str, object]:
        return {
            "song_id": hour,
            "started_at": at(hour),
            "utc_offset_min": 90,
            "heard_s": 100.0,
            "listen": True,
            "completed": False,
            "skipped": True,
            "valence": 0.5,
            "arousal": None,
            "source": "album:3",
        }

    days = [
        {"_id": f"{user}/{DAY}", "user_id": user, "at": at(), "plays": [play(5), play(6), play(7)]}
        for user in (1, 2)
    ]
    await mongo_database[Collection.LISTENER_DAYS].insert_many(days)
    plays = await plays_of_listener(1, at(6), at(7))
    assert [(one.song_id, one.started_at, one.arousal) for one in plays] == [(6, at(6), None)]
    assert plays[0].local == at(7, 30).replace(tzinfo=None)


@pytest.mark.parametrize("collection", ["rollups", "rollup_days", "rollup_marks", "listener_days"])
async def test_mongodb_itself_refuses_what_has_another_shape(
    mongo_database: Database, collection: str
) -> None:
    with pytest.raises(WriteError):
        await mongo_database[collection].insert_one({"_id": "x", "at": at()})
