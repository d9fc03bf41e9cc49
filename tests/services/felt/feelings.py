"""Makes songs that were heard, and taps in them."""

from __future__ import annotations

from itertools import count
from typing import Any
from uuid import UUID

import numpy as np

from emomusic.emotion import EmotionCurve, pack_curve
from emomusic.store.discovery_tables import FeltEmotion
from emomusic.store.tables import Song, User, now
from tests.analyses import make_curve
from tests.factories import ident, make_emotion, make_song, save


def heard_song(curve: EmotionCurve | None = None, **fields: Any) -> Song:
    """A song of ten seconds whose valence rises from 0.2 to 0.8 while its arousal falls."""
    curve = curve or make_curve()
    song = make_song(duration_s=curve.duration_s, **fields)
    make_emotion(song, curve=pack_curve(curve), model=curve.model)
    return song


def unsure(curve: EmotionCurve, *hops: int) -> EmotionCurve:
    """A curve that abstains at some hops."""
    confident = np.array([hop not in hops for hop in range(len(curve))])
    return EmotionCurve(
        **{name: getattr(curve, name) for name in curve.__slots__} | {"confident": confident}
    )


def told(number: int, song: Song, at_s: float = 5.0, **fields: Any) -> dict[str, Any]:
    """A tap as a browser tells it; the same number is the same tap."""
    return {
        "event_id": str(UUID(int=number)),
        "song_id": ident(song),
        "at_s": at_s,
        "valence": 0.9,
        "arousal": 0.1,
        "at_ms": round(now().timestamp() * 1000),
    } | fields


_numbers = count(1)


def make_tap(user: User, song: Song, **fields: Any) -> FeltEmotion:
    """A tap that is stored; heard in the middle of the plane, unless said."""
    defaults: dict[str, Any] = {
        "tap_id": f"tap {next(_numbers)}",
        "at_s": 1.0,
        "valence": 0.5,
        "arousal": 0.5,
        "heard_valence": 0.5,
        "heard_arousal": 0.5,
        "model": "ear-test",
    }
    return save(FeltEmotion(user_id=ident(user), song_id=ident(song), **(defaults | fields)))
