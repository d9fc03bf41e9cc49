"""Connecting an account at Spotify, and the report of an import as a file.

Without SPOTIFY_CLIENT_ID none of these addresses is there.
"""

from __future__ import annotations

import logging
from enum import StrEnum
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer, nothing
from emomusic.api.bodies import id_in_path
from emomusic.errors import Conflict, EmoMusicError
from emomusic.services.spotify import client, connection, imported
from emomusic.services.spotify.threads import in_thread
from emomusic.settings import settings

PAGE = "/spotify"

logger = logging.getLogger(__name__)


class Outcome(StrEnum):
    """How a connection ended; the page says it in words."""

    CONNECTED = "connected"
    DECLINED = "declined"
    STALE = "stale"
    FAILED = "failed"


@requires(LISTENER)
async def connect(request: Request) -> Response:
    """Begin a connection; the browser goes to the address that is answered."""
    connection.check_offered()
    redirect_uri = connection.redirect_uri_at(_origin(request))
    url = await run_in_threadpool(connection.begin, person(request), redirect_uri)
    return json_answer({"url": url})


@requires(LISTENER)
async def callback(request: Request) -> Response:
    """Take a browser that Spotify sent back, and show it the page."""
    connection.check_offered()
    if "error" in request.query_params:
        return _back(Outcome.DECLINED)
    state, code = (request.query_params.get(name, "") for name in ("state", "code"))
    try:
        await in_thread(connection.complete, person(request), state, code)
    except Conflict:
        return _back(Outcome.STALE)
    except EmoMusicError as error:
        logger.warning("an account at Spotify could not be connected: %s", error)
        return _back(Outcome.FAILED)
    await _learn_name(person(request).id)
    return _back(Outcome.CONNECTED)


@requires(LISTENER)
async def disconnect(request: Request) -> Response:
    """End the connection and delete its tokens."""
    connection.check_offered()
    await run_in_threadpool(connection.forget, person(request).id)
    return nothing()


@requires(LISTENER)
async def missing(request: Request) -> Response:
    """Send what was not found of an imported playlist, as a table for spreadsheets."""
    connection.check_offered()
    import_id = id_in_path(request, "import_id")
    text = await run_in_threadpool(imported.missing_as_csv, person(request).id, import_id)
    return Response(
        # A spreadsheet knows by the mark in front that it is UTF-8.
        ("\ufeff" + text).encode(),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="not-found-{import_id}.csv"',
            "Cache-Control": "no-store",
        },
    )


async def _learn_name(user_id: int) -> None:
    try:
        name = await in_thread(client.name_of, user_id)
        await run_in_threadpool(connection.describe, user_id, name)
    except EmoMusicError as error:
        logger.info("the name of an account at Spotify is not known: %s", error)


def _back(outcome: Outcome) -> Response:
    answer = RedirectResponse(f"{PAGE}?outcome={outcome}", HTTPStatus.SEE_OTHER)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _origin(request: Request) -> str:
    scheme = "https" if settings().secure_cookies else request.url.scheme
    return f"{scheme}://{request.url.netloc}"
