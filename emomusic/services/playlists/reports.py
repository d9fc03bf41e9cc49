"""Keeps what an import did not find with the playlist that it made, and looks for it again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlmodel import Session

from emomusic.errors import NotFound
from emomusic.services.playlists.doors import own
from emomusic.services.playlists.editing import apply
from emomusic.services.playlists.edits import END, Insert, Inserts, NewEntry, Spot
from emomusic.services.playlists.files.tracks import FileTrack
from emomusic.services.playlists.finding import find
from emomusic.services.playlists.reading import ENTRY, in_order
from emomusic.services.reading import rows_of
from emomusic.store.database import session
from emomusic.store.playlist_tables import PlaylistImport

_NO_REPORT = "There is no report of an import here any more."


@dataclass(frozen=True, slots=True)
class NotFoundTrack:
    """A track of a file that the library lacks.

    Attributes:
        position: Its place in the file, from 1.
        title: Its title, or the name of its file where it has none.
        artist: Who is credited, or empty.
        album: Its album's title, or empty.
        path: As in the file, or empty.
    """

    position: int
    title: str
    artist: str
    album: str
    path: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came of an import.

    Attributes:
        playlist_id: Of the playlist that was made, or None where nothing was found.
        title: Of the playlist, or of the file.
        total: Tracks that the file names.
        found: Those that the library has.
        missing: The others.
    """

    playlist_id: int | None
    title: str
    total: int
    found: int
    missing: tuple[NotFoundTrack, ...]


@dataclass(frozen=True, slots=True)
class _Lacking:
    """A track that was not found, and where it belongs in the playlist."""

    position: int
    track: FileTrack
    spot: Spot


_ALL_LACKING = TypeAdapter(tuple[_Lacking, ...])


def not_found(position: int, track: FileTrack) -> NotFoundTrack:
    """Show a track that the library lacks.

    Args:
        position: Its place in the file, from 1.
        track: As the file says.
    """
    name = track.title or track.path.rpartition("/")[2] or "(no title)"
    return NotFoundTrack(position, name, track.artist, track.album, track.path)


def keep_report(playlist_id: int, tracks: Sequence[FileTrack], songs: Sequence[int | None]) -> None:
    """Keep what was not found with the playlist; nothing where all was.

    Args:
        playlist_id: Made just now, of the songs that were found.
        tracks: Of the file.
        songs: For each its song, or None.
    """
    with session(write=True) as db:
        spots = _spots(db, playlist_id, songs)
        lacking = tuple(
            _Lacking(position, track, spot)
            for position, (track, song, spot) in enumerate(
                zip(tracks, songs, spots, strict=True), 1
            )
            if song is None
        )
        if lacking:
            kept = PlaylistImport(
                playlist_id=playlist_id, total=len(tracks), lacking_count=0, lacking=""
            )
            _write(db, kept, lacking)


def report_of(playlist_id: int, user_id: int) -> ImportReport:
    """Show what an import did not find and nobody has found since.

    Args:
        playlist_id: Of which playlist.
        user_id: Its owner.

    Raises:
        NotFound: There is no such playlist for this person, or no report any more.
        Forbidden: It is somebody else's.
    """
    with session() as db:
        title = own(db, playlist_id, user_id).title
        kept = _kept(db, playlist_id)
        return _report(kept, title, _read(kept))


def look_again(playlist_id: int, user_id: int) -> ImportReport:
    """Look for what was not found, and put what is there by now in where the file has it.

    All of it is one edit, which its owner can undo.

    Args:
        playlist_id: Of which playlist.
        user_id: Its owner.

    Returns:
        What is lacking still; without any, the report is kept no longer.

    Raises:
        NotFound: There is no such playlist for this person, or no report any more.
        Forbidden: It is somebody else's.
        InvalidInput: The playlist would be too long.
    """
    with session() as db:
        title = own(db, playlist_id, user_id).title
        before = _read(_kept(db, playlist_id))
        songs = find(db, [one.track for one in before])
    parts, lacking = _sorted_out(before, songs)
    if parts:
        apply(playlist_id, user_id, uuid4().hex, Inserts(parts))
    with session(write=True) as db:
        kept = _kept(db, playlist_id)
        found = _report(kept, title, lacking)
        if lacking:
            _write(db, kept, lacking)
        else:
            db.delete(kept)
        return found


def dismiss_report(playlist_id: int, user_id: int) -> None:
    """Keep the report of an import no longer; a second time changes nothing.

    Args:
        playlist_id: Of which playlist.
        user_id: Its owner.

    Raises:
        NotFound: There is no such playlist for this person.
        Forbidden: It is somebody else's.
    """
    with session(write=True) as db:
        own(db, playlist_id, user_id)
        kept = db.get(PlaylistImport, playlist_id)
        if kept is not None:
            db.delete(kept)


def _spots(db: Session, playlist_id: int, songs: Sequence[int | None]) -> Iterator[Spot]:
    """Say for each track of a file the spot after the last one before it that was found."""
    statement = select(*ENTRY.c["key", "place"]).where(ENTRY.c.playlist_id == playlist_id)
    entries = rows_of(db, statement.order_by(*in_order))
    # A song that went into the bin in this moment is in no entry: then nobody knows the places.
    if len(entries) != sum(song is not None for song in songs):
        yield from (END for _ in songs)
        return
    spot, following = Spot(), iter(entries)
    for song in songs:
        yield spot
        if song is not None:
            entry = next(following)
            spot = Spot(entry.key, entry.place)


def _sorted_out(
    before: Sequence[_Lacking], songs: Sequence[int | None]
) -> tuple[tuple[Insert, ...], tuple[_Lacking, ...]]:
    """Part what was found now from what is lacking still; of one spot, each after the other."""
    parts: list[Insert] = []
    lacking: list[_Lacking] = []
    last: dict[Spot, Spot] = {}
    for one, song in zip(before, songs, strict=True):
        spot = last.get(one.spot, one.spot)
        if song is None:
            lacking.append(replace(one, spot=spot))
            continue
        # The same key from two tabs at once is one entry.
        key = f"found-{one.position:05}"
        parts.append(Insert((NewEntry(key, song),), spot))
        if not spot.at_end:
            last[one.spot] = Spot(key, one.spot.near)
    return tuple(parts), tuple(lacking)


def _kept(db: Session, playlist_id: int) -> PlaylistImport:
    kept = db.get(PlaylistImport, playlist_id)
    if kept is None:
        raise NotFound(_NO_REPORT)
    return kept


def _read(kept: PlaylistImport) -> tuple[_Lacking, ...]:
    return _ALL_LACKING.validate_json(kept.lacking)


def _write(db: Session, kept: PlaylistImport, lacking: tuple[_Lacking, ...]) -> None:
    kept.lacking = _ALL_LACKING.dump_json(lacking).decode()
    kept.lacking_count = len(lacking)
    db.add(kept)


def _report(kept: PlaylistImport, title: str, lacking: Sequence[_Lacking]) -> ImportReport:
    missing = tuple(not_found(one.position, one.track) for one in lacking)
    return ImportReport(kept.playlist_id, title, kept.total, kept.total - len(missing), missing)
