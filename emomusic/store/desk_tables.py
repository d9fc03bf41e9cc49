"""Tables of the administrator's desk: links to a new password, and the pause of the analysis."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from emomusic.store.tables import UtcDateTime, now


class PasswordReset(SQLModel, table=True):
    """A link with which a person chooses a new password, once and in time."""

    __tablename__ = "password_reset"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="user_account.id", ondelete="CASCADE", index=True)
    token_hash: str = Field(max_length=64, unique=True, index=True)
    created_at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class AnalysisPause(SQLModel, table=True):
    """While there is a row here, with the one key there can be, nothing more is heard."""

    __tablename__ = "analysis_pause"

    id: int = Field(default=1, primary_key=True)
    since: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    by_name: str = Field(max_length=64)
