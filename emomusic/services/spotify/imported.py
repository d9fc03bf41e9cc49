"""Playlists that were imported: what is in them, and what the library lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from emomusic.errors import NotFound
from emomusic.services.reading import SONG, ids_of, possible_ids, present, rows_of, song_views
from emomusic.services.spotify.matching import Recording, same_recordings
from emomusic.services.spreadsheet import csv_line
from emomusic.services.views import SongView
from emomusic.store.database import session
from emomusic.store.spotify_tables import ImportedEntry, ImportedPlaylist, ImportState
from emomusic.store.tables import now

SILENT_FOR = timedelta(seconds=90)
"""After so long without a sign of life an import was cut off."""

_ENTRY = SQLModel.metadata.tables[str(ImportedEntry.__tablename__)]
_CUT_OFF = "The import was cut off in the middle. Import the playlist again."
# What a spreadsheet would take for a formula.


@dataclass(frozen=True, slots=True)
class ImportView:
    """An imported playlist in a list.

    Attributes:
        id: Of the import.
        title: The playlist's name.
        cover: Name of the cover's thumbnails, or empty.
        state: An `ImportState`.
        error: Why it failed; a sentence, or empty.
        total: Entries that Spotify says there are.
        read: Entries that have come.
        found: Those that the library has.
        imported_at: ISO 8601 in UTC.
    """

    id: int
    title: str
    cover: str
    state: str
    error: str
    total: int
    read: int
    found: int
    imported_at: str


@dataclass(frozen=True, slots=True)
class Missing:
    """An entry that the library lacks.

    Attributes:
        position: Its place in the playlist, from 1.
        title: As Spotify writes it.
        artists: Names in one line.
        album: Its album's title.
        duration_s: Its length in seconds.
        url: Its page at Spotify, or empty.
    """

    position: int
    title: str
    artists: str
    album: str
    duration_s: float
    url: str


@dataclass(frozen=True, slots=True)
class ImportDetail:
    """An imported playlist with its songs here and the report of what was not found."""

    playlist: ImportView
    songs: tuple[SongView, ...]
    missing: tuple[Missing, ...]


def imports_of(user_id: int) -> tuple[ImportView, ...]:
    """Return a person's imported playlists, the latest first.

    Args:
        user_id: Whose.
    """
    with session() as opened:
        statement = (
            select(ImportedPlaylist)
            .where(col(ImportedPlaylist.user_id) == user_id)
            .order_by(col(ImportedPlaylist.imported_at).desc(), col(ImportedPlaylist.id).desc())
        )
        return tuple(_view(opened, one) for one in opened.execute(statement).scalars())


def import_of(user_id: int, import_id: int) -> ImportDetail:
    """Show one imported playlist.

    Args:
        user_id: Whose.
        import_id: Which.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    with session() as opened:
        playlist = _playlist(opened, import_id, user_id)
        return ImportDetail(
            playlist=_view(opened, playlist),
            songs=song_views(opened, songs_of_import(opened, import_id, user_id), user_id),
            missing=_missing(opened, import_id),
        )


