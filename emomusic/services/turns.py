"""One at a time, where a rule must look at several rows before it writes."""

from __future__ import annotations

from sqlalchemy import func
from sqlmodel import Session, select


def take_turn(db: Session, what: str) -> None:
    """Wait until no other transaction has the turn, and hold it until this one ends.

    SQLite's writing transactions have it already; PostgreSQL has advisory locks.

    Args:
        db: A writing database session.
        what: The thing that only one may do at a time.
    """
    if db.get_bind().dialect.name == "postgresql":
        db.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0)))).one()
