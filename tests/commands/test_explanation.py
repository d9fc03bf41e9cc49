"""`python -m emomusic explain FILE --at SECONDS`: words, numbers or a picture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PIL import Image
from typer.testing import CliRunner

from emomusic.cli import app
from emomusic.emotion import model_version
from emomusic.errors import EmoMusicError, InvalidInput

runner = CliRunner()


@pytest.fixture
def song(tmp_path: Path) -> Path:
    """Twenty seconds of plucked chords."""
    time_s = np.arange(20 * 22050) / 22050
    sound = sum(
        np.exp(-((time_s - number / 4) % 1.0) * 3) * np.sin(2 * np.pi * hertz * time_s)
        for number, hertz in enumerate((110.0, 277.18, 329.63, 440.0))
    )
    path = tmp_path / "song.wav"
    soundfile.write(path, 0.1 * np.asarray(sound), 22050)
    return path


def test_it_says_in_words_and_a_table_what_pushed(song: Path) -> None:
    result = runner.invoke(app, ["explain", str(song), "--at", "9.5"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0] == f"{song} at 0:09.5, {model_version()}"
    assert any(line.startswith("Valence is .") for line in lines)
    assert any(line.startswith("Arousal is .") for line in lines)
    rows = [line.split()[0] for line in lines if " Hz " in line and " to " in line[:30]]
    assert rows[:3] == ["bass", "low", "middle"]
    assert sum(row == "harmony" for row in rows) == 2
    assert "replaced by the song's own average" in lines[-1]


def test_the_json_has_a_number_for_each_band_and_second(song: Path) -> None:
    result = runner.invoke(app, ["explain", str(song), "--at", "9.5", "--json"])
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert (found["file"], found["at_s"], found["sure"]) == (str(song), 9.5, True)
    assert found["model"] == model_version()
    for axis in ("valence", "arousal"):
        cells = found[axis]["cells"]
        assert len(cells) == len(found["bands"]) == len(found[axis]["by_band"])
        assert {len(row) for row in cells} == {len(found["edges_s"]) - 1}
        assert 0 <= found[axis]["value"] <= 1


def test_the_picture_is_a_png(song: Path, tmp_path: Path) -> None:
    picture = tmp_path / "why.png"
    arguments = ["explain", str(song), "--at", "9.5", "--picture", str(picture)]
    assert runner.invoke(app, arguments).exit_code == 0
    with Image.open(picture) as image:
        assert (image.format, image.width > 800) == ("PNG", True)


def test_silence_is_not_explained(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    soundfile.write(path, np.zeros(10 * 22050), 22050)
    result = runner.invoke(app, ["explain", str(path), "--at", "5"])
    assert result.exit_code == 0
    assert "Not sure here: there is silence" in result.stdout
    assert "Valence" not in result.stdout


@pytest.mark.parametrize("at", ["21", "-1", "nan"])
def test_a_moment_that_is_not_there_is_an_error(song: Path, at: str) -> None:
    result = runner.invoke(app, ["explain", str(song), "--at", at])
    assert isinstance(result.exception, InvalidInput)
    assert result.exception.sentence == ("There is no such moment: the song is 20.0 seconds long.")


def test_a_picture_that_cannot_be_written_is_an_error(song: Path, tmp_path: Path) -> None:
    picture = tmp_path / "no folder" / "why.png"
    arguments = ["explain", str(song), "--at", "5", "--picture", str(picture)]
    result = runner.invoke(app, arguments)
    assert isinstance(result.exception, EmoMusicError)
    assert str(picture) in str(result.exception)
