"""Who is erased is nobody in the roll-ups, and all numbers but theirs stay."""

from __future__ import annotations

import pytest

from emomusic.errors import Conflict
from emomusic.services.analytics import erasure, lock
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.reading import Facts, plays_of_listener, read_days, read_hours
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.personal import listening
from emomusic.services.personal.registry import SUBJECTS
from emomusic.store.lease import take_lease
from emomusic.store.mongo import Collection, Database
from tests.factories import make_song
from tests.playback import play, tell
from tests.rollups import DAY, at

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

ADA, BEN = 987_654_321, 5


def rows(facts: Facts) -> list[tuple[int, int, int, float]]:
    columns = (facts.first, facts.second, facts.starts, facts.heard_s)
    return list(zip(*(column.tolist() for column in columns), strict=True))


async def listened() -> None:
    """Ada, Ben and somebody without a name heard two songs."""
    make_song("Windowlight", artists=["Ilse"])
    make_song("Tide", artists=["Ilse"])
    await tell(
        play(at(3), 40.0, user_id=ADA, song_id=1),
        play(at(4), 30.0, user_id=ADA, song_id=2),
        play(at(4), 20.0, user_id=BEN, song_id=2),
        play(at(4), 10.0, user_id=None, song_id=2),
    )
    await roll_up()


async def test_a_person_becomes_nobody_in_days_and_hours() -> None:
    await listened()
    assert rows(await read_days(Dimension.PERSON, DAY, DAY)) == [
        (0, 0, 1, 10.0),
        (BEN, 0, 1, 20.0),
        (ADA, 0, 2, 70.0),
    ]
    songs = rows(await read_days(Dimension.SONG, DAY, DAY))
    await erasure.erase(ADA)
    assert rows(await read_days(Dimension.PERSON, DAY, DAY)) == [(0, 0, 3, 80.0), (BEN, 0, 1, 20.0)]
    assert rows(await read_days(Dimension.SONG_PERSON, DAY, DAY)) == [
        (1, 0, 1, 40.0),
        (2, 0, 2, 40.0),
        (2, BEN, 1, 20.0),
    ]
    hours = await read_hours(Dimension.SONG_PERSON, at(3), at(4))
    assert rows(hours) == [(1, 0, 1, 40.0), (2, 0, 2, 40.0), (2, BEN, 1, 20.0)]
    assert rows(await read_days(Dimension.SONG, DAY, DAY)) == songs
    assert await plays_of_listener(ADA, at(0), at(23)) == ()
    assert len(await plays_of_listener(BEN, at(0), at(23))) == 1


async def test_no_byte_of_their_number_is_left(mongo_database: Database) -> None:
    await listened()
    number = ADA.to_bytes(8, "little")

    async def documents_that_hold_it() -> int:
        found = await mongo_database[Collection.ROLLUPS].find().to_list()
        return sum(number in document["first"] + document["second"] for document in found)

    assert await documents_that_hold_it() == 6
    await erasure.erase(ADA)
    assert await documents_that_hold_it() == 0


async def test_a_rollup_after_an_erasure_finds_no_name() -> None:
    await listened()
    for subject in SUBJECTS:
        await subject.erase(ADA)
    await tell(play(at(4, 30), 5.0, user_id=BEN, song_id=2))
    await roll_up()
    assert (await read_days(Dimension.PERSON, DAY, DAY)).first.tolist() == [0, BEN]
    assert await plays_of_listener(ADA, at(0), at(23)) == ()


async def test_an_erasure_done_twice_is_one() -> None:
    await listened()
    await erasure.erase(ADA)
    before = rows(await read_days(Dimension.SONG_PERSON, DAY, DAY))
    await erasure.erase(ADA)
    assert rows(await read_days(Dimension.SONG_PERSON, DAY, DAY)) == before


async def test_nobody_is_erased_while_a_rollup_may_write_their_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await listened()
    monkeypatch.setattr(erasure, "WAIT_S", 0.0)
    await take_lease(lock.LEASE, "a roll-up", 60)
    with pytest.raises(Conflict):
        await erasure.erase(ADA)
    assert len(await plays_of_listener(ADA, at(0), at(23))) == 2


async def test_a_person_takes_their_plays_along() -> None:
    await listened()
    taken = [one async for one in listening.export_days(ADA)]
    assert [(one["song"], one["heard_s"]) for one in taken] == [
        ("Ilse – Windowlight", 40.0),
        ("Ilse – Tide", 30.0),
    ]
