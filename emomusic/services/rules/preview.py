"""What rules would find, for somebody who is just writing them."""

from __future__ import annotations

from dataclasses import dataclass

from emomusic.services import catalogue
from emomusic.services.rules.choose import found
from emomusic.services.rules.tree import Rules
from emomusic.services.rules.words import describe
from emomusic.services.views import SongView

SHOWN = 8
"""Songs of a preview."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What rules find now.

    Attributes:
        count: Songs of the playlist.
        matching: Songs that fulfil the rules, whatever the limit.
        duration_s: Length of the playlist.
        songs: The first of it.
        words: The rules in a sentence.
    """

    count: int
    matching: int
    duration_s: float
    songs: tuple[SongView, ...]
    words: str


def preview(rules: Rules, user_id: int) -> Preview:
    """Find what rules choose now, and show the first songs; must not be called on an event loop.

    Args:
        rules: What is asked of the songs.
        user_id: Whose likes and plays count.

    Raises:
        Unavailable: A database that the rules need can't be reached.
    """
    chosen = found(rules, user_id)
    return Preview(
        count=len(chosen.song_ids),
        matching=chosen.matching,
        duration_s=chosen.duration_s,
        songs=catalogue.songs_by_ids(chosen.song_ids[:SHOWN], user_id),
        words=describe(rules),
    )
