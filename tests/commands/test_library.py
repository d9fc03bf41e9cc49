"""`python -m emomusic scan`: what a shell sees of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from emomusic.commands.library import scan
from emomusic.settings import PROJECT_DIR
from tests.audio_files import make_audio

_WIDE = {"COLUMNS": "300", "TERM": "dumb"}


@pytest.fixture
def run(data_dir: Path) -> CliRunner:
    """Runs the command with a data folder that has no database yet."""
    return CliRunner(env={**_WIDE, "DATA_DIR": str(data_dir)})


@pytest.fixture
def app() -> typer.Typer:
    """A command line of the command alone."""
    made = typer.Typer()
    made.command()(scan)
    return made


def test_it_migrates_scans_and_sums_up(run: CliRunner, app: typer.Typer, tmp_path: Path) -> None:
    make_audio(tmp_path / "music" / "a.flac")
    first = run.invoke(app, [str(tmp_path / "music")])
    assert (first.exit_code, first.output.split(", in")[0].strip()) == (0, "1 added")
    again = run.invoke(app, [str(tmp_path / "music")])
    assert (again.exit_code, again.output.split(", in")[0].strip()) == (0, "1 unchanged")


def test_a_broken_file_is_one_line_and_no_failure(
    run: CliRunner, app: typer.Typer, tmp_path: Path
) -> None:
    make_audio(tmp_path / "music" / "a.flac")
    (tmp_path / "music" / "[red]broken\n.mp3").write_bytes(b"")
    result = run.invoke(app, [str(tmp_path / "music")])
    assert result.exit_code == 0
    said = [line for line in result.output.splitlines() if "broken" in line]
    assert said == [f"{tmp_path}/music/[red]broken\\n.mp3: The file is empty."]
    assert "1 added, 1 refused" in result.output


def test_several_folders_and_one_that_is_not_there(
    run: CliRunner, app: typer.Typer, tmp_path: Path
) -> None:
    make_audio(tmp_path / "a" / "a.flac")
    make_audio(tmp_path / "b" / "b.flac", hertz=300)
    result = run.invoke(app, [str(tmp_path / name) for name in ("a", "b", "none")])
    assert result.exit_code == 0
    assert f"{tmp_path}/none: The folder is not there" in result.output
    assert "2 added, 1 refused" in result.output


def test_it_asks_for_a_folder(run: CliRunner, app: typer.Typer) -> None:
    assert run.invoke(app, []).exit_code == 2


def test_it_runs_as_a_module(data_dir: Path, tmp_path: Path) -> None:
    make_audio(tmp_path / "music" / "a.flac")
    ran = subprocess.run(
        [sys.executable, "-m", "emomusic", "scan", str(tmp_path / "music")],
        cwd=PROJECT_DIR,
        env={**os.environ, "DATA_DIR": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.split(", in")[0].strip()) == (0, "1 added"), ran.stderr
