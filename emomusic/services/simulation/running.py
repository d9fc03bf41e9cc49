"""Runs a simulation: day after day, every listener, in through `services.listening.record`."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from emomusic.errors import InvalidInput
from emomusic.services.listening import Listener, Receipt, record
from emomusic.services.simulation.accounts import Member, make_accounts
from emomusic.services.simulation.clock import Batch, Clock
from emomusic.services.simulation.day import sessions_of
from emomusic.services.simulation.habits import make_habits
from emomusic.services.simulation.shelf import Shelf, read_shelf

MOST_PEOPLE, MOST_DAYS = 10_000, 400
_AT_ONCE = 8
"""Reports that come in at one time, as from that many browsers."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is simulated.

    Attributes:
        people: How many listeners.
        days: How many days, up to `until`.
        until: The end; nothing is told after it.
        plays_per_day: How many songs a listener starts on a day, on average.
        seed: The same plan in the same library makes the same events.
    """

    people: int
    days: int
    until: datetime
    plays_per_day: float
    seed: int

    @property
    def first(self) -> date:
        """The first day."""
        return self.last - timedelta(days=self.days - 1)

    @property
    def last(self) -> date:
        """The day that `until` ends, which may have only begun."""
        return self.until.date()


@dataclass(slots=True)
class Report:
    """What came of a simulation.

    Attributes:
        accepted: Events that were new.
        known: Events that were there from a run before.
        refused: How many events were refused, by the reason.
    """

    accepted: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)

    def add(self, receipt: Receipt) -> None:
        """Count what became of some events.

        Args:
            receipt: What `record` said of them.
        """
        self.accepted += receipt.accepted
        self.known += receipt.known
        self.refused.update(refusal.why for refusal in receipt.refused)


async def simulate(plan: Plan, progress: Callable[[date, Report], None] | None = None) -> Report:
    """Let listeners live, and record what they hear.

    Args:
        plan: Who and how long.
        progress: Is told each day that is over, and what came of all by then.

    Returns:
        What came of it.

    Raises:
        InvalidInput: The plan asks for nothing, or for too much.
        NotFound: The library has no song.
        Conflict: There is no administrator yet, or a name is taken.
        Unavailable: A database can't be reached; the same plan goes on where this one stopped.
    """
    if not (0 < plan.people <= MOST_PEOPLE and 0 < plan.days <= MOST_DAYS):
        raise InvalidInput(f"1 to {MOST_PEOPLE} people and 1 to {MOST_DAYS} days can be simulated.")
    shelf = await asyncio.to_thread(read_shelf, plan.seed)
    listeners = [
        make_habits(plan.seed, number, shelf, plan.first, plan.last, plan.plays_per_day)
        for number in range(plan.people)
    ]
    members = await asyncio.to_thread(make_accounts, listeners)
    clock, report = Clock(), Report()
    for day in (plan.first + timedelta(days=number) for number in range(plan.days)):
        _live(plan, members, day, shelf, clock)
        # At ten the next day begins far in the east, and it is not lived yet.
        lived = datetime.combine(day, time(10), UTC)
        await _come_in(clock, min(lived, plan.until), members, report)
        if progress is not None:
            progress(day, report)
    await _come_in(clock, plan.until, members, report)
    return report


def _live(plan: Plan, members: Sequence[Member], day: date, shelf: Shelf, clock: Clock) -> None:
    chance = random.Random(f"{plan.seed}/{day}")
    for member in members:
        for session in sessions_of(member.habits, day, shelf, plan.seed):
            clock.tell(session, chance)


async def _come_in(
    clock: Clock, until: datetime, members: Sequence[Member], report: Report
) -> None:
    batches = clock.come_in(until)
    while together := list(islice(batches, _AT_ONCE)):
        told = (_record(batch, members[batch.number].user_id) for batch in together)
        for receipt in await asyncio.gather(*told):
            report.add(receipt)


async def _record(batch: Batch, user_id: int) -> Receipt:
    return await record(
        Listener(user_id, batch.device),
        [event.told() for event in batch.events],
        batch.received_at,
    )
