"""What pages read of the roll-ups.

Documents that were read stay decoded in the process until their day has another version, so a
dashboard reads only what changed since.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import numpy as np
from bson import ObjectId
from numpy.typing import NDArray

from emomusic.services.analytics import buckets
from emomusic.services.analytics.buckets import Bucket, start_of
from emomusic.services.analytics.dimensions import Dimension, Grain
from emomusic.services.analytics.marks import hour_of
from emomusic.services.analytics.runs import Run, last_run
from emomusic.store.columns import COLUMNS, COUNTS, KEYS, MEASURES, Columns, Real, Whole, total_by
from emomusic.store.mongo import Collection, answering, mongo

CACHE_BYTES = 192 * 2**20
"""How much decoded memory a process keeps at most."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LENGTH = {Grain.DAY: timedelta(days=1), Grain.HOUR: timedelta(hours=1)}


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Rows of several buckets, one after another; all columns have the same length.

    Attributes:
        bucket: Days since 1970-01-01, or hours since then where hours were read.
        first: The key, such as a song's id.
        second: The second key of a crossed dimension, else 0.
        starts: Plays that began.
        listens: Plays that were heard for long enough to count.
        completions: Plays that came to the end of the song.
        skips: Plays that were skipped.
        heard_s: Seconds that really sounded.
    """

    bucket: Whole
    first: Whole
    second: Whole
    starts: Whole
    listens: Whole
    completions: Whole
    skips: Whole
    heard_s: Real

    def __len__(self) -> int:
        return len(self.bucket)

    def where(self, mask: NDArray[np.bool_]) -> Facts:
        """Keep the rows of a mask of shape `[n]`."""
        return Facts(*(getattr(self, name)[mask] for name in ("bucket", *COLUMNS)))

    def total_by(self, *columns: str) -> Facts:
        """Group the rows and sum their measures.

        Args:
            columns: Of `bucket`, `first` and `second`; the others become 0. None at all gives
                one row, the total.

        Returns:
            A row for each group, sorted by `columns` in their order.
        """
        keys = [getattr(self, name) for name in columns] or [np.zeros(len(self), np.int64)]
        distinct, sums = total_by(keys, [getattr(self, name) for name in MEASURES])
        if not columns and not len(self):
            distinct, sums = [np.zeros(1, np.int64)], [np.zeros(1) for _ in MEASURES]
        nothing = np.zeros(len(distinct[0]), np.int64)
        whole = dict.fromkeys(("bucket", *KEYS), nothing)
        whole |= dict(zip(columns, distinct, strict=False))
        whole |= {name: one.astype(np.int64) for name, one in zip(COUNTS, sums, strict=False)}
        return Facts(**whole, heard_s=sums[-1])


@dataclass(frozen=True, slots=True)
class ListenerPlay:
    """A play of somebody, as their own pages show it.

    Attributes:
        started_at: When it began, in UTC.
        utc_offset_min: Minutes that their clock was ahead of UTC.
        heard_s: Seconds that really sounded.
        listen: Whether it was heard for long enough to count.
        completed: Whether it came to the end of the song.
        skipped: Whether it was skipped.
        valence: Mean of what was heard, 0..1; None where it is unknown.
        arousal: Mean of what was heard, 0..1; None where it is unknown.
        source: What it was played from, such as `album:3`.
    """

    song_id: int
    started_at: datetime
    utc_offset_min: int
    heard_s: float
    listen: bool
    completed: bool
    skipped: bool
    valence: float | None
    arousal: float | None
    source: str

    @property
    def local(self) -> datetime:
        """When it began by the listener's own clock; without a time zone."""
        at = self.started_at + timedelta(minutes=self.utc_offset_min)
        return at.replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class _Look:
    """What was read since a look began."""

    versions: dict[tuple[date, date], dict[date, ObjectId]] = field(default_factory=dict)
    days: dict[tuple[Dimension, date, date], Facts] = field(default_factory=dict)


