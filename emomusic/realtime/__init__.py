"""Who is here and what they tell one another, live, over Reflex's own websocket."""

from emomusic.realtime import people_calls as people_calls
from emomusic.realtime import spotify_calls as spotify_calls
