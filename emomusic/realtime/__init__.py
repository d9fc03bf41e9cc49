"""Who is here and what they tell one another, live, over Reflex's own websocket.

The modules of calls are imported here, so that their calls are known.
"""

from __future__ import annotations

from emomusic.realtime import spotify_calls

__all__ = ["spotify_calls"]
