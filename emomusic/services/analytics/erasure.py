"""Takes a person out of the roll-ups: what they played still counts, for nobody.

It holds the lock of the roll-ups, so that none which read their name before writes it after. What
is erased first are the events (`services.personal.listening`); a roll-up that comes later finds
no name there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from emomusic.services.analytics import buckets, listener_days
from emomusic.services.analytics.buckets import Bucket, start_of
from emomusic.services.analytics.dimensions import NOBODY, Dimension, Grain
from emomusic.services.analytics.lock import WAIT_S, alone
from emomusic.store.columns import Columns, summed

_HOURS = 24


async def erase(user_id: int) -> None:
    """Take a person out of every roll-up, and delete their days; done again, it ends the same.

    Args:
        user_id: Who.

    Raises:
        Conflict: A roll-up takes too long; try again.
        Unavailable: MongoDB can't be reached.
    """
    async with alone(WAIT_S) as still_mine:
        # Whoever is in a day's roll-ups has a document of that day, which goes last.
        days = [document["at"].date() async for document in listener_days.days_of(user_id)]
        for day in days:
            await still_mine()
            found = await buckets.read(list(_buckets(day)))
            await buckets.write(
                (bucket, _without(user_id, bucket.dimension, columns))
                for bucket, columns in found.items()
                if (_people(bucket.dimension, columns) == user_id).any()
            )
            await buckets.renew([day])
        await still_mine()
        await listener_days.delete(user_id)


def _buckets(day: date) -> Iterator[Bucket]:
    for dimension in (Dimension.PERSON, Dimension.SONG_PERSON):
        yield Bucket(Grain.DAY, dimension, start_of(day))
        for hour in range(_HOURS):
            yield Bucket(Grain.HOUR, dimension, start_of(day) + timedelta(hours=hour))


def _people(dimension: Dimension, columns: Columns) -> np.ndarray:
    return columns.first if dimension is Dimension.PERSON else columns.second


def _without(user_id: int, dimension: Dimension, columns: Columns) -> Columns:
    people = _people(dimension, columns)
    unnamed = np.where(people == user_id, NOBODY, people)
    if dimension is Dimension.PERSON:
        return summed([replace(columns, first=unnamed)])
    return summed([replace(columns, second=unnamed)])
