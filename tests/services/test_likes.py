"""Likes: said twice is said once, and they outlive the file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from emomusic.errors import NotFound
from emomusic.services.likes import liked_songs, set_like
from emomusic.store.database import session
from emomusic.store.tables import Like, Song, User
from tests.databases import on_both
from tests.factories import ident, make_like, make_song, make_user

pytestmark = [on_both, pytest.mark.usefixtures("database")]

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def test_a_like_shows_on_the_song_and_in_the_list() -> None:
    user, song = make_user(), make_song("Rain")
    set_like(ident(user), ident(song), True)
    page = liked_songs(ident(user))
    assert [(one.title, one.liked) for one in page.rows] == [("Rain", True)]
    assert (page.total, page.offset) == (1, 0)


def test_liking_twice_keeps_the_time_of_the_first() -> None:
    user, song = make_user(), make_song()
    make_like(user, song, liked_at=NOON)
    set_like(ident(user), ident(song), True)
    with session() as opened:
        kept = opened.get(Like, (ident(user), ident(song)))
    assert kept is not None
    assert kept.liked_at == NOON


def test_unliking_twice_is_harmless() -> None:
    user, song = make_user(), make_song()
    make_like(user, song)
    set_like(ident(user), ident(song), False)
    set_like(ident(user), ident(song), False)
    assert liked_songs(ident(user)).rows == ()


def test_the_latest_like_comes_first_and_pages_count_all() -> None:
    user = make_user()
    for hour in range(5):
        make_like(user, make_song(f"Song {hour}"), liked_at=NOON + timedelta(hours=hour))
    page = liked_songs(ident(user), offset=1, limit=2)
    assert [one.title for one in page.rows] == ["Song 3", "Song 2"]
    assert (page.total, page.offset) == (5, 1)


def test_likes_are_each_persons_own() -> None:
    ann, bob, song = make_user("Ann"), make_user("Bob"), make_song()
    set_like(ident(ann), ident(song), True)
    assert liked_songs(ident(bob)).total == 0


def test_a_liked_song_that_vanished_stays_marked() -> None:
    user, song = make_user(), make_song(missing_since=NOON)
    set_like(ident(user), ident(song), True)
    assert [one.missing for one in liked_songs(ident(user)).rows] == [True]


@pytest.mark.parametrize("song_id", [0, -1, 999_999, 2**31, 2**70])
def test_a_song_that_is_not_there_cannot_be_liked(song_id: int) -> None:
    with pytest.raises(NotFound):
        set_like(ident(make_user()), song_id, True)


def test_deleting_a_person_or_a_song_deletes_the_like() -> None:
    ann, bob, song, other = make_user(), make_user(), make_song(), make_song()
    for user in (ann, bob):
        make_like(user, song)
        make_like(user, other)
    with session(write=True) as opened:
        opened.delete(opened.get(User, ident(ann)))
        opened.delete(opened.get(Song, ident(song)))
    assert liked_songs(ident(ann)).total == 0
    assert [one.id for one in liked_songs(ident(bob)).rows] == [ident(other)]
