"""Calls about people: friends, who is here, what they hear, whom one does not want to meet."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from emomusic.realtime.board import NOT_HERE, Status
from emomusic.realtime.calls import LISTENER, CallBody, Caller, Nothing, live_call, requires
from emomusic.realtime.connections import when_connected, when_gone
from emomusic.realtime.hub import hub, person_topic
from emomusic.realtime.playlist_calls import keep_apart
from emomusic.realtime.presence import presence
from emomusic.realtime.room_calls import put_out
from emomusic.services import activity, blocks, friends, people, privacy
from emomusic.services.activity import Activity
from emomusic.services.friends import PersonRef, Relation
from emomusic.services.rate_limits import Limited, spend
from emomusic.services.views import SongView

CHANGED = "people.changed"
FEED_LENGTH = 30

PersonId = Annotated[int, Field(gt=0, lt=2**31)]


class OtherPerson(CallBody):
    """Somebody else."""

    person_id: PersonId


class NamePart(CallBody):
    """What a name is looked up by."""

    text: Annotated[str, Field(max_length=64)]


class Hearing(CallBody):
    """What the player of a tab does; no song is an empty player."""

    song_id: PersonId | None
    position_s: Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)] = 0.0
    playing: bool = False


class Idle(CallBody):
    """Whether anybody sits before a tab."""

    is_idle: bool


class Hiding(CallBody):
    """Whether one appears offline."""

    hides: bool


@dataclass(frozen=True, slots=True)
class PersonView:
    """Somebody as the page shows them."""

    id: int
    name: str
    relation: Relation
    status: Status
    activity: Activity | None


@dataclass(frozen=True, slots=True)
class PeopleView:
    """All that the page of friends shows.

    Attributes:
        people: Friends and requests in both directions, by name.
        blocked: Whom one blocked.
        appears_offline: Whether one hides.
    """

    people: tuple[PersonView, ...]
    blocked: tuple[PersonRef, ...]
    appears_offline: bool


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A song that a friend played."""

    person_id: int
    name: str
    song: SongView
    at: datetime


@when_connected
async def _come(caller: Caller) -> None:
    presence.arrive(caller.connection_id, caller.person.id)


@when_gone
async def _go(caller: Caller) -> None:
    presence.leave(caller.connection_id)


@live_call("people.all")
@requires(LISTENER)
async def everybody(caller: Caller, body: Nothing) -> PeopleView:
    """Tell of friends, requests, blocks and one's own privacy."""
    me = caller.person.id
    around = await asyncio.to_thread(friends.people_around, me)
    here = {
        one.id: one
        for one in await presence.seen_by_friends(
            [person.id for person in around if person.relation is Relation.FRIEND]
        )
    }
    views = []
    for person in around:
        seen = here.get(person.id)
        status = seen.status if seen else NOT_HERE.status
        hears = seen.activity if seen else None
        views.append(PersonView(person.id, person.name, person.relation, status, hears))
    blocked = await asyncio.to_thread(_blocked, me)
    hides = await asyncio.to_thread(privacy.appears_offline, me)
    return PeopleView(tuple(views), blocked, hides)


def _blocked(user_id: int) -> tuple[PersonRef, ...]:
    names = people.names_of(blocks.blocked_by(user_id))
    return tuple(PersonRef(one, name, Relation.NONE) for one, name in names.items())


@live_call("people.find", NamePart)
@requires(LISTENER)
async def find(caller: Caller, body: NamePart) -> tuple[PersonRef, ...]:
    """Find people by a part of their name."""
    await spend(caller.person.id, Limited.SEARCH_PEOPLE)
    return await asyncio.to_thread(friends.find_people, caller.person.id, body.text)


@live_call("people.ask", OtherPerson)
@requires(LISTENER)
async def ask(caller: Caller, body: OtherPerson) -> Relation:
    """Ask somebody to be friends."""
    await spend(caller.person.id, Limited.FRIEND_REQUEST)
    relation = await asyncio.to_thread(friends.ask, caller.person.id, body.person_id)
    await _both_changed(caller, body.person_id)
    return relation


@live_call("people.accept", OtherPerson)
@requires(LISTENER)
async def accept(caller: Caller, body: OtherPerson) -> None:
    """Say yes to somebody who asked."""
    await asyncio.to_thread(friends.accept, caller.person.id, body.person_id)
    await _both_changed(caller, body.person_id)


@live_call("people.part", OtherPerson)
@requires(LISTENER)
async def part(caller: Caller, body: OtherPerson) -> None:
    """End a friendship, decline a request, or take one's own back."""
    if await asyncio.to_thread(friends.part, caller.person.id, body.person_id):
        await _both_changed(caller, body.person_id)


@live_call("people.block", OtherPerson)
@requires(LISTENER)
async def block(caller: Caller, body: OtherPerson) -> None:
    """Block somebody."""
    await asyncio.to_thread(blocks.block, caller.person.id, body.person_id)
    await put_out(caller.person.id, body.person_id)
    await keep_apart(caller.person.id, body.person_id)
    await _both_changed(caller, body.person_id)


@live_call("people.unblock", OtherPerson)
@requires(LISTENER)
async def unblock(caller: Caller, body: OtherPerson) -> None:
    """Take a block back."""
    await asyncio.to_thread(blocks.unblock, caller.person.id, body.person_id)
    await hub().publish(person_topic(caller.person.id), CHANGED, {})


@live_call("people.hide", Hiding)
@requires(LISTENER)
async def hide(caller: Caller, body: Hiding) -> None:
    """Appear offline, or be seen again."""
    await asyncio.to_thread(privacy.set_appears_offline, caller.person.id, body.hides)
    await presence.tell([caller.person.id])
    await hub().publish(person_topic(caller.person.id), CHANGED, {})


@live_call("people.idle", Idle)
@requires(LISTENER)
async def idle(caller: Caller, body: Idle) -> None:
    """Say whether anybody sits before this tab."""
    await spend(caller.person.id, Limited.ACTIVITY)
    presence.set_idle(caller.connection_id, body.is_idle)


@live_call("people.hearing", Hearing)
@requires(LISTENER)
async def hearing(caller: Caller, body: Hearing) -> None:
    """Say what sounds in this tab."""
    await spend(caller.person.id, Limited.ACTIVITY)
    if body.song_id is None:
        presence.set_activity(caller.connection_id, None)
        return
    now = await asyncio.to_thread(
        activity.hearing,
        caller.person.id,
        body.song_id,
        body.position_s,
        body.playing,
        presence.activity_in(caller.connection_id),
    )
    presence.set_activity(caller.connection_id, now)


@live_call("people.feed")
@requires(LISTENER)
async def feed(caller: Caller, body: Nothing) -> tuple[FeedEntry, ...]:
    """Tell what friends played last; those who appear offline are left out."""
    me = caller.person.id
    theirs = await asyncio.to_thread(friends.friend_ids, me)
    shown = theirs - await asyncio.to_thread(privacy.hidden_among, theirs)
    heard = await activity.last_heard(me, shown, FEED_LENGTH)
    names = await asyncio.to_thread(people.names_of, {one.user_id for one in heard})
    return tuple(
        FeedEntry(one.user_id, names[one.user_id], one.song, one.at)
        for one in heard
        if one.user_id in names
    )


async def _both_changed(caller: Caller, other_id: int) -> None:
    for one in (caller.person.id, other_id):
        await hub().publish(person_topic(one), CHANGED, {})
