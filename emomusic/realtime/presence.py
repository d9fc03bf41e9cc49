"""Who is here, and what they hear, told to their friends.

A person is as awake as the most awake of their tabs, and is gone when the last one is. Changes
are gathered for a moment and each friend gets one message with all of them: a hundred people who
come at once cost a hundred messages and not ten thousand.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from emomusic.realtime.board import (
    NOT_HERE,
    RUNS_OUT_S,
    Board,
    Here,
    LonelyBoard,
    Page,
    Status,
    foremost,
    together,
)
from emomusic.realtime.hub import hub, person_topic
from emomusic.services.activity import Activity
from emomusic.services.friends import friend_ids_of
from emomusic.services.privacy import hidden_among

KIND = "people.presence"
GATHER_S = 0.15
"""How long changes are gathered."""

RENEW_S = RUNS_OUT_S / 3


@dataclass(frozen=True, slots=True)
class FriendHere:
    """How a friend is here, as it is told."""

    id: int
    status: Status
    activity: Activity | None


@dataclass(frozen=True, slots=True)
class _Tab:
    user_id: int
    is_idle: bool = False
    activity: Activity | None = None


class Presence:
    """Who is here in this process, and through the board in all of them."""

    def __init__(self) -> None:
        self._tabs: dict[str, _Tab] = {}
        self._of: dict[int, set[str]] = defaultdict(set)
        self._elsewhere: dict[int, Activity] = {}
        self._board: Board = LonelyBoard()
        self._others: dict[str, Page] = {}
        self._changed: set[int] = set()
        self._arrived: set[int] = set()
        self._unsettled: dict[int, Here] = {}
        self._wake = asyncio.Event()

    def arrive(self, connection_id: str, user_id: int) -> None:
        """Note a tab that is open now."""
        self._tabs[connection_id] = _Tab(user_id)
        self._of[user_id].add(connection_id)
        self._arrived.add(user_id)
        self.touch(user_id)

    def leave(self, connection_id: str) -> None:
        """Note that a tab is gone."""
        tab = self._tabs.pop(connection_id, None)
        if tab is None:
            return
        self._of[tab.user_id].discard(connection_id)
        if not self._of[tab.user_id]:
            del self._of[tab.user_id]
            self._elsewhere.pop(tab.user_id, None)
        self.touch(tab.user_id)

    def set_idle(self, connection_id: str, is_idle: bool) -> None:
        """Note whether anybody sits before a tab."""
        tab = self._tabs.get(connection_id)
        if tab is not None and tab.is_idle is not is_idle:
            self._tabs[connection_id] = replace(tab, is_idle=is_idle)
            self.touch(tab.user_id)

    def set_activity(self, connection_id: str, activity: Activity | None) -> None:
        """Note what sounds in a tab, or that nothing does."""
        tab = self._tabs.get(connection_id)
        if tab is not None and tab.activity != activity:
            self._tabs[connection_id] = replace(tab, activity=activity)
            self.touch(tab.user_id)

    def activity_in(self, connection_id: str) -> Activity | None:
        """Return what was last said to sound in a tab."""
        tab = self._tabs.get(connection_id)
        return tab.activity if tab is not None else None

    def people_here(self) -> frozenset[int]:
        """Return who has a tab open in this process."""
        return frozenset(self._of)

    def set_elsewhere(self, user_id: int, activity: Activity | None) -> None:
        """Note what somebody who is here hears by other means than a tab, or that it ended."""
        if user_id in self._of and self._elsewhere.get(user_id) != activity:
            if activity is None:
                del self._elsewhere[user_id]
            else:
                self._elsewhere[user_id] = activity
            self.touch(user_id)

    def elsewhere(self, user_id: int) -> Activity | None:
        """Return what was last said that somebody hears by other means."""
        return self._elsewhere.get(user_id)

    def touch(self, user_id: int) -> None:
        """Have a person's friends told soon."""
        self._changed.add(user_id)
        self._wake.set()

    def of(self, user_ids: Collection[int]) -> dict[int, Here]:
        """Say how people are here, whether they hide it or not.

        Args:
            user_ids: Who.

        Returns:
            How each of them is here.
        """
        pages = [self._page(), *self._others.values()]
        return {user_id: together(pages, user_id) for user_id in user_ids}

    async def seen_by_friends(self, user_ids: Collection[int]) -> list[FriendHere]:
        """Say how people are here, as their friends see it.

        Args:
            user_ids: Who.

        Returns:
            How each of them is here; who appears offline does.
        """
        hidden = await asyncio.to_thread(hidden_among, user_ids)
        found = self.of(user_ids)
        shown = {one: NOT_HERE if one in hidden else here for one, here in found.items()}
        at = datetime.now(UTC)
        return [
            FriendHere(one, here.status, here.activity and here.activity.as_of(at))
            for one, here in shown.items()
        ]

    async def run(self, board: Board) -> None:
        """Tell friends of changes, until cancelled.

        Args:
            board: Where the workers of this deployment write whom they have.
        """
        self._board = board
        try:
            while True:
                await self._look()
                # Not asyncio.wait_for: until Python 3.12 it may swallow a cancellation.
                with contextlib.suppress(TimeoutError):  # other workers may be gone
                    async with asyncio.timeout(RENEW_S):
                        await self._wake.wait()
                    await asyncio.sleep(GATHER_S)
        finally:
            await board.take_down()

    async def _look(self) -> None:
        self._wake.clear()
        arrived, self._arrived = self._arrived, set()
        await self._board.write(self._page())
        before, self._others = self._others, await self._board.others()
        changed, self._changed = self._changed, set()
        # Nobody else says that the people of a worker that is gone are gone.
        lost = {one for worker in before.keys() - self._others.keys() for one in before[worker]}
        await self.tell(changed | lost | self._outdated())
        await self._catch_up(arrived, _moved(before, self._others))
        if self._unsettled and self._others:
            self._wake.set()

    def _outdated(self) -> set[int]:
        """Say who is here otherwise than was told last.

        Two workers that have the same person may change at once. The one that read the other's
        page before it changed may be the last to tell, so each looks once more.
        """
        told, self._unsettled = self._unsettled, {}
        now = self.of(told)
        return {one for one, here in told.items() if now[one] != here}

    async def tell(self, user_ids: Collection[int]) -> None:
        """Tell those friends of people who are here how these are here.

        Args:
            user_ids: Of whom there is news.
        """
        if not user_ids:
            return
        friends = await asyncio.to_thread(friend_ids_of, user_ids)
        self._unsettled |= self.of(user_ids)
        await self._publish(user_ids, _by_news(friends))

    async def _catch_up(self, arrived: Collection[int], moved: Collection[int]) -> None:
        """Tell who came here lately of friends who changed in other workers.

        The first list that they were shown is older than what this worker reads now, and the
        other worker may have told of its change before it could know that they are here.
        """
        if not (arrived and moved):
            return
        to: dict[frozenset[int], list[int]] = defaultdict(list)
        for one, theirs in (await asyncio.to_thread(friend_ids_of, arrived)).items():
            if news := theirs.intersection(moved):
                to[news].append(one)
        await self._publish(moved, to)

    async def _publish(
        self, user_ids: Collection[int], to: Mapping[frozenset[int], Sequence[int]]
    ) -> None:
        seen = {one.id: one for one in await self.seen_by_friends(user_ids)}
        pages = [self._page(), *self._others.values()]
        for news, whom in to.items():
            topics = [person_topic(one) for one in whom if any(one in page for page in pages)]
            await hub().publish(topics, KIND, [seen[one] for one in sorted(news)])

    def _page(self) -> Page:
        return {user_id: self._here(user_id) for user_id in self._of}

    def _here(self, user_id: int) -> Here:
        tabs = [self._tabs[one] for one in self._of[user_id]]
        status = Status.IDLE if all(tab.is_idle for tab in tabs) else Status.ONLINE
        heard = [*(tab.activity for tab in tabs), self._elsewhere.get(user_id)]
        return Here(status, foremost([one for one in heard if one is not None]))


def _moved(before: Mapping[str, Page], now: Mapping[str, Page]) -> set[int]:
    """Name those of whom workers say something else than before."""
    return {
        one
        for worker in before.keys() | now.keys()
        for one, _ in before.get(worker, {}).items() ^ now.get(worker, {}).items()
    }


def _by_news(friends: dict[int, frozenset[int]]) -> dict[frozenset[int], list[int]]:
    """Group those who are told by what they are told, so that each message is made once.

    Of a circle of friends who come together each also hears of themselves, and so the same.
    """
    to: dict[int, set[int]] = defaultdict(set)
    for user_id, theirs in friends.items():
        for friend in theirs:
            to[friend].add(user_id)
    groups: dict[frozenset[int], list[int]] = defaultdict(list)
    for one, news in to.items():
        groups[frozenset(news | ({one} & friends.keys()))].append(one)
    return groups


presence = Presence()
"""Of this process."""
