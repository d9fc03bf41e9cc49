"""Who is here and what they tell one another, live, over Reflex's own websocket.

from emomusic.realtime import people_calls as people_calls
from emomusic.realtime import room_calls as room_calls
from emomusic.realtime import room_time as room_time
The modules of calls are imported here, so that their calls are known.
"""

from __future__ import annotations

from emomusic.realtime import chat_calls, chat_room_calls, people_calls, spotify_calls

__all__ = ["chat_calls", "chat_room_calls", "people_calls", "spotify_calls"]
