"""Stores events of players as the way in does, with as little said as a test needs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import numpy as np

from emomusic.services.analytics.marks import hour_of, mark
from emomusic.store.mongo import Collection, Document, mongo

_numbers = count(1)


def _uuid() -> str:
    return str(UUID(int=next(_numbers)))


def event(kind: str, started_at: datetime, after_s: float = 0.0, **fields: Any) -> Document:
    """An event as it is stored; nothing was heard unless said."""
    at = started_at + timedelta(seconds=after_s)
    defaults: Document = {
        "_id": _uuid(),
        "user_id": 1,
        "play_id": _uuid(),
        "kind": kind,
        "song_id": 1,
        "position_s": 0.0,
        "heard_from_s": 0.0,
        "heard_to_s": 0.0,
        "at": at,
        "started_at": started_at,
        "hour": hour_of(started_at),
        "received_at": at,
        "source": "",
        "device": "desktop",
        "utc_offset_min": 0,
        "valence": None,
        "arousal": None,
    }
    return defaults | fields


def play(
    started_at: datetime, heard_s: float = 0.0, ends: str = "pause", **fields: Any
) -> list[Document]:
    """The events of a play that is heard from the beginning, in two pieces.

    Args:
        started_at: When it began.
        heard_s: Seconds heard.
        ends: Kind of its last event.
        fields: Of all its events.
    """
    fields.setdefault("play_id", _uuid())
    half_s = heard_s / 2
    return [
        event("start", started_at, **fields),
        event("heartbeat", started_at, half_s, **fields | _stretch(0.0, half_s)),
        event(ends, started_at, heard_s, **fields | _stretch(half_s, heard_s)),
    ]


def _stretch(from_s: float, to_s: float) -> Document:
    return {"heard_from_s": from_s, "heard_to_s": to_s, "position_s": to_s}


async def tell(*told: Sequence[Document]) -> None:
    """Store events, and mark their hours."""
    events = [one for some in told for one in some]
    await mongo()[Collection.PLAYBACK].insert_many(events)
    await mark({one["hour"] for one in events})


def listening(seed: int, day: datetime, events: int, songs: int, people: int) -> list[Document]:
    """A day of listening with all that happens, told in any order; the same seed, the same day.

    Args:
        seed: Of the dice.
        day: Its first moment.
        events: How many.
        songs: Songs have the ids 1 to this.
        people: People have the ids 1 to this; some plays have no name.
    """
    dice = np.random.default_rng(seed)
    told: list[Document] = []
    number = seed * 10**9
    while len(told) < events:
        started_at = day + timedelta(milliseconds=int(dice.integers(86_400_000)))
        person = int(dice.integers(0, people + 1)) or None
        number += 1
        same: Document = {
            "play_id": str(UUID(int=number)),
            "song_id": int(dice.integers(1, songs + 1)),
            "user_id": person,
            "source": str(dice.choice(["album:3", "search:x", "liked", "", "odd:9"])),
            "device": str(dice.choice(["phone", "desktop", "tablet"])) if person else None,
            "utc_offset_min": int(dice.integers(-56, 57)) * 15 if person else None,
        }
        position_s, at_s = 0.0, 0.0
        kinds = ["start", *["heartbeat"] * int(dice.integers(0, 9))]
        kinds += [str(dice.choice(["end", "skip", "pause", "seek"], p=[0.5, 0.25, 0.15, 0.1]))]
        for kind in kinds:
            number += 1
            heard_s = 0.0 if kind == "start" else round(float(dice.uniform(0, 30)), 3)
            at_s += heard_s
            known = bool(dice.random() < 0.9)
            stretch: Document = {
                "_id": str(UUID(int=number)),
                "heard_from_s": position_s,
                "heard_to_s": position_s + heard_s,
                "position_s": position_s + heard_s,
                "valence": float(dice.random()) if known else None,
                "arousal": float(dice.random()) if known else None,
            }
            position_s += heard_s
            told.append(event(kind, started_at, at_s, **same | stretch))
    return [told[index] for index in dice.permutation(len(told))][:events]
