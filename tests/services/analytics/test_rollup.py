"""What the roll-up promises: its numbers are those of a plain count, whatever happens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emomusic.errors import Conflict
from emomusic.services.analytics import lock, marks
from emomusic.services.analytics.buckets import start_of
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.marks import dirty
from emomusic.services.analytics.reading import (
    genre_numbers,
    plays_of_listener,
    read_days,
    read_hours,
    rolled_up_until,
)
from emomusic.services.analytics.rollup import Report, mark_missed, recompute, roll_up
from emomusic.store.lease import take_lease
from emomusic.store.mongo import Collection, Database, mongo
from tests.factories import make_album, make_song
from tests.playback import event, listening, play, tell
from tests.recount import assert_all_is_counted, read_rollups
from tests.rollups import DAY, at

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

NEXT = DAY + timedelta(days=1)
TOMORROW = start_of(NEXT)
LATER = start_of(NEXT + timedelta(days=1))


def make_songs(number: int) -> None:
    """Songs of two genres and of none, each of one or two artists."""
    albums = [make_album() for _ in range(3)]
    for index in range(number):
        make_song(
            album=albums[index % 3],
            artists=["Ada", "Bob"] if index % 2 else ["Ada"],
            genre=("Calm", None, "Wild")[index % 3],
            duration_s=60.0 + 40 * index,
        )


async def exact() -> tuple[object, ...]:
    """All that is rolled up, to the last bit."""
    days = await mongo()[Collection.LISTENER_DAYS].find().sort("_id", 1).to_list()
    return await read_rollups(), days


async def test_a_rollup_says_what_a_plain_count_says() -> None:
    make_songs(6)
    told = listening(1, start_of(DAY), 1500, 6, 8)
    told += listening(2, TOMORROW, 300, 6, 8)
    await tell(told)
    report = await roll_up()
    assert (report.days, report.events, report.kept) == (2, 1800, 0)
    assert report.plays == len({one["play_id"] for one in told})
    assert report.hours == len({one["hour"] for one in told})
    await assert_all_is_counted()
    assert await dirty() == ()


async def test_done_twice_it_says_the_same_to_the_last_bit() -> None:
    make_songs(6)
    await tell(listening(1, start_of(DAY), 600, 6, 8))
    await roll_up()
    before = await exact()
    report = await recompute(DAY, DAY)
    assert report.events == 600
    assert await exact() == before


async def test_only_hours_of_which_something_was_told_are_read() -> None:
    make_songs(6)
    await tell(play(at(3), 40.0), play(at(9), 40.0))
    await roll_up()
    await tell(play(at(9, 30), 10.0))
    report = await roll_up()
    assert (report.days, report.hours, report.events) == (1, 1, 6)
    idle = await roll_up()
    assert (idle.days, idle.hours, idle.events) == (0, 0, 0)
    assert (await read_days(Dimension.SONG, DAY, DAY)).starts.tolist() == [3]


async def test_late_events_are_folded_in_as_if_they_had_come_in_time() -> None:
    make_songs(6)
    told = listening(3, start_of(DAY), 900, 6, 8) + listening(4, TOMORROW, 300, 6, 8)
    for start in range(0, 1200, 250):
        await tell(told[start : start + 250])
        await roll_up()
    await assert_all_is_counted()
    in_pieces = await exact()
    await recompute(DAY, NEXT)
    assert await exact() == in_pieces


async def test_a_play_counts_in_the_hour_in_which_it_began() -> None:
    make_songs(1)
    await tell(play(at(23, 59), 50.0, "end"))
    await roll_up()
    hours = await read_hours(Dimension.SONG, at(0), at(23))
    assert hours.bucket.tolist() == [int(at(23).timestamp()) // 3600]
    assert hours.completions.tolist() == [1]
    assert len(await read_days(Dimension.SONG, NEXT, NEXT)) == 0


async def test_a_song_that_is_gone_counts_without_album_artist_and_genre() -> None:
    await tell(play(at(3), 250.0, song_id=77))
    await roll_up()
    assert (await read_days(Dimension.SONG, DAY, DAY)).listens.tolist() == [1]
    assert (await read_days(Dimension.ALBUM, DAY, DAY)).first.tolist() == [0]
    assert (await read_days(Dimension.GENRE, DAY, DAY)).first.tolist() == [0]
    assert len(await read_days(Dimension.ARTIST, DAY, DAY)) == 0


async def test_a_genre_keeps_its_number() -> None:
    make_song(genre="Calm")
    await tell(play(at(3), song_id=1))
    await roll_up()
    make_song(genre="Another")
    await tell(play(at(4), song_id=2))
    await roll_up()
    assert await genre_numbers() == {"": 0, "Calm": 1, "Another": 2}


async def test_listeners_have_their_plays_of_each_day() -> None:
    make_songs(1)
    same: dict[str, Any] = {"valence": 0.25, "arousal": 0.75, "utc_offset_min": 60}
    await tell(
        play(at(3), 40.0, "end", user_id=5, source="album:3", **same),
        play(at(4), 10.0, "skip", user_id=5),
        play(at(5), 10.0, user_id=None),
        play(at(6), 10.0, user_id=6),
    )
    await roll_up()
    first, second = await plays_of_listener(5, at(0), TOMORROW)
    assert (first.song_id, first.started_at, first.utc_offset_min) == (1, at(3), 60)
    assert (first.heard_s, first.listen, first.completed, first.skipped) == (
        40.0,
        True,
        True,
        False,
    )
    assert (first.valence, first.arousal, first.source) == (0.25, 0.75, "album:3")
    assert (second.started_at, second.skipped, second.valence) == (at(4), True, None)
    await tell(play(at(3, 30), 10.0, user_id=5))
    await roll_up()
    plays = await plays_of_listener(5, at(0), TOMORROW)
    assert [one.started_at for one in plays] == [at(3), at(3, 30), at(4)]


async def test_the_last_rollup_is_told() -> None:
    before = datetime.now(UTC)
    await roll_up()
    told = await rolled_up_until()
    assert told is not None
    assert before - timedelta(milliseconds=1) <= told <= datetime.now(UTC)


async def test_what_retention_removed_stays_rolled_up(mongo_database: Database) -> None:
    make_songs(1)
    one, two = play(at(3), 40.0, "end"), play(at(3, 30), 20.0)
    await tell(one, two, play(at(5), 10.0))
    await roll_up()
    before = await exact()
    await mongo_database[Collection.PLAYBACK].delete_many(
        {"_id": {"$in": [gone["_id"] for gone in one]}}
    )
    report = await recompute(DAY, DAY)
    assert (report.hours, report.kept) == (1, 1)
    assert await exact() == before
    await mongo_database[Collection.PLAYBACK].delete_many({})
    report = await recompute(DAY, DAY)
    assert (report.hours, report.kept) == (0, 2)
    assert await exact() == before
    assert await dirty() == ()


async def test_a_recount_of_days_leaves_other_days_alone() -> None:
    make_songs(1)
    await tell(play(at(3)), play(TOMORROW))
    report = await recompute(NEXT, NEXT)
    assert (report.days, report.hours) == (1, 1)
    assert len(await read_days(Dimension.SONG, DAY, DAY)) == 0
    assert [one.hour for one in await dirty()] == [at(3)]


async def test_events_whose_mark_was_never_made_are_found(mongo_database: Database) -> None:
    make_songs(1)
    await tell(play(at(3)), play(at(4)))
    await roll_up()
    lost = [event("start", at(3, 30)), event("start", at(7))]
    await mongo_database[Collection.PLAYBACK].insert_many(lost)
    assert (await roll_up()).hours == 0
    assert await mark_missed() == 2
    assert (await roll_up()).hours == 2
    assert await mark_missed() == 0
    assert (await read_days(Dimension.SONG, DAY, DAY)).starts.tolist() == [4]


async def test_after_the_first_look_only_what_arrived_lately_is_looked_at(
    mongo_database: Database,
) -> None:
    make_songs(1)
    now = datetime.now(UTC)
    assert await mark_missed() == 0
    seen, unseen = event("start", at(3)), event("start", at(5))
    seen["received_at"] = now - timedelta(days=1)
    unseen["received_at"] = now - timedelta(days=3)
    await mongo_database[Collection.PLAYBACK].insert_many([seen, unseen])
    assert await mark_missed() == 1
    assert [one.hour for one in await dirty()] == [at(3)]


async def test_two_never_roll_up_at_once() -> None:
    await take_lease(lock.LEASE, "another", 60)
    with pytest.raises(Conflict, match="being rolled up"):
        await roll_up()
    with pytest.raises(Conflict, match="being rolled up"):
        await recompute(DAY, DAY, wait_s=0.0)


async def test_of_many_who_roll_up_at_once_one_does() -> None:
    make_songs(1)
    await tell(play(at(3)))
    done = await asyncio.gather(*(roll_up() for _ in range(5)), return_exceptions=True)
    reports = [one for one in done if isinstance(one, Report)]
    assert sum(one.hours for one in reports) == 1
    assert all(isinstance(one, Report | Conflict) for one in done)


async def test_a_rollup_that_lost_its_lock_stops(
    mongo_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_songs(1)
    await tell(play(at(3)))
    read = marks.dirty

    async def dirty_while_it_is_taken_away() -> Any:
        await mongo_database[Collection.LEASES].update_one(
            {"_id": lock.LEASE}, {"$set": {"holder": "another"}}
        )
        return await read()

    monkeypatch.setattr(marks, "dirty", dirty_while_it_is_taken_away)
    with pytest.raises(Conflict):
        await roll_up()
    assert await mongo_database[Collection.ROLLUPS].count_documents({}) == 0
