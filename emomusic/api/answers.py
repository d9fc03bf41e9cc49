"""How the API answers: JSON with the names of the views, and a sentence for every error."""

from __future__ import annotations

import gzip
import hashlib
import math
from http import HTTPStatus
from typing import Any

from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from emomusic.errors import ConfirmationNeeded, EmoMusicError, TooManyRequests

_WORTH_COMPRESSING = 1024


def json_answer(value: Any, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Answer with JSON that nobody keeps.

    Args:
        value: A view, or a dict or tuple of them.
        status: Of the answer.

    Returns:
        The answer.
    """
    return Response(
        to_json(value),
        status_code=status,
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def nothing() -> Response:
    """Answer that it is done and there is nothing to say."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Cache-Control": "no-store"})


def error_answer(error: EmoMusicError) -> Response:
    """Answer with an error's status and sentence.

    Args:
        error: What a service raised.

    Returns:
        `{"error": sentence}`, with `"confirm": true` where the password is to be given again
        first (`POST /api/confirm`), and how long to wait where waiting helps.
    """
    body: dict[str, object] = {"error": error.sentence}
    if isinstance(error, ConfirmationNeeded):
        body["confirm"] = True
    answer = json_answer(body, error.status)
    if isinstance(error, TooManyRequests):
        answer.headers["Retry-After"] = str(math.ceil(error.retry_after_s))
    return answer


def revalidated_json(request: Request, value: Any) -> Response:
    """Answer with JSON that the browser keeps, and asks about before it uses it again.

    Takes the time of encoding and compressing: call it in a thread.

    Args:
        request: What was asked; `If-None-Match` and `Accept-Encoding` are heeded.
        value: What to answer.

    Returns:
        The JSON, or 304 where the browser has it already (RFC 9110, section 13.1.2).
    """
    return revalidated(request, to_json(value), "application/json")


def revalidated(request: Request, body: bytes, media_type: str) -> Response:
    """Answer with bytes that the browser keeps, and asks about before it uses them again.

    Takes the time of compressing: call it in a thread.

    Args:
        request: What was asked; `If-None-Match` and `Accept-Encoding` are heeded.
        body: What to answer.
        media_type: Of what kind it is.

    Returns:
        The body, or 304 where the browser has it already (RFC 9110, section 13.1.2).
    """
    tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie"}
    if matches(request, tag):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if len(body) >= _WORTH_COMPRESSING and _takes_gzip(request):
        body = gzip.compress(body, compresslevel=5)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type=media_type, headers=headers)


def matches(request: Request, tag: str) -> bool:
    """Tell whether the browser has this version already.

    Args:
        request: What was asked.
        tag: The entity tag of what there is.

    Returns:
        Whether `If-None-Match` names it, by weak comparison.
    """
    given = request.headers.get("if-none-match", "")
    known = {part.strip().removeprefix("W/") for part in given.split(",")}
    return tag.removeprefix("W/") in known or "*" in known


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").split(","):
        coding, _, weight = part.strip().partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
