"""The SQL tables of edits: former names, and files that scans leave alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from emomusic.store.tables import FoldedText, UtcDateTime, now


class ArtistAlias(SQLModel, table=True):
    """A name that an artist had, or that was merged into them; tags may still have it."""

    __tablename__ = "artist_alias"

    name_folded: str = Field(sa_type=FoldedText, primary_key=True)
    artist_id: int = Field(foreign_key="artist.id", ondelete="CASCADE", index=True)


class AlbumAlias(SQLModel, table=True):
    """An artist and a title that an album had, or that were merged into it."""

    __tablename__ = "album_alias"

    artist_id: int = Field(foreign_key="artist.id", ondelete="CASCADE", primary_key=True)
    title_folded: str = Field(sa_type=FoldedText, primary_key=True)
    album_id: int = Field(foreign_key="album.id", ondelete="CASCADE", index=True)


class LeftOutFile(SQLModel, table=True):
    """A file in a music folder whose song was purged: no scan takes it while it is as it was."""

    __tablename__ = "left_out_file"

    path: str = Field(primary_key=True)
    size_bytes: int = Field(sa_type=BigInteger)
    mtime_ns: int = Field(sa_type=BigInteger)
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
