"""The library as arrays: every song that can be found by its emotion, and only those."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import numpy as np
import pytest

from emomusic.emotion import Mood
from emomusic.services.discovery import keeper
from emomusic.services.discovery.shelf import MOODS_OF_SONGS, POINTS, Shelf, forget_shelf, shelf
from emomusic.store.database import session
from emomusic.store.tables import Song
from tests.factories import ident, make_emotion, make_song

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(autouse=True)
def _a_fresh_shelf() -> Iterator[None]:
    forget_shelf()
    yield
    forget_shelf()


def spark(*points: tuple[int, int]) -> bytes:
    """A line that begins with some points and is silent about the rest."""
    return bytes(level for point in points for level in point).ljust(2 * POINTS, b"\0")


def test_a_song_is_on_the_shelf_with_all_that_is_known_of_it() -> None:
    came = datetime(2026, 11, 1, 12, tzinfo=UTC)
    song = make_song(
        artists=["Ada", "Ben"], genre="Jazz", year=1999, duration_s=61.5, added_at=came
    )
    make_emotion(
        song,
        valence=0.25,
        arousal=0.75,
        mood=Mood.ANGRY,
        confidence=0.5,
        spark=spark((1, 255), (128, 1), (255, 128)),
    )
    found = shelf()
    assert len(found) == 1
    assert found.song_ids.tolist() == [ident(song)]
    assert found.album_ids.tolist() == [song.album_id]
    assert found.artist_ids[0] > 0
    assert found.genre_names[found.genres[0]] == "Jazz"
    assert (found.years[0], found.durations_s[0]) == (1999, 61.5)
    assert found.added_s[0] == came.timestamp()
    assert (found.valence[0], found.arousal[0], found.confidence[0]) == (0.25, 0.75, 0.5)
    assert MOODS_OF_SONGS[found.moods[0]] is Mood.ANGRY
    assert found.lines[0, :3] == pytest.approx(np.array([[0, 1], [0.5, 0], [1, 0.5]]))
    assert np.isnan(found.lines[0, 3:]).all()
    assert found.starts[0] == pytest.approx([0, 1])
    assert found.ends[0] == pytest.approx([1, 0.5])


def test_a_song_that_is_silent_throughout_begins_and_ends_as_it_is_as_a_whole() -> None:
    make_emotion(make_song(), valence=0.25, arousal=0.75, spark=spark())
    assert shelf().starts.tolist() == shelf().ends.tolist() == [[0.25, 0.75]]


def test_what_is_not_heard_yet_or_has_vanished_is_not_on_it() -> None:
    make_song("not heard")
    make_emotion(make_song("gone", missing_since=datetime.now(UTC)))
    assert len(shelf()) == 0
    assert shelf().rows_of(np.array([1, 2])).tolist() == []


def test_songs_are_found_by_their_ids_in_the_order_asked_for() -> None:
    first, second, third = (make_song() for _ in range(3))
    for song in (first, third):
        make_emotion(song)
    asked = np.array([ident(third), ident(second), ident(first), 10**6])
    assert shelf().rows_of(asked).tolist() == [1, 0]


def _until_changed(before: Shelf) -> Shelf:
    most = time.monotonic() + 20
    while (now := shelf()) is before:
        assert time.monotonic() < most, "the change was not seen"
    return now


@pytest.mark.parametrize("change", ["heard", "edited", "gone"])
def test_a_change_of_the_catalogue_is_seen(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "LOOK_AGAIN_S", 0.0)
    song = make_song(genre="Jazz")
    make_emotion(song)
    before = shelf()
    with session(write=True) as writing:
        stored = writing.get_one(Song, ident(song))
        if change == "edited":
            stored.genre, stored.edited_at = "Blues", datetime.now(UTC)
        elif change == "gone":
            stored.missing_since = datetime.now(UTC)
    if change == "heard":
        make_emotion(make_song())
    after = _until_changed(before)
    assert {
        "heard": len(after) == 2,
        "edited": "Blues" in after.genre_names,
        "gone": not len(after),
    }[change]


def test_a_shelf_that_nothing_changed_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "TOO_OLD_S", 0.0)
    make_emotion(make_song())
    assert shelf() is shelf()


def test_who_wants_it_fresh_gets_what_came_just_now() -> None:
    assert len(shelf()) == 0
    make_emotion(make_song())
    assert len(shelf()) == 0
    assert len(shelf(fresh=True)) == 1
