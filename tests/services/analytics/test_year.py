"""Promises of a year in review."""

from __future__ import annotations

from datetime import date

import pytest

from emomusic.emotion.curve import Mood
from emomusic.services.analytics.mine import Amount, Streaks, Tally
from emomusic.services.analytics.year import review_year
from tests.services.analytics.diaries import diary, heard

ARTISTS = {1: (11, 12), 2: (12,), 3: (13,)}
ALBUMS = {1: (21,), 2: (21,), 3: (22,)}


def test_a_year_is_reviewed_for_itself_and_its_discoveries_against_all_before() -> None:
    found = diary(
        heard("2024-12-31 22:00", 3, minutes=100),
        heard("2025-01-01 09:00", 1, minutes=3, felt=(0.8, 0.2)),
        heard("2025-01-02 09:00", 1, minutes=3, felt=(0.8, 0.2)),
        heard("2025-01-03 21:00", 2, minutes=4, felt=(0.2, 0.2)),
        heard("2025-06-01 21:00", 3, minutes=5),
        heard("2026-01-01 08:00", 2, minutes=100),
    )
    review = review_year(found, 2025, ARTISTS, ALBUMS)
    assert review.amount == Amount(heard_s=900.0, listens=4, songs=3, days=4)
    assert review.songs == (Tally(1, 2, 360.0), Tally(3, 1, 300.0), Tally(2, 1, 240.0))
    assert review.artists == (Tally(12, 3, 600.0), Tally(11, 2, 360.0), Tally(13, 1, 300.0))
    assert review.albums == (Tally(21, 3, 600.0), Tally(22, 1, 300.0))
    assert review.artist_count == 3
    assert review.streaks == Streaks(0, 3, date(2025, 1, 1), date(2025, 1, 3))
    assert review.discoveries == 2
    assert review.busiest is not None
    assert review.busiest_hour is not None
    assert (review.busiest.day, review.busiest.heard_s) == (date(2025, 6, 1), 300.0)
    assert (review.busiest_hour.hour, review.busiest_hour.heard_s) == (21, 540.0)
    assert review.feeling is not None
    assert review.feeling.valence == pytest.approx(0.56)
    assert review.moods == pytest.approx(
        {Mood.CALM: 0.6, Mood.SAD: 0.4, Mood.HAPPY: 0.0, Mood.ANGRY: 0.0}
    )
    assert len(review.days) == 365


def test_only_five_favourites_are_kept() -> None:
    found = diary(*(heard(f"2025-01-{song:02} 08:00", song) for song in range(1, 8)))
    review = review_year(found, 2025, {song: (song,) for song in range(1, 8)}, {})
    assert [tally.id for tally in review.songs] == [1, 2, 3, 4, 5]
    assert [tally.id for tally in review.artists] == [1, 2, 3, 4, 5]
    assert review.artist_count == 7
    assert review.albums == ()


def test_a_silent_year_has_no_busiest_day() -> None:
    review = review_year(diary(), 2025, {}, {})
    assert (review.busiest, review.busiest_hour, review.feeling) == (None, None, None)
    assert review.amount.listens == 0
