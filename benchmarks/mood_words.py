"""Search by words of mood, for `benchmarks/discovery.py`."""

from __future__ import annotations

import random

from benchmarks.library import measure, p95
from emomusic.services.discovery.sounding import sounds_like

QUERIES = (
    "quiet and dark",
    "angry but fast",
    "happy but not too fast",
    "calm or sad, not slow",
    "something calm by ann",
    "very calm jazz from the 90s",
    "sad l",
    "melancholic yet hopeful rock",
)
"""As people type them: on one axis and on two, with names, genres and years, half a word."""
TIMES = 10


def words(chance: random.Random, user_id: int) -> dict[str, float]:
    """What search waits for under "Sounds like this", the rows of the songs included."""
    asked = [text for text in QUERIES for _ in range(TIMES)]
    chance.shuffle(asked)
    times = measure(
        "words of mood", [lambda text=text: sounds_like(text, user_id) for text in asked]
    )
    print(times.row(), flush=True)
    return {"words_p95_ms": p95([times])}
