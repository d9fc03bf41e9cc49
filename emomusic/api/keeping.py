"""Backups, and what is kept of a person: to be taken along, or deleted."""

from __future__ import annotations

import tempfile
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from emomusic.api.access import (
    ADMINISTRATOR_CONFIRMED,
    LISTENER,
    forget_cookie,
    person,
    requires,
)
from emomusic.api.answers import nothing
from emomusic.api.bodies import ConfirmBody, read_body
from emomusic.services.backup import archive_path
from emomusic.services.personal import delete_own_account, export_own
from emomusic.store.tables import now

_NOT_KEPT = {"Cache-Control": "no-store"}


@requires(ADMINISTRATOR_CONFIRMED)
async def backup(request: Request) -> Response:
    """Send an archive, by ranges where that is asked for."""
    path = await run_in_threadpool(archive_path, request.path_params["name"])
    return FileResponse(path, media_type="application/zip", filename=path.name, headers=_NOT_KEPT)


@requires(LISTENER)
async def export_account(request: Request) -> Response:
    """Send everything that is kept of whoever asks."""
    handle = await run_in_threadpool(tempfile.NamedTemporaryFile, suffix=".zip", delete=False)
    handle.close()
    path = Path(handle.name)
    try:
        await export_own(person(request).id, path, now())
    except BaseException:
        await run_in_threadpool(path.unlink, missing_ok=True)
        raise
    return FileResponse(
        path,
        media_type="application/zip",
        filename=f"emomusic-my-data-{now():%Y-%m-%d}.zip",
        headers=_NOT_KEPT,
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


@requires(LISTENER)
async def delete_account(request: Request) -> Response:
    """Delete the account of whoever asks, who gives their password with it."""
    body = await read_body(request, ConfirmBody)
    await delete_own_account(person(request), body.password)
    answer = nothing()
    forget_cookie(answer)
    return answer
