"""Music that leads on by itself: along a path over the plane, or without an end."""

from __future__ import annotations

import random
from typing import Annotated, Any

from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer
from emomusic.api.bodies import Body, SongId, read_body
from emomusic.errors import NotFound
from emomusic.services import catalogue
from emomusic.services.discovery import journey as journeys
from emomusic.services.discovery.paths import MOST_POINTS
from emomusic.services.discovery.radio import MOST_AT_ONCE, Tuning, radio

MOST_RECENT = 1000

_Part = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
_Ids = Annotated[tuple[SongId, ...], Field(max_length=MOST_RECENT)]


class JourneyBody(Body):
    """`POST /api/journeys`; `Wish` says what the fields mean.

    Attributes:
        from_song: What plays now: the journey goes on from its end.
        played: What played before it.
    """

    points: Annotated[tuple[tuple[_Part, _Part], ...], Field(min_length=1, max_length=MOST_POINTS)]
    songs: Annotated[int | None, Field(ge=1, le=journeys.MOST_SONGS)] = None
    duration_s: Annotated[float | None, Field(ge=60, le=journeys.LONGEST_S)] = None
    largest_step: Annotated[float | None, Field(gt=0, le=2)] = None
    from_song: SongId | None = None
    played: _Ids = ()


class RadioBody(Body):
    """`POST /api/radio`; `Tuning` says what the fields mean."""

    seed: str
    recent: _Ids = ()
    skipped: _Ids = ()
    heard: _Ids = ()
    count: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)] = 1


@requires(LISTENER)
async def journey(request: Request) -> Response:
    """Find songs whose emotion follows a path."""
    body = await read_body(request, JourneyBody)
    return json_answer(await run_in_threadpool(_journey, body, person(request).id))


def _journey(body: JourneyBody, user_id: int) -> dict[str, Any]:
    found = journeys.journey(
        journeys.Wish(
            points=body.points,
            songs=body.songs,
            duration_s=body.duration_s,
            largest_step=body.largest_step,
            after=(*body.played, *((body.from_song,) if body.from_song else ())),
            seed=random.getrandbits(32),
        )
    )
    songs = catalogue.songs_by_ids(found.song_ids, user_id)
    # A song may have been removed since the library was read.
    there = {song.id for song in songs}
    places = [
        place
        for song_id, place in zip(found.song_ids, found.places, strict=True)
        if song_id in there
    ]
    return {
        "songs": songs,
        "places": places,
        "largest_step": found.largest_step,
        "words": found.words,
    }


@requires(LISTENER)
async def tuned(request: Request) -> Response:
    """Choose the next songs of a radio."""
    body = await read_body(request, RadioBody)
    return json_answer(await run_in_threadpool(_radio, body, person(request).id))


def _radio(body: RadioBody, user_id: int) -> dict[str, Any]:
    tuning = Tuning(body.seed, body.recent, body.skipped, body.heard, body.count)
    songs = catalogue.songs_by_ids(radio(tuning), user_id)
    if not songs:  # the library was read a moment ago, and they were removed since
        raise NotFound("The songs of this radio are not there any more.")
    return {"songs": songs}
