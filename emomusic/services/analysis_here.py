"""What only this process knows of the analysis: who is told of new work, and how far a song is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlmodel import Session

_wakers: set[Callable[[], None]] = set()
_meters: dict[int, Callable[[], float]] = {}


def _tell_runners(_session: Session) -> None:
    for wake in tuple(_wakers):
        wake()


def wake_runners(open_session: Session) -> None:
    """Tell the runners of this process of new work once the transaction is committed.

    Args:
        open_session: The transaction that queues songs.
    """
    event.listen(open_session, "after_commit", _tell_runners, once=True)


@contextmanager
def told_of_work(wake: Callable[[], None]) -> Iterator[None]:
    """Have `wake` called after each commit of this process that queued songs.

    Args:
        wake: Called from whatever thread committed; must be quick.
    """
    _wakers.add(wake)
    try:
        yield
    finally:
        _wakers.discard(wake)


@contextmanager
def progress_shown(song_id: int, meter: Callable[[], float]) -> Iterator[None]:
    """Show how far a song is while it is being heard.

    Args:
        song_id: The song.
        meter: Returns the share that is done, 0..1.
    """
    _meters[song_id] = meter
    try:
        yield
    finally:
        _meters.pop(song_id, None)


def progress_of(song_id: int) -> float | None:
    """Return how much of a song has been heard.

    Args:
        song_id: The song.

    Returns:
        0..1, or None if this process is not hearing it.
    """
    meter = _meters.get(song_id)
    return None if meter is None else meter()
