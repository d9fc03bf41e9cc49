"""What somebody feels at a second of a song; see services/felt/."""

from __future__ import annotations

import time
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer
from emomusic.api.bodies import CalibrationBody, FeelingsBody, id_in_path, read_body, read_number
from emomusic.errors import Conflict, InvalidInput
from emomusic.services import catalogue
from emomusic.services.felt import calibration, taps
from emomusic.services.felt.taps import TapOrder
from emomusic.services.rate_limits import Limited, spend


@requires(LISTENER)
async def tell(request: Request) -> Response:
    """Keep what was felt; the answer has the calibration that follows, and the server's time."""
    someone = person(request)
    await spend(someone.id, Limited.FEELING)
    body = await read_body(request, FeelingsBody)
    if body.listener_id != someone.id:
        raise Conflict("Somebody else is signed in here by now.")
    return json_answer(await run_in_threadpool(_tell, someone.id, body))


def _tell(user_id: int, body: FeelingsBody) -> dict[str, Any]:
    receipt = taps.record(user_id, body.events)
    return {
        "accepted": receipt.accepted,
        "known": receipt.known,
        "refused": receipt.refused,
        "calibration": calibration.calibration(user_id),
        "now_ms": round(time.time() * 1000),
    }


@requires(LISTENER)
async def undo(request: Request) -> Response:
    """Take a tap back; the answer has the calibration that follows."""
    me = person(request).id
    await spend(me, Limited.FEELING)
    return json_answer(await run_in_threadpool(_undo, me, request.path_params["tap_id"]))


def _undo(user_id: int, tap_id: str) -> dict[str, Any]:
    was_there = taps.undo(user_id, tap_id)
    return {"undone": was_there, "calibration": calibration.calibration(user_id)}


@requires(LISTENER)
async def of_song(request: Request) -> Response:
    """Send what one felt in a song, and how what one sees is corrected."""
    me, song_id = person(request).id, id_in_path(request, "song_id")
    return json_answer(await run_in_threadpool(_of_song, me, song_id))


def _of_song(user_id: int, song_id: int) -> dict[str, Any]:
    found = taps.taps_in(user_id, song_id)
    return {"taps": found, "calibration": calibration.calibration(user_id)}


@requires(LISTENER)
async def listed(request: Request) -> Response:
    """Send a page of what one felt, with the songs: `?order=newest|furthest&offset=0`."""
    try:
        order = TapOrder(request.query_params.get("order", TapOrder.NEWEST))
    except ValueError:
        raise InvalidInput("order: newest or furthest.") from None
    offset = read_number(request, "offset", 0)
    return json_answer(await run_in_threadpool(_listed, person(request).id, order, offset))


def _listed(user_id: int, order: TapOrder, offset: int) -> dict[str, Any]:
    found, total = taps.taps_of(user_id, order, offset)
    songs = catalogue.songs_by_ids(list(dict.fromkeys(tap.song_id for tap in found)), user_id)
    return {"taps": found, "total": total, "songs": songs}


@requires(LISTENER)
async def show_calibration(request: Request) -> Response:
    """Send how what one sees is corrected."""
    return json_answer(await run_in_threadpool(calibration.calibration, person(request).id))


@requires(LISTENER)
async def choose_calibration(request: Request) -> Response:
    """Turn the correction on or off, or begin it afresh."""
    body = await read_body(request, CalibrationBody)
    return json_answer(await run_in_threadpool(_choose, person(request).id, body))


def _choose(user_id: int, body: CalibrationBody) -> calibration.Calibration:
    return calibration.choose(user_id, is_on=body.is_on, afresh=body.afresh)
