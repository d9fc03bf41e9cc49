"""Judges recommendations by what people listened to afterwards.

The last days of each listener are held back; what is recommended from the days before is compared
with what they then heard, beside the songs that all hear most and beside chance. Nobody's name or
listening leaves this module: it gives means over people.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion import MOODS
from emomusic.errors import NotFound
from emomusic.services.analytics.reading import ListenerPlay, plays_of_listener
from emomusic.services.discovery.choosing import MIX_SONGS, Choice, in_turn
from emomusic.services.discovery.daily import LOOKS_BACK, by_row, popular
from emomusic.services.discovery.mixes import part_rows
from emomusic.services.discovery.shelf import Shelf, shelf
from emomusic.services.discovery.taste import PARTS, Past, Real, mood_shares, past_of, taste_of
from emomusic.store.mongo import Collection, Document, answering, mongo

_LEAK = 0.01
"""How much of what is wished stands in for a mood that a list lacks (Steck 2018)."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked.

    Attributes:
        days: How many days are held back.
        length: Songs that are recommended to each.
        people: How many listeners at most; some are drawn where there are more.
        seed: Of the draw, and of what chance recommends.
    """

    days: int
    length: int
    people: int
    seed: int


@dataclass(frozen=True, slots=True)
class Score:
    """How good one way to recommend is, as means over the listeners.

    Attributes:
        name: Of the way.
        hit_rate: 0..1, listeners who heard one of its songs at least.
        precision: 0..1, its songs that were heard.
        new_hit_rate: 0..1, listeners who heard one of its songs that they had never played.
        unheard: 0..1, its songs that the listener had never played.
        variety: 0..1, mean distance of two of its songs on the plane of valence and arousal.
        artists: 0..1, artists among its songs, by the number of songs.
        novelty: Mean of -log2 of the share that a song has in all listens; rare songs have more.
        miscalibration: Kullback-Leibler divergence of its moods from those of the listener's
            past, 0 and more; 0 is the same shares.
        coverage: 0..1, songs of the library that it recommends to anybody.
    """

    name: str
    hit_rate: float
    precision: float
    new_hit_rate: float
    unheard: float
    variety: float
    artists: float
    novelty: float
    miscalibration: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of it.

    Attributes:
        held_back_from: When the days begin that are held back, in UTC.
        people: Listeners who were judged by.
        songs: Songs of the library whose emotion is known.
        length: Songs that were recommended to each.
        scores: Of each way, ours first.
    """

    held_back_from: datetime
    people: int
    songs: int
    length: int
    scores: tuple[Score, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Listener:
    past: Past
    later: Rows
    choice: Choice


async def judge(question: Question, until: datetime | None = None) -> Verdict:
    """Recommend to listeners as of some days ago, and look what they heard since.

    Args:
        question: What is asked.
        until: The end of the days that are held back; the day of the last listening by default.

    Returns:
        How good each way was.

    Raises:
        NotFound: Nobody listened both before and in the days that are held back.
        Unavailable: A database can't be reached.
    """
    end = until or await _last_day()
    held_from = end - timedelta(days=question.days)
    library = await asyncio.to_thread(shelf)
    heard = by_row(library, await popular((held_from - timedelta(days=1)).date()))
    listeners = []
    for number in await _drawn(question, held_from):
        plays = await plays_of_listener(number, held_from - LOOKS_BACK, end)
        found = await asyncio.to_thread(_listener, library, heard, number, plays, held_from)
        if found is not None:
            listeners.append(found)
    if not listeners:
        raise NotFound(
            "Nobody listened enough before and after. Let people listen, "
            "or make some with `python -m emomusic simulate`."
        )
    scores = await asyncio.to_thread(_scores, question, library, heard, listeners)
    return Verdict(held_from, len(listeners), len(library), question.length, scores)


def for_you(choice: Choice, length: int) -> list[int]:
    """Recommend as the mixes of the parts of the day do, by how much one hears in each.

    Args:
        choice: What songs are chosen from.
        length: Songs that are wanted.

    Returns:
        Rows of the shelf.
    """
    heard = choice.past.weights > 0
    shares = np.bincount(choice.past.parts[heard], minlength=len(PARTS)) / max(heard.sum(), 1)
    parts: list[list[int]] = []
    spare: list[int] = []
    for part, share in zip(PARTS, shares, strict=True):
        taste = taste_of(choice.past, part)
        if share and taste is not None:
            rows = part_rows(choice, part, taste)
            wanted = min(math.ceil(share * length), MIX_SONGS)
            parts.append(rows[:wanted])
            spare += rows[wanted:]
    return list(dict.fromkeys([*in_turn(parts), *spare]))[:length]


async def _last_day() -> datetime:
    with answering():
        day = await mongo()[Collection.LISTENER_DAYS].find_one(sort=[("at", -1)])
    if day is None:
        raise NotFound("Nobody has listened yet, so there is nothing to judge by.")
    last: datetime = day["at"]
    return last + timedelta(days=1)


async def _drawn(question: Question, held_from: datetime) -> list[int]:
    """Some of those who listened in the days that are held back."""
    pipeline: list[Document] = [
        {"$match": {"at": {"$gte": held_from}}},
        {"$group": {"_id": "$user_id"}},
    ]
    with answering():
        cursor = await mongo()[Collection.LISTENER_DAYS].aggregate(pipeline)
        people = sorted([int(one["_id"]) async for one in cursor])
    if len(people) <= question.people:
        return people
    chance = np.random.default_rng(question.seed)
    return sorted(chance.choice(people, question.people, replace=False).tolist())


def _listener(
    library: Shelf, heard: Real, number: int, plays: Sequence[ListenerPlay], held_from: datetime
) -> _Listener | None:
    before = [play for play in plays if play.started_at < held_from]
    past = past_of(before, library, held_from.date() + timedelta(days=1))
    if taste_of(past, None) is None:
        return None
    songs = {play.song_id for play in plays if play.started_at >= held_from and play.listen}
    later = library.rows_of(np.array(sorted(songs), dtype=np.int64))
    if not len(later):
        return None
    choice = Choice(library, past, heard, f"{number}/{held_from.date()}")
    return _Listener(past, later, choice)


def _scores(
    question: Question, library: Shelf, heard: Real, listeners: Sequence[_Listener]
) -> tuple[Score, ...]:
    length = min(question.length, len(library))
    most = np.lexsort((library.song_ids, -heard))[:length].tolist()
    chance = np.random.default_rng(question.seed)
    ways: dict[str, Callable[[_Listener], list[int]]] = {
        "made for you": lambda one: for_you(one.choice, length),
        "most popular": lambda one: most,
        "random": lambda one: chance.choice(len(library), length, replace=False).tolist(),
    }
    return tuple(_score(name, way, library, heard, listeners) for name, way in ways.items())


def _score(
    name: str,
    way: Callable[[_Listener], list[int]],
    library: Shelf,
    heard: Real,
    listeners: Sequence[_Listener],
) -> Score:
    share = (heard + 1) / (heard.sum() + len(library))
    figures = []
    shown: set[int] = set()
    for listener in listeners:
        rows = np.array(way(listener), dtype=np.int64)
        shown.update(rows.tolist())
        is_hit = np.isin(rows, listener.later)
        is_new = listener.past.plays()[rows] == 0
        figures.append(
            (
                float(is_hit.any()),
                float(is_hit.mean()),
                float((is_hit & is_new).any()),
                float(is_new.mean()),
                _variety(library, rows),
                len(np.unique(library.artist_ids[rows])) / len(rows),
                float(-np.log2(share[rows]).mean()),
                _miscalibration(library, listener.past, rows),
            )
        )
    hit_rate, precision, new_hit_rate, unheard, variety, artists, novelty, miscalibration = np.mean(
        figures, axis=0
    ).tolist()
    return Score(
        name=name,
        hit_rate=hit_rate,
        precision=precision,
        new_hit_rate=new_hit_rate,
        unheard=unheard,
        variety=variety,
        artists=artists,
        novelty=novelty,
        miscalibration=miscalibration,
        coverage=len(shown) / len(library),
    )


def _variety(library: Shelf, rows: Rows) -> float:
    """Mean distance of two songs; the longest there can be, over the diagonal, counts as 1."""
    if len(rows) < 2:
        return 0.0
    places = np.stack((library.valence[rows], library.arousal[rows]), axis=1).astype(np.float64)
    away = np.linalg.norm(places[:, None] - places, axis=2)
    return float(away.sum() / (len(rows) * (len(rows) - 1)) / math.sqrt(2))


def _miscalibration(library: Shelf, past: Past, rows: Rows) -> float:
    liked = past.weights > 0
    wished = mood_shares(past.valence[liked], past.arousal[liked], past.weights[liked])
    given = mood_shares(
        library.valence[rows].astype(np.float64),
        library.arousal[rows].astype(np.float64),
        np.ones(len(rows)),
    )
    return sum(
        wished[mood] * math.log(wished[mood] / ((1 - _LEAK) * given[mood] + _LEAK * wished[mood]))
        for mood in MOODS
        if wished[mood] > 0
    )
