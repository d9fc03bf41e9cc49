"""Calls about links to Spotify."""

from __future__ import annotations

from pydantic import Field

from emomusic.errors import InvalidInput
from emomusic.realtime.calls import LISTENER, CallBody, Caller, live_call, requires
from emomusic.services.spotify.cards import SpotifyCard, card_of


class CardOf(CallBody):
    """A link that somebody sees."""

    url: str = Field(max_length=500)


@live_call("spotify.card", CardOf, alongside=True)
@requires(LISTENER)
async def card(caller: Caller, body: CardOf) -> SpotifyCard:
    """Say what a link leads to, and whether the library has it."""
    found = await card_of(body.url, caller.person.id)
    if found is None:
        raise InvalidInput("This is no link to something at Spotify.")
    return found
