"""The table of what administrators did."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from emomusic.store.tables import FoldedText, UtcDateTime, now


class AuditEntry(SQLModel, table=True):
    """One thing that somebody did; it stays when they, or what they did it to, are gone.

    So there are no foreign keys here, and names are kept as they were then.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        # All that entries are looked for by: the entries themselves are long.
        Index("ix_audit_entry_list", "at", "id", "action", "searched"),
        Index("ix_audit_entry_actor", "actor_name", "at"),
        Index("ix_audit_entry_action", "action", "at"),
        Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(default_factory=now, sa_type=UtcDateTime)
    actor_id: int | None = Field(default=None, description="None for the command line.")
    actor_name: str = Field(max_length=64)
    action: str = Field(max_length=64)
    subject_kind: str = Field(max_length=32)
    subject_id: int | None = None
    subject_name: str = Field(default="", max_length=500)
    details: str = Field(default="{}", description="JSON object.")
    address: str = Field(default="", max_length=64)
    searched: str = Field(
        default="", sa_type=FoldedText, description="Names of the actor and the subject, folded."
    )
