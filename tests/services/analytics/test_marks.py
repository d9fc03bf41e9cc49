"""What the marks of hours promise."""

from __future__ import annotations

from dataclasses import replace

from emomusic.services.analytics.marks import Mark, dirty, mark, marks_of, settle
from emomusic.store.mongo import Database
from tests.rollups import at


async def test_an_hour_that_was_told_is_dirty_until_it_is_settled(mongo_database: Database) -> None:
    await mark({at(3), at(1)})
    found = await dirty()
    assert found == (Mark(at(1), 1, 0), Mark(at(3), 1, 0))
    await settle([replace(found[0], events=12)])
    assert await dirty() == (Mark(at(3), 1, 0),)
    assert await marks_of(at(1), at(2)) == (Mark(at(1), 1, 12),)


async def test_what_is_told_during_a_rollup_makes_its_hour_dirty_again(
    mongo_database: Database,
) -> None:
    await mark({at(3)})
    read = await dirty()
    await mark({at(3)})
    await settle(read)
    assert await dirty() == (Mark(at(3), 2, 0),)


async def test_nothing_told_marks_nothing(mongo_database: Database) -> None:
    await mark(set())
    await settle([])
    assert await dirty() == ()
