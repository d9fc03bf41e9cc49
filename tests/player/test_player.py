"""What the player's pure JavaScript promises, and that it agrees with Python."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from emomusic.emotion.palette import CORNERS, NEUTRAL, colour_of
from tests.javascript import bun, check_promises

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    "file",
    [
        "queue.test.js",
        "curve.test.js",
        "explanation.test.js",
        "heard_by.test.js",
        "plays.test.js",
        "outbox.test.js",
        "path.test.js",
        "tuning.test.js",
        "calibration.test.js",
        "choice.test.js",
    ],
)
def test_the_promises_of_the_javascript_hold(file: str) -> None:
    check_promises(HERE, file)


def test_the_page_and_the_server_blend_the_same_colours() -> None:
    done = bun(HERE, "run", "palette_grid.js")
    assert done.returncode == 0, done.stderr
    page = json.loads(done.stdout)
    assert page["grid"] == [
        [colour_of(valence, arousal) for valence in page["steps"]] for arousal in page["steps"]
    ]
    assert page["corners"] == list(CORNERS.values())
    assert page["neutral"] == NEUTRAL
