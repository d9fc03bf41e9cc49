"""The songs of the analysis in a list: on the queue, or heard already."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy
from sqlalchemy import case, exists, func
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, col, select

from emomusic.services.analysis_here import progress_of
from emomusic.services.analysis_queue import CHUNK_ROWS, Priority
from emomusic.services.views import Page
from emomusic.store.database import session
from emomusic.store.folding import fold
from emomusic.store.tables import Album, AnalysisJob, Artist, JobState, Song, SongEmotion


class QueueFilter(StrEnum):
    """Which songs are listed."""

    OPEN = "open"
    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"
    CANCELLED = "cancelled"
    HEARD = "heard"


class QueueSort(StrEnum):
    """By what they are ordered; `ORDER` is that in which they come to be heard, or were."""

    ORDER = "order"
    TITLE = "title"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A song of the list.

    Attributes:
        id: Of the song.
        state: A `JobState`, or `heard`.
        reason: Why it failed or does not go on; empty otherwise.
        percent: How much of it is heard, 0..100; -1 where this server does not know.
        priority: `now`, `new` or `again`.
        since: When it was queued, or heard, ISO 8601 in UTC.
        model: Which model heard it, or empty.
    """

    id: int
    title: str
    artist: str
    album: str
    duration_s: float
    state: str
    reason: str
    percent: int
    attempts: int
    priority: str
    since: str
    model: str


# What somebody looks for first comes first.
_STATES = (JobState.RUNNING, JobState.FAILED, JobState.QUEUED, JobState.CANCELLED)


def list_queue(
    query: str, kind: QueueFilter, sort: QueueSort, descending: bool, offset: int, limit: int
) -> Page[QueueRow]:
    """List songs of the analysis.

    Args:
        query: Part of a title; case and accents don't matter.
        kind: Which songs.
        sort: By what they are ordered.
        descending: Whether from the end.
        offset: How many are passed over.
        limit: How many at most.

    Returns:
        The page.
    """
    with session() as reading:
        if sort is not QueueSort.ORDER or fold(query):
            ids, total = _matching(reading, query, kind, sort, descending, offset, limit)
        elif kind is QueueFilter.HEARD:
            ids, total = _heard(reading, descending, offset, limit)
        else:
            ids, total = _in_turn(reading, kind, descending, offset, limit)
        return Page(rows=_rows(reading, ids), total=total, offset=offset)


def matching_songs(query: str, kind: QueueFilter) -> tuple[int, ...]:
    """Name all songs of a list.

    Args:
        query: Part of a title.
        kind: Which songs.

    Returns:
        Their ids.
    """
    statement = _of_kind(select(Song.id), kind).where(*_words(query)).order_by(col(Song.id))
    with session() as reading:
        return tuple(reading.exec(statement).all())


def _in_turn(
    reading: Session, kind: QueueFilter, descending: bool, offset: int, limit: int
) -> tuple[list[int], int]:
    """Read a page state by state, each in the order of its index: quick however long it is."""
    states = _states(kind)
    counts = dict(
        reading.exec(select(AnalysisJob.state, func.count()).group_by(col(AnalysisJob.state))).all()
    )
    order: list[Any] = [
        col(AnalysisJob.priority),
        col(AnalysisJob.queued_at),
        col(AnalysisJob.song_id),
    ]
    if descending:
        states, order = states[::-1], [column.desc() for column in order]
    ids: list[int] = []
    skip = offset
    for state in states:
        there = counts.get(state, 0)
        if skip < there and len(ids) < limit:
            statement = (
                select(AnalysisJob.song_id)
                .where(AnalysisJob.state == state)
                .order_by(*order)
                .offset(skip)
                .limit(limit - len(ids))
            )
            ids += reading.exec(statement).all()
        skip = max(0, skip - there)
    return ids, sum(counts.get(state, 0) for state in states)


def _heard(reading: Session, descending: bool, offset: int, limit: int) -> tuple[list[int], int]:
    """Read a page of what was heard, the latest first, from the index of its time alone."""
    vanished = select(Song.id).where(col(Song.missing_since).is_not(None))
    settled = (
        ~exists().where(col(AnalysisJob.song_id) == SongEmotion.song_id),
        col(SongEmotion.song_id).not_in(vanished),
    )
    at, song_id = col(SongEmotion.analysed_at), col(SongEmotion.song_id)
    order = (at.asc(), song_id.asc()) if descending else (at.desc(), song_id.desc())
    ids = select(SongEmotion.song_id).where(*settled).order_by(*order).offset(offset).limit(limit)
    count = select(func.count()).select_from(SongEmotion).where(*settled)
    return list(reading.exec(ids).all()), reading.exec(count).one()


