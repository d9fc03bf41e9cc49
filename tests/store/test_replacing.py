"""What replacing many documents promises."""

from __future__ import annotations

from emomusic.store.mongo import Collection, Database
from emomusic.store.replacing import replace_all

LEASES = Collection.LEASES


async def test_documents_that_are_there_are_replaced_and_others_inserted(
    mongo_database: Database,
) -> None:
    await mongo_database[LEASES].insert_many([{"_id": 1, "old": True}, {"_id": 2, "old": True}])
    await replace_all(LEASES, [{"_id": 3, "at": 3}, {"_id": 2, "at": 2}])
    found = await mongo_database[LEASES].find().sort("_id", 1).to_list()
    assert found == [{"_id": 1, "old": True}, {"_id": 2, "at": 2}, {"_id": 3, "at": 3}]
    await replace_all(LEASES, [{"_id": 3, "at": 4}])
    assert await mongo_database[LEASES].find_one({"_id": 3}) == {"_id": 3, "at": 4}


async def test_nothing_to_replace_writes_nothing(mongo_database: Database) -> None:
    await replace_all(LEASES, [])
    assert await mongo_database[LEASES].count_documents({}) == 0
