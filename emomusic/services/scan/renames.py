"""Between comparing and reading: songs whose file changed places with other files.

A file that moved to a free path is found by its content when it is written. Where files trade
places, as when tracks are numbered anew ("01" becomes "02", "02" becomes "03"), their paths all
still exist, with other content. Such songs are taken off their path here, so that they, too,
are found by their content.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sqlmodel import col, select

from emomusic.services.scan.compare import Plan
from emomusic.services.scan.read import content_hash_of
from emomusic.services.scan.walk import FileState
from emomusic.store.database import session
from emomusic.store.tables import Song

_CHUNK_ROWS = 500


def settle_renames(plan: Plan) -> None:
    """Take songs off a path that another file has now, where files were renamed.

    A rename keeps size and time, so only files that look like another song's are opened, and
    only an equal content counts. The path that a song is parked under leads to no file: should
    the scan be interrupted, the next one finds the song by its content all the same.

    Args:
        plan: What is to be read; parked songs are gone from their path in it.
    """
    displaced = [unread for unread in plan.to_read if unread.recorded not in (None, unread.state)]
    if not displaced:
        return
    lying: dict[FileState | None, list[str]] = defaultdict(list)
    for unread in plan.to_read:
        lying[unread.state].append(unread.path)
    # Where the song's own file may be now, and whose file may be in its place.
    places = {unread: lying.get(unread.recorded, []) for unread in displaced}
    owners = {unread: plan.away.get(unread.state, []) for unread in displaced}
    suspects = [unread for unread in displaced if places[unread] or owners[unread]]
    contents = _Contents(
        song_id for unread in suspects for song_id in (unread.song_id, *owners[unread])
    )
    _park(
        plan,
        {
            unread.song_id
            for unread in suspects
            if any(contents.match(unread.song_id, path) for path in places[unread])
            or any(contents.match(owner, unread.path) for owner in owners[unread])
        },
    )


def _park(plan: Plan, song_ids: set[int | None]) -> None:
    ids = sorted(song_id for song_id in song_ids if song_id is not None)
    for start in range(0, len(ids), _CHUNK_ROWS):
        with session(write=True) as writing:
            chunk = ids[start : start + _CHUNK_ROWS]
            for song in writing.exec(select(Song).where(col(Song.id).in_(chunk))):
                song.path = f"{song.path}\n(replaced) #{song.id}"
    plan.gone.update(dict.fromkeys(ids, False))
    plan.to_read = [
        replace(unread, song_id=None, recorded=None) if unread.song_id in song_ids else unread
        for unread in plan.to_read
    ]


class _Contents:
    """The contents of songs, as recorded, and of files, as they are; each is read once."""

    def __init__(self, song_ids: Iterable[int | None]) -> None:
        ids = sorted({song_id for song_id in song_ids if song_id is not None})
        self._of_songs: dict[int | None, str] = {}
        self._of_files: dict[str, str | None] = {}
        with session() as reading:
            for start in range(0, len(ids), _CHUNK_ROWS):
                chosen = col(Song.id).in_(ids[start : start + _CHUNK_ROWS])
                self._of_songs.update(
                    reading.exec(select(Song.id, Song.content_hash).where(chosen)).all()
                )

    def match(self, song_id: int | None, path: str) -> bool:
        """Tell whether a file is the one that a song had."""
        if path not in self._of_files:
            try:
                with Path(path).open("rb") as file:
                    self._of_files[path] = content_hash_of(file)
            except OSError:
                self._of_files[path] = None
        return self._of_files[path] == self._of_songs[song_id]
