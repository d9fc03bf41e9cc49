"""Finds playlists by their title and by what is said of them."""

from __future__ import annotations

from sqlalchemy import literal, select

from emomusic.services.blocks import apart_from
from emomusic.services.playlists.reading import LIST, MEMBER, cards
from emomusic.services.playlists.views import PlaylistCard
from emomusic.services.search import RESULTS_MAX, best, understand
from emomusic.store.database import session
from emomusic.store.playlist_tables import Visibility
from emomusic.store.search_index import Searched

_ALL = 1_000_000


def find_playlists(text: str, user_id: int, limit: int = 20) -> tuple[PlaylistCard, ...]:
    """Find playlists by the beginnings of words of their title and description.

    Found are one's own, those one is a member of, and those for everybody; never those of a
    person who is blocked, or who blocked.

    Args:
        text: What a person has typed so far; any text is safe.
        user_id: Who looks.
        limit: How many, `RESULTS_MAX` at most.

    Returns:
        The best first, as `services.search.search` orders.
    """
    query = understand(text)
    if not query.text:
        return ()
    joined = select(MEMBER.c.playlist_id).where(MEMBER.c.user_id == user_id)
    names = (
        select(LIST.c.id, LIST.c.title_folded.label("name"), literal("").label("by"))
        .where(
            (LIST.c.owner_id == user_id)
            | (LIST.c.visibility == Visibility.EVERYONE.value)
            | LIST.c.id.in_(joined)
        )
        .where(LIST.c.owner_id.not_in(apart_from(user_id)))
    )
    with session() as db:
        # Most of what has the words may be other people's own: the door comes before the limit.
        found = best(db, Searched.PLAYLIST, query, names, LIST.c.title_folded, among=_ALL)
        return cards(db, found[: min(max(limit, 0), RESULTS_MAX)], user_id)
