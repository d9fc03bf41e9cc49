"""The analysis as administrators see it: what waits, runs and failed, and what they may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

import sqlalchemy
from sqlalchemy import delete, exists, func, literal, update
from sqlmodel import Session, SQLModel, col, select

from emomusic.errors import Unavailable
from emomusic.services import analysis_here, analysis_queue, rehearing
from emomusic.services.access import Person
from emomusic.services.analysis_queue import CHUNK_ROWS, Priority
from emomusic.services.audit import Action, Subject, SubjectKind, record
from emomusic.store.database import session, upsert
from emomusic.store.desk_tables import AnalysisPause
from emomusic.store.tables import AnalysisJob, JobState, Song, SongEmotion, now

CANCELLED_SENTENCE = "An administrator took this song off the queue of the analysis."

MEASURED_SONGS = 40
MEASURED_FOR = timedelta(minutes=30)
"""Of how many songs at most, and of how long ago, the speed is measured."""

_IDLE_S = 10.0
_SLOWEST = 10.0
"""A pause between two songs that is longer than 10 s and a tenth of the song counts as rest."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the analysis is in all; songs whose file has vanished do not count.

    Attributes:
        songs: In the library.
        heard: Songs with a curve of the model that hears now.
        remaining_s: Length of what waits or is being heard, in seconds of music.
        speed: Seconds of music heard in a second, as measured lately; None where nothing was.
        left_s: Seconds until all is heard at that speed; None where nobody knows.
        paused_by: Who paused it, or empty.
        paused_since: ISO 8601 in UTC, or empty.
        model: Which model hears, or empty where there is none.
    """

    songs: int
    heard: int
    queued: int
    running: int
    failed: int
    cancelled: int
    remaining_s: float
    speed: float | None
    left_s: float | None
    paused_by: str
    paused_since: str
    model: str


def progress() -> Progress:
    """Tell how far the analysis is, and how long it will take at its present speed."""
    model = rehearing.served()
    there = col(Song.missing_since).is_(None)
    jobs = (
        select(AnalysisJob.state, func.count(), func.coalesce(func.sum(Song.duration_s), 0.0))
        .join(Song, col(Song.id) == AnalysisJob.song_id)
        .where(there)
        .group_by(col(AnalysisJob.state))
    )
    heard = select(func.count()).where(col(SongEmotion.model) == model)
    with session() as reading:
        by_state = {state: (count, length) for state, count, length in reading.exec(jobs).all()}
        songs = reading.exec(select(func.count()).where(there)).one()
        heard_count = reading.exec(heard).one()
        pause = reading.get(AnalysisPause, 1)
        speed = _speed(reading)
    nothing = (0, 0.0)
    open_states = (JobState.QUEUED, JobState.RUNNING)
    remaining_s = float(sum(by_state.get(state, nothing)[1] for state in open_states))
    return Progress(
        songs=songs,
        heard=heard_count,
        queued=by_state.get(JobState.QUEUED, nothing)[0],
        running=by_state.get(JobState.RUNNING, nothing)[0],
        failed=by_state.get(JobState.FAILED, nothing)[0],
        cancelled=by_state.get(JobState.CANCELLED, nothing)[0],
        remaining_s=remaining_s,
        speed=speed,
        left_s=remaining_s / speed if speed and remaining_s and pause is None else None,
        paused_by=pause.by_name if pause else "",
        paused_since=pause.since.isoformat() if pause else "",
        model=model,
    )


def _speed(reading: Session) -> float | None:
    """Measure how fast music was heard lately, all processes together, rests left out."""
    rows = reading.exec(
        select(SongEmotion.analysed_at, Song.duration_s)
        .join(Song, col(Song.id) == SongEmotion.song_id)
        .where(SongEmotion.analysed_at > now() - MEASURED_FOR)
        .order_by(col(SongEmotion.analysed_at).desc())
        .limit(MEASURED_SONGS)
    ).all()
    music_s = elapsed_s = 0.0
    for (ended, length_s), (before, _) in pairwise(rows):
        gap_s = (ended - before).total_seconds()
        if gap_s <= _IDLE_S + length_s / _SLOWEST:
            music_s += length_s
            elapsed_s += gap_s
    return music_s / elapsed_s if elapsed_s > 0 and music_s > 0 else None


def pause(actor: Person | None = None) -> None:
    """Let nothing more be heard; what is being heard now is heard to its end.

    Args:
        actor: Who pauses it.
    """
    by = actor.name if actor else "command line"
    with session(write=True) as writing:
        writing.execute(
            upsert(writing, AnalysisPause)
            .values(id=1, since=now(), by_name=by)
            .on_conflict_do_nothing()
        )
        record(writing, actor, Action.ANALYSIS_PAUSE, _ANALYSIS)


def resume(actor: Person | None = None) -> None:
    """Go on where it was paused.

    Args:
        actor: Who lets it go on.
    """
    with session(write=True) as writing:
        writing.execute(delete(AnalysisPause))
        record(writing, actor, Action.ANALYSIS_RESUME, _ANALYSIS)
        analysis_here.wake_runners(writing)


def cancel(song_ids: Sequence[int], actor: Person | None = None) -> int:
    """Take songs off the queue for good; a curve that they have stays.

    What is being heard is let go within seconds. A song that is cancelled is heard only when
    somebody asks for it here, or its file changes.

    Args:
        song_ids: Which; those that are not on the queue are passed over.
        actor: Who does it.

    Returns:
        How many were taken off.
    """
    count = 0
    with session(write=True) as writing:
        for chunk in _chunks(song_ids):
            count += _rowcount(
                writing.execute(
                    update(AnalysisJob)
                    .where(col(AnalysisJob.song_id).in_(chunk))
                    .where(col(AnalysisJob.state) != JobState.CANCELLED)
                    .values(
                        state=JobState.CANCELLED,
                        error=CANCELLED_SENTENCE,
                        runner=None,
                        started_at=None,
                        leased_until=None,
                    )
                )
            )
        if count:
            record(writing, actor, Action.ANALYSIS_CANCEL, *_songs(writing, song_ids, count))
    return count


def retry(song_ids: Sequence[int], actor: Person | None = None) -> int:
    """Try songs afresh that failed or were cancelled.

    Args:
        song_ids: Which; others are passed over.
        actor: Who does it.

    Returns:
        How many wait again.
    """
    over = col(AnalysisJob.state).in_((JobState.FAILED, JobState.CANCELLED))
    count = 0
    with session(write=True) as writing:
        for chunk in _chunks(song_ids):
            count += _requeue(writing, col(AnalysisJob.song_id).in_(chunk), over)
        if count:
            record(writing, actor, Action.ANALYSIS_RETRY, *_songs(writing, song_ids, count))
            analysis_here.wake_runners(writing)
    return count


def retry_all_failed(actor: Person | None = None) -> int:
    """Try every song afresh that failed.

    Args:
        actor: Who does it.

    Returns:
        How many wait again.
    """
    with session(write=True) as writing:
        count = _requeue(writing, col(AnalysisJob.state) == JobState.FAILED)
        if count:
            subject = Subject(SubjectKind.ANALYSIS, None, "All that failed")
            record(writing, actor, Action.ANALYSIS_RETRY, subject, {"songs": count})
            analysis_here.wake_runners(writing)
    return count


def hear_again(song_ids: Sequence[int], actor: Person | None = None) -> int:
    """Have songs heard again; their curves stay until then.

    Args:
        song_ids: Which; those that are not there are passed over.
        actor: Who does it.

    Returns:
        How many were queued.

    Raises:
        Unavailable: There is no model that could hear.
    """
    _need_a_model()
    known: list[int] = []
    with session(write=True) as writing:
        for chunk in _chunks(song_ids):
            there = select(Song.id).where(
                col(Song.id).in_(chunk), col(Song.missing_since).is_(None)
            )
            known += [one for one in writing.exec(there).all() if one is not None]
        analysis_queue.enqueue(writing, known, Priority.NEW)
        if known:
            record(writing, actor, Action.ANALYSIS_AGAIN, *_songs(writing, known, len(known)))
    return len(known)


def hear_all_again(actor: Person | None = None) -> int:
    """Have the whole library heard again, behind what was never heard; curves stay until then.

    Args:
        actor: Who does it.

    Returns:
        How many songs were queued.

    Raises:
        Unavailable: There is no model that could hear.
    """
    _need_a_model()
    table = SQLModel.metadata.tables["analysis_job"].c
    with session(write=True) as writing:
        waiting = _requeue(
            writing, col(AnalysisJob.state).in_((JobState.FAILED, JobState.CANCELLED))
        )
        songs = sqlalchemy.select(
            col(Song.id),
            literal(JobState.QUEUED, table.state.type),
            literal(int(Priority.OUTDATED)),
            literal(0),
            literal(now(), table.queued_at.type),
        ).where(
            col(Song.missing_since).is_(None),
            ~exists().where(col(AnalysisJob.song_id) == Song.id),
        )
        names = ["song_id", "state", "priority", "attempts", "queued_at"]
        queued = writing.execute(
            upsert(writing, AnalysisJob).from_select(names, songs).on_conflict_do_nothing(),
            execution_options={"preserve_rowcount": True},
        )
        count = waiting + _rowcount(queued)
        subject = Subject(SubjectKind.ANALYSIS, None, "The whole library")
        record(writing, actor, Action.ANALYSIS_AGAIN, subject, {"songs": count})
        analysis_here.wake_runners(writing)
    return count


_ANALYSIS = Subject(SubjectKind.ANALYSIS)


def _need_a_model() -> None:
    if not rehearing.served():
        raise Unavailable("There is no model that could hear. Train or install one first.")


def _requeue(writing: Session, *which: Any) -> int:
    return _rowcount(
        writing.execute(
            update(AnalysisJob)
            .where(*which)
            .values(
                state=JobState.QUEUED,
                attempts=0,
                error=None,
                queued_at=now(),
                runner=None,
                started_at=None,
                leased_until=None,
            )
        )
    )


def _songs(
    db: Session, song_ids: Sequence[int], count: int
) -> tuple[Subject, dict[str, list[int]]]:
    """Name songs for the audit log: by its title where it is one."""
    if len(song_ids) == 1:
        song = db.get(Song, song_ids[0])
        return Subject(SubjectKind.SONG, song_ids[0], song.title if song else ""), {}
    words = f"{count} song{'' if count == 1 else 's'}"
    return Subject(SubjectKind.ANALYSIS, None, words), {"ids": list(song_ids)}


def _chunks(song_ids: Sequence[int]) -> list[Sequence[int]]:
    unique = tuple(dict.fromkeys(song_ids))
    return [unique[start : start + CHUNK_ROWS] for start in range(0, len(unique), CHUNK_ROWS)]


def _rowcount(result: Any) -> int:
    return int(result.rowcount)
