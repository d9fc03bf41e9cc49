"""Playlists: whole, their covers, and the files by which they come and go.

Edits go over the live channel (`emomusic.realtime.playlist_calls`).
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer, revalidated_json
from emomusic.api.bodies import id_in_path, read_bytes, read_picture
from emomusic.errors import NotFound
from emomusic.realtime.playlist_calls import tell_changed
from emomusic.services.playlists import carrying, keeping
from emomusic.services.playlists.files.tracks import LARGEST_FILE, Format
from emomusic.services.rate_limits import Limited, spend

_TYPES = {
    Format.M3U8: "application/vnd.apple.mpegurl",
    Format.XSPF: "application/xspf+xml",
    Format.JSPF: "application/json",
}


@requires(LISTENER)
async def show(request: Request) -> Response:
    """Send a playlist with its songs and its people."""
    me, playlist_id = person(request).id, id_in_path(request, "playlist_id")
    found = await run_in_threadpool(keeping.playlist, playlist_id, me)
    return await run_in_threadpool(revalidated_json, request, found)


@requires(LISTENER)
async def cover(request: Request) -> Response:
    """Take a picture as the cover of a playlist."""
    me, playlist_id = person(request).id, id_in_path(request, "playlist_id")
    data = await read_picture(request)
    name = await run_in_threadpool(keeping.keep_cover, playlist_id, me, data)
    await tell_changed(playlist_id)
    return json_answer({"cover": name})


@requires(LISTENER)
async def bring(request: Request) -> Response:
    """Take a file of a playlist; answers what of it the library has, and what it lacks."""
    await spend(person(request).id, Limited.IMPORT)
    data = await read_bytes(request, LARGEST_FILE, carrying.TOO_LARGE)
    name = request.query_params.get("name", "")
    report = await run_in_threadpool(carrying.import_file, person(request), data, name)
    if report.playlist_id is not None:
        await tell_changed(report.playlist_id)
    return json_answer(report)


@requires(LISTENER)
async def take_along(request: Request) -> Response:
    """Send a playlist as a file."""
    me, playlist_id = person(request).id, id_in_path(request, "playlist_id")
    try:
        form = Format(request.path_params["form"])
    except ValueError:
        raise NotFound("There is no such format.") from None
    name, text = await run_in_threadpool(carrying.export_file, playlist_id, me, form)
    return Response(
        text,
        media_type=_TYPES[form],
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "Cache-Control": "no-store",
        },
    )
