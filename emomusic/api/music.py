"""What the player asks of the library: songs, what is felt in them, and likes."""

from __future__ import annotations

from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer, nothing, revalidated_json
from emomusic.api.bodies import LikeBody, id_in_path, read_body, read_ids, read_seconds
from emomusic.emotion import explanation_json
from emomusic.errors import NotFound
from emomusic.jobs.explanation import explainer
from emomusic.services import analysis_queue, catalogue, emotions, explanations, likes, rehearing
from emomusic.services.catalogue import SourceKind
from emomusic.services.emotions import Failed, Heard

MOST_SONGS = 200


@requires(LISTENER)
async def emotion(request: Request) -> Response:
    """Send a song's curve and waveform, or say how its analysis goes."""
    return await run_in_threadpool(_emotion, request, id_in_path(request, "song_id"))


def _emotion(request: Request, song_id: int) -> Response:
    view = emotions.emotion_of(song_id)
    if isinstance(view, Heard):
        return revalidated_json(request, view.json)
    if isinstance(view, Failed):
        return json_answer({"state": "failed", "error": view.sentence})
    if view.ahead:
        analysis_queue.hurry(song_id)  # whoever asks for a curve is listening to the song
    return json_answer(
        {"state": view.state, "ahead": view.ahead, "progress": view.progress}, HTTPStatus.ACCEPTED
    )


@requires(LISTENER)
async def explanation(request: Request) -> Response:
    """Send which bands and which seconds pushed the emotion of a moment of a song."""
    song_id, at_s = id_in_path(request, "song_id"), read_seconds(request, "at_s")
    question = await run_in_threadpool(explanations.question, song_id, at_s)
    found = await explainer().explain(person(request).id, question)
    return json_answer(explanation_json(found))


@requires(LISTENER)
async def model(request: Request) -> Response:
    """Say which model hears, and how many songs wait for it; open pages ask now and then."""
    return json_answer(await run_in_threadpool(rehearing.ears))


@requires(LISTENER)
async def sparks(request: Request) -> Response:
    """Send the sparklines of those songs that are analysed by now."""
    ids = read_ids(request.query_params.get("ids", ""), MOST_SONGS)
    found = await run_in_threadpool(catalogue.sparks, ids)
    return json_answer({"sparks": list(found.values())})


@requires(LISTENER)
async def songs(request: Request) -> Response:
    """Send songs by their ids, in the order asked for; unknown ones are left out."""
    ids = read_ids(request.query_params.get("ids", ""), MOST_SONGS)
    views = await run_in_threadpool(catalogue.songs_by_ids, ids, person(request).id)
    return json_answer({"songs": views})


@requires(LISTENER)
async def source(request: Request) -> Response:
    """Send all songs of an album, an artist, the liked ones and so on, to be played whole."""
    try:
        kind = SourceKind(request.path_params["kind"])
    except ValueError:
        raise NotFound("There is no such list of songs.") from None
    key = request.path_params.get("key", "")
    views = await run_in_threadpool(_songs_of, kind, key, person(request).id)
    return json_answer({"songs": views})


def _songs_of(kind: SourceKind, key: str, user_id: int) -> object:
    return catalogue.songs_by_ids(catalogue.song_ids(kind, key, user_id), user_id)


@requires(LISTENER)
async def like(request: Request) -> Response:
    """Like a song, or take it back."""
    body = await read_body(request, LikeBody)
    song_id = id_in_path(request, "song_id")
    await run_in_threadpool(likes.set_like, person(request).id, song_id, body.liked)
    return nothing()
