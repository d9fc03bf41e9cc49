"""What an administrator does with uploads besides sending them: forms, covers, taking them in."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import ADMINISTRATOR, person, requires
from emomusic.api.answers import json_answer, nothing
from emomusic.api.bodies import Body, read_body, read_picture
from emomusic.services import uploads
from emomusic.store.covers import store_cover

MOST_AT_ONCE = 500

UploadId = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
UploadIds = Annotated[tuple[UploadId, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class IdsBody(Body):
    """`POST /api/uploads/take`."""

    ids: UploadIds


class FillBody(Body):
    """`POST /api/uploads/fill`: the fields that are to change, of all of these uploads."""

    ids: UploadIds
    title: str | None = None
    artists: Annotated[tuple[str, ...] | None, Field(max_length=64)] = None
    album: str | None = None
    album_artist: str | None = None
    track: int | None = None
    disc: int | None = None
    year: int | None = None
    genre: str | None = None
    cover: Annotated[str | None, Field(max_length=40)] = None


@requires(ADMINISTRATOR)
async def listed(request: Request) -> Response:
    """Send all uploads of the person, and how much room they have."""
    return json_answer(await run_in_threadpool(uploads.uploads_of, person(request).id))


@requires(ADMINISTRATOR)
async def fill(request: Request) -> Response:
    """Change fields of one file's form, or of many."""
    body = await read_body(request, FillBody)
    fields: dict[str, Any] = body.model_dump(exclude={"ids"}, exclude_unset=True)
    await run_in_threadpool(uploads.fill, person(request).id, body.ids, fields)
    return nothing()


@requires(ADMINISTRATOR)
async def cover(request: Request) -> Response:
    """Take a picture; answers the name under which a form can have it as its cover."""
    data = await read_picture(request)
    return json_answer({"cover": await run_in_threadpool(store_cover, data)})


@requires(ADMINISTRATOR)
async def take(request: Request) -> Response:
    """Take uploads into the library."""
    body = await read_body(request, IdsBody)
    outcomes = await run_in_threadpool(uploads.take, person(request), body.ids)
    return json_answer({"outcomes": outcomes})


@requires(ADMINISTRATOR)
async def clear(request: Request) -> Response:
    """Put away what is done."""
    await run_in_threadpool(uploads.clear_done, person(request).id)
    return nothing()
