"""What is rolled up moves with a backup, byte by byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.analytics.reading import genre_numbers, plays_of_listener, read_days
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.backup.making import OF_THE_MOMENT
from emomusic.store.mongo import Collection, Database, ensure_indexes
from emomusic.store.mongo_dump import export_collections, import_collections
from tests.factories import make_song
from tests.playback import play, tell
from tests.rollups import DAY, at

ROLLED_UP = (
    Collection.ROLLUPS,
    Collection.ROLLUP_DAYS,
    Collection.ROLLUP_MARKS,
    Collection.ROLLUP_GENRES,
    Collection.ROLLUP_STATE,
    Collection.LISTENER_DAYS,
)


@pytest.mark.usefixtures("database")
async def test_rollups_are_in_a_backup_and_come_back(
    mongo_database: Database, tmp_path: Path
) -> None:
    make_song(genre="Calm")
    await tell(play(at(3), 120.0, "end", user_id=5, valence=0.25, arousal=0.5))
    await roll_up()

    async def everything() -> dict[str, list[object]]:
        return {
            name: await mongo_database[name].find().sort("_id", 1).to_list() for name in ROLLED_UP
        }

    before = await everything()
    assert all(before.values())
    await export_collections(mongo_database, tmp_path, OF_THE_MOMENT)
    for name in ROLLED_UP:
        await mongo_database[name].drop()
    await ensure_indexes()
    await import_collections(mongo_database, tmp_path)
    assert await everything() == before
    assert (await read_days(Dimension.SONG, DAY, DAY)).listens.tolist() == [1]
    assert len(await plays_of_listener(5, at(0), at(23))) == 1
    assert await genre_numbers() == {"": 0, "Calm": 1}
    await tell(play(at(3, 30), 10.0))
    await roll_up()
    assert (await read_days(Dimension.SONG, DAY, DAY)).starts.tolist() == [2]
