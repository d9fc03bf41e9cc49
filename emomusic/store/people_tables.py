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


class Friendship(SQLModel, table=True):
    """Two people of whom one asked the other to be friends; accepted or not yet.

    The lower id comes first, so that a pair has one row whoever asked.
    """

    __tablename__ = "friendship"

    low_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    high_id: int = Field(
        foreign_key="user_account.id", ondelete="CASCADE", primary_key=True, index=True
    )
    asked_by: int = Field(description="Which of the two asked.")
    asked_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Privacy(SQLModel, table=True):
    """What a person lets others and the server see; who has no row has these defaults."""

    __tablename__ = "person_privacy"

    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", primary_key=True)
    appears_offline: bool = False
    is_tracked: bool = Field(
        default=True, description="Whether listening events bear the name; no is “don't track me”."
    )
    compares_taste: bool = Field(
        default=False, description="Whether friends who agree too may see how near the tastes are."
    )
    gives_feelings: bool = Field(
        default=False, description="Whether felt emotions may train the model, without a name."
    )
