"""The calls of playlists: lists of them, and the edits of one, told to all who may see it.

An edit is made in the database first and told then, with the version that it made. A browser that
misses one sees so by the next version, and reads the list anew. Edits go to the topics of the
people who are in the list, so that nobody hears of one from which they were put out; the topic of
the list itself is for those who look at one that is open to everybody.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from pydantic import Field

from emomusic.errors import NotFound
from emomusic.realtime.calls import LISTENER, CallBody, Caller, Nothing, live_call, requires
from emomusic.realtime.connections import when_gone
from emomusic.realtime.hub import hub, person_topic, playlist_topic
from emomusic.services.playlists import editing, keeping, reports, sharing
from emomusic.services.playlists.editing import Change, Done
from emomusic.services.playlists.edits import END, Edit, Insert, Move, NewEntry, Remove, Spot
from emomusic.services.playlists.keeping import MOST_SONGS
from emomusic.services.playlists.reports import ImportReport
from emomusic.services.playlists.sharing import Audience
from emomusic.services.playlists.views import PlaylistCard
from emomusic.services.rate_limits import Limited, spend

MOST_AT_ONCE = 500
"""Songs that one edit puts in at most."""

_looked_at: dict[str, int] = {}
"""The playlist that each connection of this process looks at."""

Id = Annotated[int, Field(gt=0, lt=2**31)]
Key = Annotated[str, Field(pattern=r"^[\w-]{8,36}$")]
Keys = Annotated[tuple[Key, ...], Field(min_length=1, max_length=MOST_SONGS)]
SongIds = Annotated[tuple[Id, ...], Field(max_length=MOST_SONGS)]


class ThatPlaylist(CallBody):
    """A playlist."""

    playlist_id: Id


class NewPlaylist(CallBody):
    """A playlist to be made."""

    title: str
    description: str = ""
    song_ids: SongIds = ()


class Facts(ThatPlaylist):
    """What a playlist is called and what is said of it."""

    title: str
    description: str = ""


class AddSongs(ThatPlaylist):
    """Songs for the end of a playlist."""

    edit_key: Key
    song_ids: Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class SpotBody(CallBody):
    """Where something goes; see `services.playlists.edits.Spot`."""

    after: Key | None = None
    near: Annotated[float | None, Field(allow_inf_nan=False)] = None
    at_end: bool = False

    @property
    def spot(self) -> Spot:
        """As the service takes it."""
        return Spot(self.after, self.near, self.at_end)


class EntryBody(CallBody):
    """A song to be put in, and the key of its entry."""

    key: Key
    song_id: Id


class InsertBody(ThatPlaylist):
    """Songs to be put in."""

    edit_key: Key
    entries: Annotated[tuple[EntryBody, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]
    spot: SpotBody


class MoveBody(ThatPlaylist):
    """Entries to be moved."""

    edit_key: Key
    keys: Keys
    spot: SpotBody


class RemoveBody(ThatPlaylist):
    """Entries to be taken out."""

    edit_key: Key
    keys: Keys


class ThatEdit(ThatPlaylist):
    """One's own edit."""

    edit_key: Key


# ---- playlists ----------------------------------------------------------------------------------


@live_call("playlist.mine", alongside=True)
@requires(LISTENER)
async def mine(caller: Caller, body: Nothing) -> tuple[PlaylistCard, ...]:
    """List one's own playlists and those one is a member of."""
    return await asyncio.to_thread(keeping.playlists_of, caller.person.id)


@live_call("playlist.everybodys", alongside=True)
@requires(LISTENER)
async def everybodys(caller: Caller, body: Nothing) -> tuple[PlaylistCard, ...]:
    """List what others share with everybody."""
    return await asyncio.to_thread(keeping.playlists_of_everybody, caller.person.id)


