"""What the pure JavaScript of people promises."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
BUN = Path(sys.executable).with_name("bun")


@pytest.mark.parametrize("file", sorted(one.name for one in HERE.glob("*.test.js")))
def test_the_promises_of_the_javascript_hold(file: str) -> None:
    done = subprocess.run(
        [BUN, "test", f"./{file}"],
        cwd=HERE,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert " 0 fail" in done.stderr
