"""What `python -m emomusic simulate` promises."""

from __future__ import annotations

from pathlib import Path

import pytest
from pymongo import MongoClient
from typer.testing import CliRunner

from emomusic.cli import app
from emomusic.errors import NotFound
from emomusic.services import people
from emomusic.store.embedded_mongo import embedded_mongo
from emomusic.store.tables import Role
from tests.factories import make_user
from tests.mongo import lay_out
from tests.simulated import make_library

pytestmark = pytest.mark.usefixtures("database")

ASKED = ("--people", "3", "--days", "3", "--until", "2026-11-08", "--plays", "5")


def simulate(*arguments: str) -> str:
    """Run the command; what it prints. An error comes up as the command line gets it."""
    result = CliRunner().invoke(app, ["simulate", *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_people_listen_are_rolled_up_and_removed_again(
    data_dir: Path, mongo_template: Path
) -> None:
    lay_out(mongo_template, data_dir)
    make_library()
    with embedded_mongo(data_dir) as address, MongoClient[dict[str, object]](address.uri) as client:
        said = simulate(*ASKED)
        told = client.emomusic.playback.count_documents({})
        assert (
            f"3 listeners, whose names begin with 'Sim': {told} new events, 0 that were there"
            in (said)
        )
        assert said.endswith("The dashboards know of it.\n")
        assert client.emomusic.rollups.count_documents({"grain": "day", "rows": {"$gt": 0}}) > 0
        assert f"0 new events, {told} that were there" in simulate(*ASKED)
        said = simulate("--remove")
        assert f"3 simulated listeners and {told} of their events are removed." in said
        assert client.emomusic.playback.count_documents({}) == 0
        assert client.emomusic.rollups.count_documents({"rows": {"$gt": 0}}) == 0
    assert [account.name for account in people.accounts()] == ["Operator"]


def test_a_library_without_songs_is_told_so(data_dir: Path, mongo_template: Path) -> None:
    lay_out(mongo_template, data_dir)
    make_user("Operator", role=Role.ADMINISTRATOR)
    with pytest.raises(NotFound, match="scan a folder of music first"):
        simulate(*ASKED)
