"""What somebody asks when they want to know why a moment of a song sounds the way it does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlmodel import select

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.media import media_file
from emomusic.store.database import session
from emomusic.store.tables import Song

STEP_S = 0.5
"""Moments are asked for on the grid of the curve."""


@dataclass(frozen=True, slots=True)
class Question:
    """A moment of a song that is there; equal questions have equal answers.

    Attributes:
        mtime_ns: Of the file, so that a changed file is another question.
        size_bytes: Of the file, likewise.
    """

    song_id: int
    path: Path
    mtime_ns: int
    size_bytes: int
    duration_s: float
    at_s: float


def question(song_id: int, at_s: float) -> Question:
    """Check what is asked.

    Args:
        song_id: The song.
        at_s: Seconds into it; taken to the nearest half second.

    Returns:
        The question.

    Raises:
        NotFound: There is no such song, or its file has vanished.
        InvalidInput: There is no such moment in it.
    """
    file = media_file(song_id)
    with session() as db:
        duration_s = db.exec(select(Song.duration_s).where(Song.id == song_id)).first()
    if duration_s is None:  # it was removed a moment ago
        raise NotFound("This song does not exist.")
    # The player's idea of the end may be a little later; not a number fails both comparisons.
    if not 0 <= at_s <= duration_s + STEP_S:
        raise InvalidInput(
            f"at_s must be a moment of the song, from 0 to {duration_s:.1f} seconds."
        )
    return Question(
        song_id=song_id,
        path=file.path,
        mtime_ns=file.stat.st_mtime_ns,
        size_bytes=file.stat.st_size,
        duration_s=duration_s,
        at_s=round(at_s / STEP_S) * STEP_S,
    )
