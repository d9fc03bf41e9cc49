"""What `python -m emomusic rollup` promises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient
from typer.testing import CliRunner

from emomusic.cli import app
from emomusic.errors import InvalidInput
from emomusic.store.embedded_mongo import embedded_mongo
from emomusic.store.mongo import Document
from tests.factories import make_song
from tests.mongo import lay_out
from tests.playback import play
from tests.rollups import at

shell = CliRunner()


@pytest.fixture
def database_of_the_app(
    data_dir: Path, database: str, mongo_template: Path
) -> Iterator[MongoClient[Document]]:
    """The MongoDB of the running app, and its SQL database with one song."""
    make_song()
    lay_out(mongo_template, data_dir)
    with embedded_mongo(data_dir) as address:
        client: MongoClient[Document] = MongoClient(address.uri)
        with client:
            yield client


def test_it_says_what_it_did(database_of_the_app: MongoClient[Document]) -> None:
    events = play(at(3), 40.0, "end") + play(at(4), 10.0)
    database_of_the_app.emomusic.playback.insert_many(events)
    done = shell.invoke(app, ["rollup", "--from", "2026-11-01", "--to", "2026-11-02"])
    assert done.stdout.startswith(
        "2026-11-01 to 2026-11-02: counted. Events: 6; plays: 2; hours: 2; days: 1. It took "
    )
    found = database_of_the_app.emomusic.rollups.find_one({"_id": "day/song/2026-11-02"})
    assert found is not None
    assert found["starts"] == (2).to_bytes(4, "little")


def test_it_says_what_it_kept(database_of_the_app: MongoClient[Document]) -> None:
    database_of_the_app.emomusic.playback.insert_many(play(at(3), 40.0, "end"))
    days = ["--from", "2026-11-02", "--to", "2026-11-02"]
    shell.invoke(app, ["rollup", *days])
    database_of_the_app.emomusic.playback.delete_many({})
    done = shell.invoke(app, ["rollup", *days])
    assert "Hours that stay as they were: 1." in done.stdout
    assert database_of_the_app.emomusic.rollups.count_documents({"rows": {"$gt": 0}}) > 0


def test_days_without_events_are_told(database_of_the_app: MongoClient[Document]) -> None:
    done = shell.invoke(app, ["rollup", "--from", "2026-10-01", "--to", "2026-10-01"])
    assert done.stdout == "2026-10-01: there are no events, so nothing was counted.\n"


def test_days_in_the_wrong_order_are_refused() -> None:
    done = shell.invoke(app, ["rollup", "--from", "2026-11-02", "--to", "2026-11-01"])
    assert isinstance(done.exception, InvalidInput)
    assert "2026-11-02 comes after 2026-11-01" in str(done.exception)
