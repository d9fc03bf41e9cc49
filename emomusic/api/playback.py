"""What the player tells while it plays; see services/listening.py."""

from __future__ import annotations

import time

from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer
from emomusic.api.bodies import PlaybackBody, read_body
from emomusic.errors import Conflict
from emomusic.services.devices import device_of
from emomusic.services.listening import Listener, record
from emomusic.services.rate_limits import Limited, spend


@requires(LISTENER)
async def tell(request: Request) -> Response:
    """Keep what was heard; a page that is being closed sends it too (`navigator.sendBeacon`).

    The answer has the server's time, by which a browser sees that its clock is wrong.
    """
    someone = person(request)
    await spend(someone.id, Limited.PLAYBACK)
    body = await read_body(request, PlaybackBody)
    if body.listener_id != someone.id:
        raise Conflict("Somebody else is signed in here by now.")
    device = device_of(request.headers.get("user-agent", ""))
    receipt = await record(Listener(someone.id, device), body.events)
    return json_answer(
        {
            "accepted": receipt.accepted,
            "known": receipt.known,
            "refused": receipt.refused,
            "now_ms": round(time.time() * 1000),
        }
    )
