"""The guard of every route, and the cookie by which it knows who asks."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.answers import error_answer
from emomusic.api.clients import address_of
from emomusic.api.origins import check_origin
from emomusic.errors import EmoMusicError, NotFound, NotSignedIn
from emomusic.services.access import (
    ADMINISTRATOR,
    ADMINISTRATOR_CONFIRMED,
    ANYONE,
    LISTENER,
    RULE_ATTRIBUTE,
    AccessRule,
    Person,
)
from emomusic.services.sessions import COOKIE_NAME, person_of, session_lifetime
from emomusic.settings import settings

__all__ = [
    "ADMINISTRATOR",
    "ADMINISTRATOR_CONFIRMED",
    "ANYONE",
    "LISTENER",
    "forget_cookie",
    "person",
    "requires",
    "session_token",
    "set_cookie",
]

Endpoint = Callable[[Request], Awaitable[Response]]


def requires(rule: AccessRule) -> Callable[[Endpoint], Endpoint]:
    """Guard a route: who may call it, and from which pages.

    An error with a sentence that the endpoint raises becomes its answer.

    Args:
        rule: Who may call.

    Returns:
        The decorator.
    """

    def decorate(endpoint: Endpoint) -> Endpoint:
        @functools.wraps(endpoint)
        async def guarded(request: Request) -> Response:
            token = session_token(request)
            try:
                check_origin(request)
                if "\0" in request.scope["path"]:  # PostgreSQL takes it in no text
                    raise NotFound("There is no such address.")
                found = await run_in_threadpool(person_of, token) if token else None
                rule.check(found)
                if found is not None:
                    found = replace(found, address=address_of(request))
                request.state.person = found
                answer = await endpoint(request)
            except EmoMusicError as error:
                return error_answer(error)
            if found is not None and _may_renew(answer):
                set_cookie(answer, token)
            return answer

        setattr(guarded, RULE_ATTRIBUTE, rule)
        return guarded

    return decorate


def person(request: Request) -> Person:
    """Return who asks; under `requires(LISTENER)` and above there always is somebody.

    Args:
        request: What was asked.

    Returns:
        The person that `requires` found.

    Raises:
        NotSignedIn: Nobody is signed in.
    """
    found = request.state.person
    if not isinstance(found, Person):
        raise NotSignedIn("Please log in first.")
    return found


def session_token(request: Request) -> str:
    """Read the session cookie.

    Args:
        request: What was asked.

    Returns:
        The token, or empty where there is none.
    """
    return request.cookies.get(COOKIE_NAME, "")


def set_cookie(answer: Response, token: str) -> None:
    """Give a browser its session, or move the cookie's end on with the session's.

    Args:
        answer: What the browser gets.
        token: Of the session.
    """
    answer.set_cookie(
        COOKIE_NAME,
        token,
        max_age=int(session_lifetime().total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
    )


def forget_cookie(answer: Response) -> None:
    """Take the session from a browser.

    Args:
        answer: What the browser gets.
    """
    answer.delete_cookie(
        COOKIE_NAME, path="/", httponly=True, samesite="lax", secure=settings().secure_cookies
    )


def _may_renew(answer: Response) -> bool:
    """Tell whether an answer may carry a cookie: not one that is kept, nor one that has one."""
    return answer.headers.get("cache-control") == "no-store" and "set-cookie" not in answer.headers
