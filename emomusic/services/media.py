"""Where the sound of a song lies; the only way from a song's id to a path."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG

from sqlmodel import col, select

from emomusic.errors import NotFound
from emomusic.store.database import session
from emomusic.store.tables import Song


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A song's file, which was there a moment ago.

    Attributes:
        stat: Its size and time.
    """

    path: Path
    mime_type: str
    stat: os.stat_result


def media_file(song_id: int) -> MediaFile:
    """Find the file of a song.

    Args:
        song_id: The song.

    Returns:
        Its file.

    Raises:
        NotFound: There is no such song, or its file has vanished.
    """
    with session() as db:
        kept = select(Song.path, Song.mime_type).where(col(Song.binned_at).is_(None))
        found = db.exec(kept.where(Song.id == song_id)).first()
    if found is None:
        raise NotFound("This song does not exist.")
    path = Path(found[0])
    try:
        stat = path.stat()
    except OSError:
        stat = None
    if stat is None or not S_ISREG(stat.st_mode):
        raise NotFound("The file of this song has vanished. A scan of the library will notice.")
    return MediaFile(path, found[1], stat)
