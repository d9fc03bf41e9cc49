"""Writes roll-ups as the roll-up itself does, for tests of what reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import numpy as np

from emomusic.services.analytics import buckets
from emomusic.services.analytics.buckets import Bucket, start_of
from emomusic.services.analytics.dimensions import Dimension, Grain
from emomusic.store.columns import COLUMNS, Columns, columns_of

Row = tuple[int, int, int, int, int, int, float]
"""first, second, starts, listens, completions, skips and heard_s."""

DAY = date(2026, 11, 2)
"""A Monday."""


def at(hour: int = 0, minute: int = 0, second: float = 0.0, day: date = DAY) -> datetime:
    """A time of `DAY`, in UTC."""
    whole = int(second)
    microsecond = round(1_000_000 * (second - whole))
    return datetime(day.year, day.month, day.day, hour, minute, whole, microsecond, UTC)


def columns(*rows: Row) -> Columns:
    """Rows as columns."""
    table = np.array(rows or np.empty((0, 7)), np.float64)
    by_name = dict(zip(COLUMNS, table.T, strict=True))
    keys = [by_name.pop(name).astype(np.int64) for name in ("first", "second")]
    return columns_of(keys, by_name)


async def write_day(dimension: Dimension, rows: Sequence[Row], day: date = DAY) -> None:
    """Write the rows of a day."""
    await buckets.write([(Bucket(Grain.DAY, dimension, start_of(day)), columns(*rows))])
    await buckets.renew([day])


async def write_hour(dimension: Dimension, rows: Sequence[Row], hour: datetime) -> None:
    """Write the rows of an hour."""
    await buckets.write([(Bucket(Grain.HOUR, dimension, hour), columns(*rows))])
    await buckets.renew([hour.date()])
