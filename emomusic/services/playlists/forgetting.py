"""Takes a person whose account goes out of the playlists of others."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session, col, select

from emomusic.services.playlists.edits import pack, unpack
from emomusic.store.playlist_tables import PlaylistEdit


def forget_person(db: Session, user_id: int) -> None:
    """Forget that entries were somebody's in the edits by which others took them out or moved them.

    Entries and edits of their own are the database's to change.

    Args:
        db: A writing session.
        user_id: Who.
    """
    named = col(PlaylistEdit.inverse).contains(f'"added_by":{user_id},', autoescape=True)
    query = select(PlaylistEdit).where(named, col(PlaylistEdit.user_id) != user_id)
    for note in db.exec(query).all():
        inverse = unpack(note.inverse)
        restore = tuple(
            replace(kept, added_by=None) if kept.added_by == user_id else kept
            for kept in inverse.restore
        )
        note.inverse = pack(replace(inverse, restore=restore))
        db.add(note)
