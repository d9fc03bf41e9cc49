"""What `python -m emomusic evaluate-recommendations` prints."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from emomusic.cli import app
from emomusic.errors import NotFound
from emomusic.services.discovery.shelf import forget_shelf
from emomusic.store.embedded_mongo import embedded_mongo
from tests.mongo import lay_out
from tests.simulated import make_library

pytestmark = pytest.mark.usefixtures("database")


def run(*arguments: str) -> str:
    """Run a command; what it prints. An error comes up as the command line gets it."""
    result = CliRunner().invoke(app, arguments)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_simulated_listeners_are_judged_by_in_a_table_and_in_json(
    data_dir: Path, mongo_template: Path
) -> None:
    forget_shelf()
    lay_out(mongo_template, data_dir)
    make_library(albums=10)
    asked = ("evaluate-recommendations", "--days", "2", "--k", "5")
    with embedded_mongo(data_dir):
        with pytest.raises(NotFound, match="Nobody has listened yet"):
            run(*asked)
        run("simulate", "--people", "6", "--days", "6", "--until", "2026-11-08", "--plays", "12")
        said = run(*asked)
        assert run(*asked) == said
    lines = said.splitlines()
    verdict = json.loads(lines[-1])
    assert lines[0] == (
        f"{verdict['people']} listeners, 30 songs, 5 for each; 2 days held back from 2026-11-06 on."
    )
    assert 1 <= verdict["people"] <= 6
    assert [score["name"] for score in verdict["scores"]] == [
        "made for you",
        "most popular",
        "random",
    ]
    for line, score in zip(lines[3:6], verdict["scores"], strict=True):
        assert line.startswith(score["name"])
        assert float(line.split()[-1]) == pytest.approx(score["coverage"], abs=0.0005)
    assert lines[2].split()[:2] == ["hit", "rate"]
