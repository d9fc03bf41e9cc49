"""Where somebody is on the plane of emotion: the mean of the songs that they heard lately."""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import col, select

from emomusic.services import listening
from emomusic.store.database import session
from emomusic.store.room_tables import RoomMember
from emomusic.store.tables import SongEmotion

LATELY = 12
"""Of how many different songs a taste is the mean at most."""


async def songs_lately(user_id: int) -> list[int]:
    """Return the songs of which somebody's taste is made.

    Args:
        user_id: Who.

    Raises:
        Unavailable: The history of listening can't be reached.
    """
    return await listening.recently_played(user_id, LATELY)


def keep_taste(user_id: int, song_ids: list[int]) -> None:
    """Note where a member of a room is on the plane.

    Args:
        user_id: Who.
        song_ids: What they heard lately; songs that are not analysed yet don't count.
    """
    with session(write=True) as db:
        felt = db.exec(
            select(SongEmotion.valence, SongEmotion.arousal).where(
                col(SongEmotion.song_id).in_(song_ids)
            )
        ).all()
        count = len(felt)
        values = {
            "heard": count,
            "valence": sum(valence for valence, _ in felt) / count if count else None,
            "arousal": sum(arousal for _, arousal in felt) / count if count else None,
        }
        kept = update(RoomMember).where(col(RoomMember.user_id) == user_id).values(**values)
        db.connection().execute(kept)
