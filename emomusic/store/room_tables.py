"""The SQL tables of rooms to listen together.

A room is one row whose `version` grows by one with each change; what plays and what comes is JSON
in it, because it is always read and written whole.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Text
from sqlmodel import Field, SQLModel

from emomusic.store.tables import UtcDateTime, now


class RoomRow(SQLModel, table=True):
    """A room; `emomusic.services.rooms.keeping` packs and unpacks it."""

    __tablename__ = "room"

    id: str = Field(max_length=32, primary_key=True)
    version: int
    access: str = Field(max_length=16)
    state: str = Field(sa_type=Text, description="JSON of all else but the members.")
    due_ms: int | None = Field(
        default=None,
        sa_type=BigInteger,
        index=True,
        description="When the next song is to be told, in milliseconds since 1970.",
    )
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)


class RoomMember(SQLModel, table=True):
    """Where somebody is; a person is in one room at a time."""

    __tablename__ = "room_member"

    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    room_id: str = Field(foreign_key="room.id", ondelete="CASCADE", index=True, max_length=32)
    joined_ms: int = Field(sa_type=BigInteger)
    away_since_ms: int | None = Field(default=None, sa_type=BigInteger)
    seen_ms: int = Field(sa_type=BigInteger, description="When a browser of theirs last called.")
    valence: float | None = Field(default=None, description="Mean of what they heard lately.")
    arousal: float | None = None
    heard: int = Field(default=0, description="Of how many songs that is the mean.")
