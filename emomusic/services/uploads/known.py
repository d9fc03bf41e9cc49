"""Whether the library, or another upload, has the same content already."""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from emomusic.errors import Conflict
from emomusic.services.uploads.places import song_path
from emomusic.store.tables import Album, Artist, Song
from emomusic.store.upload_tables import Upload, UploadState


class KnownContent(Conflict):
    """The same content is here already.

    Args:
        sentence: Which song it is.
        song_id: The song, or None where it is no song yet.
    """

    def __init__(self, sentence: str, song_id: int | None = None) -> None:
        super().__init__(sentence)
        self.song_id = song_id


def refuse_known(db: Session, content_hash: str, but: str = "", suffix: str = "") -> None:
    """Make sure that a content is new.

    A song whose file has vanished does not count: the upload brings its file back. One whose
    file was tagged anew after it was uploaded does, for it still lies under its old hash.

    Args:
        db: A database session.
        content_hash: BLAKE2b of the file.
        but: The upload that brings it.
        suffix: By what the file holds, once that is known.

    Raises:
        KnownContent: It is here; the sentence says where.
    """
    is_it = col(Song.content_hash) == content_hash
    if suffix:
        is_it = or_(is_it, col(Song.path) == str(song_path(content_hash, suffix)))
    columns = (Song.id, Song.title, Artist.name, Song.missing_since, Song.binned_at)
    query = (
        select(*columns)  # type: ignore[call-overload]
        .join(Album, col(Album.id) == Song.album_id)
        .join(Artist, col(Artist.id) == Album.artist_id)
        .where(is_it)
        .order_by(col(Song.missing_since).is_not(None), col(Song.id))
    )
    if (song := db.exec(query).first()) is not None:
        song_id, title, artist, missing_since, binned_at = song
        if binned_at is not None:
            raise KnownContent(f"It is in the bin: “{title}” by {artist}. Take it out there.")
        if missing_since is None:
            raise KnownContent(
                f"The library has this recording already: “{title}” by {artist}.", song_id
            )
    waiting = select(Upload.name).where(
        Upload.content_hash == content_hash, Upload.state == UploadState.READY, Upload.id != but
    )
    if (name := db.exec(waiting).first()) is not None:
        raise KnownContent(f"It is the same as “{name}”, which waits to be added.")
