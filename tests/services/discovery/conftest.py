"""What all tests of discovery need: a shelf that is read anew."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emomusic.services.discovery.shelf import forget_shelf


@pytest.fixture(autouse=True)
def _a_fresh_shelf() -> Iterator[None]:
    forget_shelf()
    yield
    forget_shelf()
