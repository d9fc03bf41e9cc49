"""Promises of the radio of a room: it brings songs before they run out, and learns from skips."""

from __future__ import annotations

from dataclasses import replace

import pytest

from emomusic.errors import Forbidden, NotFound
from emomusic.services.rooms import line, members, playing, radio
from emomusic.services.rooms.room import RADIO, Access, Radio, Room, Track

HOST, GUEST = 1, 2
T0 = 1_000_000
SEED = Radio("mood:calm", "calm")


def tracks(*song_ids: int) -> list[Track]:
    return [Track(one, 100.0) for one in song_ids]


@pytest.fixture
def room() -> Room:
    """A host and a guest; song 10 plays, and 11, which the guest brought, waits."""
    made = Room(id="r", name="Evening", access=Access.OPEN, host_id=HOST, empty_since_ms=T0)
    for user_id in (HOST, GUEST):
        made = members.enter(made, user_id, T0)
    made = line.add(made, HOST, tracks(10), T0)
    return line.add(made, GUEST, tracks(11), T0)


@pytest.fixture
def tuned(room: Room) -> Room:
    """The same with a radio: song 20 plays since `T0 + 400`, and 11, 21, 22 and 23 wait."""
    return radio.begin(room, HOST, SEED, tracks(20, 21, 22, 23), T0)


def songs(room: Room) -> list[int]:
    current = [room.playing] if room.playing else []
    return [one.track.song_id for one in (*current, *room.queue)]


def test_it_begins_at_once_and_what_people_brought_goes_first(tuned: Room) -> None:
    assert songs(tuned) == [20, 11, 21, 22, 23]
    assert tuned.radio == replace(SEED, recent=(20, 21, 22, 23))
    assert tuned.at_ms == T0 + 400
    assert [one.added_by for one in tuned.queue] == [GUEST, RADIO, RADIO, RADIO]


def test_that_of_a_moment_follows_the_song_that_plays(room: Room) -> None:
    begun = radio.begin(room, HOST, Radio("moment:10@12.5", "Ten"), tracks(20, 21), T0)
    assert songs(begun) == [10, 11, 20, 21]


def test_a_second_one_takes_the_place_of_the_first(tuned: Room) -> None:
    again = radio.begin(tuned, HOST, Radio("mood:sad", "sad"), tracks(30, 31), T0)
    assert songs(again) == [30, 11, 31]


def test_only_the_host_starts_and_ends_it(room: Room, tuned: Room) -> None:
    with pytest.raises(Forbidden, match="Only the host can start a radio here"):
        radio.begin(room, GUEST, SEED, tracks(20), T0)
    with pytest.raises(Forbidden, match="Only the host can end the radio"):
        radio.end(tuned, GUEST)


def test_one_that_finds_nothing_does_not_begin(room: Room) -> None:
    with pytest.raises(NotFound, match="nothing to play"):
        radio.begin(room, HOST, SEED, [], T0)


def test_what_people_add_later_goes_before_its_songs(tuned: Room) -> None:
    voted = line.vote(tuned, GUEST, tuned.queue[2].key, wanted=True)
    assert songs(voted) == [20, 22, 11, 21, 23]
    assert songs(line.add(voted, GUEST, tracks(12), T0)) == [20, 22, 11, 12, 21, 23]


def test_it_fills_the_queue_when_fewer_than_three_wait_and_only_once(tuned: Room) -> None:
    assert not radio.is_short(tuned)
    short = replace(tuned, queue=tuned.queue[:2])
    assert radio.is_short(short)
    filled = radio.fill(short, SEED.seed, tracks(30, 31), T0)
    assert songs(filled) == [20, 11, 21, 30, 31]
    assert filled.radio is not None
    assert filled.radio.recent == (20, 21, 22, 23, 30, 31)
    assert radio.fill(filled, SEED.seed, tracks(40, 41), T0) is filled


def test_songs_of_another_radio_or_of_none_are_not_taken(tuned: Room) -> None:
    short = replace(tuned, queue=())
    assert radio.fill(short, "mood:sad", tracks(30), T0) is short
    over = radio.end(short, HOST)
    assert not radio.is_short(over)
    assert radio.fill(over, SEED.seed, tracks(30), T0) is over


def test_in_a_silent_room_what_it_brings_plays(tuned: Room) -> None:
    silent = replace(tuned, playing=None, queue=(), is_on=False)
    assert songs(radio.fill(silent, SEED.seed, tracks(30, 31), T0)) == [30, 31]


def test_a_song_skipped_early_is_learnt_and_its_others_are_chosen_anew(tuned: Room) -> None:
    assert tuned.playing is not None
    voted = line.vote(tuned, GUEST, tuned.queue[3].key, wanted=True)
    now_ms = T0 + 10_400
    after = radio.learnt(voted, playing.skip(voted, HOST, tuned.playing.key, now_ms), now_ms)
    assert songs(after) == [23, 11]
    assert after.radio == replace(SEED, recent=(20, 23), skipped=(20,))


@pytest.mark.parametrize(("left_s", "heard"), [(60.0, ()), (95.0, (20,))])
def test_a_song_left_later_takes_nothing_back(
    tuned: Room, left_s: float, heard: tuple[int, ...]
) -> None:
    assert tuned.playing is not None
    now_ms = T0 + 400 + round(left_s * 1000)
    after = radio.learnt(tuned, playing.skip(tuned, HOST, tuned.playing.key, now_ms), now_ms)
    assert songs(after) == [11, 21, 22, 23]
    assert after.radio == replace(SEED, recent=(20, 21, 22, 23), heard=heard)


def test_a_song_that_runs_out_was_heard(tuned: Room) -> None:
    assert tuned.ends_ms is not None
    now_ms = tuned.ends_ms - 900
    after = radio.learnt(tuned, playing.advance(tuned, now_ms), now_ms)
    assert after.radio is not None
    assert after.radio.heard == (20,)


def test_of_songs_that_people_brought_it_learns_nothing(tuned: Room) -> None:
    assert tuned.playing is not None
    theirs = playing.skip(tuned, HOST, tuned.playing.key, T0 + 99_400)
    assert theirs.playing is not None
    assert radio.learnt(theirs, playing.skip(theirs, HOST, theirs.playing.key, T0), T0).radio == (
        theirs.radio
    )


def test_whoever_empties_the_queue_ends_it(tuned: Room) -> None:
    assert line.clear(tuned, HOST).radio is None
