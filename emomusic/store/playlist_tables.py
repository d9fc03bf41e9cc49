"""The tables of playlists: what is in them, who may change them, and how an edit is undone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from emomusic.store.tables import FoldedText, UtcDateTime, names_of, now


class Visibility(StrEnum):
    """Who may open a playlist beside its owner and those who were asked to join."""

    PRIVATE = "private"
    EVERYONE = "everyone"


class Playlist(SQLModel, table=True):
    """Songs that a person put together, or rules that choose them."""

    __tablename__ = "playlist"

    id: int | None = Field(default=None, primary_key=True)
    owner_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    title: str = Field(max_length=200)
    title_folded: str = Field(sa_type=FoldedText, index=True)
    description: str = Field(default="", max_length=2000)
    cover: str | None = Field(default=None, max_length=64)
    visibility: Visibility = Field(default=Visibility.PRIVATE, sa_type=names_of(Visibility))
    link_key: str | None = Field(
        default=None, max_length=43, unique=True, description="Of the link that asks to join."
    )
    link_may_edit: bool = Field(default=False, description="Whether who comes by it may edit.")
    rules: str | None = Field(
        default=None, description="JSON of a smart playlist; none where songs are put in by hand."
    )
    version: int = Field(default=0, description="How many edits its songs have seen.")
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    updated_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PlaylistEntry(SQLModel, table=True):
    """A song in a playlist; one song may be in it twice."""

    __tablename__ = "playlist_entry"
    __table_args__ = (
        UniqueConstraint("playlist_id", "key", name="uq_playlist_entry_key"),
        Index("ix_playlist_entry_order", "playlist_id", "place"),
    )

    id: int | None = Field(default=None, primary_key=True)
    playlist_id: int = Field(foreign_key="playlist.id", ondelete="CASCADE")
    key: str = Field(max_length=36, description="Names the entry in edits, whatever its place.")
    song_id: int = Field(foreign_key="song.id", ondelete="CASCADE", index=True)
    place: float = Field(description="Orders the entries; a moved one lies between its neighbours.")
    added_by: int | None = Field(
        default=None, foreign_key="user_account.id", ondelete="SET NULL", index=True
    )
    added_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PlaylistMember(SQLModel, table=True):
    """A person who was asked into somebody's playlist."""

    __tablename__ = "playlist_member"

    playlist_id: int = Field(foreign_key="playlist.id", ondelete="CASCADE", primary_key=True)
    user_id: int = Field(
        foreign_key="user_account.id", ondelete="CASCADE", primary_key=True, index=True
    )
    may_edit: bool = False
    joined_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class PlaylistEdit(SQLModel, table=True):
    """An edit of a playlist's songs, and how it is undone."""

    __tablename__ = "playlist_edit"
    __table_args__ = (Index("ix_playlist_edit_latest", "playlist_id", "user_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    playlist_id: int = Field(foreign_key="playlist.id", ondelete="CASCADE")
    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    edit_key: str = Field(max_length=36, unique=True, description="One edit told twice is one.")
    what: str = Field(max_length=200, description="In words.")
    inverse: str = Field(description="JSON of the edit that undoes it.")
    made_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    undone_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PlaylistImport(SQLModel, table=True):
    """What the file of a playlist named and the library lacked, until its owner dismisses it."""

    __tablename__ = "playlist_import"

    playlist_id: int = Field(foreign_key="playlist.id", ondelete="CASCADE", primary_key=True)
    total: int = Field(description="Tracks that the file named.")
    lacking_count: int
    lacking: str = Field(description="JSON of the tracks, with where they belong.")
    imported_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
