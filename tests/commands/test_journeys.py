"""What `python -m emomusic evaluate-journeys` promises."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from emomusic.cli import app
from emomusic.services.discovery.shelf import forget_shelf
from tests.simulated import make_library

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _a_fresh_shelf() -> Iterator[None]:
    forget_shelf()
    yield
    forget_shelf()


def judged(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["evaluate-journeys", "--simulated", "300", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_it_prints_the_figures_of_this_library_and_of_a_simulated_one() -> None:
    make_library()
    said = judged()
    assert "this library, 18 songs; ways of 9 songs" in said
    assert "a simulated library, 300 songs; ways of 20 songs" in said
    assert said.count("all paths: journey") == 2
    assert said.count("sad to happy: journey") == 2


def test_it_prints_the_same_as_one_json_object() -> None:
    make_library()
    verdicts = json.loads(judged("--json", "--songs", "5"))
    assert set(verdicts) == {"this library", "a simulated library"}
    here = verdicts["this library"]
    assert (here["library_songs"], here["songs"]) == (18, 5)
    assert here["journey"]["mean_gap"] < here["walk"]["mean_gap"]


def test_a_library_without_songs_is_told_of() -> None:
    assert judged().startswith("this library has fewer than 4 songs that were heard.\n")
