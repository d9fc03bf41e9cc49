"""What the pure JavaScript of people promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.javascript import check_promises

HERE = Path(__file__).parent


@pytest.mark.parametrize("file", sorted(one.name for one in HERE.glob("*.test.js")))
def test_the_promises_of_the_javascript_hold(file: str) -> None:
    check_promises(HERE, file)
