"""`python -m emomusic features`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from emomusic.audio.tempo_key import TempoKey
from emomusic.cli import app
from emomusic.services import features
from tests.factories import ident, make_song

pytestmark = pytest.mark.usefixtures("database")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["features", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_what_was_not_measured_is_and_what_cant_be_is_told(tmp_path: Path) -> None:
    file = tmp_path / "bad.flac"
    file.write_text("no sound")
    make_song(path=str(file))
    features.store(ident(make_song()), TempoKey(120.0))
    told, sums = run().splitlines()
    assert told == f"{file}: “bad.flac” is not an audio file that can be decoded."
    assert sums == "2 of 2 songs are measured, 1 could not be."


def test_everything_is_measured_again_where_that_is_asked(tmp_path: Path) -> None:
    gone = tmp_path / "gone.flac"
    features.store(ident(make_song(path=str(gone))), TempoKey(120.0))
    assert run().splitlines() == ["1 of 1 songs are measured."]
    assert run("--again").splitlines() == [
        f"{gone}: The file of this song is not there any more.",
        "0 of 1 songs are measured.",
    ]
