"""What the shelf "Trending" promises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.trending import Rise, rises, trending
from emomusic.store.mongo import Database
from tests.factories import ident, make_like, make_song, make_user
from tests.rollups import DAY, at, write_day

BEFORE = DAY - timedelta(days=7)


async def hear(day: date, *listens: tuple[int, int, int]) -> None:
    """Roll a day up in which songs were heard: `(song, person, listens)` each."""
    rows = [(song, person, count, count, count, 0, 200.0) for song, person, count in listens]
    await write_day(Dimension.SONG_PERSON, sorted(rows), day)


async def test_a_rise_is_measured_against_the_week_before(mongo_database: Database) -> None:
    await hear(BEFORE, (1, 10, 5), (1, 11, 5), (1, 12, 5), (2, 10, 1))
    await hear(DAY, (1, 10, 5), (1, 11, 5), (1, 12, 5), (1, 13, 1), (2, 11, 4), (2, 12, 4))
    # All listening grew from 16 to 24. 16 after 15 is less than that, and 8 after 1 is more.
    assert await rises(DAY) == (Rise(2, 8, 1, pytest.approx((8 - 1.5) / (8 + 1.5**2 + 1) ** 0.5)),)


async def test_the_more_it_is_beyond_chance_the_further_in_front(mongo_database: Database) -> None:
    await hear(BEFORE, (3, 10, 5), (3, 11, 5))
    await hear(DAY, (1, 10, 2), (1, 11, 2), (2, 10, 5), (2, 11, 4), (3, 10, 4), (3, 11, 3))
    assert [one.song_id for one in await rises(DAY)] == [2, 1]


async def test_where_everything_is_heard_more_nothing_rises(mongo_database: Database) -> None:
    await hear(BEFORE, *((song, person, 2) for song in (1, 2, 3) for person in (10, 11)))
    await hear(DAY, *((song, person, 4) for song in (1, 2, 3) for person in (10, 11)))
    assert await rises(DAY) == ()


async def test_what_is_heard_less_does_not_rise_where_everything_is(
    mongo_database: Database,
) -> None:
    await hear(BEFORE, (1, 10, 5), (1, 11, 5), *((song, 12, 5) for song in range(2, 30)))
    await hear(DAY, (1, 10, 5), (1, 11, 4), (2, 10, 5), (2, 11, 5), (3, 12, 5))
    assert [one.song_id for one in await rises(DAY)] == [2]


async def test_the_weeks_are_the_last_seven_days_and_the_seven_before(
    mongo_database: Database,
) -> None:
    await hear(DAY - timedelta(days=14), (1, 10, 9))  # longer ago than both
    await hear(DAY - timedelta(days=13), (1, 10, 2), (2, 10, 5), (3, 10, 5))
    await hear(DAY - timedelta(days=6), (1, 10, 5), (1, 11, 5))
    await hear(DAY, (1, 12, 5), (1, 13, 5))
    await hear(DAY + timedelta(days=1), (1, 14, 5))  # not yet
    growth = 20 / 12
    score = (20 - growth * 2) / (20 + growth**2 * 2 + 1) ** 0.5
    assert await rises(DAY) == (Rise(1, 20, 2, pytest.approx(score)),)


async def test_nobody_alone_makes_a_trend(mongo_database: Database) -> None:
    await hear(DAY, (1, 10, 50), (2, 10, 50), (2, 11, 1), (3, 11, 4), (3, 12, 4))
    found = await rises(DAY)
    # Song 1 has one listener; of song 2 five listens of one person and one of another count.
    assert [one.song_id for one in found] == [3, 2]
    assert found[1] == Rise(2, 51, 0, pytest.approx(6 / 7**0.5))


async def test_all_without_a_name_count_as_one(mongo_database: Database) -> None:
    await hear(DAY, (1, 0, 30), (2, 0, 30), (2, 9, 1))
    assert [one.song_id for one in await rises(DAY)] == [2]


async def test_a_song_needs_three_listens(mongo_database: Database) -> None:
    await hear(DAY, (1, 10, 1), (1, 11, 1), (2, 10, 2), (2, 11, 1), (9, 12, 15))
    assert [one.song_id for one in await rises(DAY)] == [2]


async def test_with_few_listens_there_is_no_trend(mongo_database: Database) -> None:
    await hear(DAY, (1, 10, 10), (1, 11, 9))
    assert await rises(DAY) == ()
    await hear(DAY, (1, 10, 10), (1, 11, 10))
    assert len(await rises(DAY)) == 1


async def test_the_shelf_says_why(mongo_database: Database, database: str) -> None:
    ann = make_user("Ann")
    top, second, gone = (
        make_song("Windowlight"),
        make_song("Harbour"),
        make_song("Lost", missing_since=at(0)),
    )
    make_like(ann, second)
    await hear(BEFORE, (ident(top), 10, 1), *((9000 + n, 10, 4) for n in range(5)))
    await hear(
        DAY,
        *((ident(gone), person, 5) for person in (10, 11, 12)),
        *((ident(top), person, 5) for person in (10, 11)),
        *((ident(second), person, 2) for person in (10, 11)),
    )
    shelf = await trending(ident(ann), 12, DAY)
    assert [(song.title, song.liked) for song in shelf.songs] == [
        ("Windowlight", False),
        ("Harbour", True),
    ]
    assert shelf.why == (
        "Heard more in the last seven days than in the seven before. "
        "Most of all “Windowlight”: 10 listens, 1 the week before."
    )
    assert len((await trending(ident(ann), 1, DAY)).songs) == 1


async def test_a_song_that_is_new_was_not_heard_the_week_before(
    mongo_database: Database, database: str
) -> None:
    song = ident(make_song("First Green"))
    await hear(DAY, (song, 10, 10), (song, 11, 10))
    shelf = await trending(ident(make_user()), 12, DAY)
    assert shelf.why.endswith("“First Green”: 20 listens, none the week before.")


async def test_without_a_trend_there_is_nothing_to_say(
    mongo_database: Database, database: str
) -> None:
    shelf = await trending(ident(make_user()), 12, DAY)
    assert (shelf.songs, shelf.why) == ((), "")
