"""Who is here and what they tell one another, live, over Reflex's own websocket.

The modules of calls and of parts are imported here, so that they are known.
"""

from __future__ import annotations

from emomusic.realtime import (
    chat_calls,
    chat_room_calls,
    people_calls,
    playlist_calls,
    playlist_sharing_calls,
    room_calls,
    room_music_calls,
    room_time,
    song_calls,
    spotify_activity,
    spotify_calls,
)

__all__ = [
    "chat_calls",
    "chat_room_calls",
    "people_calls",
    "playlist_calls",
    "playlist_sharing_calls",
    "room_calls",
    "room_music_calls",
    "room_time",
    "song_calls",
    "spotify_activity",
    "spotify_calls",
]
