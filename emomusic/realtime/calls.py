"""Calls that a browser makes over the live channel, and the guard of each.

Any client can make any call, so each carries a rule:

    @live_call("chat.send", SendMessage)
    @requires(LISTENER)
    async def send(caller: Caller, body: SendMessage) -> MessageView: ...

Who calls comes from the session cookie of the websocket's handshake and is looked up afresh for
each call; nothing in a body says who somebody is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.access import (
    ADMINISTRATOR,
    ANYONE,
    LISTENER,
    RULE_ATTRIBUTE,
    AccessRule,
    Person,
    rule_of,
)

__all__ = [
    "ADMINISTRATOR",
    "ANYONE",
    "CALLS",
    "LISTENER",
    "Call",
    "CallBody",
    "Caller",
    "Nothing",
    "live_call",
    "make_call",
    "requires",
]


class CallBody(BaseModel):
    """What a call brings: known fields only, and no text without an end."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_max_length=8192)


class Nothing(CallBody):
    """The body of a call that brings nothing."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, and through which connection.

    Attributes:
        person: Of the session.
        connection_id: Of the tab's connection; another one after each reconnect.
    """

    person: Person
    connection_id: str


Handler = Callable[[Caller, Any], Awaitable[Any]]
AnyHandler = TypeVar("AnyHandler", bound=Handler)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that can be made.

    Attributes:
        name: Subject and verb, such as `chat.send`.
        body: What it brings.
        handler: What answers.
        alongside: Whether later calls of the same connection need not wait for it.
    """

    name: str
    body: type[CallBody]
    handler: Handler
    alongside: bool


CALLS: dict[str, Call] = {}
"""Every call by its name."""


def requires(rule: AccessRule) -> Callable[[AnyHandler], AnyHandler]:
    """Say who may make a call; goes directly under `@live_call`.

    Args:
        rule: Who may; `ANYONE` is anybody who is signed in, for nobody has no live channel.

    Returns:
        The decorator.
    """

    def decorate(handler: AnyHandler) -> AnyHandler:
        setattr(handler, RULE_ATTRIBUTE, rule)
        return handler

    return decorate


def live_call(
    name: str, body: type[CallBody] = Nothing, *, alongside: bool = False
) -> Callable[[AnyHandler], AnyHandler]:
    """Make a function a call of the live channel.

    Args:
        name: By which browsers call it.
        body: What it brings.
        alongside: Whether later calls of the same connection need not wait for it.

    Returns:
        The decorator.

    Raises:
        TypeError: The function has no rule, takes another body, or the name is taken.
    """

    def decorate(handler: AnyHandler) -> AnyHandler:
        if rule_of(handler) is None:
            raise TypeError(f"the call {name} says nothing about who may make it")
        if name in CALLS:
            raise TypeError(f"there are two calls {name}")
        if get_type_hints(handler).get("body") is not body:
            raise TypeError(f"the call {name} brings something else than its handler takes")
        CALLS[name] = Call(name, body, handler, alongside)
        return handler

    return decorate


async def make_call(call: Call, person: Person | None, connection_id: str, body: object) -> Any:
    """Make a call for somebody.

    Args:
        call: Which.
        person: Who calls, or None for nobody.
        connection_id: Through which connection.
        body: What the browser sent; anything at all.

    Returns:
        What the handler returns.

    Raises:
        EmoMusicError: The rule refuses, the body is not the call's, or the handler says why not.
    """
    rule = rule_of(call.handler)
    if rule is None or person is None:
        AccessRule.LISTENER.check(person)
        raise NotFound("There is no such call.")
    rule.check(person)
    try:
        read = call.body.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "the call"
        raise InvalidInput(f"{where}: {first['msg']}.") from None
    return await call.handler(Caller(person, connection_id), read)
