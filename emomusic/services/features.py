"""Tempo and key of songs: which must be measured yet, what was measured, and what could not be."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, exists, func
from sqlmodel import Session, col, select

from emomusic.audio.tempo_key import MEASURED_BY, TempoKey
from emomusic.store.database import session, upsert
from emomusic.store.desk_tables import AnalysisPause
from emomusic.store.discovery_tables import SongFeatures
from emomusic.store.tables import AnalysisJob, JobState, Song, now

_LONGEST_ERROR = 500


@dataclass(frozen=True, slots=True)
class Unmeasured:
    """A song whose tempo and key are not known.

    Attributes:
        path: Its file.
        duration_s: Its length.
    """

    song_id: int
    path: Path
    duration_s: float


@dataclass(frozen=True, slots=True)
class Measured:
    """How far tempo and key are.

    Attributes:
        songs: In the library.
        measured: Those that were measured, in vain or not.
        failed: Those that could not be.
    """

    songs: int
    measured: int
    failed: int


def analysis_waits() -> bool:
    """Tell whether a song waits for the ear or is being heard, or the analysis is paused."""
    at_work = (
        select(AnalysisJob.song_id)
        .join(Song, col(Song.id) == AnalysisJob.song_id)
        .where(
            col(AnalysisJob.state).in_((JobState.QUEUED, JobState.RUNNING)),
            col(Song.missing_since).is_(None),
        )
    )
    with session() as reading:
        if reading.exec(select(AnalysisPause.id)).first() is not None:
            return True
        return reading.exec(at_work.limit(1)).first() is not None


def next_unmeasured(count: int, without: Collection[int] = ()) -> tuple[Unmeasured, ...]:
    """Choose songs to be measured.

    Args:
        count: How many at most.
        without: Songs that are left out, a few.
    """
    statement = (
        select(Song.id, Song.path, Song.duration_s)
        .where(col(Song.missing_since).is_(None), ~_is_measured())
        .order_by(col(Song.id))
    )
    if without:
        statement = statement.where(col(Song.id).not_in(without))
    with session() as reading:
        rows = reading.exec(statement.limit(count)).all()
    return tuple(Unmeasured(song_id or 0, Path(path), length) for song_id, path, length in rows)


def store(song_id: int, found: TempoKey) -> None:
    """Keep what was measured; nothing where the song is gone meanwhile.

    Args:
        song_id: The song.
        found: Its tempo and key.
    """
    _store(
        song_id,
        {"tempo_bpm": found.tempo_bpm, "tonic": found.tonic, "is_minor": found.is_minor},
        None,
    )


def note_failure(song_id: int, sentence: str) -> None:
    """Note why a song can't be measured; it is not tried again by the same way.

    Args:
        song_id: The song.
        sentence: Why.
    """
    nothing = {"tempo_bpm": None, "tonic": None, "is_minor": None}
    _store(song_id, nothing, sentence[:_LONGEST_ERROR])


def forget(writing: Session, song_ids: Iterable[int]) -> None:
    """Have songs measured anew, whose sound is another one.

    Args:
        writing: The transaction that stores the songs.
        song_ids: Of a batch.
    """
    changed = list(song_ids)
    if changed:
        writing.execute(delete(SongFeatures).where(col(SongFeatures.song_id).in_(changed)))


def forget_all() -> None:
    """Have every song measured anew."""
    with session(write=True) as writing:
        writing.execute(delete(SongFeatures))


def measured() -> Measured:
    """Tell how far tempo and key are."""
    there = col(Song.missing_since).is_(None)
    of_songs = (
        select(func.count())
        .select_from(SongFeatures)
        .join(Song, col(Song.id) == col(SongFeatures.song_id))
    )
    done = of_songs.where(there, col(SongFeatures.measured_by) == MEASURED_BY)
    with session() as reading:
        return Measured(
            songs=reading.exec(select(func.count()).where(there)).one(),
            measured=reading.exec(done).one(),
            failed=reading.exec(done.where(col(SongFeatures.error).is_not(None))).one(),
        )


def _is_measured() -> Any:
    return exists().where(
        col(SongFeatures.song_id) == col(Song.id), col(SongFeatures.measured_by) == MEASURED_BY
    )


def _store(song_id: int, found: dict[str, Any], error: str | None) -> None:
    values = found | {"measured_by": MEASURED_BY, "error": error, "measured_at": now()}
    with session(write=True) as writing:
        if writing.get(Song, song_id) is None:
            return
        statement = upsert(writing, SongFeatures).values(song_id=song_id, **values)
        writing.execute(statement.on_conflict_do_update(index_elements=["song_id"], set_=values))
