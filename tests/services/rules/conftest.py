"""Each test of rules reads its own library."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emomusic.services.discovery.shelf import forget_shelf
from emomusic.services.rules.ledger import forget_ledger
from emomusic.services.rules.listener import forget_plays


def _forget() -> None:
    forget_shelf()
    forget_ledger()
    forget_plays()


@pytest.fixture(autouse=True)
def _a_library_of_its_own() -> Iterator[None]:
    _forget()
    yield
    _forget()
