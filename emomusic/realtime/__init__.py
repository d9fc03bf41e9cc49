"""Who is here and what they tell one another, live, over Reflex's own websocket."""

from emomusic.realtime import people_calls as people_calls
