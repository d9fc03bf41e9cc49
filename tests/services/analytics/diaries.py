"""Plays of one listener, with as little said as a test needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from emomusic.services.analytics.diary import Diary, diary_of
from emomusic.services.analytics.reading import ListenerPlay
from emomusic.store.mongo import Collection, Document, mongo


def heard(at: str, song_id: int = 1, minutes: float = 3.0, **fields: Any) -> ListenerPlay:
    """A listen of some minutes to a song whose emotion is not known.

    Args:
        at: When it began by the listener's clock, such as `2026-03-01 08:00`.
        song_id: The song.
        minutes: How long it sounded.
        **fields: What is different; `felt` is valence and arousal.
    """
    valence, arousal = fields.pop("felt", (None, None))
    offset_min = fields.pop("utc_offset_min", 0)
    local = datetime.fromisoformat(at).replace(tzinfo=UTC)
    defaults: dict[str, Any] = {
        "song_id": song_id,
        "started_at": local - timedelta(minutes=offset_min),
        "utc_offset_min": offset_min,
        "heard_s": 60 * minutes,
        "listen": True,
        "completed": True,
        "skipped": False,
        "valence": valence,
        "arousal": arousal,
        "source": "",
    }
    return ListenerPlay(**(defaults | fields))


def diary(*plays: ListenerPlay) -> Diary:
    """A diary of some plays."""
    return diary_of(plays)


async def keep(user_id: int, *plays: ListenerPlay) -> None:
    """Store plays as roll-ups leave them for the pages of their listener."""
    days: dict[date, list[Document]] = defaultdict(list)
    for one in sorted(plays, key=lambda play: play.started_at):
        days[one.started_at.date()].append(asdict(one))
    await mongo()[Collection.LISTENER_DAYS].insert_many(
        {
            "_id": f"{user_id}/{day}",
            "user_id": user_id,
            "at": datetime.combine(day, time(), UTC),
            "plays": found,
        }
        for day, found in days.items()
    )
