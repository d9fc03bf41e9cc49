"""The player's queue, which the server keeps for the next browser."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer, nothing
from emomusic.api.bodies import QueueBody, read_body
from emomusic.services.queues import QueueState, load_queue, save_queue


@requires(LISTENER)
async def load(request: Request) -> Response:
    """Send the queue as one's browser last told it."""
    return json_answer(await run_in_threadpool(load_queue, person(request).id))


@requires(LISTENER)
async def save(request: Request) -> Response:
    """Keep the queue; a page that is being closed sends it too (`fetch` with `keepalive`)."""
    body = await read_body(request, QueueBody)
    queue = QueueState(
        song_ids=body.song_ids,
        current=body.current,
        position_s=body.position_s,
        shuffle=body.shuffle,
        repeat=body.repeat,
    )
    await run_in_threadpool(save_queue, person(request).id, queue)
    return nothing()
