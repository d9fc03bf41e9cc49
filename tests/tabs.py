"""Tabs of a browser, as Reflex keeps them: a tree of states, and the headers of the connection."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

import reflex as rx
from reflex.event import EventSpec

from emomusic.services.sessions import COOKIE_NAME

_TOAST = re.compile(r"""refs\['__toast'\].*\["error"\]\(("(?:[^"\\\\]|\\\\.)*")\)""")

AnyState = TypeVar("AnyState", bound=rx.State)


def tab(state_class: type[AnyState], token: str = "", key: str = "tab") -> AnyState:
    """A fresh tab, connected with the session of a token.

    Args:
        state_class: The state that is wanted of it.
        token: Of a session; empty sends no cookie.
        key: Under which Reflex keeps the tab.
    """
    root = rx.State(_reflex_internal_init=True)
    connect(root, token, key)
    state = root.get_substate(state_class.get_full_name().split("."))
    assert isinstance(state, state_class)
    return state


def connect(state: rx.State, token: str, key: str = "tab", path: str = "") -> None:
    """Let a tab's websocket be opened anew, with the session of another token, on some page."""
    root = state._get_root_state()
    headers = {"cookie": f"theme=dark; {COOKIE_NAME}={token}"} if token else {}
    root.router_data = root._update_router_vars(
        {"headers": headers, "token": key, **({"asPath": path} if path else {})}, {}
    )


async def events_of(handler: Callable[..., Any], state: rx.State, *args: Any) -> list[Any]:
    """Send an event to a handler and collect all that it returns or yields."""
    result = handler(state, *args)
    if inspect.isasyncgen(result):
        return [event async for event in result]
    if inspect.isgenerator(result):
        return list(result)
    result = await result if inspect.isawaitable(result) else result
    return [] if result is None else [result]


def kinds_of(events: list[Any]) -> list[str]:
    """Say in a word each what events do in the browser, empty steps left out."""
    flat = [one for event in events for one in (event if isinstance(event, list) else [event])]
    return [_kind_of(event) for event in flat if event is not None]


def _kind_of(event: EventSpec) -> str:
    arguments = {str(name): getattr(value, "_js_expr", value) for name, value in event.args}
    if event.handler.fn.__qualname__ == "_redirect":
        return f"redirect {json.loads(arguments['path'])}"
    toast = _TOAST.search(arguments.get("function", ""))
    return f"toast {json.loads(toast[1])}" if toast else event.handler.fn.__qualname__
