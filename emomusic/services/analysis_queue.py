"""The one queue of songs that wait to be heard; it lives in SQL and survives a restart.

A song is claimed by a *runner* (one per data folder) under a lease that the runner renews while
it works. A runner that starts again takes back at once what it had in hand when it died; what
another runner had in hand is free for everybody when its lease has run out. So two servers on
one database never hear the same song at the same time, and none is lost.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from pathlib import Path
from typing import Any

from sqlalchemy import and_, case, delete, func, or_, update
from sqlmodel import Session, col, select

from emomusic.services.analysis_here import wake_runners
from emomusic.store.database import session, upsert
from emomusic.store.desk_tables import AnalysisPause
from emomusic.store.tables import AnalysisJob, JobState, Song, now

logger = logging.getLogger(__name__)

LEASE_S = 90.0
"""Seconds after which a claim that is not renewed is free again."""

MAX_ATTEMPTS = 3
"""Crashes of the worker after which a song is given up."""

CHUNK_ROWS = 500
"""Rows in one statement, well under the parameter limit of SQLite."""


class Priority(IntEnum):
    """Who goes first: the smaller number, as with `nice`, so that the index reads in order."""

    PLAYED_NOW = -10
    NEW = 0
    OUTDATED = 10


@dataclass(frozen=True, slots=True)
class Claim:
    """A song in the hands of one runner.

    Attributes:
        claimed_at: Tells this claim from an earlier or later one of the same song.
        attempts: How often the worker has died on this song so far.
    """

    song_id: int
    path: Path
    duration_s: float
    runner: str
    claimed_at: datetime
    attempts: int


@dataclass(frozen=True, slots=True)
class Position:
    """Where a song stands.

    Attributes:
        ahead: How many songs are heard before it; 0 for one that is being heard or has failed.
        error: The sentence of a song that failed, empty otherwise.
    """

    state: JobState
    ahead: int
    error: str


def enqueue(open_session: Session, song_ids: Iterable[int], priority: int = Priority.NEW) -> None:
    """Ask for songs to be heard, in the caller's transaction; idempotent.

    A song that waits already keeps its place, or moves up. One that failed is tried afresh. One
    that is being heard is put back: it was changed meanwhile, so what is heard now is outdated.

    Args:
        open_session: The transaction that also stores the songs.
        song_ids: Songs that exist.
        priority: A `Priority`; the smaller goes first.
    """
    asked_at = now()
    rows = [
        {
            "song_id": song_id,
            "state": JobState.QUEUED,
            "priority": int(priority),
            "attempts": 0,
            "queued_at": asked_at,
        }
        for song_id in dict.fromkeys(song_ids)
    ]
    for start in range(0, len(rows), CHUNK_ROWS):
        open_session.execute(_upsert(open_session, rows[start : start + CHUNK_ROWS]))
    if rows:
        wake_runners(open_session)


def _upsert(open_session: Session, rows: Sequence[dict[str, Any]]) -> Any:
    statement = upsert(open_session, AnalysisJob).values(list(rows))
    asked = statement.excluded
    waits = col(AnalysisJob.state) == JobState.QUEUED
    more_urgent = asked.priority < col(AnalysisJob.priority)
    return statement.on_conflict_do_update(
        index_elements=["song_id"],
        set_={
            "state": JobState.QUEUED,
            "priority": case((more_urgent, asked.priority), else_=col(AnalysisJob.priority)),
            "attempts": case((waits, col(AnalysisJob.attempts)), else_=0),
            "queued_at": case((waits, col(AnalysisJob.queued_at)), else_=asked.queued_at),
            "error": None,
            "runner": None,
            "started_at": None,
            "leased_until": None,
        },
    )


def claim(runner: str, count: int = 1) -> tuple[Claim, ...]:
    """Take the songs that are next, so that nobody else takes them.

    Atomic between threads, processes and servers: SQLite through `BEGIN IMMEDIATE`, PostgreSQL
    through `FOR UPDATE SKIP LOCKED`. Songs whose file has vanished stay where they are, and all do
    while an administrator has paused the analysis.

    Args:
        runner: Name of the runner, the same after a restart.
        count: How many at most.

    Returns:
        Up to `count` claims, the first to be heard first.
    """
    waiting = (
        select(AnalysisJob, Song.path, Song.duration_s)
        .join(Song, col(Song.id) == AnalysisJob.song_id)
        .where(AnalysisJob.state == JobState.QUEUED, col(Song.missing_since).is_(None))
    )
    with session() as reading:
        if reading.exec(select(AnalysisPause.id)).first() is not None:
            return ()
        if reading.exec(waiting.limit(1)).first() is None:
            return ()
    order = (col(AnalysisJob.priority), col(AnalysisJob.queued_at), col(AnalysisJob.song_id))
    next_ones = waiting.order_by(*order).limit(count)
    claims = []
    with session(write=True) as writing:
        locked = next_ones.with_for_update(of=AnalysisJob, skip_locked=True)
        for job, path, duration_s in writing.exec(locked).all():
            job.state = JobState.RUNNING
            job.runner = runner
            job.started_at = now()
            job.leased_until = job.started_at + timedelta(seconds=LEASE_S)
            claims.append(
                Claim(job.song_id, Path(path), duration_s, runner, job.started_at, job.attempts)
            )
    return tuple(claims)


def renew(claims: Iterable[Claim]) -> None:
    """Say that these songs are still being heard.

    Args:
        claims: What a runner has in hand.
    """
    until = now() + timedelta(seconds=LEASE_S)
    for held in claims:
        _change(held, leased_until=until)


def lost(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Tell which songs need not be heard to their end: they were cancelled, or changed.

    Args:
        claims: What a runner has in hand.
    """
    held = tuple(claims)
    if not held:
        return ()
    asked = select(AnalysisJob).where(col(AnalysisJob.song_id).in_([one.song_id for one in held]))
    with session() as reading:
        rows = {row.song_id: row for row in reading.exec(asked).all()}
    return tuple(one for one in held if not _holds(rows.get(one.song_id), one))


