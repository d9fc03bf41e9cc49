"""What the map's pure JavaScript promises, and that it agrees with the server."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np

from emomusic.services.discovery.region import inside

HERE = Path(__file__).parent
BUN = Path(sys.executable).with_name("bun")
REGION = ((0.0, 0.0), (1.0, 0.3), (0.6, 1.0), (0.5, 0.3), (0.1, 0.9))

_COUNT = """
import { held } from "../../../emomusic/components/emotion_map/geometry.js";
const [points, region] = JSON.parse(await Bun.stdin.text());
const column = (at) => Float32Array.from(points, (point) => point[at]);
const all = new Uint8Array(points.length).fill(1);
const library = { count: points.length, valence: column(0), arousal: column(1) };
console.log(JSON.stringify([...held(library, all, region)]));
"""


def _bun(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BUN, *arguments],
        cwd=HERE,
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_promises_of_the_javascript_hold() -> None:
    done = _bun("test", "./map.test.js")
    assert done.returncode == 0, done.stderr
    assert " 0 fail" in done.stderr


def test_the_page_counts_the_songs_that_the_server_finds() -> None:
    points = np.random.default_rng(7).random((2000, 2)).astype(np.float32)
    points[:4] = ((0, 0), (1, 1), (1, 0), (0, 1))
    done = _bun("-e", _COUNT, given=json.dumps([points.tolist(), REGION]))
    assert done.returncode == 0, done.stderr
    found = inside(points[:, 0], points[:, 1], REGION)
    assert json.loads(done.stdout) == found.astype(int).tolist()
