"""Resumable uploads by the tus protocol 1.0.0 (tus.io): creation, termination and expiration.

A file comes in parts, each appended to what is there. Bytes go from the socket to the disk by the
megabyte, so memory does not grow with the file. When a connection was lost, the browser asks how
much has arrived, and goes on there.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import re
from collections.abc import Callable
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from emomusic.api.access import ADMINISTRATOR, person, requires
from emomusic.api.answers import json_answer
from emomusic.errors import Conflict, InvalidInput
from emomusic.jobs.uploads import wake_checker
from emomusic.services import uploads
from emomusic.services.uploads import Announced, BusyUpload, KnownContent, Receiver, UploadView
from emomusic.services.uploads.quota import largest_bytes
from emomusic.store.upload_tables import UploadState

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
PART_TYPE = "application/offset+octet-stream"

SILENCE_S = 60.0
"""Seconds without a byte after which a connection counts as lost."""

_WRITE_BYTES = 2**20
_LARGEST_METADATA = 8192
_LOCK_TRIES, _LOCK_WAIT_S = 50, 0.1
_NUMBER = re.compile(r"\d{1,15}")
_HASH = re.compile(r"[0-9a-f]{64}")

_receiving: dict[str, asyncio.Task[int]] = {}
"""The connection that sends to an upload now; a newer one ends it, for it is the one that lives."""


@requires(ADMINISTRATOR)
async def options(request: Request) -> Response:
    """Say what this server understands."""
    able = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(largest_bytes()),
    }
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=_tus(None, able))


@requires(ADMINISTRATOR)
async def create(request: Request) -> Response:
    """Begin an upload; answers where its bytes go."""
    if refused := _refusal_of_version(request):
        return refused
    announced = _announced(request)
    try:
        upload = await run_in_threadpool(uploads.begin, person(request).id, announced)
    except KnownContent as error:
        return _known(error)
    return Response(
        status_code=HTTPStatus.CREATED,
        headers=_tus(upload, {"Location": f"/api/uploads/{upload.id}"}),
    )


@requires(ADMINISTRATOR)
async def head(request: Request) -> Response:
    """Say how much of an upload has arrived."""
    if refused := _refusal_of_version(request):
        return refused
    upload_id = _id(request)
    await run_in_threadpool(uploads.find, person(request).id, upload_id)
    # Who asks has lost the connection that sent; what that one still holds is written first.
    await _end_older(upload_id)
    upload = await run_in_threadpool(uploads.find, person(request).id, upload_id)
    if upload.state is UploadState.RECEIVING and upload.received_bytes == upload.size_bytes:
        # The server died between the last byte and its note of it; the browser sends no more.
        await run_in_threadpool(uploads.finish, upload_id)
        wake_checker()
    how_far = {
        "Upload-Offset": str(upload.received_bytes),
        "Upload-Length": str(upload.size_bytes),
    }
    return Response(status_code=HTTPStatus.OK, headers=_tus(upload, how_far))


@requires(ADMINISTRATOR)
async def patch(request: Request) -> Response:
    """Take bytes at the end of what has arrived."""
    if refused := _refusal_of_version(request):
        return refused
    if request.headers.get("content-type") != PART_TYPE:
        return _refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The content type must be {PART_TYPE}.")
    offset = _number(request, "upload-offset")
    upload = await run_in_threadpool(uploads.find, person(request).id, _id(request))
    if upload.state is not UploadState.RECEIVING:
        raise Conflict("This file has arrived already.")
    try:
        arrived = await _receive(request, upload, offset)
    except BusyUpload as error:
        return _refusal(HTTPStatus.LOCKED, error.sentence)
    except ClientDisconnect:
        # Nobody hears this; what came is kept, and the next connection goes on behind it.
        return _refusal(HTTPStatus.CONFLICT, "The connection was lost.")
    after = await run_in_threadpool(uploads.find, person(request).id, upload.id)
    return Response(
        status_code=HTTPStatus.NO_CONTENT,
        headers=_tus(after, {"Upload-Offset": str(arrived)}),
    )


@requires(ADMINISTRATOR)
async def cancel(request: Request) -> Response:
    """Forget an upload and its bytes."""
    if refused := _refusal_of_version(request):
        return refused
    upload_id = _id(request)
    await run_in_threadpool(uploads.find, person(request).id, upload_id)
    await _end_older(upload_id)
    await run_in_threadpool(uploads.cancel, person(request), upload_id)
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=_tus(None, {}))


async def _receive(request: Request, upload: UploadView, offset: int) -> int:
    """Write what a connection sends, until it ends or a newer one takes its place."""
    await _end_older(upload.id)
    receiver = Receiver(upload.id, upload.size_bytes)
    await _open(receiver, offset)
    task = asyncio.create_task(_write_all(request, receiver))
    _receiving[upload.id] = task
    try:
        await asyncio.wait({task})
    finally:
        task.cancel()
        await asyncio.wait({task})
        if _receiving.get(upload.id) is task:
            del _receiving[upload.id]
        await run_in_threadpool(_put_down, upload.id, receiver)
    if task.cancelled():
        raise BusyUpload("A newer connection goes on with this file.")
    return task.result()


def _put_down(upload_id: str, receiver: Receiver) -> None:
    receiver.close()
    if receiver.is_whole:
        uploads.finish(upload_id)
        wake_checker()
    else:
        uploads.touch(upload_id)


async def _end_older(upload_id: str) -> None:
    older = _receiving.get(upload_id)
    if older is not None:
        older.cancel()
        await asyncio.wait({older})


async def _open(receiver: Receiver, offset: int) -> None:
    """Take the lock of the file; the connection that was just ended may hold it for a moment."""
    for tries_left in reversed(range(_LOCK_TRIES)):
        try:
            await run_in_threadpool(receiver.open, offset)
        except BusyUpload:
            if not tries_left:
                raise
            await asyncio.sleep(_LOCK_WAIT_S)
        else:
            return


async def _write_all(request: Request, receiver: Receiver) -> int:
    buffer = bytearray()
    stream = request.stream()
    try:
        while True:
            async with asyncio.timeout(SILENCE_S):
                part = await anext(stream, None)
            if part is None:
                break
            buffer += part
            if len(buffer) >= _WRITE_BYTES:
                full, buffer = buffer, bytearray()
                await _in_thread(receiver.write, full)
    except (TimeoutError, ClientDisconnect, asyncio.CancelledError) as lost:
        with contextlib.suppress(Conflict):
            await _in_thread(receiver.write, buffer)
        if isinstance(lost, TimeoutError):
            raise ClientDisconnect from None
        raise
    await _in_thread(receiver.write, buffer)
    return receiver.offset


async def _in_thread(write: Callable[[bytearray], None], data: bytearray) -> None:
    """Write in a thread; one that is cancelled ends only when the thread has."""
    writing = asyncio.ensure_future(run_in_threadpool(write, data))
    try:
        await asyncio.shield(writing)
    except asyncio.CancelledError:
        await asyncio.wait({writing})
        raise


def _announced(request: Request) -> Announced:
    size_bytes = _number(request, "upload-length")
    told = _metadata(request.headers.get("upload-metadata", ""))
    content_hash = told.get("hash", "")
    modified = told.get("modified", "")
    return Announced(
        name=told.get("filename", ""),
        folder=told.get("folder", ""),
        size_bytes=size_bytes,
        modified_ms=int(modified) if _NUMBER.fullmatch(modified) else 0,
        content_hash=content_hash if _HASH.fullmatch(content_hash) else "",
    )


def _metadata(header: str) -> dict[str, str]:
    """Read `Upload-Metadata`: names, each with a value in Base64, separated by commas."""
    if len(header) > _LARGEST_METADATA:
        raise InvalidInput("The name of the file is too long.")
    told = {}
    for pair in header.split(","):
        name, _, encoded = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(encoded, validate=True).decode("utf-8", "replace")
        except (binascii.Error, ValueError):
            raise InvalidInput("Upload-Metadata can't be read.") from None
    return told


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not _NUMBER.fullmatch(value):
        raise InvalidInput(f"The header {header.title()} must be a number of bytes.")
    return int(value)


def _id(request: Request) -> str:
    upload_id: str = request.path_params["upload_id"]
    return upload_id


def _refusal_of_version(request: Request) -> Response | None:
    if request.headers.get("tus-resumable") == VERSION:
        return None
    refused = _refusal(HTTPStatus.PRECONDITION_FAILED, f"This server speaks tus {VERSION}.")
    refused.headers["Tus-Version"] = VERSION
    return refused


def _refusal(status: HTTPStatus, sentence: str) -> Response:
    answer = json_answer({"error": sentence}, status)
    answer.headers["Tus-Resumable"] = VERSION
    return answer


def _known(error: KnownContent) -> Response:
    body = {"error": error.sentence, "known": True, "song_id": error.song_id}
    return json_answer(body, HTTPStatus.CONFLICT)


def _tus(upload: UploadView | None, headers: dict[str, str]) -> dict[str, str]:
    always = {"Tus-Resumable": VERSION, "Cache-Control": "no-store"}
    if upload is not None and upload.state is UploadState.RECEIVING:
        expires = datetime.fromisoformat(upload.expires_at)
        always["Upload-Expires"] = format_datetime(expires, usegmt=True)
    return always | headers