def finish(open_session: Session, held: Claim) -> bool:
    """Take a heard song off the queue, in the transaction that stores what was heard.

    Args:
        open_session: The writing transaction of `services.emotions`.
        held: The claim under which it was heard.

    Returns:
        False if the claim was lost meanwhile (the song changed, or the lease ran out): what was
        heard must not be stored then.
    """
    taken_off = open_session.execute(delete(AnalysisJob).where(_is(held)))
    return bool(taken_off.rowcount)  # type: ignore[attr-defined]


def fail(held: Claim, sentence: str) -> None:
    """Give a song up for good.

    Args:
        held: The claim under which it was tried.
        sentence: Why, for the person who wonders.
    """
    _change(
        held,
        state=JobState.FAILED,
        error=sentence[:500],
        attempts=held.attempts,
        runner=None,
        leased_until=None,
    )


def put_back(held: Claim) -> None:
    """Give a song back unheard, through no fault of its own; it keeps its place.

    Args:
        held: The claim that is given up.
    """
    _change(held, state=JobState.QUEUED, runner=None, started_at=None, leased_until=None)


def crashed(held: Claim, sentence: str) -> bool:
    """Note that the worker died on this song.

    It goes to the end of its row, so that songs that behave go first, and is given up after
    `MAX_ATTEMPTS`.

    Args:
        held: The claim under which it was tried.
        sentence: What is shown should this have been the last attempt.

    Returns:
        Whether the song will be tried again.
    """
    attempts = held.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        fail(replace(held, attempts=attempts), sentence)
        return False
    _change(
        held,
        attempts=attempts,
        state=JobState.QUEUED,
        queued_at=now(),
        runner=None,
        started_at=None,
        leased_until=None,
    )
    return True


def release_interrupted(runner: str | None = None) -> int:
    """Put back what was in hand when a runner died.

    Args:
        runner: A runner that has just started, and so has nothing in hand whatever the table
            says; None looks only at leases that have run out.

    Returns:
        How many songs wait again.
    """
    lost = or_(col(AnalysisJob.leased_until).is_(None), col(AnalysisJob.leased_until) < now())
    if runner is not None:
        lost = or_(lost, col(AnalysisJob.runner) == runner)
    with session(write=True) as writing:
        released = writing.execute(
            update(AnalysisJob)
            .where(col(AnalysisJob.state) == JobState.RUNNING, lost)
            .values(state=JobState.QUEUED, runner=None, started_at=None, leased_until=None)
        )
        count = int(released.rowcount)  # type: ignore[attr-defined]
    if count:
        logger.info("analysis: %d interrupted songs wait again", count)
    return count


def state_of(song_id: int) -> JobState | None:
    """Tell whether a song waits, is being heard or could not be heard.

    Args:
        song_id: The song.

    Returns:
        Its state on the queue, or None if it is not on it.
    """
    with session() as reading:
        job = reading.get(AnalysisJob, song_id)
        return None if job is None else job.state


def hurry(song_id: int) -> None:
    """Let a song that somebody plays now go before the others; nothing if it does not wait.

    Args:
        song_id: The song.
    """
    waits = and_(
        col(AnalysisJob.song_id) == song_id,
        col(AnalysisJob.state) == JobState.QUEUED,
        col(AnalysisJob.priority) > int(Priority.PLAYED_NOW),
    )
    with session() as reading:
        if reading.exec(select(AnalysisJob.song_id).where(waits)).first() is None:
            return
    with session(write=True) as writing:
        writing.execute(update(AnalysisJob).where(waits).values(priority=int(Priority.PLAYED_NOW)))


def position(song_id: int) -> Position | None:
    """Tell where a song stands.

    Args:
        song_id: The song.

    Returns:
        Its position, or None if it is not on the queue: it was heard, or never asked for.
    """
    with session() as reading:
        job = reading.get(AnalysisJob, song_id)
        if job is None:
            return None
        if job.state is not JobState.QUEUED:
            return Position(job.state, 0, job.error or "")
        priority, queued_at = col(AnalysisJob.priority), col(AnalysisJob.queued_at)
        before = or_(
            priority < job.priority,
            and_(priority == job.priority, queued_at < job.queued_at),
            and_(
                priority == job.priority,
                queued_at == job.queued_at,
                col(AnalysisJob.song_id) < song_id,
            ),
        )
        ahead = reading.exec(
            select(func.count()).where(AnalysisJob.state == JobState.QUEUED, before)
        ).one()
        return Position(job.state, ahead, "")


def _is(held: Claim) -> Any:
    return and_(
        col(AnalysisJob.song_id) == held.song_id,
        col(AnalysisJob.state) == JobState.RUNNING,
        col(AnalysisJob.runner) == held.runner,
        col(AnalysisJob.started_at) == held.claimed_at,
    )


def _holds(row: AnalysisJob | None, held: Claim) -> bool:
    return (
        row is not None
        and row.state is JobState.RUNNING
        and row.runner == held.runner
        and row.started_at == held.claimed_at
    )


def _change(held: Claim, **values: object) -> None:
    with session(write=True) as writing:
        writing.execute(update(AnalysisJob).where(_is(held)).values(**values))