def songs_of_import(opened: Session, import_id: int, user_id: int) -> list[int]:
    """Return the songs of an imported playlist that the library has, in its order.

    Args:
        opened: Any session.
        import_id: Which.
        user_id: Whose; nobody else's are shown.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    _playlist(opened, import_id, user_id)
    return ids_of(
        opened,
        select(_ENTRY.c.song_id)
        .where(_ENTRY.c.playlist_id == import_id, _ENTRY.c.song_id.is_not(None))
        .order_by(_ENTRY.c.position),
    )


def look_again(user_id: int, import_id: int) -> int:
    """Look for what was not found once more, for the library grows.

    Args:
        user_id: Whose.
        import_id: Which.

    Returns:
        How many more songs were found.

    Raises:
        NotFound: There is no such import, or it is somebody else's.
    """
    with session(write=True) as opened:
        _playlist(opened, import_id, user_id)
        statement = select(*_ENTRY.c["position", "title", "artists", "duration_s", "isrc"]).where(
            _ENTRY.c.playlist_id == import_id, _ENTRY.c.song_id.is_(None)
        )
        rows = rows_of(opened, statement)
        wanted = [
            Recording(row.title, names_in(row.artists), row.duration_s or None, row.isrc)
            for row in rows
        ]
        found = 0
        for row, song_id in zip(rows, same_recordings(opened, wanted), strict=True):
            if song_id is not None:
                entry = opened.get(ImportedEntry, (import_id, row.position))
                if entry is not None:
                    entry.song_id = song_id
                    opened.add(entry)
                    found += 1
    return found


def forget_import(user_id: int, import_id: int) -> None:
    """Delete an imported playlist; the songs stay in the library.

    Args:
        user_id: Whose.
        import_id: Which.

    Raises:
        NotFound: There is none, or it is somebody else's.
    """
    with session(write=True) as opened:
        opened.delete(_playlist(opened, import_id, user_id))


def missing_as_csv(user_id: int, import_id: int) -> str:
    """Return the report of what was not found as a table for spreadsheets (RFC 4180).

    Args:
        user_id: Whose.
        import_id: Which.

    Raises:
        NotFound: There is no such import, or it is somebody else's.
    """
    heading = csv_line(("position", "title", "artists", "album", "seconds", "link"))
    return heading + "".join(
        csv_line(
            (one.position, one.title, one.artists, one.album, round(one.duration_s, 1), one.url)
        )
        for one in import_of(user_id, import_id).missing
    )


SEPARATOR = "\x1f"
"""Between names in `ImportedEntry.artists`; no name of one line has it."""


def names_in(artists: str) -> tuple[str, ...]:
    """Return the names of an entry's artists."""
    return tuple(name for name in artists.split(SEPARATOR) if name)


def is_cut_off(playlist: ImportedPlaylist) -> bool:
    """Tell whether an import runs no more though nobody noted its end."""
    return playlist.state is ImportState.RUNNING and now() - playlist.beat_at > SILENT_FOR


def _playlist(opened: Session, import_id: int, user_id: int) -> ImportedPlaylist:
    found = opened.get(ImportedPlaylist, import_id) if possible_ids([import_id]) else None
    if found is None or found.user_id != user_id:
        raise NotFound("There is no such playlist.")
    return found


def _view(opened: Session, playlist: ImportedPlaylist) -> ImportView:
    assert playlist.id is not None
    counts: tuple[Any, ...] = (
        func.count().label("read"),
        func.count(_ENTRY.c.song_id).label("found"),
    )
    of_this = _ENTRY.c.playlist_id == playlist.id
    row = rows_of(opened, select(*counts).where(of_this))[0]
    cut_off = is_cut_off(playlist)
    return ImportView(
        id=playlist.id,
        title=playlist.title,
        cover=playlist.cover,
        state=(ImportState.FAILED if cut_off else playlist.state).value,
        error=_CUT_OFF if cut_off else playlist.error,
        total=max(playlist.total, row.read),
        read=row.read,
        found=row.found,
        imported_at=playlist.imported_at.isoformat(),
    )


def _missing(opened: Session, import_id: int) -> tuple[Missing, ...]:
    gone = ~present
    statement = (
        select(*_ENTRY.c["position", "spotify_id", "title", "artists", "album", "duration_s"])
        .outerjoin(SONG, SONG.c.id == _ENTRY.c.song_id)
        .where(_ENTRY.c.playlist_id == import_id, _ENTRY.c.song_id.is_(None) | gone)
        .order_by(_ENTRY.c.position)
    )
    return tuple(
        Missing(
            position=row.position + 1,
            title=row.title,
            artists=", ".join(names_in(row.artists)),
            album=row.album,
            duration_s=row.duration_s,
            url=f"https://open.spotify.com/track/{row.spotify_id}" if row.spotify_id else "",
        )
        for row in rows_of(opened, statement)
    )
