"""Rolls events up: every hour in which something new was told, and then its day.

The order of the writes makes it safe to be killed anywhere: an hour's documents, the day's
documents, the days of the listeners, the day's new version, and only then the marks of the hours.
Whatever was done twice gives the same numbers, since a document is replaced, never added to.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from emomusic.services.analytics import buckets, listener_days, marks
from emomusic.services.analytics.buckets import Bucket, start_of
from emomusic.services.analytics.catalogue import Catalogue
from emomusic.services.analytics.dimensions import Dimension, Grain
from emomusic.services.analytics.lock import WAIT_S, StillMine, alone
from emomusic.services.analytics.marks import Mark
from emomusic.services.analytics.plays import Events, Plays, decode_events, plays_of
from emomusic.services.analytics.runs import Run, last_run, note
from emomusic.services.analytics.tally import tally
from emomusic.store.columns import Columns, summed
from emomusic.store.mongo import Collection, answering, mongo

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)
"""Before it nobody could have listened with EmoMusic."""

LOOK_BACK = timedelta(days=2)
"""How much of what had arrived before the last look for missed events is looked at again."""

# Decoding holds the interpreter for the length of a batch, and everybody waits.
_BATCH = 2000

_HOUR = timedelta(hours=1)
_PIECE = timedelta(hours=6)
_MOMENT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Report:
    """What a roll-up did.

    Attributes:
        days: Days that were written.
        hours: Hours that were written.
        kept: Hours that stay as they were, since retention removed events of them.
        events: Events that were read.
        plays: Plays that they were.
        took_s: How long it took, in seconds.
    """

    days: int = 0
    hours: int = 0
    kept: int = 0
    events: int = 0
    plays: int = 0
    took_s: float = 0.0

    def __add__(self, other: Report) -> Report:
        return Report(
            self.days + other.days,
            self.hours + other.hours,
            self.kept + other.kept,
            self.events + other.events,
            self.plays + other.plays,
            self.took_s + other.took_s,
        )


async def roll_up() -> Report:
    """Roll up every hour of which something was told since its last roll-up.

    Raises:
        Conflict: Another process is at it.
        Unavailable: A database can't be reached; what is done stays done.
    """
    async with alone() as still_mine:
        began_at = datetime.now(UTC)
        report = await _roll(await marks.dirty(), still_mine)
        await note(Run.ROLL_UP, began_at)
    return report


async def recompute(since: date, until: date, wait_s: float = WAIT_S) -> Report:
    """Roll up days again from the events that are there.

    Args:
        since: The first day, in UTC.
        until: The last day, which is included.
        wait_s: How long to wait for a roll-up that runs already.

    Returns:
        What was done. An hour of which fewer events are there than were rolled up is kept.

    Raises:
        Conflict: Another process is at it for longer.
        Unavailable: A database can't be reached; what is done stays done.
    """
    first, last = start_of(since), start_of(until) + timedelta(days=1) - _HOUR
    async with alone(wait_s) as still_mine:
        known = {one.hour for one in await marks.marks_of(first, last)}
        await marks.mark(known | await _hours_with("hour", first, last))
        return await _roll(await marks.marks_of(first, last), still_mine)


async def mark_missed() -> int:
    """Mark the hours whose events are not all rolled up although no mark says so.

    A process that is killed between storing events and marking their hour leaves such ones, if
    the browser never tells them again; so do events from before there were roll-ups. What arrived
    since `LOOK_BACK` before the last look is looked at, and the first time everything.

    Returns:
        How many hours were marked.

    Raises:
        Unavailable: MongoDB can't be reached.
    """
    began_at, before = datetime.now(UTC), await last_run(Run.LOOK_BACK)
    since = before.began_at - LOOK_BACK if before else BEGINNING
    hours = sorted(await _hours_with("received_at", since, began_at))
    missed = set()
    if hours:
        known = {one.hour: one.events for one in await marks.marks_of(hours[0], hours[-1])}
        for hour in hours:
            with answering():
                count = await mongo()[Collection.PLAYBACK].count_documents({"hour": hour})
            if count > known.get(hour, 0):
                missed.add(hour)
    await marks.mark(missed)
    await note(Run.LOOK_BACK, began_at)
    return len(missed)


async def _roll(found: Sequence[Mark], still_mine: StillMine) -> Report:
    began = time.monotonic()
    report, catalogue = Report(), Catalogue()
    for day, of_day in groupby(found, lambda one: one.hour.date()):
        report += await _roll_day(day, list(of_day), catalogue, still_mine)
    return replace(report, took_s=time.monotonic() - began)


async def _roll_day(
    day: date, dirty: list[Mark], catalogue: Catalogue, still_mine: StillMine
) -> Report:
    done: list[Mark] = []
    plays: dict[datetime, Plays] = {}
    written: dict[Bucket, Columns] = {}
    kept = 0
    for one in dirty:
        await still_mine()
        events = await _events_of(one.hour)
        if len(events) < one.events:
            done.append(one)
            kept += 1
            continue
        plays[one.hour], rows = await _computed(events, catalogue)
        fresh = {Bucket(Grain.HOUR, dimension, one.hour): rows[dimension] for dimension in rows}
        await buckets.write(fresh.items())
        written |= fresh
        done.append(replace(one, events=len(events)))
    if plays:
        await still_mine()
        await _write_day(day, written)
        await listener_days.fold(day, plays.keys(), plays.values())
        await buckets.renew([day])
    await marks.settle(done)
    return Report(
        days=1 if plays else 0,
        hours=len(plays),
        kept=kept,
        events=sum(one.events for one in done if one.hour in plays),
        plays=sum(len(of_hour) for of_hour in plays.values()),
    )


async def _write_day(day: date, written: dict[Bucket, Columns]) -> None:
    """Write a day as the sum of its hours; `written` holds those that needn't be read."""
    hours = [start_of(day) + n * _HOUR for n in range(24)]
    parts = {d: [Bucket(Grain.HOUR, d, hour) for hour in hours] for d in Dimension}
    others = [one for of_it in parts.values() for one in of_it if one not in written]
    known = written | await buckets.read(others)

    def add() -> list[tuple[Bucket, Columns]]:
        return [
            (
                Bucket(Grain.DAY, dimension, start_of(day)),
                summed([known[one] for one in of_it if one in known]),
            )
            for dimension, of_it in parts.items()
        ]

    await buckets.write(await asyncio.to_thread(add))


