"""The emotion map: its points, the songs of a region, and where people listen."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer, revalidated
from emomusic.api.bodies import RegionPageBody, RegionSavedBody, read_body
from emomusic.realtime.playlist_calls import tell_changed
from emomusic.services.discovery.map import packed_map, save_region, songs_in
from emomusic.services.discovery.tastes import tastes_for
from emomusic.services.rate_limits import Limited, spend


@requires(LISTENER)
async def points(request: Request) -> Response:
    """Send every song as a point, packed as `emomusic.services.discovery.map` says."""
    return await run_in_threadpool(_points, request, person(request).id)


def _points(request: Request, user_id: int) -> Response:
    return revalidated(request, packed_map(user_id), "application/octet-stream")


@requires(LISTENER)
async def region(request: Request) -> Response:
    """Send a part of the songs of a region, and how many it holds."""
    body = await read_body(request, RegionPageBody)
    user_id = person(request).id
    page = await run_in_threadpool(songs_in, body.region(), user_id, body.offset, body.limit)
    return json_answer({"songs": page.rows, "total": page.total, "offset": page.offset})


@requires(LISTENER)
async def save(request: Request) -> Response:
    """Keep a region as a smart playlist, and say which it is."""
    body = await read_body(request, RegionSavedBody)
    await spend(person(request).id, Limited.PLAYLIST)
    made = await run_in_threadpool(save_region, person(request), body.title, body.region())
    await tell_changed(made)
    return json_answer({"id": made}, HTTPStatus.CREATED)


@requires(LISTENER)
async def tastes(request: Request) -> Response:
    """Send where the person listens, and friends who agreed."""
    asks = person(request)
    return json_answer(await tastes_for(asks.id, asks.name))
