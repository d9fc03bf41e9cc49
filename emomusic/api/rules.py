"""What the editor of smart playlists asks: its form, a preview, and to keep rules."""

from __future__ import annotations

import json
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from emomusic.api.access import LISTENER, person, requires
from emomusic.api.answers import json_answer, nothing
from emomusic.api.bodies import Body, id_in_path, read_body
from emomusic.errors import InvalidInput
from emomusic.realtime.playlist_calls import tell_changed
from emomusic.services.desk.songs_list import genres
from emomusic.services.playlists import keeping
from emomusic.services.rate_limits import Limited, spend
from emomusic.services.rules.form import editor_form
from emomusic.services.rules.model import parse
from emomusic.services.rules.preview import preview as previewed


class RulesBody(Body):
    """`POST /api/rules/preview` and `PUT /api/playlists/{id}/rules`; `parse` judges the rules."""

    rules: dict[str, Any]

    @property
    def text(self) -> str:
        """The rules as JSON again."""
        return json.dumps(self.rules)


class SmartPlaylistBody(RulesBody):
    """`POST /api/playlists/smart`."""

    title: str


@requires(LISTENER)
async def form(request: Request) -> Response:
    """Send all fields with their tests, the orders, the examples and the library's genres."""
    known = await run_in_threadpool(genres)
    return json_answer({"form": editor_form(), "genres": known})


@requires(LISTENER)
async def preview(request: Request) -> Response:
    """Send how much some rules find, and the first songs; or what is not finished about them."""
    await spend(person(request).id, Limited.PREVIEW)
    text = (await read_body(request, RulesBody)).text
    try:
        rules = parse(text)
    except InvalidInput as error:
        # Somebody is in the middle of writing them: that is no error.
        return json_answer({"found": None, "unfinished": error.sentence})
    found = await run_in_threadpool(previewed, rules, person(request).id)
    return json_answer({"found": found, "unfinished": ""})


@requires(LISTENER)
async def create(request: Request) -> Response:
    """Make a playlist that fills itself."""
    body = await read_body(request, SmartPlaylistBody)
    await spend(person(request).id, Limited.PLAYLIST)
    made = await run_in_threadpool(keeping.create, person(request), body.title, rules=body.text)
    await tell_changed(made)
    return json_answer({"id": made})


@requires(LISTENER)
async def change(request: Request) -> Response:
    """Let other rules choose the songs of one's playlist."""
    playlist_id = id_in_path(request, "playlist_id")
    rules = (await read_body(request, RulesBody)).text
    await run_in_threadpool(keeping.change_rules, playlist_id, person(request).id, rules)
    await tell_changed(playlist_id)
    return nothing()
