"""Promises of the calls of playlists: who is told of an edit, and who hears nothing any more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from emomusic.errors import Forbidden, InvalidInput, NotFound, TooManyRequests
from emomusic.realtime import connections, playlist_calls
from emomusic.realtime.calls import CALLS, Caller, make_call
from emomusic.realtime.connections import Connection, depart
from emomusic.realtime.hub import LocalHub, hub, person_topic, playlist_topic, use_hub
from emomusic.services import blocks
from emomusic.services.access import Person
from emomusic.services.playlists import keeping
from emomusic.services.playlists.carrying import import_file
from emomusic.services.playlists.keeping import MOST_SONGS
from emomusic.services.rate_limits import LIMITS, Limit, Limited, forget_buckets
from emomusic.store.tables import Role
from tests.factories import ident, make_song, make_user
from tests.realtime.workers import Worker


@pytest.fixture
def worker(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    sockets = Worker()
    use_hub(LocalHub(sockets))
    monkeypatch.setattr(connections, "_connections", {})
    monkeypatch.setattr(playlist_calls, "_looked_at", {})
    forget_buckets()
    yield sockets
    use_hub(None)
    forget_buckets()


async def come(name: str) -> Caller:
    """A person with a tab that is connected."""
    person = Person(ident(make_user(name)), name, Role.LISTENER, 1)
    await hub().join(name, person_topic(person.id))
    await connections.arrive(Connection(name, "token", person))
    return Caller(person, name)


async def call(caller: Caller, what: str, /, **body: object) -> Any:
    return await make_call(CALLS[f"playlist.{what}"], caller.person, caller.connection_id, body)


def told(worker: Worker, tab: str, kind: str = "playlist.edited") -> list[Any]:
    return [body for to, what, body in worker.came if (to, what) == (tab, kind)]


async def shared(may_edit: bool = True) -> tuple[Caller, Caller, Caller, int]:
    """The owner, a member and a stranger, and the playlist of the first two with two songs."""
    owner, member, stranger = await come("Owner"), await come("Member"), await come("Stranger")
    songs = [ident(make_song(title)) for title in ("One", "Two")]
    made = await call(owner, "create", title="Evening", song_ids=songs)
    key = await call(owner, "make_link", playlist_id=made, may_edit=may_edit)
    assert await call(member, "join", link_key=key) == made
    return owner, member, stranger, made


def added(title: str, key: str = "entry-key") -> dict[str, Any]:
    """The body of an edit that puts a new song at the end."""
    entry = {"key": f"{key}-{title}", "song_id": ident(make_song(title))}
    return {"entries": [entry], "spot": {"at_end": True}, "edit_key": f"edit-of-{title}"}


async def test_an_edit_is_told_to_all_who_are_in_and_to_nobody_else(worker: Worker) -> None:
    owner, member, stranger, made = await shared()
    done = await call(member, "insert", playlist_id=made, **added("Three"))
    for caller in (owner, member):
        [change] = told(worker, caller.connection_id)
        assert (change["version"], change["playlist_id"]) == (1, made)
        assert [one["song"]["title"] for one in change["put"]] == ["Three"]
        assert [one["added_by"] for one in change["put"]] == [member.person.id]
    assert told(worker, stranger.connection_id) == []
    assert done.last_edit.what == "Added “Three”"


async def test_an_edit_told_twice_is_made_and_told_once(worker: Worker) -> None:
    owner, member, _, made = await shared()
    body = added("Three")
    for _ in range(2):
        done = await call(member, "insert", playlist_id=made, **body)
    assert done.change.changed is False
    assert len(told(worker, owner.connection_id)) == 1
    assert len(keeping.song_ids_of(made, owner.person.id)) == 3


async def test_moving_removing_and_undoing_are_told_too(worker: Worker) -> None:
    owner, member, _, made = await shared()
    one, two = keeping.playlist(made, owner.person.id).entries
    await call(owner, "move", playlist_id=made, keys=[two.key], spot={}, edit_key="edit-two")
    await call(member, "remove", playlist_id=made, keys=[one.key], edit_key="edit-three")
    await call(owner, "undo", playlist_id=made, edit_key="edit-two")
    moved, gone, undone = told(worker, member.connection_id)
    assert [entry["key"] for entry in moved["put"]] == [two.key]
    assert gone["gone"] == [one.key]
    assert (undone["version"], undone["edit_key"]) == (3, "edit-two")
    left = keeping.playlist(made, owner.person.id).entries
    assert [entry.key for entry in left] == [two.key]


async def test_who_looks_at_one_for_everybody_is_told_until_they_look_away_or_it_is_closed(
    worker: Worker,
) -> None:
    owner, _, stranger, made = await shared()
    with pytest.raises(NotFound):
        await call(stranger, "open", playlist_id=made)
    await call(owner, "show_to", playlist_id=made, visibility="everyone")
    assert await call(stranger, "open", playlist_id=made) == 0
    await call(owner, "insert", playlist_id=made, **added("Three"))
    assert len(told(worker, "Stranger")) == 1
    await call(owner, "show_to", playlist_id=made, visibility="private")
    assert told(worker, "Stranger", "playlist.changed")[-1] == {"id": made}
    await call(owner, "insert", playlist_id=made, **added("Four"))
    await call(owner, "show_to", playlist_id=made, visibility="everyone")
    await call(stranger, "close")
    await call(owner, "insert", playlist_id=made, **added("Five"))
    assert len(told(worker, "Stranger")) == 1


async def test_who_was_blocked_while_they_look_is_not_told_what_is_put_in(worker: Worker) -> None:
    owner, _, stranger, made = await shared()
    await call(owner, "show_to", playlist_id=made, visibility="everyone")
    await call(stranger, "open", playlist_id=made)
    blocks.block(stranger.person.id, owner.person.id)
    await call(owner, "insert", playlist_id=made, **added("Three"))
    assert told(worker, "Stranger") == []
    assert told(worker, "Stranger", "playlist.changed")[-1] == {"id": made}
    assert len(told(worker, "Member")) == 1


@pytest.mark.parametrize("is_owner", [True, False])
async def test_a_block_ends_at_once_that_one_looks_at_a_list_of_the_other(
    worker: Worker, is_owner: bool
) -> None:
    owner, member, stranger, made = await shared()
    await call(owner, "show_to", playlist_id=made, visibility="everyone")
    for who in (member, stranger):
        await call(who, "open", playlist_id=made)
    blocker, blocked = (owner, stranger) if is_owner else (stranger, owner)
    before = len(told(worker, "Stranger", "playlist.changed"))
    body = {"person_id": blocked.person.id}
    await make_call(CALLS["people.block"], blocker.person, blocker.connection_id, body)
    assert told(worker, "Stranger", "playlist.changed")[before:] == [{"id": made}]
    assert "Stranger" not in worker.rooms[playlist_topic(made)]
    await call(owner, "insert", playlist_id=made, **added("Three"))
    await call(owner, "facts", playlist_id=made, title="Morning")
    assert told(worker, "Stranger") == []
    assert told(worker, "Stranger", "playlist.changed")[before:] == [{"id": made}]
    with pytest.raises(NotFound):
        await call(stranger, "open", playlist_id=made)
    assert "Stranger" not in worker.rooms[playlist_topic(made)]
    assert "Member" in worker.rooms[playlist_topic(made)]


async def test_who_was_put_out_hears_it_and_nothing_more(worker: Worker) -> None:
    owner, member, _, made = await shared()
    await call(member, "open", playlist_id=made)
    await call(owner, "put_out", playlist_id=made, user_id=member.person.id)
    assert told(worker, "Member", "playlist.changed")[-1] == {"id": made}
    await call(owner, "insert", playlist_id=made, **added("Three"))
    assert told(worker, "Member") == []
    with pytest.raises(NotFound):
        await call(member, "insert", playlist_id=made, **added("Four"))


async def test_a_deleted_playlist_is_told_to_its_people(worker: Worker) -> None:
    owner, member, _, made = await shared()
    with pytest.raises(Forbidden):
        await call(member, "delete", playlist_id=made)
    await call(owner, "delete", playlist_id=made)
    assert told(worker, "Member", "playlist.changed")[-1] == {"id": made}
    assert await call(member, "mine") == ()


async def test_who_may_only_listen_changes_nothing(worker: Worker) -> None:
    owner, member, _, made = await shared(may_edit=False)
    with pytest.raises(Forbidden):
        await call(member, "insert", playlist_id=made, **added("Three"))
    for what, body in (
        ("facts", {"title": "Mine"}),
        ("drop_cover", {}),
        ("show_to", {"visibility": "everyone"}),
        ("make_link", {"may_edit": True}),
        ("drop_link", {}),
        ("ask_in", {"user_id": member.person.id, "may_edit": True}),
    ):
        with pytest.raises(Forbidden):
            await call(member, what, playlist_id=made, **body)
    assert told(worker, owner.connection_id) == []


async def test_songs_are_added_to_a_playlist_that_is_not_open(worker: Worker) -> None:
    owner, _, _, made = await shared()
    songs = [ident(make_song("Three")), ident(make_song("Four"))]
    body = {"playlist_id": made, "song_ids": songs, "edit_key": "a" * 36}
    for _ in range(2):
        await call(owner, "add", **body)
    assert keeping.song_ids_of(made, owner.person.id)[2:] == songs


async def test_facts_are_changed_and_told(worker: Worker) -> None:
    owner, _, _, made = await shared()
    await call(owner, "facts", playlist_id=made, title="Morning", description="Slow")
    assert told(worker, "Member", "playlist.changed")[-1] == {"id": made}
    assert keeping.playlist(made, owner.person.id).card.title == "Morning"


async def test_one_finds_what_others_share_with_everybody(worker: Worker) -> None:
    owner, _, stranger, made = await shared()
    await call(owner, "show_to", playlist_id=made, visibility="everyone")
    assert [one.title for one in await call(stranger, "everybodys")] == ["Evening"]


@pytest.mark.parametrize(
    "body",
    [
        {"entries": [], "spot": {"at_end": True}},
        {"entries": [{"key": "short", "song_id": 1}], "spot": {}},
        {"entries": [{"key": "long-enough", "song_id": 2**31}], "spot": {}},
        {"entries": [{"key": "long-enough", "song_id": 1}], "spot": {"near": float("nan")}},
        {"entries": [{"key": "long-enough", "song_id": 1}], "spot": {"after": "../../x"}},
        {"entries": [{"key": "long-enough", "song_id": 1}] * 501, "spot": {}},
    ],
)
async def test_what_is_no_edit_is_refused(worker: Worker, body: dict[str, Any]) -> None:
    owner, _, _, made = await shared()
    with pytest.raises(InvalidInput):
        await call(owner, "insert", playlist_id=made, edit_key="edit-key-1", **body)


async def test_a_report_is_its_owners_and_what_is_found_again_is_told_to_all(
    worker: Worker,
) -> None:
    owner, member, _, _ = await shared()
    text = b"#EXTINF:-1,Ada - Rain\nx/rain.mp3\n#EXTINF:-1,Ada - Sun\nx/sun.mp3\n"
    make_song("Rain", artists=["Ada"])
    made = import_file(owner.person, text, "Weather.m3u8").playlist_id
    key = await call(owner, "make_link", playlist_id=made, may_edit=True)
    await call(member, "join", link_key=key)
    report = await call(owner, "report", playlist_id=made)
    assert [one.title for one in report.missing] == ["Sun"]
    for name in ("report", "look_again", "dismiss_report"):
        with pytest.raises(Forbidden):
            await call(member, name, playlist_id=made)
    make_song("Sun", artists=["Ada"])
    worker.came.clear()
    assert (await call(owner, "look_again", playlist_id=made)).missing == ()
    for caller in (owner, member):
        assert told(worker, caller.connection_id, "playlist.changed") == [{"id": made}]
    await call(owner, "dismiss_report", playlist_id=made)
    with pytest.raises(NotFound):
        await call(owner, "report", playlist_id=made)


async def test_a_whole_list_is_taken_out_at_once_and_no_more_than_that(worker: Worker) -> None:
    owner, _, _, made = await shared()
    gone = [f"gone-entry-{number}" for number in range(MOST_SONGS + 1)]
    body = {"playlist_id": made, "edit_key": "edit-key-1"}
    done = await call(owner, "remove", keys=gone[1:], **body)
    assert done.change.changed is False
    with pytest.raises(InvalidInput):
        await call(owner, "remove", keys=gone, **body)


async def test_too_many_edits_at_once_are_told_to_wait(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, _, _, made = await shared()
    monkeypatch.setitem(LIMITS, Limited.PLAYLIST, Limit(0.001, 2))
    forget_buckets()
    for title in ("Three", "Four"):
        await call(owner, "insert", playlist_id=made, **added(title))
    with pytest.raises(TooManyRequests):
        await call(owner, "insert", playlist_id=made, **added("Five"))
    assert len(keeping.song_ids_of(made, owner.person.id)) == 4


async def test_a_tab_that_is_gone_is_forgotten(worker: Worker) -> None:
    owner, _, _, made = await shared()
    await call(owner, "open", playlist_id=made)
    await depart(owner.connection_id)
    assert playlist_calls._looked_at == {}
