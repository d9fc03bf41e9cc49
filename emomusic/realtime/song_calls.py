"""The call by which songs are found, to be put somewhere."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import Field

from emomusic.realtime.calls import LISTENER, CallBody, Caller, live_call, requires
from emomusic.services import search
from emomusic.services.views import SongView

MOST_FOUND = 12


class Find(CallBody):
    """What to look for."""

    text: Annotated[str, Field(max_length=200)]


@live_call("song.find", Find, alongside=True)
@requires(LISTENER)
async def find(caller: Caller, body: Find) -> tuple[SongView, ...]:
    """Find songs by title, artist or album."""
    found = await asyncio.to_thread(search.search, body.text, caller.person.id, MOST_FOUND)
    return found.songs
