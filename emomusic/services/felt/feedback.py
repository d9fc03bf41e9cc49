"""Felt emotions as training data: of those who agreed, together and without names.

The file is JSON lines: a head that says what it is, then a song a line with its moments. A moment
is a cell of `CELL_S`; each person counts once in it, and only their number is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from emomusic.emotion.feedback import FORMAT, VERSION, FeedbackMoment, FeedbackSong
from emomusic.services.reading import ARTIST, CREDIT, SONG, is_kept, rows_of
from emomusic.store.database import session
from emomusic.store.discovery_tables import FeltEmotion
from emomusic.store.people_tables import Privacy

CELL_S = 4.0
"""Seconds that are taken together: people answer a little after what they heard."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written.

    Attributes:
        songs: Lines of songs.
        moments: In all songs.
        people: Who gave them.
    """

    songs: int
    moments: int
    people: int


def export_feedback(path: Path) -> Exported:
    """Write what people felt who agreed that it may train the model.

    Args:
        path: The file to write; it is replaced as a whole.

    Returns:
        How much it holds.

    Raises:
        Unavailable: The database can't be reached.
    """
    partial = path.with_name(f".{path.name}.partial")
    songs = moments = 0
    with session() as reading, partial.open("w", encoding="utf-8") as file:
        file.write(json.dumps({"format": FORMAT, "version": VERSION, "cell_s": CELL_S}) + "\n")
        for song in _songs(reading):
            file.write(json.dumps(asdict(song), ensure_ascii=False) + "\n")
            songs, moments = songs + 1, moments + len(song.moments)
        people = _people(reading)
    partial.replace(path)
    return Exported(songs, moments, people)


def _consented(*columns: Any) -> Any:
    return (
        select(*columns)
        .join(Privacy, col(Privacy.user_id) == col(FeltEmotion.user_id))
        .where(col(Privacy.gives_feelings).is_(True))
    )


def _people(reading: Session) -> int:
    query = _consented(func.count(col(FeltEmotion.user_id).distinct()))
    return int(reading.connection().execute(query).scalar_one())


def _songs(reading: Session) -> Iterator[FeedbackSong]:
    query = (
        _consented(
            col(FeltEmotion.song_id),
            *SONG.c["content_hash", "path", "duration_s"],
            func.coalesce(ARTIST.c.name, "").label("artist"),
            col(FeltEmotion.user_id),
            *(getattr(FeltEmotion, name) for name in ("at_s", "valence", "arousal")),
        )
        .join(SONG, SONG.c.id == col(FeltEmotion.song_id))
        .outerjoin(CREDIT, and_(CREDIT.c.song_id == SONG.c.id, CREDIT.c.position == 0))
        .outerjoin(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
        .where(is_kept)
        .order_by(col(FeltEmotion.song_id), col(FeltEmotion.at_s))
    )
    for _, taps in groupby(rows_of(reading, query), key=lambda row: row.song_id):
        rows = list(taps)
        first = rows[0]
        yield FeedbackSong(
            content_hash=first.content_hash,
            path=first.path,
            artist=first.artist,
            moments=tuple(_moments(rows, first.duration_s)),
        )


def _moments(rows: list[Any], duration_s: float) -> Iterator[FeedbackMoment]:
    for cell, taps in groupby(rows, key=lambda row: int(row.at_s // CELL_S)):
        votes: dict[int, list[tuple[float, float]]] = {}
        for row in taps:
            votes.setdefault(row.user_id, []).append((row.valence, row.arousal))
        each = np.array([np.mean(points, axis=0) for points in votes.values()])
        valence, arousal = (round(float(x), 4) for x in each.mean(axis=0))
        valence_sd, arousal_sd = (round(float(x), 4) for x in each.std(axis=0))
        start_s = cell * CELL_S
        yield FeedbackMoment(
            start_s=start_s,
            end_s=min(start_s + CELL_S, max(duration_s, start_s + 0.5)),
            valence=valence,
            arousal=arousal,
            valence_sd=valence_sd,
            arousal_sd=arousal_sd,
            people=len(each),
        )
