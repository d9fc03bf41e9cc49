"""How quick rules are: a part of `benchmarks/discovery.py`, which fills the library first."""

from __future__ import annotations

import json
import math
import random
from typing import Any

from benchmarks.library import measure, p95
from emomusic.audio.tempo_key import TONICS
from emomusic.services.discovery.shelf import shelf
from emomusic.services.rules import Rules, found, parse
from emomusic.services.rules.form import EXAMPLES
from emomusic.store.database import session
from emomusic.store.discovery_tables import SongFeatures
from emomusic.store.tables import Like

LIKES = 5000
ROUNDS = 12
_ASKS_MONGODB = frozenset({"plays", "skips", "last_played"})


def rules(chance: random.Random, user_id: int) -> dict[str, float]:
    """Rules of every kind, alone, nested and sorted; but for plays, which want a MongoDB.

    Args:
        chance: Decides the numbers.
        user_id: Whose likes are asked for.
    """
    _fill(chance, user_id)
    asked: list[Rules] = []
    for _ in range(ROUNDS):
        asked += [_written(*some) for some in _kinds(chance)]
    asked += [one for one in map(parse, (example.rules for example in EXAMPLES)) if _can_ask(one)]
    times = measure("smart rules", [lambda one=one: found(one, user_id) for one in asked])
    print(times.row(), flush=True)
    return {"rule_p95_ms": p95([times])}


def _can_ask(wanted: Rules) -> bool:
    return not wanted.fields & _ASKS_MONGODB


def _fill(chance: random.Random, user_id: int) -> None:
    ids = shelf().song_ids.tolist()
    with session(write=True) as writing:
        writing.bulk_insert_mappings(
            SongFeatures.__mapper__,
            [
                {
                    "song_id": one,
                    "tempo_bpm": chance.uniform(60, 180),
                    "tonic": chance.randrange(12),
                    "is_minor": chance.random() < 0.4,
                    "measured_by": "made",
                }
                for one in ids
            ],
        )
        writing.bulk_insert_mappings(
            Like.__mapper__,
            [
                {"user_id": user_id, "song_id": one}
                for one in chance.sample(ids, min(LIKES, len(ids)))
            ],
        )


def _rule(field: str, comparison: str, *value: Any) -> dict[str, Any]:
    return {"field": field, "is": comparison, **({"value": value[0]} if value else {})}


def _pair(chance: random.Random) -> list[float]:
    return sorted(round(chance.random(), 2) for _ in range(2))


def _polygon(chance: random.Random) -> list[list[float]]:
    """A region round a place on the plane, of as many corners as one may have."""
    right, up, corners = chance.uniform(0.3, 0.7), chance.uniform(0.3, 0.7), 60
    far = [chance.uniform(0.1, 0.3) for _ in range(corners)]
    turns = [2 * math.pi * step / corners for step in range(corners)]
    return [
        [right + reach * math.cos(turn), up + reach * math.sin(turn)]
        for reach, turn in zip(far, turns, strict=True)
    ]


def _kinds(chance: random.Random) -> list[tuple[dict[str, Any], ...]]:
    alone = (
        _rule("title", "contains", chance.choice("aeiou") + chance.choice("nrst")),
        _rule("artist", "lacks", chance.choice("aeiou")),
        _rule("album", "begins with", chance.choice("aeiou")),
        _rule("genre", "equals", "Jazz"),
        _rule("year", "between", [1980, 1999]),
        _rule("added", "in the last", 30),
        _rule("liked", "yes"),
        _rule("tempo", "between", [100, 130]),
        _rule("key", "equals", f"{chance.choice(TONICS)} minor"),
        _rule("mood", "equals", "calm"),
        _rule("starts", "not", "sad"),
        _rule("ends", "equals", "calm"),
        _rule("valence", "between", _pair(chance)),
        _rule("valence", "mostly between", _pair(chance)),
        _rule("arousal", "rises after the middle"),
        _rule("emotional_range", "above", 0.3),
        _rule("region", "inside", _polygon(chance)),
    )
    nested = {"match": "any", "rules": chance.sample(alone, 4)}
    return [*((one,) for one in alone), (nested, *chance.sample(alone, 4))]


def _written(*wanted: dict[str, Any]) -> Rules:
    return parse(
        json.dumps(
            {
                "match": "all",
                "rules": wanted,
                "sort": {"by": "arousal", "descending": True},
                "limit": {"songs": 500},
            }
        )
    )