def _matching(
    reading: Session,
    query: str,
    kind: QueueFilter,
    sort: QueueSort,
    descending: bool,
    offset: int,
    limit: int,
) -> tuple[list[int], int]:
    conditions = _words(query)
    rank = case({state: place for place, state in enumerate(_STATES)}, value=AnalysisJob.state)
    columns: list[Any] = [rank, col(AnalysisJob.priority), col(AnalysisJob.queued_at)]
    if sort is QueueSort.LENGTH:
        columns = [col(Song.duration_s)]
    elif sort is QueueSort.TITLE or kind is QueueFilter.HEARD:
        columns = [col(Song.title_folded)]
    columns.append(col(Song.id))
    order = [column.desc() if descending else column.asc() for column in columns]
    chosen = _of_kind(select(Song.id), kind).where(*conditions)
    counted = _of_kind(select(func.count()).select_from(Song), kind).where(*conditions)
    ids = reading.exec(chosen.order_by(*order).offset(offset).limit(limit)).all()
    return list(ids), reading.exec(counted).one()


def _states(kind: QueueFilter) -> tuple[JobState, ...]:
    return _STATES if kind is QueueFilter.OPEN else (JobState(kind.value),)


def _of_kind(statement: Any, kind: QueueFilter) -> Any:
    if kind is QueueFilter.HEARD:
        on_queue = exists().where(col(AnalysisJob.song_id) == Song.id)
        return statement.join(SongEmotion, col(SongEmotion.song_id) == Song.id).where(
            col(Song.missing_since).is_(None), ~on_queue
        )
    return statement.join(AnalysisJob, col(AnalysisJob.song_id) == Song.id).where(
        col(AnalysisJob.state).in_(_states(kind))
    )


def _words(query: str) -> list[ColumnElement[bool]]:
    words = fold(query)
    return [col(Song.title_folded).contains(words, autoescape=True)] if words else []


def _rows(reading: Session, ids: list[int]) -> tuple[QueueRow, ...]:
    statement = (
        sqlalchemy.select(
            Song,
            col(Album.title),
            col(Artist.name),
            AnalysisJob,
            col(SongEmotion.model),
            col(SongEmotion.analysed_at),
        )
        .join(Album, col(Album.id) == Song.album_id)
        .join(Artist, col(Artist.id) == Album.artist_id)
        .join(AnalysisJob, col(AnalysisJob.song_id) == Song.id, isouter=True)
        .join(SongEmotion, col(SongEmotion.song_id) == Song.id, isouter=True)
        .where(col(Song.id).in_(ids))
    )
    assert len(ids) <= CHUNK_ROWS
    found = {row[0].id: _row(*row) for row in reading.execute(statement).all()}
    return tuple(found[one] for one in ids if one in found)


def _row(
    song: Song, album: str, artist: str, job: AnalysisJob | None, model: str | None, heard_at: Any
) -> QueueRow:
    reason = (job.error or "") if job else ""
    if song.missing_since is not None:
        reason = "Its file has vanished."
    since = job.queued_at if job else heard_at
    return QueueRow(
        id=song.id or 0,
        title=song.title,
        artist=artist,
        album=album,
        duration_s=song.duration_s,
        state=job.state.value if job else "heard",
        reason=reason,
        percent=_percent(song.id or 0, job),
        attempts=job.attempts if job else 0,
        priority=_priority(job.priority if job else int(Priority.NEW)),
        since=since.isoformat() if since is not None else "",
        model=model or "",
    )


def _percent(song_id: int, job: AnalysisJob | None) -> int:
    if job is None or job.state is not JobState.RUNNING:
        return -1
    share = progress_of(song_id)
    return -1 if share is None else round(100 * share)


def _priority(number: int) -> str:
    if number <= Priority.PLAYED_NOW:
        return "now"
    return "again" if number >= Priority.OUTDATED else "new"
