"""Which fields an administrator wrote, and who it was."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import update
from sqlmodel import Session, col

from emomusic.store.tables import Album, Artist, Song


def joined(*marks: str | Iterable[str]) -> str:
    """Join the names of fields, in the form of the column `edited`.

    Args:
        *marks: Such columns, or names.
    """
    names: set[str] = set()
    for one in marks:
        names.update(one.split() if isinstance(one, str) else one)
    return " ".join(sorted(names))


def forget_person(writing: Session, user_id: int) -> None:
    """Take somebody's name from what they edited and threw away, before their account goes.

    Args:
        writing: The transaction that deletes the account.
        user_id: Whose.
    """
    for table in (Song, Album, Artist):
        for column in ("edited_by", "binned_by"):
            by = getattr(table, column)
            writing.execute(update(table).where(col(by) == user_id).values({column: None}))
