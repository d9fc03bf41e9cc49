"""Sound and pictures, by ranges; no path that a browser sends ever touches the disk."""

from __future__ import annotations

from http import HTTPStatus
from stat import S_ISREG

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from emomusic.api.access import LISTENER, requires
from emomusic.api.answers import matches
from emomusic.api.bodies import id_in_path
from emomusic.errors import NotFound
from emomusic.services.media import media_file
from emomusic.store.covers import cover_path

# A song's file may be tagged anew: the browser keeps it for a day, then asks by its ETag.
_SOUND_CACHE = "private, max-age=86400"
# A cover is named by what it shows.
_COVER_CACHE = "private, max-age=31536000, immutable"


@requires(LISTENER)
async def sound(request: Request) -> Response:
    """Send a song, or the parts of it that the player asks for (RFC 9110, section 14)."""
    file = await run_in_threadpool(media_file, id_in_path(request, "song_id"))
    answer = FileResponse(
        file.path,
        media_type=file.mime_type,
        stat_result=file.stat,
        headers={"Cache-Control": _SOUND_CACHE, "Content-Disposition": "attachment"},
    )
    return _unless_known(request, answer)


@requires(LISTENER)
async def cover(request: Request) -> Response:
    """Send a cover's thumbnail."""
    path = cover_path(request.path_params["cover"], request.path_params["size"])
    try:
        stat = await run_in_threadpool(path.stat)
    except OSError:
        stat = None
    if stat is None or not S_ISREG(stat.st_mode):
        raise NotFound("There is no such cover.")
    answer = FileResponse(
        path,
        media_type="image/webp",
        stat_result=stat,
        headers={"Cache-Control": _COVER_CACHE, "Content-Disposition": "inline"},
    )
    return _unless_known(request, answer)


def _unless_known(request: Request, answer: FileResponse) -> Response:
    tag = answer.headers["etag"]
    if "if-none-match" not in request.headers or not matches(request, tag):
        return answer
    kept = {name: answer.headers[name] for name in ("etag", "cache-control", "last-modified")}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
