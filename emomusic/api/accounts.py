"""Coming in, going out, and one's own sessions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import (
    ANYONE,
    LISTENER,
    forget_cookie,
    person,
    requires,
    session_token,
    set_cookie,
)
from emomusic.api.answers import json_answer, nothing
from emomusic.api.bodies import (
    ConfirmBody,
    LogInBody,
    PasswordBody,
    ResetBody,
    SignUpBody,
    id_in_path,
    read_body,
)
from emomusic.api.clients import address_of, client_of
from emomusic.services import own_password, people, resets, sessions
from emomusic.services.onward import onward
from emomusic.services.people import SignedIn

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# Each hash takes 46 MiB and 50 ms of a core. A flood of log-ins waits here, and not in the
# threads that everything else needs.
_HASHING = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


async def _hashing(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_HASHING, partial(function, *args, **kwargs))


@requires(ANYONE)
async def sign_up(request: Request) -> Response:
    """Make an account and sign it in."""
    body = await read_body(request, SignUpBody)
    client = client_of(request)
    signed_in = await _hashing(people.sign_up, body.name, body.password, body.invitation, client)
    return await _come_in(request, signed_in, HTTPStatus.CREATED, body.next)


@requires(ANYONE)
async def log_in(request: Request) -> Response:
    """Sign a browser in."""
    body = await read_body(request, LogInBody)
    signed_in = await _hashing(people.log_in, body.name, body.password, client_of(request))
    return await _come_in(request, signed_in, HTTPStatus.OK, body.next)


@requires(ANYONE)
async def log_out(request: Request) -> Response:
    """End the session of this browser."""
    if token := session_token(request):
        await run_in_threadpool(sessions.log_out, token)
    answer = nothing()
    forget_cookie(answer)
    return answer


@requires(ANYONE)
async def reset(request: Request) -> Response:
    """Choose a new password by a link, and come in with it."""
    body = await read_body(request, ResetBody)
    signed_in = await _hashing(resets.use, body.token, body.password, client_of(request))
    return await _come_in(request, signed_in, HTTPStatus.OK)


@requires(LISTENER)
async def confirm(request: Request) -> Response:
    """Take one's password again; dangerous things are then allowed for a while."""
    body = await read_body(request, ConfirmBody)
    await _hashing(own_password.confirm, person(request), body.password)
    return nothing()


@requires(LISTENER)
async def change_password(request: Request) -> Response:
    """Change one's password; one's other sessions end."""
    body = await read_body(request, PasswordBody)
    someone = person(request)
    ended = await _hashing(
        own_password.change_password,
        someone.id,
        body.old,
        body.new,
        someone.session_id,
        address_of(request),
    )
    return json_answer({"ended_sessions": ended})


@requires(LISTENER)
async def list_sessions(request: Request) -> Response:
    """List where one is signed in."""
    someone = person(request)
    views = await run_in_threadpool(sessions.sessions_of, someone.id, someone.session_id)
    return json_answer({"sessions": [_with_browser(view) for view in views]})


@requires(LISTENER)
async def end_session(request: Request) -> Response:
    """End one of one's own sessions."""
    session_id = id_in_path(request, "session_id")
    await run_in_threadpool(sessions.end_session, person(request).id, session_id)
    return nothing()


@requires(LISTENER)
async def end_other_sessions(request: Request) -> Response:
    """End all of one's sessions but this one."""
    someone = person(request)
    ended = await run_in_threadpool(sessions.end_sessions, someone.id, someone.session_id)
    return json_answer({"ended_sessions": ended})


async def _come_in(
    request: Request, signed_in: SignedIn, status: HTTPStatus, target: str = ""
) -> Response:
    if (former := session_token(request)) and former != signed_in.token:
        await run_in_threadpool(sessions.log_out, former)
    someone = signed_in.person
    came = {"name": someone.name, "role": someone.role, "next": onward(target)}
    answer = json_answer(came, status)
    set_cookie(answer, signed_in.token)
    return answer


def _with_browser(view: sessions.SessionView) -> dict[str, object]:
    return {
        "id": view.id,
        "browser": view.browser,
        "address": view.address,
        "created_at": view.created_at,
        "last_seen_at": view.last_seen_at,
        "current": view.current,
    }
