"""The range of days that a page of analytics is about, and when it looks anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlencode

import reflex as rx

from emomusic.errors import Unavailable
from emomusic.services.access import ADMINISTRATOR
from emomusic.services.analytics.platform_asked import Asked, Span, asked, asked_of_span
from emomusic.services.analytics.reading import rolled_up_until
from emomusic.states.access import requires


class AnalyticsRangeState(rx.State, mixin=True):
    """What the pages of analytics share.

    A state that uses it defines `_narrowed`, which says of which songs, and `_draw`, which makes
    its charts.
    """

    span: str = Span.MONTH.value
    since: str = ""
    until: str = ""
    as_of: str = ""
    csv_query: str = ""
    ready: bool = False
    busy: bool = False
    wrong: str = ""

    @rx.event
    @requires(ADMINISTRATOR)
    async def tick(self) -> None:
        """Look anew, if anything was rolled up since."""
        try:
            is_new = self.as_of != await _as_of()
        except Unavailable:
            return  # what is shown stays; the next look may be luckier
        if is_new or self.wrong:
            await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def choose_span(self, span: str) -> AsyncIterator[None]:
        """Look at a range that has a name.

        Args:
            span: A `Span`; anything else changes nothing.
        """
        if span not in set(Span):
            return
        self.span, self.busy = span, True
        yield
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def begin_on(self, day: str) -> AsyncIterator[None]:
        """Look at nothing earlier.

        Args:
            day: ISO date; what can't be is brought to what can.
        """
        self.span, self.since, self.busy = "", str(day), True
        yield
        await self._show()

    @rx.event
    @requires(ADMINISTRATOR)
    async def end_on(self, day: str) -> AsyncIterator[None]:
        """Look at nothing later.

        Args:
            day: ISO date; what can't be is brought to what can.
        """
        self.span, self.until, self.busy = "", str(day), True
        yield
        await self._show()

    async def _show(self) -> None:
        """Draw the charts as they are now."""
        try:
            asking = self._narrowed(await self._range())
            self.since, self.until = asking.since.isoformat(), asking.until.isoformat()
            self.csv_query = _query_of(asking)
            await self._draw(asking)
            self.as_of = await _as_of()
            self.wrong = ""
        except Unavailable as error:
            self.wrong = error.sentence
        self.ready, self.busy = True, False

    async def _range(self) -> Asked:
        if self.span:
            return await asked_of_span(Span(self.span))
        return asked(self.since, self.until)

    def _narrowed(self, asking: Asked) -> Asked:
        raise NotImplementedError

    async def _draw(self, asking: Asked) -> None:
        raise NotImplementedError


async def _as_of() -> str:
    at = await rolled_up_until()
    return at.isoformat() if at is not None else ""


def _query_of(asking: Asked) -> str:
    given = {
        "since": asking.since.isoformat(),
        "until": asking.until.isoformat(),
        "album": asking.album_id,
        "genre": asking.genre,
        "song": asking.song_id,
    }
    return urlencode({name: value for name, value in given.items() if value})
