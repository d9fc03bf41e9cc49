"""The table of uploads: files on their way into the library."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from emomusic.store.tables import UtcDateTime, names_of, now


class UploadState(StrEnum):
    """Where an upload stands."""

    RECEIVING = "receiving"
    ARRIVED = "arrived"
    READY = "ready"
    TAKEN = "taken"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


class Upload(SQLModel, table=True):
    """A file that an administrator sends, from its first byte until it is a song or forgotten.

    How much of it has arrived is the size of its file, which alone is always right.
    """

    __tablename__ = "upload"

    id: str = Field(primary_key=True, max_length=32)
    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    state: UploadState = Field(
        default=UploadState.RECEIVING, sa_type=names_of(UploadState), index=True
    )
    name: str = Field(max_length=255, description="The file's name, to be shown only.")
    folder: str = Field(default="", max_length=255, description="The folder it came in, likewise.")
    size_bytes: int = Field(sa_type=BigInteger)
    modified_ms: int = Field(
        default=0, sa_type=BigInteger, description="As the browser told it, to know it again."
    )
    claimed_hash: str = Field(default="", max_length=64, description="As the browser found it.")
    content_hash: str = Field(default="", max_length=64, index=True)
    suffix: str = Field(default="", max_length=8, description="By what the file holds.")
    tags: str = Field(default="", description="JSON of `audio.tags.Tags` without the picture.")
    cover: str = Field(default="", max_length=64, description="The file's own, without the form.")
    form: str = Field(default="", description="JSON of `services.uploads.Form`.")
    sentence: str = Field(default="", max_length=600, description="Why not, or a remark.")
    song_id: int | None = Field(
        default=None, foreign_key="song.id", ondelete="SET NULL", index=True
    )
    is_hidden: bool = False
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    touched_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)
