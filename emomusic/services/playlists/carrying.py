"""Carries playlists in and out as files."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from emomusic.errors import InvalidInput
from emomusic.services.access import Person
from emomusic.services.playlists.files import jspf, m3u, xspf
from emomusic.services.playlists.files.tracks import (
    LARGEST_FILE,
    FileTrack,
    Format,
    PlaylistFile,
    text_of,
)
from emomusic.services.playlists.finding import find
from emomusic.services.playlists.keeping import LONGEST_TITLE, cleaned_title, create, playlist
from emomusic.services.playlists.reports import ImportReport, keep_report, not_found
from emomusic.services.reading import SONG, rows_of
from emomusic.settings import settings
from emomusic.store.database import session

_BATCH = 500
_UNNAMED = "Imported playlist"
TOO_LARGE = f"A file of a playlist may have {LARGEST_FILE // 2**20} MB at most."


def read_file(data: bytes) -> PlaylistFile:
    """Read a file of a playlist; which format it is says its beginning.

    Args:
        data: As it came.

    Raises:
        InvalidInput: It is too large, broken, or no playlist.
    """
    if len(data) > LARGEST_FILE:
        raise InvalidInput(TOO_LARGE)
    text = text_of(data)
    first = text.lstrip()[:1]
    if first == "<":
        found = xspf.read(data)
    elif first == "{":
        found = jspf.read(text)
    else:
        found = m3u.read(text)
    if not any(one.says_something for one in found.tracks):
        raise InvalidInput("There are no songs in this file. M3U8, XSPF and JSPF can be read.")
    return found


def import_file(person: Person, data: bytes, name: str = "") -> ImportReport:
    """Make a playlist of what a file names and the library has; what it lacks is kept with it.

    Args:
        person: Whose it will be.
        data: The file.
        name: Of the file, for a playlist that has no name of its own.

    Raises:
        InvalidInput: The file is too large, broken, or no playlist.
        Conflict: The person has as many playlists as one may have.
    """
    file = read_file(data)
    with session() as db:
        songs = find(db, file.tracks)
    there = [one for one in songs if one is not None]
    title = _title(file, name)
    made = create(person, title, file.description, there) if there else None
    if made is not None:
        keep_report(made, file.tracks, songs)
    missing = tuple(
        not_found(place, track)
        for place, (track, song) in enumerate(zip(file.tracks, songs, strict=True), 1)
        if song is None
    )
    return ImportReport(made, title, len(file.tracks), len(there), missing)


def export_file(playlist_id: int, user_id: int, form: Format) -> tuple[str, str]:
    """Write a playlist as a file.

    Paths are relative to the folder of music, so that nobody learns where that is.

    Args:
        playlist_id: Which.
        user_id: Who asks.
        form: In which format.

    Returns:
        A name for the file, and its text.

    Raises:
        NotFound: There is no such playlist, or not for this person.
    """
    found = playlist(playlist_id, user_id)
    facts = _facts([one.song.id for one in found.entries])
    tracks = tuple(
        FileTrack(
            path=facts[song.id].path,
            title=song.title,
            artist=", ".join(artist.name for artist in song.artists),
            album=song.album,
            duration_s=song.duration_s,
            isrc=facts[song.id].isrc,
            musicbrainz_id=facts[song.id].musicbrainz_id,
        )
        for song in (one.song for one in found.entries)
        if song.id in facts
    )
    file = PlaylistFile(found.card.title, found.card.description, tracks)
    writers = {Format.M3U8: m3u.write, Format.XSPF: xspf.write, Format.JSPF: jspf.write}
    return f"{_file_name(found.card.title)}.{form.value}", writers[form](file)


def _title(file: PlaylistFile, name: str) -> str:
    for said in (file.title, Path(name.replace("\\", "/")).stem):
        title = cleaned_title(said)[:LONGEST_TITLE].strip()
        if title:
            return title
    return _UNNAMED


def _facts(song_ids: list[int]) -> dict[int, FileTrack]:
    facts: dict[int, FileTrack] = {}
    unique = list(dict.fromkeys(song_ids))
    with session() as db:
        for start in range(0, len(unique), _BATCH):
            batch = unique[start : start + _BATCH]
            columns = select(*SONG.c["id", "path", "isrc", "musicbrainz_id"])
            for row in rows_of(db, columns.where(SONG.c.id.in_(batch))):
                facts[row.id] = FileTrack(
                    _relative(row.path), isrc=row.isrc, musicbrainz_id=row.musicbrainz_id
                )
    return facts


def _relative(path: str) -> str:
    for folder in settings().music_dirs:
        if Path(path).is_relative_to(folder):
            return Path(path).relative_to(folder).as_posix()
    return Path(path).name


def _file_name(title: str) -> str:
    kept = "".join(one if one.isalnum() or one in " -_.()" else "_" for one in title)
    return kept.strip(" .")[:100] or "playlist"
