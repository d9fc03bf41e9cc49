"""Where many people and the model disagree, for `benchmarks/discovery.py`."""

from __future__ import annotations

import itertools
import random
import time
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from benchmarks.library import measure, p95
from emomusic.services.discovery.shelf import shelf
from emomusic.services.felt.disagreement import disagreements
from emomusic.store.database import session
from emomusic.store.discovery_tables import FeltEmotion
from emomusic.store.tables import User

PEOPLE, SONGS, TAPS, LOOKS = 500, 5_000, 200_000, 40


def feelings(chance: random.Random, user_id: int) -> dict[str, float]:
    """The page of disagreements: read for the first time, and then with a new tap each time."""
    songs = chance.sample(shelf().song_ids.tolist(), min(SONGS, len(shelf())))
    people = [User(name=f"P {n}", name_folded=f"p {n}", password_hash="!") for n in range(PEOPLE)]
    numbers = itertools.count(1)

    def tap() -> dict[str, Any]:
        names = ("valence", "arousal", "heard_valence", "heard_arousal")
        return {
            "tap_id": str(UUID(int=next(numbers))),
            "user_id": chance.choice(people).id,
            "song_id": chance.choice(songs),
            "at_s": chance.uniform(0, 240),
            "model": "made",
        } | {name: chance.random() for name in names}

    def store(taps: list[dict[str, Any]]) -> None:
        with session(write=True) as opened:
            opened.connection().execute(insert(FeltEmotion), taps)

    def look() -> None:
        store([tap()])
        disagreements(user_id)

    with session(write=True) as opened:
        opened.add_all(people)
    store([tap() for _ in range(TAPS)])
    began = time.perf_counter()
    disagreements(user_id)
    first_s = time.perf_counter() - began
    print(f"disagreements in {TAPS:,} taps are found in {first_s:.2f} s at first", flush=True)
    times = measure("disagreements, after one more tap", [look] * LOOKS)
    print(times.row(), flush=True)
    return {"disagreements_first_s": first_s, "disagreements_p95_ms": p95([times])}
