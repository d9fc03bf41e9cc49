"""A year in review: what a calendar year of somebody's listening was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from emomusic.emotion.curve import Mood
from emomusic.services.analytics.diary import Diary, Feeling, feeling_of
from emomusic.services.analytics.mine import (
    Amount,
    Streaks,
    Tally,
    amount_of,
    discoveries,
    streaks_of,
    tally_by,
    tally_songs,
)
from emomusic.services.analytics.mine_emotion import (
    DayHeard,
    HourHeard,
    hours_of,
    mood_shares,
    year_of_days,
)

TOP = 5
"""How many favourites a card names."""


@dataclass(frozen=True, slots=True)
class YearReview:
    """What a year of listening was.

    Attributes:
        year: The calendar year, by the listener's clock.
        amount: How much was heard.
        songs: Favourite songs, at most `TOP`.
        artists: Favourite artists, at most `TOP`.
        albums: Favourite albums, at most `TOP`.
        artist_count: Different artists among the listens.
        streaks: Of this year alone.
        discoveries: How many songs were listened to for the first time.
        busiest: The day on which most was heard, or None in a year without any.
        busiest_hour: The hour of the day in which most was heard.
        feeling: The mean emotion, or None where it is unknown.
        moods: Shares of the quadrants, the largest first.
        days: Every day of the year.
    """

    year: int
    amount: Amount
    songs: tuple[Tally, ...]
    artists: tuple[Tally, ...]
    albums: tuple[Tally, ...]
    artist_count: int
    streaks: Streaks
    discoveries: int
    busiest: DayHeard | None
    busiest_hour: HourHeard | None
    feeling: Feeling | None
    moods: Mapping[Mood, float]
    days: tuple[DayHeard, ...]


def review_year(
    diary: Diary,
    year: int,
    artists: Mapping[int, Sequence[int]],
    albums: Mapping[int, Sequence[int]],
) -> YearReview:
    """Look back on a year.

    Args:
        diary: Everything that is known of the listener.
        year: Which calendar year.
        artists: By the id of a song, the ids of its artists.
        albums: By the id of a song, the id of its album.

    Returns:
        The review.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    inside = diary.between(first, last)
    songs = tally_songs(inside)
    by_artist = tally_by(songs, artists)
    days, hours = year_of_days(inside, year), hours_of(inside)
    is_silent = not inside.heard_s.sum()
    return YearReview(
        year=year,
        amount=amount_of(inside),
        songs=songs[:TOP],
        artists=by_artist[:TOP],
        albums=tally_by(songs, albums)[:TOP],
        artist_count=len(by_artist),
        streaks=streaks_of(inside, last),
        discoveries=len(discoveries(diary, first, last)),
        busiest=None if is_silent else max(days, key=lambda day: day.heard_s),
        busiest_hour=None if is_silent else max(hours, key=lambda hour: hour.heard_s),
        feeling=feeling_of(inside),
        moods=mood_shares(inside),
        days=days,
    )
