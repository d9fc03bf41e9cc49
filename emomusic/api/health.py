"""For monitors: whether this server can do its work."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import ANYONE, requires
from emomusic.api.answers import json_answer
from emomusic.services.people import is_first_account


@requires(ANYONE)
async def health(request: Request) -> Response:
    """Answer 200 when the database answers, and 503 otherwise."""
    await run_in_threadpool(is_first_account)
    return json_answer({"status": "ok"})