@live_call("playlist.create", NewPlaylist)
@requires(LISTENER)
async def create(caller: Caller, body: NewPlaylist) -> int:
    """Make a playlist, with some songs if there are any."""
    await spend(caller.person.id, Limited.PLAYLIST)
    made = await asyncio.to_thread(
        keeping.create, caller.person, body.title, body.description, body.song_ids
    )
    await tell_changed(made)
    return made


@live_call("playlist.facts", Facts)
@requires(LISTENER)
async def facts(caller: Caller, body: Facts) -> None:
    """Name and describe a playlist anew."""
    await spend(caller.person.id, Limited.PLAYLIST)
    await asyncio.to_thread(
        keeping.change_facts, body.playlist_id, caller.person.id, body.title, body.description
    )
    await tell_changed(body.playlist_id)


@live_call("playlist.drop_cover", ThatPlaylist)
@requires(LISTENER)
async def drop_cover(caller: Caller, body: ThatPlaylist) -> None:
    """Take the own cover of a playlist away."""
    await spend(caller.person.id, Limited.PLAYLIST)
    await asyncio.to_thread(keeping.drop_cover, body.playlist_id, caller.person.id)
    await tell_changed(body.playlist_id)


@live_call("playlist.delete", ThatPlaylist)
@requires(LISTENER)
async def delete(caller: Caller, body: ThatPlaylist) -> None:
    """Delete a playlist."""
    before = await asyncio.to_thread(sharing.audience, body.playlist_id)
    await asyncio.to_thread(keeping.delete, body.playlist_id, caller.person.id)
    await _tell(body.playlist_id, before, "playlist.changed", {"id": body.playlist_id})


@live_call("playlist.report", ThatPlaylist, alongside=True)
@requires(LISTENER)
async def report(caller: Caller, body: ThatPlaylist) -> ImportReport:
    """Show what was not found of the file that a playlist was made of."""
    return await asyncio.to_thread(reports.report_of, body.playlist_id, caller.person.id)


@live_call("playlist.look_again", ThatPlaylist)
@requires(LISTENER)
async def look_again(caller: Caller, body: ThatPlaylist) -> ImportReport:
    """Look for that again, and put in what is there by now."""
    await spend(caller.person.id, Limited.IMPORT)
    found = await asyncio.to_thread(reports.look_again, body.playlist_id, caller.person.id)
    await tell_changed(body.playlist_id)
    return found


@live_call("playlist.dismiss_report", ThatPlaylist)
@requires(LISTENER)
async def dismiss_report(caller: Caller, body: ThatPlaylist) -> None:
    """Keep that no longer."""
    await spend(caller.person.id, Limited.PLAYLIST)
    await asyncio.to_thread(reports.dismiss_report, body.playlist_id, caller.person.id)
    await tell_changed(body.playlist_id)


# ---- the songs of one ---------------------------------------------------------------------------


@live_call("playlist.open", ThatPlaylist)
@requires(LISTENER)
async def look(caller: Caller, body: ThatPlaylist) -> int:
    """Follow what happens to a playlist; says which version of its songs is the newest."""
    await _look_away(caller)
    # Before it is asked whether they may: who is blocked meanwhile is found there by `keep_apart`.
    _looked_at[caller.connection_id] = body.playlist_id
    await hub().join(caller.connection_id, playlist_topic(body.playlist_id))
    try:
        return await asyncio.to_thread(keeping.version_of, body.playlist_id, caller.person.id)
    except NotFound:
        await _look_away(caller)
        raise


@live_call("playlist.close")
@requires(LISTENER)
async def close(caller: Caller, body: Nothing) -> None:
    """Follow it no longer."""
    await _look_away(caller)


@live_call("playlist.add", AddSongs)
@requires(LISTENER)
async def add(caller: Caller, body: AddSongs) -> Done:
    """Put songs at the end of a playlist that need not be open."""
    entries = tuple(
        NewEntry(f"{body.edit_key[:28]}-{place}", song_id)
        for place, song_id in enumerate(body.song_ids)
    )
    return await _edit(caller, body.playlist_id, body.edit_key, Insert(entries, END))


