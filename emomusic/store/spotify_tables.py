"""Tables of what comes from Spotify: previews of links, connected accounts, imported playlists."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from emomusic.store.tables import UtcDateTime, names_of, now


class ImportState(StrEnum):
    """Where the import of a playlist stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SpotifyPreview(SQLModel, table=True):
    """What is known of a link: from oEmbed, or from somebody's connected account.

    `title` is empty where Spotify knows nothing of it.
    """

    __tablename__ = "spotify_preview"

    uri: str = Field(primary_key=True, max_length=64)
    title: str = Field(default="", max_length=300)
    cover: str = Field(default="", max_length=64)
    artists: str = Field(default="[]", description="JSON list of names; empty from oEmbed.")
    duration_s: float | None = None
    isrc: str | None = Field(default=None, max_length=12)
    fetched_at: datetime = Field(default_factory=now, sa_type=UtcDateTime, index=True)


class SpotifyAccount(SQLModel, table=True):
    """A person's connected account; `tokens` is encrypted."""

    __tablename__ = "spotify_account"

    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    display_name: str = Field(default="", max_length=200)
    tokens: str = Field(default="", description="Empty once Spotify has ended the connection.")
    connected_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class SpotifyHandshake(SQLModel, table=True):
    """A connection that was begun in a browser and waits for its answer."""

    __tablename__ = "spotify_handshake"

    session_id: int = Field(foreign_key="user_session.id", ondelete="CASCADE", primary_key=True)
    state_hash: str = Field(max_length=64)
    verifier: str = Field(description="The code verifier of PKCE, encrypted.")
    redirect_uri: str = Field(max_length=500)
    began_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ImportedPlaylist(SQLModel, table=True):
    """A playlist of a person at Spotify, as it was when it was imported."""

    __tablename__ = "imported_playlist"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    spotify_id: str = Field(max_length=22)
    title: str = Field(max_length=300)
    cover: str = Field(default="", max_length=64)
    state: ImportState = Field(default=ImportState.RUNNING, sa_type=names_of(ImportState))
    error: str = Field(default="", max_length=500)
    total: int = Field(default=0, description="Entries that Spotify says there are.")
    imported_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    beat_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class ImportedEntry(SQLModel, table=True):
    """One entry of an imported playlist, and the song of the library that it is, if any."""

    __tablename__ = "imported_entry"

    playlist_id: int = Field(
        foreign_key="imported_playlist.id", ondelete="CASCADE", primary_key=True
    )
    position: int = Field(primary_key=True)
    spotify_id: str = Field(default="", max_length=22)
    title: str = Field(max_length=300)
    artists: str = Field(default="", max_length=500)
    album: str = Field(default="", max_length=300)
    duration_s: float = 0.0
    isrc: str | None = Field(default=None, max_length=12)
    song_id: int | None = Field(
        default=None, foreign_key="song.id", ondelete="SET NULL", index=True
    )
