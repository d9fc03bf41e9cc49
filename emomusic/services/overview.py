"""What there is in all: the figures of the desk's first page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import col, select

from emomusic.store.database import session
from emomusic.store.tables import Album, Artist, Song, User


@dataclass(frozen=True, slots=True)
class Totals:
    """How much there is; songs whose file has vanished count only as missing.

    Attributes:
        people: Accounts that are switched on.
        duration_s: Length of all songs, in seconds.
        music_bytes: Size of their files.
        missing: Songs whose file has vanished.
    """

    songs: int
    albums: int
    artists: int
    people: int
    duration_s: float
    music_bytes: int
    missing: int


def totals() -> Totals:
    """Count the catalogue and the people."""
    there = (
        select(
            func.count(),
            func.coalesce(func.sum(Song.duration_s), 0.0),
            func.coalesce(func.sum(Song.size_bytes), 0),
        )
        .select_from(Song)
        .where(col(Song.missing_since).is_(None))
    )
    missing = select(func.count()).where(col(Song.missing_since).is_not(None))
    active = select(func.count()).where(col(User.is_disabled).is_(False))
    with session() as reading:
        songs, duration_s, size = reading.exec(there).one()
        return Totals(
            songs=songs,
            albums=reading.exec(select(func.count()).select_from(Album)).one(),
            artists=reading.exec(select(func.count()).select_from(Artist)).one(),
            people=reading.exec(active).one(),
            duration_s=float(duration_s),
            music_bytes=int(size),
            missing=reading.exec(missing).one(),
        )
