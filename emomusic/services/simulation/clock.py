"""The simulated clock: what browsers told, in the order in which it comes in."""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from emomusic.services.devices import Device
from emomusic.services.simulation.day import Session
from emomusic.services.simulation.playing import Event

BATCH = 100
"""How many events are told in one go, at most."""
_SOON_S = 5.0
_LATE_H = (1.0, 60.0)
"""After how many hours a browser has a net again."""


@dataclass(frozen=True, slots=True, order=True)
class Batch:
    """Events that come in together.

    Attributes:
        received_at: When.
        order: Tells batches of one moment apart.
        number: Which listener.
        device: With what they listen.
        events: Oldest first.
    """

    received_at: datetime
    order: int
    number: int = field(compare=False)
    device: Device = field(compare=False)
    events: tuple[Event, ...] = field(compare=False)


class Clock:
    """Takes sessions as they are made, and gives batches as they come in."""

    def __init__(self) -> None:
        """Start with nothing on its way."""
        self._on_the_way: list[Batch] = []
        self._orders = count()

    def tell(self, session: Session, chance: random.Random) -> None:
        """Send what a session told: soon after, or hours later where there was no net.

        Args:
            session: What was heard.
            chance: When exactly.
        """
        back_at = session.events[-1].at + timedelta(hours=chance.uniform(*_LATE_H))
        for first in range(0, len(session.events), BATCH):
            events = session.events[first : first + BATCH]
            soon = events[-1].at + timedelta(seconds=chance.uniform(0.1, _SOON_S))
            received_at = back_at if session.is_late else soon
            batch = Batch(received_at, next(self._orders), session.number, session.device, events)
            heapq.heappush(self._on_the_way, batch)

    def come_in(self, until: datetime) -> Iterator[Batch]:
        """Let time pass.

        Args:
            until: Up to when.

        Yields:
            What has come in by then, the first first.
        """
        while self._on_the_way and self._on_the_way[0].received_at <= until:
            yield heapq.heappop(self._on_the_way)
