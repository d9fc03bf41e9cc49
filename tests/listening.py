"""Makes what players tell."""

from __future__ import annotations

import time
from typing import Any
from uuid import uuid4

from emomusic.services.analytics.dimensions import Device
from emomusic.services.listening import Listener


def listener(user_id: int, device: Device = Device.DESKTOP) -> Listener:
    """Somebody at a desk."""
    return Listener(user_id, device)


def event(
    song_id: int = 1, kind: str = "start", ago_s: float = 0.0, **fields: Any
) -> dict[str, Any]:
    """An event as a browser tells it: of a play of its own, in which nothing sounded yet."""
    at_ms = int((time.time() - ago_s) * 1000)
    return {
        "event_id": str(uuid4()),
        "play_id": str(uuid4()),
        "kind": kind,
        "song_id": song_id,
        "position_s": 0.0,
        "heard_from_s": 0.0,
        "heard_to_s": 0.0,
        "at_ms": at_ms,
        "started_at_ms": at_ms,
        "source": "album:3",
        "utc_offset_min": 60,
    } | fields
