"""Finds the tracks of a file in the library.

By where the file lies, then by the id of MusicBrainz, then by ISRC, then by artist and title.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session

from emomusic.services.playlists.files.m3u import splits
from emomusic.services.playlists.files.tracks import FileTrack
from emomusic.services.reading import SONG, present, rows_of
from emomusic.services.spotify.matching import Recording, same_recordings

_BATCH = 500
_MOST_NAMES = 12
_FOLDERS = 2
"""Parts of a path, from its end, that must be the same: the file and the folder it is in."""


def find(db: Session, tracks: Sequence[FileTrack]) -> list[int | None]:
    """Find tracks in the library.

    Args:
        db: Any session.
        tracks: What is looked for.

    Returns:
        For each the song whose file is there, or None.
    """
    paths = _by_path(db, [one.path for one in tracks if one.path])
    ids = _by_musicbrainz(db, {one.musicbrainz_id for one in tracks if one.musicbrainz_id})
    found = [paths.get(one.path) or ids.get(one.musicbrainz_id or "") for one in tracks]
    for named in (_as_written, _as_cut_elsewhere):
        open_ones = [place for place, song in enumerate(found) if song is None]
        wanted = [(place, one) for place in open_ones for one in named(tracks[place])]
        songs = same_recordings(db, [one for _, one in wanted], needs_length=False)
        for (place, _), song in zip(wanted, songs, strict=True):
            found[place] = found[place] or song
    return found


def _as_written(track: FileTrack) -> Iterable[Recording]:
    if track.title or track.isrc:
        artists = (track.artist,) if track.artist else ()
        yield Recording(track.title, artists, track.duration_s, track.isrc)


def _as_cut_elsewhere(track: FileTrack) -> Iterable[Recording]:
    """Take "artist - title" apart in other ways, and several names in one line."""
    for artist, title in splits(f"{track.artist} - {track.title}" if track.artist else track.title):
        yield Recording(title, (artist,), track.duration_s)
    for sign in (", ", " & ", " feat. ", " ft. ", "; ", " / "):
        if sign in track.artist:
            names = tuple(filter(None, track.artist.split(sign, _MOST_NAMES)))
            yield Recording(track.title, names, track.duration_s)


def _by_musicbrainz(db: Session, ids: Iterable[str]) -> dict[str, int]:
    wanted, found = sorted(ids), {}
    for start in range(0, len(wanted), _BATCH):
        batch = wanted[start : start + _BATCH]
        statement = (
            select(*SONG.c["id", "musicbrainz_id"])
            .where(SONG.c.musicbrainz_id.in_(batch), present)
            .order_by(SONG.c.id.desc())
        )
        found.update({row.musicbrainz_id: row.id for row in rows_of(db, statement)})
    return found


def _by_path(db: Session, paths: Sequence[str]) -> dict[str, int]:
    """Find files by their paths, which may begin in another folder or on another machine.

    The same path counts first. Else the file with the most equal folders before it, of which the
    nearest must be equal; where the track names no folder, the only file of that name.
    """
    wanted = {path: _parts(path) for path in paths if path}
    names = {parts[-1] for parts in wanted.values() if parts}
    if not names:
        return {}
    # Many albums have a "01.flac", so the folder is part of the name by which they are kept.
    same_end: dict[tuple[str, ...], list[tuple[list[str], int]]] = {}
    for row in rows_of(db, select(*SONG.c["id", "path"]).where(present)):
        parts = _parts(row.path)
        if parts and parts[-1] in names:
            for end in {tuple(parts[-1:]), tuple(parts[-_FOLDERS:])}:
                same_end.setdefault(end, []).append((parts, row.id))
    found = {}
    for path, parts in wanted.items():
        song = _nearest(parts, same_end.get(tuple(parts[-_FOLDERS:]), []))
        if song is not None:
            found[path] = song
    return found


def _nearest(parts: list[str], candidates: list[tuple[list[str], int]]) -> int | None:
    """Choose among files of this folder and name, or of this name where no folder is told."""
    if len(parts) < _FOLDERS:
        return candidates[0][1] if len(candidates) == 1 else None
    ranked = sorted(((_common(parts, theirs), -song) for theirs, song in candidates), reverse=True)
    if not ranked:
        return None
    is_clear = len(ranked) == 1 or ranked[0][0] > ranked[1][0]
    return -ranked[0][1] if is_clear else None


def _common(one: list[str], other: list[str]) -> int:
    count = 0
    for mine, theirs in zip(reversed(one), reversed(other), strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def _parts(path: str) -> list[str]:
    return [
        one for one in path.replace("\\", "/").casefold().split("/") if one not in ("", ".", "..")
    ]
