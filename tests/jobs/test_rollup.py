"""What the clock promises of roll-ups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from emomusic.jobs.rollup import roll_up_what_is_new, roll_up_what_was_missed
from emomusic.services.analytics import lock
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.reading import read_days
from emomusic.store.lease import end_lease, take_lease
from emomusic.store.mongo import Collection, Database
from tests.factories import make_song
from tests.playback import play, tell

pytestmark = pytest.mark.usefixtures("database")

TODAY = datetime.now(UTC)


async def starts() -> int:
    day = TODAY.date()
    facts = await read_days(Dimension.SONG, day - timedelta(days=1), day)
    return int(facts.starts.sum())


async def test_what_is_new_is_rolled_up(mongo_database: Database) -> None:
    make_song()
    await tell(play(TODAY - timedelta(minutes=1)))
    await roll_up_what_is_new()
    assert await starts() == 1


async def test_the_clock_goes_on_where_another_is_at_it(mongo_database: Database) -> None:
    make_song()
    await tell(play(TODAY - timedelta(minutes=1)))
    await take_lease(lock.LEASE, "another", 60)
    await roll_up_what_is_new()
    assert await starts() == 0
    await end_lease(lock.LEASE, "another")
    await roll_up_what_is_new()
    assert await starts() == 1


async def test_what_a_crash_kept_from_being_marked_is_found(mongo_database: Database) -> None:
    make_song()
    unmarked = play(TODAY - timedelta(hours=20))
    await mongo_database[Collection.PLAYBACK].insert_many(unmarked)
    await roll_up_what_is_new()
    assert await starts() == 0
    await roll_up_what_was_missed()
    assert await starts() == 1
