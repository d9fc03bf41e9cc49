"""`python -m emomusic analyse FILE… --json`: a line a file, and an exit code that tells."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import soundfile
from typer.testing import CliRunner

from emomusic.cli import app
from emomusic.emotion import model_version
from emomusic.errors import InvalidInput

runner = CliRunner()


def write_noise(path: Path, seconds: float = 3.0) -> Path:
    noise = np.random.default_rng(0).normal(0, 0.1, round(seconds * 22050))
    soundfile.write(path, noise, 22050)
    return path


def test_a_line_holds_what_the_design_says(tmp_path: Path) -> None:
    file = write_noise(tmp_path / "a.wav")
    result = runner.invoke(app, ["analyse", str(file), "--json"])
    assert result.exit_code == 0
    line = json.loads(result.stdout)
    assert line["file"] == str(file)
    assert line["duration_s"] == 3.0
    assert line["hop_s"] == 0.5
    assert line["model"] == model_version()
    for name in ("valence", "arousal", "valence_low", "arousal_high", "confident"):
        assert len(line[name]) == 6
    assert [len(line["moods"][mood]) for mood in ("happy", "angry", "sad", "calm")] == [6] * 4


def test_a_file_it_cannot_read_is_a_line_and_the_rest_go_on(tmp_path: Path) -> None:
    bad = tmp_path / "text.mp3"
    bad.write_text("not a song\n" * 100)
    good = write_noise(tmp_path / "a.wav")
    result = runner.invoke(app, ["analyse", str(bad), str(good), "--json"])
    assert result.exit_code == 1
    first, second = (json.loads(line) for line in result.stdout.splitlines())
    assert set(first) == {"file", "error"}
    assert first["file"] == str(bad)
    assert second["file"] == str(good)


def test_without_json_it_is_a_sentence(tmp_path: Path) -> None:
    result = runner.invoke(app, ["analyse", str(write_noise(tmp_path / "a.wav"))])
    assert "not sure, valence" in result.stdout


def test_a_model_that_was_not_trained_here_is_not_evaluated(tmp_path: Path) -> None:
    (tmp_path / "clips.csv").touch()
    result = runner.invoke(app, ["evaluate", "--data", str(tmp_path), "--work", str(tmp_path)])
    assert isinstance(result.exception, InvalidInput)
    assert "Nothing was trained" in result.exception.sentence
