"""Runs the tests of pure JavaScript, which lie beside those of Python."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BUN = Path(sys.executable).with_name("bun")


def bun(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Bun in a folder, and return what it did."""
    return subprocess.run(
        [BUN, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


def check_promises(folder: Path, file: str) -> None:
    """Run the tests of a file; they must hold."""
    done = bun(folder, "test", f"./{file}")
    assert done.returncode == 0, done.stderr
    assert " 0 fail" in done.stderr
