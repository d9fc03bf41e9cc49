"""An event that waits until its person has given their password again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reflex.event import EventSpec
from reflex.istate.proxy import StateProxy
from reflex.state import BaseState, State

from emomusic.states.base import AppState

_REPEATABLE = (str, int, float, bool, list, dict, type(None))


@dataclass(frozen=True, slots=True)
class PendingEvent:
    """An event that was refused for want of a password.

    Attributes:
        state: Full name of the state that it was sent to.
        handler: Name of its handler.
        arguments: As the browser sent them.
    """

    state: str
    handler: str
    arguments: dict[str, Any]


class PendingState(AppState):
    """Whether the password is asked for, and for what."""

    is_asking: bool = False
    _event: PendingEvent | None = None


async def ask_for_password(state: BaseState, handler: str, arguments: dict[str, Any]) -> None:
    """Let the tab ask for the password, and keep the event until it was given.

    Args:
        state: The state that was sent the event; of a background task, without its lock.
        handler: Name of the handler that refused.
        arguments: What came with the event.
    """
    repeatable = all(isinstance(value, _REPEATABLE) for value in arguments.values())
    event = PendingEvent(state.get_full_name(), handler, arguments) if repeatable else None
    if isinstance(state, StateProxy):
        async with state:
            await _keep(state, event)
    else:
        await _keep(state, event)


async def _keep(state: BaseState, event: PendingEvent | None) -> None:
    pending = await state.get_state(PendingState)
    pending._event = event
    pending.is_asking = True


def taken(pending: PendingState) -> EventSpec | None:
    """Take the event that waited, to be sent again.

    Args:
        pending: Of the tab.

    Returns:
        The event; None if there is none, or it can't be repeated, as an upload can't.
    """
    event, pending._event, pending.is_asking = pending._event, None, False
    if event is None:
        return None
    found = State.get_class_substate(event.state).event_handlers[event.handler]
    spec: EventSpec = found(**event.arguments)
    return spec
