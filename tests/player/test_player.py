"""What the player's pure JavaScript promises, and that it agrees with Python."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from emomusic.emotion.palette import CORNERS, NEUTRAL, colour_of

HERE = Path(__file__).parent
BUN = Path(sys.executable).with_name("bun")


def _bun(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BUN, *arguments], cwd=HERE, capture_output=True, text=True, timeout=120, check=False
    )


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
    ],
)
def test_the_promises_of_the_javascript_hold(file: str) -> None:
    done = _bun("test", f"./{file}")
    assert done.returncode == 0, done.stderr
    assert " 0 fail" in done.stderr


def test_the_page_and_the_server_blend_the_same_colours() -> None:
    done = _bun("run", "palette_grid.js")
    assert done.returncode == 0, done.stderr
    page = json.loads(done.stdout)
    assert page["grid"] == [
        [colour_of(valence, arousal) for valence in page["steps"]] for arousal in page["steps"]
    ]
    assert page["corners"] == list(CORNERS.values())
    assert page["neutral"] == NEUTRAL
