"""What each person played on a day (UTC), for their own pages: one document for person and day."""

from __future__ import annotations

import asyncio
import math
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

import numpy as np

from emomusic.services.analytics.buckets import start_of
from emomusic.services.analytics.marks import hour_of
from emomusic.services.analytics.plays import Plays
from emomusic.services.analytics.reading import EPOCH
from emomusic.store.mongo import Collection, Document, answering, mongo
from emomusic.store.replacing import replace_all

_BATCH = 200


async def fold(day: date, hours: AbstractSet[datetime], plays: Iterable[Plays]) -> None:
    """Replace what people played in some hours of a day.

    Args:
        day: The day, in UTC.
        hours: Starts of the hours.
        plays: All plays of these hours.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    fresh = await asyncio.to_thread(_by_person, plays)
    people = sorted(fresh)
    for start in range(0, len(people), _BATCH):
        await _replace(day, hours, {one: fresh[one] for one in people[start : start + _BATCH]})


async def _replace(
    day: date, hours: AbstractSet[datetime], fresh: dict[int, list[Document]]
) -> None:
    keys = {f"{person}/{day}": person for person in fresh}
    kept: dict[str, list[Document]] = defaultdict(list)
    with answering():
        found = mongo()[Collection.LISTENER_DAYS].find({"_id": {"$in": list(keys)}})
        async for document in found:
            of_other_hours = (
                play for play in document["plays"] if hour_of(play["started_at"]) not in hours
            )
            kept[document["_id"]].extend(of_other_hours)
        replaced = []
        for key, person in keys.items():
            plays = sorted(kept[key] + fresh[person], key=_order)
            replaced.append({"_id": key, "user_id": person, "at": start_of(day), "plays": plays})
        await replace_all(Collection.LISTENER_DAYS, replaced)


def _order(play: Document) -> tuple[datetime, int]:
    return play["started_at"], play["song_id"]


def _by_person(plays: Iterable[Plays]) -> dict[int, list[Document]]:
    found: dict[int, list[Document]] = defaultdict(list)
    for some in plays:
        for person, play in _named(some):
            found[person].append(play)
    return found


def _named(plays: Plays) -> Iterable[tuple[int, Document]]:
    """Yield the plays that have a name, each with who it was."""
    for index in np.flatnonzero(plays.person).tolist():
        yield (
            int(plays.person[index]),
            {
                "song_id": int(plays.song[index]),
                "started_at": EPOCH + timedelta(milliseconds=int(plays.started_ms[index])),
                "utc_offset_min": int(plays.offset_min[index]),
                "heard_s": float(plays.heard_s[index]),
                "listen": bool(plays.listen[index]),
                "completed": bool(plays.completed[index]),
                "skipped": bool(plays.skipped[index]),
                "valence": _known(float(plays.valence[index])),
                "arousal": _known(float(plays.arousal[index])),
                "source": plays.source[index],
            },
        )


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


async def days_of(user_id: int) -> AsyncIterator[Document]:
    """Yield the days of a person, the oldest first.

    Args:
        user_id: Who.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering():
        found = mongo()[Collection.LISTENER_DAYS].find({"user_id": user_id}).sort("at", 1)
        async for document in found.batch_size(_BATCH):
            yield document


async def delete(user_id: int) -> None:
    """Delete the days of a person.

    Args:
        user_id: Who.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering():
        await mongo()[Collection.LISTENER_DAYS].delete_many({"user_id": user_id})
