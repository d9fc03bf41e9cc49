"""The guard of every event handler.

Any client can send any event, whatever page it shows, so each handler carries a rule:

    class LikesState(AppState):
        @rx.event
        @requires(LISTENER)
        async def like(self, song_id: int) -> None:
            await offload(set_like, person(self).id, song_id, True)

Who asks comes from the session cookie of the websocket's handshake and is looked up afresh for
each event: a session that was ended elsewhere, or an account that was disabled, is nobody here.
An error with a sentence becomes a toast. Where a rule wants the password first, the page asks for
it (`components/confirmation.py`) and the same event is sent once more.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

from reflex.event import EventSpec
from reflex.istate.proxy import StateProxy
from reflex.state import BaseState

from emomusic.errors import ConfirmationNeeded, EmoMusicError, NotSignedIn
from emomusic.services.access import (
    ADMINISTRATOR,
    ADMINISTRATOR_CONFIRMED,
    ANYONE,
    LISTENER,
    RULE_ATTRIBUTE,
    AccessRule,
    Person,
    rule_of,
)
from emomusic.services.addresses import address_behind_proxies
from emomusic.services.people import is_first_account
from emomusic.services.sessions import person_of
from emomusic.states.base import offload, sentence_toast
from emomusic.states.cookie import session_token
from emomusic.states.doors import lead_to_the_door
from emomusic.states.owner import claim
from emomusic.states.pending import ask_for_password

__all__ = [
    "ADMINISTRATOR",
    "ADMINISTRATOR_CONFIRMED",
    "ANYONE",
    "LISTENER",
    "AccessRule",
    "Person",
    "person",
    "person_or_nobody",
    "requires",
    "rule_of",
]

Handler = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class _Asking:
    """Who sent the event that is being handled, and from which tab."""

    tab: str
    person: Person | None


_asking: ContextVar[_Asking] = ContextVar("asking")


def person(state: BaseState) -> Person:
    """Return who sent the event that is being handled.

    Args:
        state: The state whose handler runs.

    Returns:
        The person; under `requires(LISTENER)` and above there always is one.

    Raises:
        NotSignedIn: Nobody is signed in.
    """
    found = person_or_nobody(state)
    if found is None:
        raise NotSignedIn("Please log in first.")
    return found


def person_or_nobody(state: BaseState) -> Person | None:
    """Return who sent the event that is being handled, or None for nobody.

    Args:
        state: The state whose handler runs.

    Returns:
        The person that `requires` found.
    """
    asking = _asking.get(None)
    if asking is None or asking.tab != state.router.session.client_token:
        return None
    return asking.person


def requires(rule: AccessRule) -> Callable[[Handler], Handler]:
    """Guard an event handler; goes directly under `@rx.event`.

    The handler may be a function or a generator, synchronous or not, or a background task. When
    the rule refuses, its body does not run: the person gets a toast with the reason, and nobody
    is sent to the door.

    Args:
        rule: Who may send the event.

    Returns:
        The decorator.
    """

    def decorate(handler: Handler) -> Handler:
        streams = inspect.isasyncgenfunction(handler) or inspect.isgeneratorfunction(handler)
        guarded = _guard_stream(handler, rule) if streams else _guard_call(handler, rule)
        setattr(guarded, RULE_ATTRIBUTE, rule)
        return guarded

    return decorate


def _guard_call(handler: Handler, rule: AccessRule) -> Handler:
    @functools.wraps(handler)
    async def guarded(self: BaseState, *args: Any, **kwargs: Any) -> Any:
        try:
            await _admit(self, rule)
            result = handler(self, *args, **kwargs)
            return await result if inspect.isawaitable(result) else result
        except ConfirmationNeeded:
            await ask_for_password(self, handler.__name__, _named(handler, self, args, kwargs))
            return []
        except EmoMusicError as error:
            return await _refusal(self, error)

    return guarded


def _guard_stream(handler: Handler, rule: AccessRule) -> Handler:
    @functools.wraps(handler)
    async def guarded(self: BaseState, *args: Any, **kwargs: Any) -> AsyncIterator[Any]:
        try:
            await _admit(self, rule)
            if inspect.isasyncgenfunction(handler):
                async for event in handler(self, *args, **kwargs):
                    yield event
            else:
                for event in handler(self, *args, **kwargs):
                    yield event
        except ConfirmationNeeded:
            await ask_for_password(self, handler.__name__, _named(handler, self, args, kwargs))
        except EmoMusicError as error:
            yield await _refusal(self, error)

    return guarded


async def _admit(state: BaseState, rule: AccessRule) -> None:
    found = await offload(person_of, session_token(state))
    if found is not None:
        found = replace(found, address=_address(state))
    _asking.set(_Asking(state.router.session.client_token, found))
    # A background task does not hold the tab's lock; the event that began it claimed the tab.
    if not isinstance(state, StateProxy):
        await claim(state, found)
    rule.check(found)


def _address(state: BaseState) -> str:
    headers = state.router.headers.raw_headers
    return address_behind_proxies(
        headers.get("asgi-scope-client", ""), headers.get("x-forwarded-for", "")
    )


def _named(
    handler: Handler, state: BaseState, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> dict[str, Any]:
    """Give the arguments of an event their names, the state left out."""
    named = inspect.signature(handler).bind(state, *args, **kwargs).arguments
    return dict(list(named.items())[1:])


async def _refusal(state: BaseState, error: EmoMusicError) -> list[EventSpec]:
    if not isinstance(error, NotSignedIn):
        return [sentence_toast(error)]
    led = await lead_to_the_door(state)
    if not session_token(state) or await offload(is_first_account):
        return [led]
    ended = NotSignedIn("Your session has ended. Please log in again.")
    return [sentence_toast(ended), led]
