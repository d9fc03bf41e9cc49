"""Puts whole documents in the place of those with the same `_id`, many at once."""

from __future__ import annotations

from collections.abc import Sequence

from pymongo import InsertOne, ReplaceOne

from emomusic.store.mongo import Collection, Document, mongo


async def replace_all(collection: Collection, documents: Sequence[Document]) -> None:
    """Write documents, each in one atomic step; only where nobody else writes the same ones.

    Those that are new are inserted: to the embedded server a replacement that finds nothing costs
    ten times as much.

    Args:
        collection: Where they lie.
        documents: With `_id`s.
    """
    if not documents:
        return
    keys = [document["_id"] for document in documents]
    found = mongo()[collection].find({"_id": {"$in": keys}}, {"at": 1})
    there = {document["_id"] async for document in found}
    await mongo()[collection].bulk_write(
        [
            ReplaceOne({"_id": document["_id"]}, document)
            if document["_id"] in there
            else InsertOne(document)
            for document in documents
        ],
        ordered=False,
    )
