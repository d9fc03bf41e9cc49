"""The MongoDB that a command speaks to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from emomusic.settings import settings
from emomusic.store.embedded_mongo import embedded_mongo


@contextmanager
def mongo_for_a_command() -> Iterator[None]:
    """Have a MongoDB: that of MONGODB_URI, the running app's, or one's own for a while.

    Yields:
        Nothing, while it answers.

    Raises:
        Unavailable: The embedded one can't be started.
    """
    if settings().mongodb_uri:
        yield
        return
    settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with embedded_mongo(settings().data_dir):
        yield