async def _events_of(hour: datetime) -> Events:
    with answering():
        cursor = mongo()[Collection.PLAYBACK].find_raw_batches({"hour": hour}, batch_size=_BATCH)
        # Raw batches are bytes, whatever the types of the driver say.
        batches: list[Any] = [batch async for batch in cursor]
    return await asyncio.to_thread(decode_events, batches)


async def _computed(events: Events, catalogue: Catalogue) -> tuple[Plays, dict[Dimension, Columns]]:
    await catalogue.learn(int(one["song_id"]) for one in events.openings)

    def compute() -> tuple[Plays, dict[Dimension, Columns]]:
        plays = plays_of(events, catalogue.durations_s())
        return plays, tally(plays, catalogue)

    return await asyncio.to_thread(compute)


async def _hours_with(field: str, since: datetime, until: datetime) -> set[datetime]:
    """Return the hours that have events of some time, asked piece by piece.

    The embedded server reads all events of a range before it answers, even if only one is asked
    for; a million at once would be answered too late.
    """
    hours: set[datetime] = set()
    start, end = max(since, BEGINNING), until + _MOMENT
    with answering():
        while start < end:
            query = {field: {"$gte": start, "$lt": min(start + _PIECE, end)}}
            hours.update(await mongo()[Collection.PLAYBACK].distinct("hour", query))
            start += _PIECE
    return hours
