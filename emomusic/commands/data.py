"""`python -m emomusic mongo export|import FOLDER`: what is in MongoDB, as JSON lines and back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from emomusic.commands.mongo import mongo_for_a_command
from emomusic.store.mongo import Database, close_mongo, ensure_indexes, mongo
from emomusic.store.mongo_dump import export_collections, import_collections

mongo_app = typer.Typer(
    help="What is kept in MongoDB: the history of listening.", no_args_is_help=True
)

Transfer = Callable[[Database, Path], Awaitable[dict[str, int]]]


@mongo_app.command("export")
def export_all(
    folder: Annotated[Path, typer.Argument(help="Where to; one file for each collection.")],
) -> None:
    """Write every collection as JSON lines (Extended JSON), for a backup or a move."""
    _report("exported", _transfer(export_collections, folder))


@mongo_app.command("import")
def import_all(
    folder: Annotated[
        Path, typer.Argument(help="A folder that export wrote.", exists=True, file_okay=False)
    ],
) -> None:
    """Read what export wrote; documents that are there already are replaced."""
    _report("imported", _transfer(import_collections, folder))


def _transfer(transfer: Transfer, folder: Path) -> dict[str, int]:
    async def run() -> dict[str, int]:
        try:
            await ensure_indexes()
            counts = await transfer(mongo(), folder)
            await ensure_indexes()  # what an older version exported is brought forward
            return counts
        finally:
            await close_mongo()

    with mongo_for_a_command():
        return asyncio.run(run())


def _report(done: str, counts: dict[str, int]) -> None:
    for name, count in counts.items():
        print(f"{name}: {count} documents {done}")
    if not counts:
        print(f"nothing {done}: there are no collections")
