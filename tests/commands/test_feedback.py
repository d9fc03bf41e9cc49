"""`python -m emomusic feedback export FILE`."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from emomusic.commands.feedback import feedback_app
from emomusic.errors import InvalidInput
from emomusic.services import privacy
from tests.factories import ident, make_user
from tests.services.felt.feelings import heard_song, make_tap

pytestmark = pytest.mark.usefixtures("database")


def test_export_says_how_much_was_given(tmp_path: Path) -> None:
    ada, song = make_user(), heard_song()
    privacy.set_gives_feelings(ident(ada), True)
    make_tap(ada, song, at_s=1.0)
    make_tap(ada, song, at_s=6.0)
    make_tap(make_user(), song, at_s=9.0)
    path = tmp_path / "felt.jsonl"
    done = CliRunner().invoke(feedback_app, ["export", str(path)])
    assert done.stdout.replace("\n", "") == f"{path}: 2 moments of 1 songs, felt by 1 people"
    assert len(path.read_text(encoding="utf-8").splitlines()) == 2


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    for path in (tmp_path / "none" / "felt.jsonl", tmp_path):
        done = CliRunner().invoke(feedback_app, ["export", str(path)])
        assert isinstance(done.exception, InvalidInput)
