"""Which song of the library is the same recording.

By its ISRC (ISO 3901) where both sides have one; else by title and artist, without case, accents
and the guests that only one side names, and a length that differs by three seconds at most.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from emomusic.services.reading import ALBUM, ARTIST, CREDIT, SONG, present, rows_of
from emomusic.store.folding import folded_key

CLOSE_S = 3.0
"""Seconds by which the lengths of the same recording may differ."""

_BATCH = 500
_GUESTS = re.compile(r"\s*[(\[](?:feat\.?|ft\.?|featuring|with)\s[^)\]]*[)\]]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording as somebody else's catalogue describes it.

    Attributes:
        title: Its title.
        artists: Who is credited.
        duration_s: Its length in seconds, or None where nobody says.
        isrc: Its code, or None.
    """

    title: str
    artists: tuple[str, ...] = ()
    duration_s: float | None = None
    isrc: str | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    title_folded: str
    duration_s: float
    isrc: str | None
    artists: frozenset[str]


def same_recordings(
    opened: Session, recordings: Sequence[Recording], *, needs_length: bool = True
) -> list[int | None]:
    """Find recordings in the library.

    Args:
        opened: Any session.
        recordings: What is looked for.
        needs_length: Whether title and artist are too little where nobody says the length.

    Returns:
        For each the song whose file is there, or None.
    """
    found: list[int | None] = []
    for start in range(0, len(recordings), _BATCH):
        batch = recordings[start : start + _BATCH]
        by_isrc = _by_isrc(opened, batch)
        by_title = _by_title(opened, batch)
        for one in batch:
            candidates = [
                candidate for title in _titles(one) for candidate in by_title.get(title, ())
            ]
            found.append(by_isrc.get(one.isrc or "") or _closest(one, candidates, needs_length))
    return found


def only_song_of_title(opened: Session, title: str) -> int | None:
    """Find the one song that has a title, where nothing but the title is known.

    Args:
        opened: Any session.
        title: The title.

    Returns:
        The song, or None where there is none or more than one.
    """
    ids = {
        one.id
        for candidates in _by_title(opened, [Recording(title)]).values()
        for one in candidates
    }
    return ids.pop() if len(ids) == 1 else None


def only_album_of_title(opened: Session, title: str) -> int | None:
    """Find the one album that has a title and a file, or None."""
    statement = (
        select(ALBUM.c.id)
        .join(SONG, SONG.c.album_id == ALBUM.c.id)
        .where(ALBUM.c.title_folded == folded_key(title), present)
        .distinct()
        .limit(2)
    )
    rows = rows_of(opened, statement)
    return rows[0].id if len(rows) == 1 else None


def _by_isrc(opened: Session, recordings: Iterable[Recording]) -> dict[str, int]:
    codes = {one.isrc for one in recordings if one.isrc}
    if not codes:
        return {}
    # The same recording may be on several albums; the first that came is as good as any.
    statement = (
        select(*SONG.c["id", "isrc"])
        .where(SONG.c.isrc.in_(codes), present)
        .order_by(SONG.c.id.desc())
    )
    return {row.isrc: row.id for row in rows_of(opened, statement)}


def _by_title(opened: Session, recordings: Iterable[Recording]) -> dict[str, list[_Candidate]]:
    titles = {title for one in recordings for title in _titles(one)}
    statement = (
        select(
            *SONG.c["id", "title_folded", "duration_s", "isrc"],
            ARTIST.c.name_folded.label("artist"),
        )
        .outerjoin(CREDIT, CREDIT.c.song_id == SONG.c.id)
        .outerjoin(ARTIST, ARTIST.c.id == CREDIT.c.artist_id)
        .where(SONG.c.title_folded.in_(titles), present)
    )
    rows: dict[int, list[Any]] = defaultdict(list)
    for row in rows_of(opened, statement):
        rows[row.id].append(row)
    found: dict[str, list[_Candidate]] = defaultdict(list)
    for song_id, credited in rows.items():
        first = credited[0]
        artists = frozenset(row.artist for row in credited if row.artist)
        found[first.title_folded].append(
            _Candidate(song_id, first.title_folded, first.duration_s, first.isrc, artists)
        )
    return found


def _closest(
    recording: Recording, candidates: Iterable[_Candidate], needs_length: bool
) -> int | None:
    length_s = recording.duration_s
    if not recording.artists or (length_s is None and needs_length):
        return None
    names = {folded_key(name) for name in recording.artists}
    fitting = [
        (apart_s, one.id)
        for one in candidates
        if names & one.artists
        and not (one.isrc and recording.isrc and one.isrc != recording.isrc)
        and (apart_s := 0.0 if length_s is None else abs(one.duration_s - length_s)) <= CLOSE_S
    ]
    return min(fitting)[1] if fitting else None


def _titles(recording: Recording) -> tuple[str, ...]:
    whole = folded_key(recording.title)
    without_guests = folded_key(_GUESTS.sub("", recording.title))
    return tuple(dict.fromkeys(title for title in (whole, without_guests) if title))
