"""Promises of how near two tastes are, and of the words that say why."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.emotion.curve import Mood
from emomusic.services.analytics.diary import Diary
from emomusic.services.analytics.nearness import (
    Degree,
    Nearness,
    degree_of,
    nearness_of,
    reasons,
    taste_of,
)
from tests.services.analytics.diaries import diary, heard

ARTISTS = {1: (11,), 2: (12,), 3: (13,), 4: (11, 12)}
NAMES = {11: "Ilse", 12: "Jon", 13: "Kim"}


def listens(*parts: tuple[int, float, tuple[float, float]]) -> Diary:
    """Listens to songs: which, how many minutes, and where on the plane."""
    return diary(
        *(
            heard(f"2026-03-{day:02} 08:00", song_id, minutes, felt=felt)
            for day, (song_id, minutes, felt) in enumerate(parts, 1)
        )
    )


def near(one: Diary, other: Diary) -> Nearness:
    found = nearness_of(taste_of(one, ARTISTS), taste_of(other, ARTISTS))
    assert found is not None
    return found


CALM, ANGRY = (0.85, 0.15), (0.15, 0.85)


def test_who_hears_the_same_is_as_near_as_can_be() -> None:
    one = listens((1, 20, CALM), (2, 10, ANGRY))
    other = listens((2, 20, ANGRY), (1, 40, CALM))
    found = near(one, other)
    assert (found.score, found.shared) == (100, (11, 12))
    assert (found.plane, found.artists) == (pytest.approx(1.0), pytest.approx(1.0))
    assert (found.common_mood, found.more_here, found.more_there) == (Mood.CALM, None, None)


def test_who_hears_nothing_alike_is_at_nought() -> None:
    found = near(listens((1, 30, CALM)), listens((2, 30, ANGRY)))
    assert (found.score, found.plane, found.artists, found.shared) == (0, 0.0, 0.0, ())
    assert (found.more_here, found.more_there) == (Mood.CALM, Mood.ANGRY)


def test_the_score_is_the_mean_of_what_is_in_common_on_the_plane_and_in_artists() -> None:
    one = listens((1, 60, CALM), (2, 40, ANGRY))
    other = listens((1, 30, ANGRY), (3, 70, CALM))
    found = near(one, other)
    # On the plane: min(60, 70) + min(40, 30) of 100; of artists: min(60, 30).
    assert found.plane == pytest.approx(0.9)
    assert found.artists == pytest.approx(0.3)
    assert (found.score, found.shared) == (60, (11,))


def test_it_is_the_same_in_both_directions() -> None:
    one = listens((1, 60, CALM), (2, 40, (0.6, 0.7)))
    other = listens((4, 30, ANGRY), (3, 70, (0.8, 0.2)))
    here, there = near(one, other), near(other, one)
    assert (here.score, here.plane, here.artists) == (there.score, there.plane, there.artists)
    assert (here.more_here, here.more_there) == (there.more_there, there.more_here)


def test_the_artists_of_a_song_share_its_seconds() -> None:
    taste = taste_of(listens((4, 30, CALM), (3, 10, CALM)), ARTISTS)
    assert taste.artists == pytest.approx({11: 0.375, 12: 0.375, 13: 0.25})


def test_neighbours_on_the_plane_are_no_strangers_and_nothing_leaves_it() -> None:
    taste = taste_of(listens((1, 30, (0.0, 0.0))), ARTISTS)
    corner = np.zeros((10, 10))
    corner[:2, :2] = [[0.5625, 0.1875], [0.1875, 0.0625]]
    assert taste.plane.tolist() == corner.tolist()
    inside = taste_of(listens((1, 30, (0.55, 0.35))), ARTISTS).plane
    assert inside[2:5, 4:7].tolist() == [
        [0.0625, 0.125, 0.0625],
        [0.125, 0.25, 0.125],
        [0.0625, 0.125, 0.0625],
    ]
    assert inside.sum() == pytest.approx(1.0)


def test_two_who_heard_too_little_are_not_compared() -> None:
    enough, short = listens((1, 20, CALM)), listens((1, 19.9, CALM))
    assert nearness_of(taste_of(enough, ARTISTS), taste_of(short, ARTISTS)) is None
    assert nearness_of(taste_of(diary(), ARTISTS), taste_of(enough, ARTISTS)) is None


@pytest.mark.parametrize(
    ("score", "degree"),
    [
        (100, Degree.VERY_NEAR),
        (75, Degree.VERY_NEAR),
        (74, Degree.NEAR),
        (50, Degree.NEAR),
        (49, Degree.SOME_WAY),
        (25, Degree.SOME_WAY),
        (24, Degree.FAR),
        (0, Degree.FAR),
    ],
)
def test_a_score_has_a_word(score: int, degree: Degree) -> None:
    assert degree_of(score) is degree


def test_the_reasons_are_said() -> None:
    one = listens((1, 50, CALM), (2, 50, ANGRY))
    other = listens((1, 30, ANGRY), (3, 70, CALM))
    assert reasons(near(one, other), "Bea", NAMES) == (
        "On the plane of emotion 80 % of your listening is in the same places, most of it calm.",
        "30 % is by artists you both hear: Ilse.",
        "You hear more that is angry, Bea more that is calm.",
    )
    assert reasons(near(listens((1, 30, CALM)), listens((2, 30, ANGRY))), "Bea", NAMES) == (
        "On the plane of emotion 0 % of your listening is in the same places.",
        "You hear none of the same artists yet.",
        "You hear more that is calm, Bea more that is angry.",
    )


def test_many_shared_artists_are_not_all_named() -> None:
    artists = {song: (10 + song,) for song in range(1, 6)}
    names = {10 + song: f"Artist {song}" for song in range(1, 6)}
    one = taste_of(listens(*((song, 60 - song, CALM) for song in range(1, 6))), artists)
    found = nearness_of(one, one)
    assert found is not None
    assert reasons(found, "Bea", names)[1] == (
        "100 % is by artists you both hear: Artist 1, Artist 2, Artist 3 and 2 more."
    )
