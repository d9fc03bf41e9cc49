"""The SQL tables of what people are to one another."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from emomusic.store.tables import UtcDateTime, now


class Block(SQLModel, table=True):
    """Somebody who does not want to hear from somebody else."""

    __tablename__ = "person_block"

    blocker_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    blocked_id: int = Field(
        foreign_key="user_account.id", ondelete="CASCADE", primary_key=True, index=True
    )
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
