"""Promises of what happens in a room, with a time that the test makes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from emomusic.errors import Conflict, Forbidden, InvalidInput, NotFound
from emomusic.services.rooms import line, members, playing
from emomusic.services.rooms.room import Access, Room, Track, check_name

HOST, GUEST, OTHER, STRANGER = 1, 2, 3, 9
T0 = 1_000_000
GRACE_MS = 300_000


@pytest.fixture
def empty() -> Room:
    return Room(id="r", name="Evening", access=Access.OPEN, host_id=HOST, empty_since_ms=T0)


@pytest.fixture
def room(empty: Room) -> Room:
    """A host and two guests, nothing to hear yet."""
    for place, user in enumerate((HOST, GUEST, OTHER)):
        empty = members.enter(empty, user, T0 + place)
    return empty


@pytest.fixture
def sounding(room: Room) -> Room:
    """Song 10 plays since `T0 + LEAD_MS`; 11, 12 and 13 wait under the keys 2, 3 and 4."""
    tracks = [Track(number, 100.0) for number in (10, 11, 12, 13)]
    return line.add(room, HOST, tracks, T0)


def keys(room: Room) -> list[int]:
    return [entry.key for entry in room.queue]


class TestTheClock:
    def test_a_start_is_told_before_it_happens(self, sounding: Room) -> None:
        assert sounding.at_ms == T0 + 400
        assert sounding.position_at(T0) == 0.0
        assert sounding.position_at(T0 + 400) == 0.0
        assert sounding.position_at(T0 + 5_400) == 5.0

    def test_a_pause_holds_the_second_and_play_goes_on_from_it(self, sounding: Room) -> None:
        held = playing.pause(sounding, HOST, T0 + 10_400)
        assert held.position_at(T0 + 99_000) == 10.0
        on = playing.play(held, HOST, T0 + 60_000)
        assert on.position_at(T0 + 61_400) == 11.0

    def test_a_seek_is_at_its_second_after_the_lead(self, sounding: Room) -> None:
        moved = playing.seek(sounding, HOST, 42.0, T0 + 3_000)
        assert moved.position_at(T0 + 3_400) == 42.0
        assert moved.position_at(T0 + 4_400) == 43.0

    def test_a_seek_stays_within_the_song(self, sounding: Room) -> None:
        assert playing.seek(sounding, HOST, 5_000, T0).position_s == 99.95

    def test_the_next_song_is_told_a_second_before_and_starts_on_the_end(
        self, sounding: Room
    ) -> None:
        end = T0 + 400 + 100_000
        assert sounding.ends_ms == end
        assert playing.advance(sounding, end - 1_001) is sounding
        after = playing.advance(sounding, end - 1_000)
        assert after.playing is not None
        assert (after.playing.key, after.at_ms, after.position_s) == (2, end, 0.0)

    def test_a_server_that_was_down_goes_on_from_now(self, sounding: Room) -> None:
        late = T0 + 900_000
        assert playing.advance(sounding, late).at_ms == late + 400

    def test_the_last_song_runs_out_into_silence(self, sounding: Room) -> None:
        last = line.clear(sounding, HOST)
        end = last.ends_ms
        assert end is not None
        assert playing.advance(last, end - 500) is last
        quiet = playing.advance(last, end)
        assert (quiet.playing, quiet.is_on) == (None, False)

    def test_a_song_that_comes_into_silence_starts(self, room: Room) -> None:
        started = line.add(room, GUEST, [Track(5, 60.0)], T0 + 7_000)
        assert started.playing is not None
        assert (started.playing.track.song_id, started.at_ms) == (5, T0 + 7_400)

    def test_a_skip_that_comes_twice_skips_once(self, sounding: Room) -> None:
        once = playing.skip(sounding, HOST, 1, T0)
        assert once.playing is not None
        assert once.playing.key == 2
        assert playing.skip(once, HOST, 1, T0) is once


class TestTheHost:
    def test_alone_commands(self, sounding: Room) -> None:
        for deed in (
            lambda: playing.pause(sounding, GUEST, T0),
            lambda: playing.play(sounding, GUEST, T0),
            lambda: playing.seek(sounding, GUEST, 1, T0),
            lambda: playing.skip(sounding, GUEST, 1, T0),
            lambda: playing.jump(sounding, GUEST, 2, T0),
            lambda: line.move(sounding, GUEST, 2, 1),
            lambda: line.clear(sounding, GUEST),
            lambda: line.add(sounding, GUEST, [Track(1, 1.0)], T0, at_once=True),
            lambda: members.hand_over(sounding, GUEST, OTHER),
            lambda: members.open_to(sounding, GUEST, Access.LINK),
            lambda: members.may_close(sounding, GUEST),
        ):
            with pytest.raises(Forbidden, match="Only the host can"):
                deed()

    def test_can_hand_over_to_somebody_who_is_here(self, sounding: Room) -> None:
        handed = members.hand_over(sounding, HOST, OTHER)
        assert handed.host_id == OTHER
        assert playing.pause(handed, OTHER, T0 + 1_000).is_on is False
        with pytest.raises(Forbidden):
            playing.pause(handed, HOST, T0)

    def test_cannot_hand_over_to_somebody_who_is_away_or_not_in(self, sounding: Room) -> None:
        with pytest.raises(NotFound):
            members.hand_over(sounding, HOST, STRANGER)
        away = members.go_away(sounding, GUEST, T0)
        with pytest.raises(Conflict):
            members.hand_over(away, HOST, GUEST)

    def test_keeps_the_place_for_five_minutes(self, sounding: Room) -> None:
        away = members.go_away(sounding, HOST, T0)
        assert members.settle(away, T0 + GRACE_MS - 1, GRACE_MS) is away
        back = members.enter(away, HOST, T0 + GRACE_MS - 1)
        assert back.host_id == HOST
        assert members.settle(back, T0 + 2 * GRACE_MS, GRACE_MS) is back

    def test_who_is_gone_is_followed_by_the_one_who_is_here_longest(self, sounding: Room) -> None:
        away = members.go_away(members.go_away(sounding, HOST, T0), GUEST, T0 + 1_000)
        after = members.settle(away, T0 + GRACE_MS, GRACE_MS)
        assert after is not None
        assert after.host_id == OTHER
        assert after.member(HOST) is None
        assert after.is_on

    def test_who_leaves_hands_over_at_once(self, sounding: Room) -> None:
        assert members.leave(sounding, HOST, T0).host_id == GUEST

    def test_whose_account_is_gone_is_followed(self, sounding: Room) -> None:
        orphan = replace(sounding, members=sounding.members[1:])
        after = members.settle(orphan, T0, GRACE_MS)
        assert after is not None
        assert after.host_id == GUEST


class TestTheEnd:
    def test_an_empty_room_lasts_for_the_grace(self, room: Room) -> None:
        for user in (HOST, GUEST, OTHER):
            room = members.leave(room, user, T0 + 5_000)
        assert members.settle(room, T0 + 5_000 + GRACE_MS - 1, GRACE_MS) is room
        assert members.settle(room, T0 + 5_000 + GRACE_MS, GRACE_MS) is None

    def test_a_room_of_people_who_are_all_gone_ends(self, room: Room) -> None:
        for user in (HOST, GUEST, OTHER):
            room = members.go_away(room, user, T0)
        assert members.settle(room, T0 + GRACE_MS - 1, GRACE_MS) is room
        assert members.settle(room, T0 + GRACE_MS, GRACE_MS) is None

    def test_who_comes_into_an_empty_room_is_its_host(self, room: Room) -> None:
        for user in (HOST, GUEST, OTHER):
            room = members.leave(room, user, T0)
        assert members.enter(room, STRANGER, T0 + 1).host_id == STRANGER


class TestTheQueue:
    def test_a_guest_can_add(self, sounding: Room) -> None:
        more = line.add(sounding, GUEST, [Track(20, 60.0)], T0)
        assert keys(more) == [2, 3, 4, 5]
        assert more.queue[-1].added_by == GUEST

    def test_who_is_not_in_can_neither_add_nor_vote(self, sounding: Room) -> None:
        with pytest.raises(Forbidden):
            line.add(sounding, STRANGER, [Track(20, 60.0)], T0)
        with pytest.raises(Forbidden):
            line.vote(sounding, STRANGER, 2, True)

    def test_a_vote_lifts_a_song_over_those_with_fewer(self, sounding: Room) -> None:
        one = line.vote(sounding, GUEST, 4, True)
        assert keys(one) == [4, 2, 3]
        two = line.vote(one, OTHER, 3, True)
        assert keys(two) == [4, 3, 2]
        assert keys(line.vote(two, HOST, 3, True)) == [3, 4, 2]

    def test_a_guest_can_vote_once_for_each_song(self, sounding: Room) -> None:
        once = line.vote(sounding, GUEST, 3, True)
        assert line.vote(once, GUEST, 3, True) is once
        assert once.queue[0].votes == (GUEST,)

    def test_a_vote_can_be_taken_back(self, sounding: Room) -> None:
        voted = line.vote(line.vote(sounding, GUEST, 4, True), OTHER, 3, True)
        assert keys(voted) == [4, 3, 2]
        assert keys(line.vote(voted, GUEST, 4, False)) == [3, 4, 2]

    def test_votes_of_those_who_leave_do_not_count(self, sounding: Room) -> None:
        left = members.leave(line.vote(sounding, GUEST, 4, True), GUEST, T0)
        assert [entry.votes for entry in left.queue] == [(), (), ()]

    def test_the_host_can_put_it_in_any_order(self, sounding: Room) -> None:
        voted = line.vote(sounding, GUEST, 4, True)
        assert keys(line.move(voted, HOST, 4, 2)) == [2, 3, 4]
        assert keys(line.move(voted, HOST, 3, 99)) == [4, 2, 3]

    def test_a_guest_can_take_out_only_what_they_added(self, sounding: Room) -> None:
        more = line.add(sounding, GUEST, [Track(20, 60.0)], T0)
        assert keys(line.remove(more, GUEST, 5)) == [2, 3, 4]
        with pytest.raises(Forbidden, match="what others added"):
            line.remove(more, GUEST, 2)
        assert keys(line.remove(more, HOST, 5)) == [2, 3, 4]

    def test_what_the_host_wants_at_once_plays_and_the_rest_waits(self, sounding: Room) -> None:
        now = line.add(sounding, HOST, [Track(30, 50.0), Track(31, 50.0)], T0, at_once=True)
        assert now.playing is not None
        assert now.playing.track.song_id == 30
        assert keys(now) == [6, 2, 3, 4]

    def test_is_never_longer_than_a_hundred(self, sounding: Room) -> None:
        with pytest.raises(Conflict, match="100 songs"):
            line.add(sounding, GUEST, [Track(1, 1.0)] * 98, T0)

    def test_a_song_that_is_gone_can_be_neither_voted_for_nor_moved(self, sounding: Room) -> None:
        with pytest.raises(NotFound):
            line.vote(sounding, GUEST, 77, True)
        with pytest.raises(NotFound):
            line.move(sounding, HOST, 77, 0)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "\u202e\n"])
def test_a_room_without_a_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_name(name)


def test_a_name_is_one_line() -> None:
    assert check_name("  Late\nnight\t jazz ") == "Late night jazz"
