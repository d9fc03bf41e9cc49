"""One's own listening. Whose it is comes from the session; no event says it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import reflex as rx

from emomusic.errors import Unavailable
from emomusic.services import privacy
from emomusic.services.access import LISTENER
from emomusic.services.analytics.diary import Span
from emomusic.services.analytics.mine_page import (
    Mine,
    MyListening,
    MyYear,
    listening_of,
    read_mine,
    read_today,
    year_of,
)
from emomusic.services.analytics.near_friends import NearFriend, near_friends
from emomusic.states.access import person, requires
from emomusic.states.base import AppState, offload


class MyListeningState(AppState):
    """The page "My listening"."""

    span: str = Span.MONTH.value
    tracked: bool = True
    wrong: str = ""
    listening: MyListening | None = None
    year: MyYear | None = None
    compares: bool = False
    friends: list[NearFriend] = []
    friends_ready: bool = False

    @rx.event
    @requires(LISTENER)
    async def load(self) -> AsyncIterator[None]:
        """Show what one heard, and then how near friends are, which takes longer."""
        me = person(self).id
        self.wrong, self.friends_ready = "", False
        self.tracked = await offload(privacy.is_tracked, me)
        self.compares = await offload(privacy.compares_taste, me)
        mine = await self._read()
        if mine is None:
            return
        if self.year is not None:
            self.year = await offload(year_of, mine, self.year.year)
        await self._show(mine)
        yield
        await self._show_friends()

    @rx.event
    @requires(LISTENER)
    async def choose_span(self, span: str) -> None:
        """Look at another span.

        Args:
            span: The value of a `Span`.
        """
        if span in set(Span):
            self.span = span
        mine = await self._read()
        if mine is not None:
            await self._show(mine)

    @rx.event
    @requires(LISTENER)
    async def choose_year(self, year: int) -> None:
        """Look back on another year.

        Args:
            year: One of those that are offered.
        """
        mine = await self._read()
        if mine is not None:
            self.year = await offload(year_of, mine, year)

    @rx.event
    @requires(LISTENER)
    async def compare(self, agrees: bool) -> None:
        """Agree to be compared with friends who agree too, or take it back.

        Args:
            agrees: Whether one agrees from now on.
        """
        await offload(privacy.set_compares_taste, person(self).id, agrees is True)
        self.compares = agrees is True
        await self._show_friends()

    @rx.event
    @requires(LISTENER)
    async def tick(self) -> None:
        """Look whether more was heard since."""
        shown = self.listening
        try:
            minutes = await read_today(person(self).id)
        except Unavailable as error:
            self.wrong = error.sentence
            return
        self.wrong = ""
        if shown is not None and minutes == shown.today_minutes:
            return
        mine = await self._read()
        if mine is not None:
            await self._show(mine)

    async def _read(self) -> Mine | None:
        try:
            return await read_mine(person(self).id)
        except Unavailable as error:
            self.wrong = error.sentence
            return None

    async def _show(self, mine: Mine) -> None:
        self.wrong = ""
        self.listening = await offload(listening_of, mine, Span(self.span))
        if self.year is None:
            self.year = await offload(year_of, mine)

    async def _show_friends(self) -> None:
        try:
            self.friends = list(await near_friends(person(self).id))
        except Unavailable as error:
            self.friends, self.wrong = [], error.sentence
        self.friends_ready = True
