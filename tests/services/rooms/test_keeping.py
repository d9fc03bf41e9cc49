"""Promises of rooms in a real database: nothing is lost where several act at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from emomusic.errors import Forbidden, NotFound
from emomusic.services import blocks, friends
from emomusic.services.rooms import doors, keeping, line, members, playing
from emomusic.services.rooms.room import Access, Room, Track
from emomusic.services.rooms.taste import keep_taste
from emomusic.services.rooms.views import Place, card_of, view_of
from emomusic.store.database import dispose, session
from emomusic.store.tables import User
from tests.databases import on_both
from tests.factories import ident, make_emotion, make_song, make_user

T0 = 1_000_000
pytestmark = on_both


@pytest.fixture
def people(database: str) -> list[int]:
    return [ident(make_user(f"Person {number}")) for number in range(8)]


@pytest.fixture
def room(people: list[int]) -> Room:
    """A room of the first person, in which the others are guests."""
    made = keeping.create(people[0], "Evening", Access.OPEN, T0)
    for user_id in people[1:]:
        made = keeping.come_in(made.id, user_id, T0)
    return made


def test_a_room_is_there_after_a_restart(room: Room, people: list[int], database: str) -> None:
    song = make_song(duration_s=61.5)
    tracks = keeping.tracks_of([ident(song), 10**6])
    assert tracks == (Track(ident(song), 61.5),)
    before = keeping.change(room.id, lambda one: line.add(one, people[1], tracks * 2, T0))
    dispose()
    assert keeping.find(room.id) == before
    assert before.version == room.version + 1


def test_votes_at_once_all_count(room: Room, people: list[int]) -> None:
    keeping.change(
        room.id, lambda one: line.add(one, people[0], [Track(n, 60.0) for n in (1, 2, 3)], T0)
    )

    def vote(user_id: int) -> Room:
        return keeping.change(room.id, lambda one: line.vote(one, user_id, 3, True))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(vote, people))
    after = keeping.find(room.id)
    assert after is not None
    assert sorted(after.queue[0].votes) == sorted(people)
    assert after.queue[0].key == 3


def test_songs_added_at_once_all_wait_under_keys_of_their_own(
    room: Room, people: list[int]
) -> None:
    def add(user_id: int) -> Room:
        return keeping.change(
            room.id, lambda one: line.add(one, user_id, [Track(user_id, 60.0)], T0)
        )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, people))
    after = keeping.find(room.id)
    assert after is not None
    assert after.playing is not None
    entries = [after.playing, *after.queue]
    assert sorted(entry.track.song_id for entry in entries) == sorted(people)
    assert sorted(entry.key for entry in entries) == list(range(1, 9))


def test_a_room_that_is_handed_over_twice_at_once_has_one_host(
    room: Room, people: list[int]
) -> None:
    def hand_over(to_id: int) -> bool:
        try:
            keeping.change(room.id, lambda one: members.hand_over(one, people[0], to_id))
        except Forbidden:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(hand_over, people[1:5]))
    assert done.count(True) == 1
    after = keeping.find(room.id)
    assert after is not None
    assert after.host_id == people[1 + done.index(True)]


def test_a_person_is_in_one_room(room: Room, people: list[int]) -> None:
    other = keeping.create(people[1], "Elsewhere", Access.OPEN, T0)
    assert keeping.room_of(people[1]) == other.id
    left = keeping.find(room.id)
    assert left is not None
    assert left.member(people[1]) is None


def test_a_song_that_ends_is_due_a_second_before(room: Room, people: list[int]) -> None:
    tracks = [Track(1, 60.0), Track(2, 60.0)]
    keeping.change(room.id, lambda one: line.add(one, people[0], tracks, T0))
    assert keeping.due(T0 + 400 + 58_999) == ()
    assert keeping.due(T0 + 400 + 59_000) == (room.id,)
    keeping.change(room.id, lambda one: playing.pause(one, people[0], T0 + 5_000))
    assert keeping.due(T0 + 10**9) == ()


def test_an_empty_room_ends_after_the_grace(people: list[int]) -> None:
    made = keeping.create(people[0], "Short", Access.OPEN, T0)
    keeping.change(made.id, lambda one: members.leave(one, people[0], T0))
    assert keeping.settle_room(made.id, T0 + 299_999, 300_000).members == ()
    with pytest.raises(NotFound):
        keeping.settle_room(made.id, T0 + 300_000, 300_000)
    assert keeping.find(made.id) is None


def test_who_has_not_called_is_found(room: Room, people: list[int]) -> None:
    keeping.touch(people[0], T0 + 50_000)
    silent = keeping.silent_since(T0 + 10_000)
    assert sorted(user_id for _, user_id, _ in silent) == sorted(people[1:])
    keeping.mark_away(room.id, people[1], T0)
    assert people[1] not in {user_id for _, user_id, _ in keeping.silent_since(T0 + 10_000)}


def test_a_member_whose_account_is_deleted_is_not_in_the_room(
    room: Room, people: list[int]
) -> None:
    with session(write=True) as opened:
        opened.delete(opened.get(User, people[0]))
    after = keeping.settle_room(room.id, T0, 300_000)
    assert after.host_id == people[1]
    assert people[0] not in {one.id for one in view_of(after, T0).members}


class TestTheDoor:
    def test_of_an_open_room_is_open(self, room: Room, database: str) -> None:
        stranger = ident(make_user())
        assert doors.room_for(room.id, stranger).id == room.id
        assert [one.id for one in doors.rooms_for(stranger)] == [room.id]

    def test_of_a_room_for_friends_opens_to_friends_of_the_host(
        self, people: list[int], database: str
    ) -> None:
        made = keeping.create(people[0], "Friends", Access.FRIENDS, T0)
        with pytest.raises(Forbidden, match="friends of its host"):
            doors.room_for(made.id, people[1])
        assert doors.rooms_for(people[1]) == ()
        friends.ask(people[1], people[0])
        friends.accept(people[0], people[1])
        assert doors.room_for(made.id, people[1]).id == made.id
        assert len(doors.rooms_for(people[1])) == 1

    def test_of_a_room_by_link_opens_to_who_has_the_link_and_is_listed_nowhere(
        self, people: list[int]
    ) -> None:
        made = keeping.create(people[0], "Secret", Access.LINK, T0)
        assert doors.room_for(made.id, people[1]).id == made.id
        assert doors.rooms_for(people[1]) == ()
        assert len(doors.rooms_for(people[0])) == 1

    @pytest.mark.parametrize("blocker", [0, 1])
    def test_is_not_there_between_people_of_whom_one_blocked_the_other(
        self, people: list[int], blocker: int
    ) -> None:
        made = keeping.create(people[0], "Evening", Access.OPEN, T0)
        blocks.block(people[blocker], people[1 - blocker])
        with pytest.raises(NotFound):
            doors.room_for(made.id, people[1])
        assert doors.rooms_for(people[1]) == ()


def test_the_centre_is_the_mean_of_those_who_are_here(room: Room, people: list[int]) -> None:
    bright, dark = make_song(), make_song()
    make_emotion(bright, valence=0.9, arousal=0.8)
    make_emotion(dark, valence=0.1, arousal=0.2)
    keep_taste(people[0], [ident(bright)])
    keep_taste(people[1], [ident(bright), ident(dark)])
    view = view_of(room, T0)
    tastes = {one.id: one.taste for one in view.members}
    assert tastes[people[0]] == Place(0.9, 0.8, 1)
    assert tastes[people[1]] == Place(0.5, 0.5, 2)
    assert tastes[people[2]] is None
    assert view.centre is not None
    assert view.centre.valence == pytest.approx(0.7)
    assert view.centre.arousal == pytest.approx(0.65)
    assert view.centre.of == 2
    away = keeping.mark_away(room.id, people[0], T0)
    assert card_of(away).centre == Place(0.5, 0.5, 1)
