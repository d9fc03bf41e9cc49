"""The songs that people like."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from emomusic.errors import NotFound
from emomusic.services.orders import part, songs_liked
from emomusic.services.reading import LIKE, SONG, is_kept, number_of, possible_ids, song_views
from emomusic.services.views import Page, SongView
from emomusic.store.database import session, upsert
from emomusic.store.tables import Like, now


def set_like(user_id: int, song_id: int, liked: bool) -> None:
    """Like a song, or like it no more; saying it twice changes nothing.

    Args:
        user_id: Who.
        song_id: The song; it may have vanished.
        liked: Whether it is liked from now on. The time of the first like is kept.

    Raises:
        NotFound: There is no such song, or no such person any more.
    """
    if not possible_ids([song_id]):
        raise NotFound("There is no such song.")
    with session(write=True) as opened:
        if not liked:
            opened.connection().execute(
                delete(Like).where(col(Like.user_id) == user_id, col(Like.song_id) == song_id)
            )
            return
        statement = upsert(opened, Like).values(user_id=user_id, song_id=song_id, liked_at=now())
        try:
            opened.connection().execute(statement.on_conflict_do_nothing())
        except IntegrityError as error:
            raise NotFound("There is no such song.") from error


def liked_songs(user_id: int, offset: int = 0, limit: int = 100) -> Page[SongView]:
    """Show the songs that a person likes, the latest first, vanished ones included.

    Args:
        user_id: Who.
        offset: Songs to skip.
        limit: Songs to show.
    """
    offset, limit = part(offset, limit)
    with session() as opened:
        ids = songs_liked(opened, user_id, offset, limit, with_missing=True)
        total = (
            select(func.count())
            .join_from(LIKE, SONG, SONG.c.id == LIKE.c.song_id)
            .where(LIKE.c.user_id == user_id, is_kept)
        )
        return Page(
            rows=song_views(opened, ids, user_id), total=number_of(opened, total), offset=offset
        )
