"""A small library of felt songs, and plays of them, for tests of what is chosen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from emomusic.services.analytics.reading import ListenerPlay
from emomusic.store.mongo import Collection, mongo
from emomusic.store.tables import Artist, Song
from tests.factories import ident, make_artist, make_emotion, make_song

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
CALM, HAPPY, SAD, ANGRY = (0.75, 0.25), (0.75, 0.75), (0.25, 0.25), (0.25, 0.75)


def felt_song(felt: tuple[float, float], artist: Artist | None = None, **fields: Any) -> Song:
    """A song whose emotion is known; it came long ago unless said."""
    defaults: dict[str, Any] = {"added_at": MONDAY - timedelta(days=400)}
    song = make_song(artists=[artist or make_artist()], **(defaults | fields))
    make_emotion(song, valence=felt[0], arousal=felt[1])
    return song


def play(
    song: Song | int = 1,
    days_ago: int = 1,
    hour: float = 8,
    felt: tuple[float, float] | None = CALM,
    **fields: Any,
) -> ListenerPlay:
    """A play so many days before Monday, by a listener who lives in UTC."""
    valence, arousal = felt or (None, None)
    defaults: dict[str, Any] = {
        "song_id": song if isinstance(song, int) else ident(song),
        "started_at": MONDAY + timedelta(hours=hour) - timedelta(days=days_ago),
        "utc_offset_min": 0,
        "heard_s": 200.0,
        "listen": True,
        "completed": True,
        "skipped": False,
        "valence": valence,
        "arousal": arousal,
        "source": "",
    }
    return ListenerPlay(**(defaults | fields))


async def hear(user_id: int, *plays: ListenerPlay) -> None:
    """Put plays into somebody's days, as the roll-up does."""
    for one in plays:
        day = one.started_at.replace(hour=0, minute=0)
        kept = {name: getattr(one, name) for name in ListenerPlay.__dataclass_fields__}
        await mongo()[Collection.LISTENER_DAYS].update_one(
            {"_id": f"{user_id}/{day:%Y-%m-%d}"},
            {"$set": {"user_id": user_id, "at": day}, "$push": {"plays": kept}},
            upsert=True,
        )