_look: ContextVar[_Look | None] = ContextVar("look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Read the same days of a dimension once while this lasts.

    What a page shows together is then of one moment, and asks MongoDB once for each thing.
    """
    token = _look.set(_Look())
    try:
        yield
    finally:
        _look.reset(token)


async def read_days(dimension: Dimension, since: date, until: date) -> Facts:
    """Read daily roll-ups.

    Args:
        dimension: What the rows are.
        since: The first day, in UTC.
        until: The last day, which is included.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    look = _look.get() or _Look()
    facts = look.days.get((dimension, since, until))
    if facts is None:
        known = look.versions.get((since, until))
        if known is None:
            known = look.versions[since, until] = await buckets.versions(since, until)
        wanted = [
            (Bucket(Grain.DAY, dimension, start_of(day)), known[day]) for day in sorted(known)
        ]
        facts = look.days[dimension, since, until] = await _facts(wanted)
    return facts


async def read_hours(dimension: Dimension, since: datetime, until: datetime) -> Facts:
    """Read hourly roll-ups.

    Args:
        dimension: What the rows are.
        since: A time in the first hour.
        until: A time in the last hour, which is included.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    first, last = (hour_of(at.astimezone(UTC)) for at in (since, until))
    known = await buckets.versions(first.date(), last.date())
    hours = (
        first + timedelta(hours=n) for n in range(int((last - first) / timedelta(hours=1)) + 1)
    )
    wanted = [
        (Bucket(Grain.HOUR, dimension, hour), known[hour.date()])
        for hour in hours
        if hour.date() in known
    ]
    return await _facts(wanted)


async def plays_of_listener(
    user_id: int, since: datetime, until: datetime
) -> tuple[ListenerPlay, ...]:
    """Return what somebody played.

    Args:
        user_id: Who.
        since: Plays that began at this time or later.
        until: Plays that began before this time.

    Returns:
        The plays, the oldest first.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    first = start_of(since.astimezone(UTC).date())
    query = {"user_id": user_id, "at": {"$gte": first, "$lt": until}}
    with answering():
        days = await mongo()[Collection.LISTENER_DAYS].find(query).sort("at", 1).to_list()
    plays = (ListenerPlay(**play) for day in days for play in day["plays"])
    return tuple(play for play in plays if since <= play.started_at < until)


async def rolled_up_until() -> datetime | None:
    """Return when the last roll-up began: all that was told before is in.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    last = await last_run(Run.ROLL_UP)
    return last.began_at if last else None


async def genre_numbers() -> dict[str, int]:
    """Return the number of every genre that was ever rolled up; that of no genre is 0.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    with answering():
        found = await mongo()[Collection.ROLLUP_GENRES].find().to_list()
    return {"": 0} | {one["_id"]: int(one["number"]) for one in found}


class _Cache:
    """The documents read last, by key and version."""

    def __init__(self) -> None:
        self._known: OrderedDict[Bucket, tuple[ObjectId, Columns | None]] = OrderedDict()
        self._bytes = 0

    def get(self, bucket: Bucket, version: ObjectId) -> tuple[bool, Columns | None]:
        """Return whether a document is known, and it, which is None where there is none."""
        found = self._known.get(bucket)
        if found is None or found[0] != version:
            return False, None
        self._known.move_to_end(bucket)
        return True, found[1]

    def put(self, bucket: Bucket, version: ObjectId, columns: Columns | None) -> None:
        """Remember a document, and forget those that were not asked for the longest."""
        _, before = self._known.pop(bucket, (None, None))
        self._known[bucket] = (version, columns)
        self._bytes += _size(columns) - _size(before)
        while self._bytes > CACHE_BYTES and len(self._known) > 1:
            _, (_, oldest) = self._known.popitem(last=False)
            self._bytes -= _size(oldest)


def forget() -> None:
    """Begin with nothing remembered; for tests and benchmarks."""
    global _cache
    _cache = _Cache()


def _size(columns: Columns | None) -> int:
    return columns.size_bytes if columns is not None else 0


_cache = _Cache()


async def _facts(wanted: list[tuple[Bucket, ObjectId]]) -> Facts:
    rows: dict[Bucket, Columns | None] = {}
    missing: list[tuple[Bucket, ObjectId]] = []
    for bucket, version in wanted:
        is_known, columns = _cache.get(bucket, version)
        if is_known:
            rows[bucket] = columns
        else:
            missing.append((bucket, version))
    if missing:
        fresh = await buckets.read([bucket for bucket, _ in missing])
        for bucket, version in missing:
            rows[bucket] = fresh.get(bucket)
            _cache.put(bucket, version, rows[bucket])
    return _joined((bucket, rows[bucket]) for bucket, _ in wanted)


def _joined(parts: Iterable[tuple[Bucket, Columns | None]]) -> Facts:
    present = [(bucket, columns) for bucket, columns in parts if columns is not None]
    if not present:
        nothing = np.empty(0, np.int64)
        return Facts(**dict.fromkeys(("bucket", *KEYS, *COUNTS), nothing), heard_s=np.empty(0))
    numbers = [(bucket.at - EPOCH) // _LENGTH[bucket.grain] for bucket, _ in present]
    lengths = [len(columns) for _, columns in present]
    whole = {
        name: np.concatenate([getattr(columns, name) for _, columns in present], dtype=np.int64)
        for name in (*KEYS, *COUNTS)
    }
    heard_s = np.concatenate([columns.heard_s for _, columns in present])
    bucket = np.repeat(np.array(numbers, np.int64), lengths)
    return Facts(bucket=bucket, **whole, heard_s=heard_s)
