"""Every collection as a file of JSON lines, and back; from any MongoDB into any other.

The lines are canonical Extended JSON (v2), which keeps the types of BSON, so `mongoimport` reads
them too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bson import json_util
from bson.errors import BSONError
from bson.json_util import CANONICAL_JSON_OPTIONS, JSONOptions

from emomusic.errors import InvalidInput, NotFound
from emomusic.store.mongo import Database, Document, answering

SUFFIX = ".jsonl"
BATCH = 1000

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_OPTIONS: JSONOptions = CANONICAL_JSON_OPTIONS.with_options(tz_aware=True)


async def export_collections(
    database: Database, folder: Path, without: frozenset[str] = frozenset()
) -> dict[str, int]:
    """Write each collection to `<folder>/<collection>.jsonl`, one document a line, by `_id`.

    A file is written beside its old version and then takes its place, so that an export that
    breaks off leaves no half file.

    Args:
        database: What to write out.
        folder: Where to; made where it is missing.
        without: Collections that are left out.

    Returns:
        How many documents each collection has.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    with answering("MongoDB"):
        for name in sorted(await database.list_collection_names()):
            if name.startswith("system.") or name in without:
                continue
            counts[name] = await _export_one(database, name, folder / f"{name}{SUFFIX}")
    return counts


async def _export_one(database: Database, name: str, path: Path) -> int:
    fresh = path.with_suffix(f"{SUFFIX}.new")
    count = 0
    with fresh.open("w", encoding="utf-8") as file:
        async for document in database[name].find().sort("_id", 1).batch_size(BATCH):
            file.write(json_util.dumps(document, json_options=_OPTIONS) + "\n")
            count += 1
    fresh.replace(path)
    return count


async def import_collections(database: Database, folder: Path) -> dict[str, int]:
    """Read what `export_collections` wrote; a document that is there already is replaced.

    Documents that are not in the files stay. It can be repeated, and continued after a break.

    Args:
        database: Where to.
        folder: A folder of `<collection>.jsonl` files.

    Returns:
        How many documents each collection got.

    Raises:
        NotFound: The folder holds no such file.
        InvalidInput: A line is not a document with an `_id`; the sentence names it.
        Unavailable: MongoDB can't be reached.
    """
    paths = await asyncio.to_thread(_files_of, folder)
    if not paths:
        raise NotFound(f"There is no file *{SUFFIX} in {folder}.")
    counts: dict[str, int] = {}
    with answering("MongoDB"):
        there = set(await database.list_collection_names())
        for name in {path.stem for path in paths} - there:
            await database.create_collection(name)
    for path in paths:
        documents = _documents(path)
        counts[path.stem] = 0
        while batch := await asyncio.to_thread(_next_batch, documents):
            with answering("MongoDB"):
                # Two commits a batch; replacing one by one is a commit, and 5 ms, for each.
                ids = [document["_id"] for document in batch]
                await database[path.stem].delete_many({"_id": {"$in": ids}})
                # What an older version wrote may have an older shape; the caller brings it forward.
                await database[path.stem].insert_many(
                    batch, ordered=False, bypass_document_validation=True
                )
            counts[path.stem] += len(batch)
    return counts


def _files_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.glob(f"*{SUFFIX}")) if _NAME.fullmatch(path.stem)]


def _next_batch(documents: Iterator[Document]) -> list[Document]:
    return list(islice(documents, BATCH))


def _documents(path: Path) -> Iterator[Document]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                document = json_util.loads(line, json_options=_OPTIONS)
            except (ValueError, TypeError, KeyError, BSONError) as error:
                raise InvalidInput(f"{path.name}, line {number}: not Extended JSON.") from error
            if not isinstance(document, dict) or "_id" not in document:
                raise InvalidInput(f"{path.name}, line {number}: not a document with an _id.")
            yield document