@live_call("playlist.insert", InsertBody)
@requires(LISTENER)
async def insert(caller: Caller, body: InsertBody) -> Done:
    """Put songs somewhere into a playlist."""
    entries = tuple(NewEntry(one.key, one.song_id) for one in body.entries)
    return await _edit(caller, body.playlist_id, body.edit_key, Insert(entries, body.spot.spot))


@live_call("playlist.move", MoveBody)
@requires(LISTENER)
async def move(caller: Caller, body: MoveBody) -> Done:
    """Move entries."""
    return await _edit(caller, body.playlist_id, body.edit_key, Move(body.keys, body.spot.spot))


@live_call("playlist.remove", RemoveBody)
@requires(LISTENER)
async def remove(caller: Caller, body: RemoveBody) -> Done:
    """Take entries out."""
    return await _edit(caller, body.playlist_id, body.edit_key, Remove(body.keys))


@live_call("playlist.undo", ThatEdit)
@requires(LISTENER)
async def undo(caller: Caller, body: ThatEdit) -> Done:
    """Undo one's own edit."""
    await spend(caller.person.id, Limited.PLAYLIST)
    done = await asyncio.to_thread(editing.undo, body.playlist_id, caller.person.id, body.edit_key)
    await _tell_change(done.change)
    return done


@when_gone
async def connection_gone(caller: Caller) -> None:
    """Forget what a connection looked at."""
    _looked_at.pop(caller.connection_id, None)


# ---- steps --------------------------------------------------------------------------------------


async def tell_changed(playlist_id: int, before: Audience | None = None) -> None:
    """Tell all who may see a playlist that it is to be read anew: its facts, people or rules.

    Args:
        playlist_id: Which.
        before: Who could see it before, where that may be others than now.
    """
    there = await asyncio.to_thread(sharing.audience, playlist_id)
    if before is not None:
        everybody = there.everybody or before.everybody
        user_ids = dict.fromkeys((*there.user_ids, *before.user_ids))
        there = Audience(tuple(user_ids), everybody)
    await _tell(playlist_id, there, "playlist.changed", {"id": playlist_id})


async def keep_apart(one_id: int, other_id: int) -> None:
    """Let two people who do not meet any more look at no playlist of each other.

    Args:
        one_id: One of them.
        other_id: The other.
    """
    for owner_id, looker_id in ((one_id, other_id), (other_id, one_id)):
        owned = await asyncio.to_thread(sharing.playlists_owned_by, owner_id)
        bodies = {playlist_topic(one): {"id": one} for one in owned}
        await hub().dismiss(person_topic(looker_id), "playlist.changed", bodies)


async def _edit(caller: Caller, playlist_id: int, edit_key: str, edit: Edit) -> Done:
    await spend(caller.person.id, Limited.PLAYLIST)
    done = await asyncio.to_thread(editing.apply, playlist_id, caller.person.id, edit_key, edit)
    await _tell_change(done.change)
    return done


async def _tell_change(change: Change) -> None:
    if not change.changed:
        return
    there = await asyncio.to_thread(sharing.audience, change.playlist_id)
    if there.everybody and not there.all_meet:
        # Somebody who looks may have been blocked since: whoever may still see it reads it anew.
        topic = playlist_topic(change.playlist_id)
        await hub().publish(topic, "playlist.changed", {"id": change.playlist_id})
        there = Audience(there.user_ids, everybody=False)
    await _tell(change.playlist_id, there, "playlist.edited", change)


async def _tell(playlist_id: int, there: Audience, kind: str, body: object) -> None:
    topics = [person_topic(one) for one in there.user_ids]
    if there.everybody:
        topics.append(playlist_topic(playlist_id))
    await hub().publish(topics, kind, body)


async def _look_away(caller: Caller) -> None:
    before = _looked_at.pop(caller.connection_id, None)
    if before is not None:
        await hub().leave(caller.connection_id, playlist_topic(before))
