"""What export and import of MongoDB promise."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from bson import Int64, ObjectId

from emomusic.errors import InvalidInput, NotFound
from emomusic.store.mongo import Database
from emomusic.store.mongo_dump import export_collections, import_collections

DOCUMENT = {
    "_id": ObjectId("65f000000000000000000001"),
    "name": "Zoë – “quoted”\nsecond line",
    "at": datetime(2026, 11, 22, 16, 0, 1, 250_000, tzinfo=UTC),
    "count": 3,
    "big": Int64(2**53 + 1),
    "share": 0.1,
    "bytes": b"\x00\xff",
    "list": [None, True, {"deep": []}],
}


async def test_what_was_exported_comes_back_with_its_types(
    mongo_database: Database, tmp_path: Path
) -> None:
    await mongo_database.things.insert_one(DOCUMENT)
    await mongo_database.numbers.insert_many([{"_id": n} for n in range(2500)])
    exported = await export_collections(mongo_database, tmp_path)
    assert exported["things"] == 1
    assert exported["numbers"] == 2500
    await mongo_database.things.drop()
    await mongo_database.numbers.delete_many({"_id": {"$gte": 5}})
    imported = await import_collections(mongo_database, tmp_path)
    assert imported == exported
    assert await mongo_database.things.find_one({}) == DOCUMENT
    assert await mongo_database.numbers.count_documents({}) == 2500


async def test_import_replaces_keeps_the_rest_and_can_be_repeated(
    mongo_database: Database, tmp_path: Path
) -> None:
    await mongo_database.things.insert_one({"_id": 1, "from": "export"})
    await export_collections(mongo_database, tmp_path)
    await mongo_database.things.replace_one({"_id": 1}, {"_id": 1, "from": "later"})
    await mongo_database.things.insert_one({"_id": 2})
    for _ in range(2):
        await import_collections(mongo_database, tmp_path)
        assert await mongo_database.things.find().sort("_id").to_list() == [
            {"_id": 1, "from": "export"},
            {"_id": 2},
        ]


async def test_an_empty_folder_is_a_sentence(mongo_database: Database, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no file \*\.jsonl"):
        await import_collections(mongo_database, tmp_path)


@pytest.mark.parametrize("line", ["{", "[]", '{"a": 1}', '{"_id": {"$oid": "x"}}', "nothing"])
async def test_a_line_that_is_no_document_is_named(
    mongo_database: Database, tmp_path: Path, line: str
) -> None:
    (tmp_path / "things.jsonl").write_text(f'{{"_id": 1}}\n{line}\n', encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"things\.jsonl, line 2"):
        await import_collections(mongo_database, tmp_path)
