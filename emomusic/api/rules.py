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
from emomusic.services.desk.songs_list import genres
from emomusic.services.playlists import keeping
from emomusic.services.rules.form import editor_form
from emomusic.services.rules.model import parse, to_json
from emomusic.services.rules.preview import preview as previewed
from emomusic.services.rules.tree import Rules


class RulesBody(Body):
    """`POST /api/rules/preview` and `PUT /api/playlists/{id}/rules`; `parse` judges the rules."""

    rules: dict[str, Any]

    def parsed(self) -> Rules:
        """Read the rules.

        Raises:
            InvalidInput: They can't be used.
        """
        return parse(json.dumps(self.rules))


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
    """Send how much some rules find, and the first songs."""
    rules = (await read_body(request, RulesBody)).parsed()
    return json_answer(await run_in_threadpool(previewed, rules, person(request).id))


@requires(LISTENER)
async def create(request: Request) -> Response:
    """Make a playlist that fills itself."""
    body = await read_body(request, SmartPlaylistBody)
    written = to_json(body.parsed())
    made = await run_in_threadpool(keeping.create, person(request), body.title, rules=written)
    return json_answer({"id": made})


@requires(LISTENER)
async def change(request: Request) -> Response:
    """Let other rules choose the songs of one's playlist."""
    playlist_id = id_in_path(request, "playlist_id")
    written = to_json((await read_body(request, RulesBody)).parsed())
    await run_in_threadpool(keeping.change_rules, playlist_id, person(request).id, written)
    return nothing()
