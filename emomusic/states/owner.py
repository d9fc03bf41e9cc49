"""A tab's state belongs to one person, and is emptied when somebody else comes.

Reflex keeps a tab's state under a key that the tab keeps too, over a log-out and the next
log-in. What one person's pages showed must not be sent to the next.
"""

from __future__ import annotations

import asyncio

import reflex as rx
from reflex.event import Event
from reflex.state import BaseState, State
from reflex_base.utils.format import format_event_handler

from emomusic.services.access import Person
from emomusic.services.sessions import person_of
from emomusic.states.base import AppState
from emomusic.states.cookie import session_token

_NOBODY = 0


class TabState(AppState):
    """Whose tab this is; None before anybody, or nobody, was seen in it."""

    _person_id: int | None = None


async def claim(state: BaseState, person: Person | None) -> None:
    """Make a tab's states a person's own: empty them if they were somebody else's.

    Args:
        state: Any state of the tab, with its lock held.
        person: Who asks now, or None for nobody.
    """
    tab = await state.get_state(TabState)
    person_id = person.id if person is not None else _NOBODY
    if tab._person_id not in (None, person_id):
        root = await state.get_state(State)
        was_hydrated = root.is_hydrated
        root.reset()
        root.is_hydrated = was_hydrated
    tab._person_id = person_id


class TabGuard(rx.Middleware):
    """Empties a tab before its state is sent to another person than the one it was made for.

    Handlers claim the tab themselves (`emomusic.states.access`); this is for Reflex's own events
    that send the whole state, before any handler of ours has run.
    """

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> None:
        """Look who asks, before a tab is given its state.

        Args:
            app: The app.
            state: The tab's root state.
            event: What the tab asks.
        """
        if event.name in _SENDING_EVENTS:
            await claim(state, await asyncio.to_thread(person_of, session_token(state)))


_SENDING_EVENTS = frozenset(
    format_event_handler(rx.State.event_handlers[name]) for name in ("hydrate", "hydrate_and_load")
)
