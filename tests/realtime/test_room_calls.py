"""Promises of a room's calls: who is told what, and what time does by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from emomusic.errors import Forbidden, NotFound, TooManyRequests
from emomusic.realtime import connections, room_calls
from emomusic.realtime.calls import CALLS, Caller, make_call
from emomusic.realtime.connections import Connection
from emomusic.realtime.hub import LocalHub, hub, person_topic, use_hub
from emomusic.realtime.room_time import advance_songs, settle_rooms
from emomusic.services.access import Person
from emomusic.services.discovery.shelf import forget_shelf
from emomusic.services.rate_limits import forget_buckets
from emomusic.services.rooms import keeping
from emomusic.services.rooms.room import Room
from emomusic.store.tables import Role
from tests.factories import ident, make_emotion, make_song, make_user
from tests.realtime.workers import Worker

GRACE_MS = 300_000


@pytest.fixture
def worker(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    sockets = Worker()
    use_hub(LocalHub(sockets))
    monkeypatch.setattr(connections, "_connections", {})
    monkeypatch.setattr(room_calls, "_places", {})
    forget_buckets()
    forget_shelf()
    yield sockets
    use_hub(None)
    forget_buckets()
    forget_shelf()


async def come(name: str, tab: str = "") -> Caller:
    """A person with a tab that is connected."""
    person = Person(ident(make_user(name)), name, Role.LISTENER, 1)
    return await another_tab(person, tab or name)


async def another_tab(person: Person, tab: str) -> Caller:
    await hub().join(tab, person_topic(person.id))
    await connections.arrive(Connection(tab, "token", person))
    return Caller(person, tab)


async def call(caller: Caller, what: str, /, **body: object) -> Any:
    return await make_call(CALLS[f"room.{what}"], caller.person, caller.connection_id, body)


async def states(worker: Worker, tab: str, kind: str = "room.state") -> list[Any]:
    return [body for to, what, body in worker.came if (to, what) == (tab, kind)]


def found(room_id: str) -> Room:
    room = keeping.find(room_id)
    assert room is not None
    return room


async def test_what_the_host_does_is_told_to_all_who_are_in_and_to_nobody_else(
    worker: Worker,
) -> None:
    host, guest, stranger = await come("Host"), await come("Guest"), await come("Stranger")
    songs = [ident(make_song(duration_s=100.0)) for _ in range(3)]
    room = await call(host, "create", name="Evening", song_ids=songs)
    await call(guest, "enter", room_id=room.id)
    version = await call(host, "seek", position_s=42.0)
    for tab in ("Host", "Guest"):
        last = (await states(worker, tab))[-1]
        assert (last["version"], last["position_s"], last["is_on"]) == (version, 42.0, True)
        assert [one["name"] for one in last["members"]] == ["Host", "Guest"]
    assert await states(worker, stranger.connection_id) == []


async def test_a_guest_is_refused_and_nothing_is_told(worker: Worker) -> None:
    host, guest = await come("Host"), await come("Guest")
    room = await call(host, "create", name="Evening", song_ids=[ident(make_song())])
    await call(guest, "enter", room_id=room.id)
    told = len(worker.came)
    with pytest.raises(Forbidden, match="Only the host can pause"):
        await call(guest, "pause")
    assert len(worker.came) == told


async def test_who_is_in_no_room_can_do_nothing_there(worker: Worker) -> None:
    someone = await come("Someone")
    for name, body in {"play": {}, "vote": {"key": 1, "wanted": True}, "close": {}}.items():
        with pytest.raises(NotFound, match="not in a room"):
            await call(someone, name, **body)


async def test_a_person_is_away_when_the_last_of_their_tabs_is_gone(worker: Worker) -> None:
    host = await come("Host", "one")
    room = await call(host, "create", name="Evening")
    other = await another_tab(host.person, "two")
    await call(other, "enter", room_id=room.id)
    await connections.depart("one")
    assert found(room.id).members[0].is_here
    await connections.depart("two")
    assert not found(room.id).members[0].is_here


async def test_a_tab_that_comes_back_is_here_again(worker: Worker) -> None:
    host = await come("Host", "one")
    room = await call(host, "create", name="Evening")
    await connections.depart("one")
    back = await another_tab(host.person, "again")
    await call(back, "enter", room_id=room.id)
    assert found(room.id).members[0].is_here
    assert found(room.id).host_id == host.person.id
    assert await call(back, "here") == found(room.id).version


async def test_who_enters_another_room_has_left_the_first(worker: Worker) -> None:
    host, guest = await come("Host"), await come("Guest")
    first = await call(host, "create", name="First")
    await call(guest, "enter", room_id=first.id)
    second = await call(guest, "create", name="Second")
    assert found(first.id).member(guest.person.id) is None
    assert await states(worker, "Guest", "room.left") == [{"id": first.id}]
    assert (await states(worker, "Host"))[-1]["id"] == first.id
    assert second.host_id == guest.person.id


async def test_the_next_song_is_told_before_the_end_and_by_one_worker(worker: Worker) -> None:
    host = await come("Host")
    songs = [ident(make_song(duration_s=60.0)) for _ in range(2)]
    room = await call(host, "create", name="Evening", song_ids=songs)
    end_ms = found(room.id).ends_ms
    assert end_ms is not None
    told = len(await states(worker, "Host"))
    await advance_songs(end_ms - 1001)
    assert len(await states(worker, "Host")) == told
    await advance_songs(end_ms - 900)
    await advance_songs(end_ms - 900)
    fresh = (await states(worker, "Host"))[told:]
    assert [(one["playing"]["song"]["id"], one["at_ms"]) for one in fresh] == [(songs[1], end_ms)]


async def test_the_place_of_a_host_who_is_gone_falls_to_the_guest(worker: Worker) -> None:
    host, guest = await come("Host"), await come("Guest")
    room = await call(host, "create", name="Evening")
    await call(guest, "enter", room_id=room.id)
    await connections.depart("Host")
    away_ms = found(room.id).members[0].away_since_ms
    assert away_ms is not None
    keeping.touch(guest.person.id, away_ms + GRACE_MS)
    await settle_rooms(away_ms + GRACE_MS - 1, GRACE_MS)
    assert found(room.id).host_id == host.person.id
    await settle_rooms(away_ms + GRACE_MS, GRACE_MS)
    assert (await states(worker, "Guest"))[-1]["host_id"] == guest.person.id


async def test_the_end_of_a_room_is_told(worker: Worker) -> None:
    host, guest = await come("Host"), await come("Guest")
    room = await call(host, "create", name="Evening")
    await call(guest, "enter", room_id=room.id)
    await call(host, "close")
    assert await states(worker, "Guest", "room.ended") == [{"id": room.id}]
    with pytest.raises(NotFound):
        await call(guest, "here")


async def test_whom_the_host_blocks_is_out_of_the_room_and_does_not_come_back(
    worker: Worker,
) -> None:
    host, guest, other = await come("Host"), await come("Guest"), await come("Other")
    room = await call(host, "create", name="Evening")
    for one in (guest, other):
        await call(one, "enter", room_id=room.id)
    body = {"person_id": guest.person.id}
    await make_call(CALLS["people.block"], host.person, host.connection_id, body)
    assert [one.user_id for one in found(room.id).members] == [host.person.id, other.person.id]
    assert await states(worker, "Guest", "room.left") == [{"id": room.id}]
    told = (await states(worker, "Other"))[-1]
    assert [one["name"] for one in told["members"]] == ["Host", "Other"]
    with pytest.raises(NotFound):
        await call(guest, "enter", room_id=room.id)


async def test_a_block_between_guests_or_of_the_host_moves_nobody(worker: Worker) -> None:
    host, guest, other = await come("Host"), await come("Guest"), await come("Other")
    room = await call(host, "create", name="Evening")
    for one in (guest, other):
        await call(one, "enter", room_id=room.id)
    for whom in (host, other):
        body = {"person_id": whom.person.id}
        await make_call(CALLS["people.block"], guest.person, guest.connection_id, body)
    assert len(found(room.id).members) == 3


async def test_a_flood_of_commands_is_held_up(worker: Worker) -> None:
    host = await come("Host")
    await call(host, "create", name="Evening", song_ids=[ident(make_song())])
    pauses = (call(host, "pause") for _ in range(60))
    done = await asyncio.gather(*pauses, return_exceptions=True)
    refused = [one for one in done if isinstance(one, TooManyRequests)]
    assert 20 <= len(refused) < 60


async def test_a_room_by_link_is_not_told_to_friends(worker: Worker) -> None:
    host, guest = await come("Host"), await come("Guest")
    await call(host, "create", name="Secret", access="link")
    assert await call(guest, "with", user_id=host.person.id) is None
    await call(host, "open_to", access="open")
    card = await call(guest, "with", user_id=host.person.id)
    assert (card.name, card.people) == ("Secret", 1)


async def test_a_radio_brings_songs_before_the_queue_runs_out_whoever_is_the_host(
    worker: Worker,
) -> None:
    host, guest = await come("Host"), await come("Guest")
    for number in range(30):
        make_emotion(make_song(f"Calm {number}", duration_s=100.0), valence=0.7, arousal=0.3)
    room = await call(host, "create", name="Evening")
    await call(guest, "enter", room_id=room.id)
    with pytest.raises(Forbidden, match="Only the host can start a radio here"):
        await call(guest, "radio", seed="mood:calm", name="calm")
    await call(host, "radio", seed="mood:calm", name="calm")
    begun = (await states(worker, "Guest"))[-1]
    assert begun["radio"] == {"seed": "mood:calm", "name": "calm"}
    assert (begun["is_on"], len(begun["queue"])) == (True, 5)

    await call(host, "hand_over", user_id=guest.person.id)
    for _ in range(4):
        playing = found(room.id).playing
        assert playing is not None
        await call(guest, "skip", key=playing.key)
        assert len(found(room.id).queue) >= 3
    tuned = found(room.id).radio
    assert tuned is not None
    assert len(tuned.skipped) == 4

    await call(guest, "end_radio")
    assert (await states(worker, "Host"))[-1]["radio"] is None
    await call(guest, "clear")
    assert found(room.id).queue == ()


async def test_a_song_of_the_radio_that_runs_out_was_heard_and_others_come(worker: Worker) -> None:
    host = await come("Host")
    for number in range(12):
        make_emotion(make_song(f"Calm {number}", duration_s=100.0), valence=0.7, arousal=0.3)
    room = await call(host, "create", name="Evening")
    await call(host, "radio", seed="mood:calm")
    first = found(room.id)
    assert first.playing is not None
    assert first.ends_ms is not None
    for entry in first.queue[2:]:
        await call(host, "remove", key=entry.key)
    await advance_songs(first.ends_ms - 900)
    after = found(room.id)
    assert after.radio is not None
    assert after.radio.heard == (first.playing.track.song_id,)
    assert len(after.queue) >= 3
    assert len((await states(worker, "Host"))[-1]["queue"]) == len(after.queue)
