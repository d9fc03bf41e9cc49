"""How somebody wants to hear of messages; kept for them, not for a browser."""

from __future__ import annotations

from dataclasses import asdict

from emomusic.services.chat.views import Preferences
from emomusic.store.mongo import Collection, answering, mongo

_WHAT = "How you hear of messages"


async def preferences_of(user_id: int) -> Preferences:
    """Return somebody's preferences; everything is on until they say otherwise.

    Args:
        user_id: Whose.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering(_WHAT):
        found = await mongo()[Collection.CHAT_PREFERENCES].find_one({"_id": user_id}) or {}
    return Preferences(sound=found.get("sound", True), badge=found.get("badge", True))


async def prefer(user_id: int, preferences: Preferences) -> Preferences:
    """Keep somebody's preferences.

    Args:
        user_id: Whose.
        preferences: What they want.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering(_WHAT):
        await mongo()[Collection.CHAT_PREFERENCES].update_one(
            {"_id": user_id}, {"$set": asdict(preferences)}, upsert=True
        )
    return preferences
