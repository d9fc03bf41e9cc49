"""What a change of the model means for a library that another one has heard.

Songs are heard again in the background, behind all that was never heard. Until then the old curve
is shown, and the pages say which model it is from.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import sqlalchemy
from sqlalchemy import and_, case, delete, exists, func, literal, or_, update
from sqlmodel import Session, SQLModel, col, select

from emomusic.emotion import model_version
from emomusic.errors import Unavailable
from emomusic.services import analysis_here, analysis_queue
from emomusic.services.analysis_queue import Priority
from emomusic.store.database import session, upsert
from emomusic.store.tables import AnalysisJob, JobState, Song, SongEmotion, now

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rehearing:
    """A song that has a curve is to be heard once more; the old curve is shown until then.

    Attributes:
        model: Which model is to hear it.
        state: Whether it waits, is being heard, or could not be heard.
    """

    model: str
    state: JobState


@dataclass(frozen=True, slots=True)
class Ears:
    """What a page that is open asks now and then.

    Attributes:
        model: Which model hears, or empty where there is none.
        waiting: How many songs wait for it or are being heard.
        heard: How many songs it has heard, so that a page sees what came between two questions.
    """

    model: str
    waiting: int
    heard: int


@dataclass(frozen=True, slots=True)
class HeardBy:
    """How many songs show what a model heard.

    Attributes:
        model: Its name and version.
        songs: How many; those whose file has vanished do not count.
    """

    model: str
    songs: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the library is heard; songs whose file has vanished do not count.

    Attributes:
        model: Which model hears now, or empty where there is none.
        heard: By each model, the one that hears now first.
        unheard: Songs that have no curve yet.
        waiting: Songs that wait to be heard, or heard again, or are being heard.
        failed: Songs that could not be heard, or not heard again.
    """

    model: str
    heard: tuple[HeardBy, ...]
    unheard: int
    waiting: int
    failed: int


def served() -> str:
    """Name the model that hears now; empty where there is none."""
    try:
        return model_version()
    except Unavailable:
        return ""


def rehearing(song_id: int, heard_by: str) -> Rehearing | None:
    """Tell whether a song that was heard is to be heard again.

    Args:
        song_id: The song.
        heard_by: Name and version of the model that heard it.

    Returns:
        By which model, and how that goes; None where the curve is up to date, or there is no
        model that could hear.
    """
    model = served()
    if not model:
        return None
    state = analysis_queue.state_of(song_id)
    if state is JobState.CANCELLED:
        return None
    if state is not None:
        return Rehearing(model, state)
    # Nothing is queued in the moment after the model was changed.
    return None if heard_by == model else Rehearing(model, JobState.QUEUED)


def ears() -> Ears:
    """Tell which model hears, how many songs wait for it, and how many it has heard."""
    model = served()
    there = col(AnalysisJob.song_id).not_in(_vanished())
    waits = col(AnalysisJob.state).in_((JobState.QUEUED, JobState.RUNNING))
    waiting = select(func.count()).where(waits, there)
    heard = select(func.count()).where(col(SongEmotion.model) == model)
    with session() as reading:
        return Ears(model, reading.exec(waiting).one(), reading.exec(heard).one())


def standing() -> Standing:
    """Tell how far the library is heard, and by which models."""
    model = served()
    by_model = (
        select(SongEmotion.model, func.count())
        .where(col(SongEmotion.song_id).not_in(_vanished()))
        .group_by(SongEmotion.model)
    )
    songs = select(func.count()).where(col(Song.missing_since).is_(None))
    jobs = (
        select(AnalysisJob.state, func.count())
        .where(col(AnalysisJob.song_id).not_in(_vanished()))
        .group_by(col(AnalysisJob.state))
    )
    with session() as reading:
        heard = [HeardBy(name, count) for name, count in reading.exec(by_model).all()]
        total = reading.exec(songs).one()
        on_queue = dict(reading.exec(jobs).all())
    heard.sort(key=lambda one: (one.model != model, -one.songs, one.model))
    return Standing(
        model=model,
        heard=tuple(heard),
        unheard=total - sum(one.songs for one in heard),
        waiting=on_queue.get(JobState.QUEUED, 0) + on_queue.get(JobState.RUNNING, 0),
        failed=on_queue.get(JobState.FAILED, 0),
    )


def _vanished() -> sqlalchemy.Select[Any]:
    # Few songs are missing, and they have an index: cheaper than joining all that are there.
    return sqlalchemy.select(col(Song.id)).where(col(Song.missing_since).is_not(None))


def ask_again(song_id: int) -> None:
    """Queue a song that another model has just heard, behind all that was never heard.

    Args:
        song_id: The song.
    """
    with session(write=True) as writing:
        analysis_queue.enqueue(writing, [song_id], Priority.OUTDATED)


def requeue_outdated(model: str) -> int:
    """Queue every song that this model has not heard and that is not queued; old curves stay.

    What waits for another model although this one has heard it, as after a change that was taken
    back, need not be heard again. What could not be heard again is tried anew.

    Args:
        model: Name and version of the model that hears now.

    Returns:
        How many songs were queued.
    """
    with session(write=True) as writing:
        _drop_needless(writing, model)
        count = _try_anew(writing) + _queue_unheard(writing, model)
        analysis_here.wake_runners(writing)
    if count:
        logger.info("analysis: %d songs wait for %s", count, model)
    return count


_to_be_heard_again = and_(
    col(AnalysisJob.priority) == int(Priority.OUTDATED), col(AnalysisJob.state) != JobState.RUNNING
)


def _drop_needless(writing: Session, model: str) -> None:
    heard_by_it = exists().where(
        col(SongEmotion.song_id) == AnalysisJob.song_id, col(SongEmotion.model) == model
    )
    writing.execute(delete(AnalysisJob).where(_to_be_heard_again, heard_by_it))


def _try_anew(writing: Session) -> int:
    tried = writing.execute(
        update(AnalysisJob)
        .where(_to_be_heard_again, col(AnalysisJob.state) == JobState.FAILED)
        .values(state=JobState.QUEUED, attempts=0, error=None, queued_at=now())
    )
    return int(tried.rowcount)  # type: ignore[attr-defined]


def _queue_unheard(writing: Session, model: str) -> int:
    priority = case(
        (col(SongEmotion.song_id).is_(None), int(Priority.NEW)), else_=int(Priority.OUTDATED)
    )
    table = SQLModel.metadata.tables["analysis_job"].c
    unheard = (
        sqlalchemy.select(
            col(Song.id),
            literal(JobState.QUEUED, table.state.type),
            priority,
            literal(0),
            literal(now(), table.queued_at.type),
        )
        .outerjoin(SongEmotion, col(SongEmotion.song_id) == Song.id)
        .where(
            or_(col(SongEmotion.song_id).is_(None), col(SongEmotion.model) != model),
            ~exists().where(col(AnalysisJob.song_id) == Song.id),
        )
    )
    columns = ["song_id", "state", "priority", "attempts", "queued_at"]
    # Another server may do the same at this moment.
    queued = writing.execute(
        upsert(writing, AnalysisJob).from_select(columns, unheard).on_conflict_do_nothing(),
        execution_options={"preserve_rowcount": True},
    )
    return int(queued.rowcount)  # type: ignore[attr-defined]
