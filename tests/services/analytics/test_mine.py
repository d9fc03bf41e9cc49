"""Promises of how much somebody listens, to what, on how many days, and what is new to them."""

from __future__ import annotations

from datetime import date

import pytest

from emomusic.services.analytics.mine import (
    Amount,
    Discovery,
    Streaks,
    Tally,
    amount_of,
    discoveries,
    streaks_of,
    stretches,
    tally_by,
    tally_songs,
)
from tests.services.analytics.diaries import diary, heard

TODAY = date(2026, 3, 10)


def test_minutes_are_all_that_sounded_and_listens_only_what_counts() -> None:
    found = diary(
        heard("2026-03-01 08:00", 1, minutes=3),
        heard("2026-03-01 09:00", 1, minutes=4),
        heard("2026-03-02 09:00", 2, minutes=0.5, listen=False),
    )
    assert amount_of(found) == Amount(heard_s=450.0, listens=2, songs=1, days=1)
    assert amount_of(diary()) == Amount(heard_s=0.0, listens=0, songs=0, days=0)


def test_favourites_are_by_listens_then_by_how_long_then_the_older_song() -> None:
    found = diary(
        *(heard(f"2026-03-01 0{hour}:00", 1, minutes=1) for hour in range(3)),
        *(heard(f"2026-03-02 0{hour}:00", 2, minutes=5) for hour in range(2)),
        *(heard(f"2026-03-03 0{hour}:00", 3, minutes=6) for hour in range(2)),
        *(heard(f"2026-03-04 0{hour}:00", 5, minutes=6) for hour in range(2)),
        heard("2026-03-05 08:00", 4, minutes=90, listen=False),
    )
    assert tally_songs(found) == (
        Tally(1, 3, 180.0),
        Tally(3, 2, 720.0),
        Tally(5, 2, 720.0),
        Tally(2, 2, 600.0),
    )


def test_a_song_counts_for_each_of_its_artists_and_an_unknown_one_for_nobody() -> None:
    songs = (Tally(1, 3, 180.0), Tally(2, 2, 600.0), Tally(3, 9, 900.0))
    artists = {1: (7, 8), 2: (8,)}
    assert tally_by(songs, artists) == (Tally(8, 5, 780.0), Tally(7, 3, 180.0))


@pytest.mark.parametrize(
    ("days", "streaks"),
    [
        ((), Streaks(0, 0, None, None)),
        ((10,), Streaks(1, 1, date(2026, 3, 10), date(2026, 3, 10))),
        ((8, 9), Streaks(2, 2, date(2026, 3, 8), date(2026, 3, 9))),
        ((7, 8), Streaks(0, 2, date(2026, 3, 7), date(2026, 3, 8))),
        ((1, 2, 3, 9, 10), Streaks(2, 3, date(2026, 3, 1), date(2026, 3, 3))),
        ((1, 2, 4, 5), Streaks(0, 2, date(2026, 3, 4), date(2026, 3, 5))),
    ],
)
def test_a_streak_is_days_in_a_row_with_a_listen(days: tuple[int, ...], streaks: Streaks) -> None:
    found = diary(
        *(heard(f"2026-03-{day:02} 08:00") for day in days),
        *(heard(f"2026-03-{day:02} 23:00") for day in days),
        heard("2026-03-06 08:00", listen=False),
    )
    assert streaks_of(found, TODAY) == streaks


def test_a_streak_goes_over_the_ends_of_months_by_the_listeners_clock() -> None:
    found = diary(
        heard("2026-02-28 23:50", utc_offset_min=-300),
        heard("2026-03-01 00:10", utc_offset_min=600),
    )
    assert streaks_of(found, TODAY).longest == 2


def test_a_discovery_is_the_first_listen_ever() -> None:
    found = diary(
        heard("2026-01-05 08:00", 1),
        heard("2026-03-05 08:00", 1),
        heard("2026-03-01 08:00", 2, listen=False),
        heard("2026-03-04 08:00", 2),
        heard("2026-03-02 08:00", 3),
        heard("2026-03-08 08:00", 3),
        heard("2026-03-09 08:00", 4, listen=False),
    )
    assert discoveries(found, date(2026, 3, 1), TODAY) == (
        Discovery(2, date(2026, 3, 4)),
        Discovery(3, date(2026, 3, 2)),
    )
    assert discoveries(found, date(2026, 1, 1), date(2026, 1, 5)) == (
        Discovery(1, date(2026, 1, 5)),
    )


def test_a_week_is_seven_bars_the_silent_days_too() -> None:
    found = diary(
        heard("2026-03-04 08:00", minutes=2, felt=(0.4, 0.6)),
        heard("2026-03-04 09:00", minutes=3),
        heard("2026-03-03 08:00", minutes=50),
        heard("2026-03-10 08:00", minutes=1),
    )
    bars = stretches(found, date(2026, 3, 4), TODAY)
    assert [bar.first.day for bar in bars] == [4, 5, 6, 7, 8, 9, 10]
    assert [bar.heard_s for bar in bars] == [300.0, 0, 0, 0, 0, 0, 60.0]
    assert {bar.grain for bar in bars} == {"day"}
    assert bars[0].feeling is not None
    assert bars[0].feeling.valence == pytest.approx(0.4)
    assert bars[1].feeling is None


def test_a_year_is_bars_of_months_whose_ends_are_only_as_long_as_the_span() -> None:
    found = diary(
        heard("2025-03-10 08:00", minutes=50),
        heard("2025-03-11 08:00", minutes=2),
        heard("2026-02-28 08:00", minutes=4),
    )
    bars = stretches(found, date(2025, 3, 11), TODAY)
    assert [bar.first.isoformat() for bar in bars] == [
        *(f"2025-{month:02}-01" for month in range(3, 13)),
        *(f"2026-{month:02}-01" for month in range(1, 4)),
    ]
    assert [bar.heard_s for bar in bars] == [120.0, *[0.0] * 10, 240.0, 0.0]


def test_many_years_are_bars_of_years() -> None:
    found = diary(heard("2022-03-10 08:00", minutes=1), heard("2026-03-10 08:00", minutes=2))
    bars = stretches(found, date(2022, 3, 10), TODAY)
    assert [(bar.first.year, bar.heard_s) for bar in bars] == [
        (2022, 60.0),
        (2023, 0.0),
        (2024, 0.0),
        (2025, 0.0),
        (2026, 120.0),
    ]
    assert stretches(found, date(2023, 4, 1), TODAY)[0].grain == "month"
    assert stretches(found, date(2023, 3, 31), TODAY)[0].grain == "year"
