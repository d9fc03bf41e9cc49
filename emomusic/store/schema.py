"""Everything that the database has: importing this fills `SQLModel.metadata`."""

from __future__ import annotations

from sqlmodel import SQLModel

from emomusic.store import (
    audit_tables,
    desk_tables,
    discovery_tables,
    edit_tables,
    people_tables,
    playlist_tables,
    room_tables,
    spotify_tables,
    tables,
    upload_tables,
)

__all__ = [
    "SQLModel",
    "audit_tables",
    "desk_tables",
    "discovery_tables",
    "edit_tables",
    "people_tables",
    "playlist_tables",
    "room_tables",
    "spotify_tables",
    "tables",
    "upload_tables",
]
