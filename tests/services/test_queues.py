"""Queues: what a browser saved comes back, whatever happened to the songs meanwhile."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from emomusic.errors import InvalidInput, NotFound
from emomusic.services.queues import (
    QUEUE_MAX,
    QueueState,
    QueueView,
    load_queue,
    save_queue,
)
from emomusic.store.database import session
from emomusic.store.tables import PlayQueue, RepeatMode, Song, User
from tests.databases import on_both
from tests.factories import ident, make_album, make_like, make_song, make_user

pytestmark = [on_both, pytest.mark.usefixtures("database")]


def make_songs(number: int) -> list[int]:
    album = make_album()
    return [ident(make_song(album=album)) for _ in range(number)]


def test_who_saved_nothing_has_an_empty_queue() -> None:
    assert load_queue(ident(make_user())) == QueueView()


def test_a_queue_comes_back_as_it_was_saved() -> None:
    user, (a, b, c) = ident(make_user()), make_songs(3)
    saved = QueueState((c, a, b, a), 2, 12.5, True, RepeatMode.ALL)
    save_queue(user, saved)
    loaded = load_queue(user)
    assert loaded.song_ids == (c, a, b, a)
    assert (loaded.current, loaded.position_s) == (2, 12.5)
    assert (loaded.shuffle, loaded.repeat) == (True, RepeatMode.ALL)


def test_the_last_saved_queue_counts() -> None:
    user, (a, b) = ident(make_user()), make_songs(2)
    save_queue(user, QueueState((a, b), 1))
    save_queue(user, QueueState((b,)))
    assert load_queue(user).song_ids == (b,)


def test_what_was_loaded_can_be_saved() -> None:
    user, songs = ident(make_user()), make_songs(2)
    save_queue(user, QueueState(tuple(songs), 1, 3.0))
    loaded = load_queue(user)
    save_queue(user, loaded)
    assert load_queue(user) == loaded


def test_the_songs_know_what_is_liked() -> None:
    user, song = make_user(), make_song()
    make_like(user, song)
    save_queue(ident(user), QueueState((ident(song),)))
    assert load_queue(ident(user)).songs[0].liked is True


def test_an_emptied_queue_is_empty() -> None:
    user, songs = ident(make_user()), make_songs(2)
    save_queue(user, QueueState(tuple(songs), 1, 3.0))
    save_queue(user, QueueState())
    assert load_queue(user) == QueueView()


def test_a_deleted_song_leaves_the_current_one_current() -> None:
    user, (a, b, c) = ident(make_user()), make_songs(3)
    save_queue(user, QueueState((a, b, c), 1, 40.0))
    delete_song(a)
    loaded = load_queue(user)
    assert (loaded.song_ids, loaded.current, loaded.position_s) == ((b, c), 0, 40.0)


def test_when_the_current_song_is_deleted_the_next_one_begins() -> None:
    user, (a, b, c) = ident(make_user()), make_songs(3)
    save_queue(user, QueueState((a, b, c), 1, 40.0))
    delete_song(b)
    loaded = load_queue(user)
    assert (loaded.song_ids, loaded.current, loaded.position_s) == ((a, c), 1, 0.0)


def test_when_the_last_song_is_deleted_the_one_before_is_current() -> None:
    user, (a, b) = ident(make_user()), make_songs(2)
    save_queue(user, QueueState((a, b), 1, 40.0))
    delete_song(b)
    loaded = load_queue(user)
    assert (loaded.song_ids, loaded.current, loaded.position_s) == ((a,), 0, 0.0)


def test_a_vanished_song_stays_marked() -> None:
    user = ident(make_user())
    song = make_song(missing_since=datetime(2026, 1, 1, tzinfo=UTC))
    save_queue(user, QueueState((ident(song),)))
    assert [one.missing for one in load_queue(user).songs] == [True]


def test_the_longest_queue_fits_and_one_more_does_not() -> None:
    user, (song,) = ident(make_user()), make_songs(1)
    save_queue(user, QueueState((song,) * QUEUE_MAX, QUEUE_MAX - 1))
    assert len(load_queue(user).songs) == 5000
    with pytest.raises(InvalidInput, match="at most 5000 songs"):
        save_queue(user, QueueState((song,) * (QUEUE_MAX + 1)))


@pytest.mark.parametrize(
    "queue",
    [
        QueueState((1,), current=1),
        QueueState((1,), current=-1),
        QueueState((), current=1),
        QueueState((1,), position_s=-0.1),
        QueueState((1,), position_s=math.nan),
        QueueState((1,), position_s=math.inf),
        QueueState((0,)),
        QueueState((-3,)),
        QueueState((2**63,)),
    ],
)
def test_a_queue_that_makes_no_sense_is_refused(queue: QueueState) -> None:
    user = ident(make_user())
    with pytest.raises(InvalidInput):
        save_queue(user, queue)
    assert load_queue(user) == QueueView()


def test_somebody_who_is_gone_keeps_no_queue() -> None:
    user = make_user()
    save_queue(ident(user), QueueState(tuple(make_songs(1))))
    with session(write=True) as opened:
        opened.delete(opened.get(User, ident(user)))
    with session() as opened:
        assert opened.get(PlayQueue, ident(user)) is None
    with pytest.raises(NotFound):
        save_queue(ident(user), QueueState())


def delete_song(song_id: int) -> None:
    with session(write=True) as opened:
        opened.delete(opened.get(Song, song_id))
