"""The calls by which a playlist is shared: with everybody, by a link, with members."""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import Field

from emomusic.realtime.calls import LISTENER, CallBody, Caller, live_call, requires
from emomusic.realtime.playlist_calls import Id, ThatPlaylist, tell_changed
from emomusic.services.playlists import sharing
from emomusic.services.rate_limits import Limited, spend
from emomusic.store.playlist_tables import Visibility


class ShowTo(ThatPlaylist):
    """Who may open it."""

    visibility: Visibility


class NewLink(ThatPlaylist):
    """A link to be made."""

    may_edit: bool


class Join(CallBody):
    """The key of a link."""

    link_key: Annotated[str, Field(min_length=8, max_length=43, pattern=r"^[\w-]+$")]


class ThatMember(ThatPlaylist):
    """Somebody in a playlist."""

    user_id: Id


class MemberMay(ThatMember):
    """What they may do."""

    may_edit: bool


@live_call("playlist.show_to", ShowTo)
@requires(LISTENER)
async def show_to(caller: Caller, body: ShowTo) -> None:
    """Choose who may open a playlist."""
    await _spend(caller)
    before = await asyncio.to_thread(sharing.audience, body.playlist_id)
    await asyncio.to_thread(sharing.show_to, body.playlist_id, caller.person.id, body.visibility)
    await tell_changed(body.playlist_id, before)


@live_call("playlist.make_link", NewLink)
@requires(LISTENER)
async def make_link(caller: Caller, body: NewLink) -> str:
    """Make a link by which others join."""
    await _spend(caller)
    key = await asyncio.to_thread(
        sharing.make_link, body.playlist_id, caller.person.id, may_edit=body.may_edit
    )
    await tell_changed(body.playlist_id)
    return key


@live_call("playlist.drop_link", ThatPlaylist)
@requires(LISTENER)
async def drop_link(caller: Caller, body: ThatPlaylist) -> None:
    """Let the link lead nowhere."""
    await _spend(caller)
    await asyncio.to_thread(sharing.drop_link, body.playlist_id, caller.person.id)
    await tell_changed(body.playlist_id)


@live_call("playlist.join", Join)
@requires(LISTENER)
async def join(caller: Caller, body: Join) -> int:
    """Come into a playlist by its link."""
    await _spend(caller)
    joined = await asyncio.to_thread(sharing.join, body.link_key, caller.person.id)
    await tell_changed(joined)
    return joined


@live_call("playlist.ask_in", MemberMay)
@requires(LISTENER)
async def ask_in(caller: Caller, body: MemberMay) -> bool:
    """Bring a friend in, or say anew what a member may do; says whether the link was turned off."""
    await _spend(caller)
    ended = await asyncio.to_thread(
        sharing.ask_in,
        body.playlist_id,
        caller.person.id,
        body.user_id,
        may_edit=body.may_edit,
    )
    await tell_changed(body.playlist_id)
    return ended


@live_call("playlist.put_out", ThatMember)
@requires(LISTENER)
async def put_out(caller: Caller, body: ThatMember) -> bool:
    """Let a member go, or go oneself; says whether the link was turned off."""
    await _spend(caller)
    before = await asyncio.to_thread(sharing.audience, body.playlist_id)
    ended = await asyncio.to_thread(
        sharing.put_out, body.playlist_id, caller.person.id, body.user_id
    )
    await tell_changed(body.playlist_id, before)
    return ended


async def _spend(caller: Caller) -> None:
    await spend(caller.person.id, Limited.PLAYLIST)
