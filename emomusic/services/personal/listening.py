"""What somebody listened to, exported and erased."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from emomusic.services.analytics import listener_days
from emomusic.services.personal.rows import titles_of
from emomusic.store.mongo import Collection, Document, answering, mongo

_BATCH = 500


async def export(user_id: int) -> AsyncIterator[dict[str, Any]]:
    """Yield every event of a person's player, the oldest first."""
    events: list[Document] = []
    with answering():
        cursor = mongo()[Collection.PLAYBACK].find({"user_id": user_id}).sort("at", 1)
        async for event in cursor.batch_size(_BATCH):
            events.append(event)
            if len(events) == _BATCH:
                for item in await _named(events):
                    yield item
                events = []
    for item in await _named(events):
        yield item


async def _named(events: list[Document]) -> list[dict[str, Any]]:
    titles = await asyncio.to_thread(titles_of, {int(event["song_id"]) for event in events})
    return [{"song": titles.get(int(event["song_id"]), ""), **event} for event in events]


async def erase(user_id: int) -> None:
    """Take the name off every event of a person's player; what was played still counts."""
    with answering():
        await mongo()[Collection.PLAYBACK].update_many(
            {"user_id": user_id}, {"$set": {"user_id": None}}
        )


async def export_days(user_id: int) -> AsyncIterator[dict[str, Any]]:
    """Yield what a person played, as their own pages show it, the oldest first."""
    async for day in listener_days.days_of(user_id):
        plays = day["plays"]
        titles = await asyncio.to_thread(titles_of, {int(play["song_id"]) for play in plays})
        for play in plays:
            yield {"song": titles.get(int(play["song_id"]), ""), **play}
