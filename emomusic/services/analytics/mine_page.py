"""What the page "My listening" shows: one person's own listening, read and put into words.

Nobody but its listener is ever given any of it: whoever calls passes the id of the person who
asks, by their session. What friends may learn of one another is in `near_friends` alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from emomusic.services.analytics import reading
from emomusic.services.analytics.chart import Chart
from emomusic.services.analytics.credited import Named, credited, names_of
from emomusic.services.analytics.diary import (
    Diary,
    Span,
    days_of_span,
    diary_of,
    number_of_day,
    today_of,
)
from emomusic.services.analytics.mine import (
    Streaks,
    Tally,
    discoveries,
    streaks_of,
    tally_by,
    tally_songs,
)
from emomusic.services.analytics.mine_charts import (
    figures_of,
    hours_chart,
    minutes_chart,
    parts_chart,
    plane_chart,
)
from emomusic.services.analytics.mine_emotion import plane_of, years_of
from emomusic.services.analytics.year import review_year
from emomusic.services.analytics.year_cards import Card, cards_of
from emomusic.services.analytics.year_pixels import Pixel, pixels_of

FAVOURITES = 8
"""How many songs, artists and albums are shown."""

NEW = 12
"""How many discoveries are shown."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

_LATELY = timedelta(days=2)
"""Within this is all of today, wherever one is."""


@dataclass(frozen=True, slots=True, eq=False)
class Mine:
    """All that is known of somebody's listening.

    Attributes:
        today: Their day, by the clock of where they listened last.
        diary: Every play.
    """

    today: date
    diary: Diary

    @property
    def today_minutes(self) -> int:
        """Minutes heard today."""
        today = self.diary.day == number_of_day(self.today)
        return round(float(self.diary.heard_s[today].sum()) / 60)


async def read_mine(user_id: int, at: datetime | None = None) -> Mine:
    """Read somebody's listening.

    Args:
        user_id: The person who asks for it, and nobody else.
        at: The moment; now by default.

    Raises:
        Unavailable: The history of listening can't be reached.
    """
    return await _read(user_id, BEGINNING, at or datetime.now(UTC))


async def read_today(user_id: int, at: datetime | None = None) -> int:
    """Read how many minutes somebody heard today; far less work than reading everything.

    Args:
        user_id: The person who asks for it, and nobody else.
        at: The moment; now by default.

    Raises:
        Unavailable: The history of listening can't be reached.
    """
    moment = at or datetime.now(UTC)
    return (await _read(user_id, moment - _LATELY, moment)).today_minutes


async def _read(user_id: int, since: datetime, moment: datetime) -> Mine:
    plays = await reading.plays_of_listener(user_id, since, moment + timedelta(days=1))
    diary = await asyncio.to_thread(diary_of, plays)
    return Mine(today_of(plays, moment), diary)


@dataclass(frozen=True, slots=True)
class Favourite:
    """A song, an artist or an album among those that were heard most.

    Attributes:
        rank: From 1.
        what: Its name, and whose it is.
        listens: How often.
        minutes: How long.
    """

    rank: int
    what: Named
    listens: int
    minutes: int


@dataclass(frozen=True, slots=True)
class NewSong:
    """A song that was listened to for the first time, on a day in ISO 8601."""

    what: Named
    day: str


@dataclass(frozen=True, slots=True)
class StreakView:
    """Days in a row with music; the days are in ISO 8601, or empty where there was no streak."""

    current: int
    longest: int
    longest_from: str
    longest_to: str


@dataclass(frozen=True, slots=True)
class MyListening:
    """A span of one's listening.

    Attributes:
        first: Its first day, ISO 8601.
        last: Its last day.
        heard_any: Whether anything was ever heard.
        today_minutes: Minutes of today.
        figures: How much; beside the span before.
        charts: When, where on the plane, at which hours, mornings against evenings.
        songs: Favourites of the span.
        artists: The same.
        albums: The same.
        new: Discoveries of the span, the newest first, at most `NEW`.
        new_count: How many there are.
        streaks: Of all time.
    """

    first: str
    last: str
    heard_any: bool
    today_minutes: int
    figures: Chart
    charts: tuple[Chart, ...]
    songs: tuple[Favourite, ...]
    artists: tuple[Favourite, ...]
    albums: tuple[Favourite, ...]
    new: tuple[NewSong, ...]
    new_count: int
    streaks: StreakView


def listening_of(mine: Mine, span: Span) -> MyListening:
    """Look at a span of somebody's listening.

    Args:
        mine: All that is known of it.
        span: How much of it.

    Returns:
        What the page shows.
    """
    first, last = days_of_span(span, mine.diary, mine.today)
    inside = mine.diary.between(first, last)
    found = discoveries(mine.diary, first, last)
    songs = tally_songs(inside)
    belong = credited(song.id for song in songs)
    known = [song for song in songs if song.id in belong.albums][:FAVOURITES]
    artists = tally_by(songs, belong.artists)[:FAVOURITES]
    albums = tally_by(songs, belong.albums)[:FAVOURITES]
    names = names_of(
        songs=[song.id for song in known] + [one.song_id for one in found[:NEW]],
        artists=[artist.id for artist in artists],
        albums=[album.id for album in albums],
    )
    return MyListening(
        first=first.isoformat(),
        last=last.isoformat(),
        heard_any=bool(mine.diary.heard_s.sum()),
        today_minutes=mine.today_minutes,
        figures=figures_of(mine.diary, span, first, last),
        charts=(
            minutes_chart(inside, first, last),
            hours_chart(inside),
            plane_chart(inside),
            parts_chart(inside),
        ),
        songs=_favourites(known, names.songs),
        artists=_favourites(artists, names.artists),
        albums=_favourites(albums, names.albums),
        new=tuple(
            NewSong(names.songs[one.song_id], one.day.isoformat())
            for one in found[:NEW]
            if one.song_id in names.songs
        ),
        new_count=len(found),
        streaks=_streak_view(streaks_of(mine.diary, mine.today)),
    )


def _favourites(tallies: Sequence[Tally], names: Mapping[int, Named]) -> tuple[Favourite, ...]:
    named = [tally for tally in tallies if tally.id in names]
    return tuple(
        Favourite(rank, names[tally.id], tally.listens, round(tally.heard_s / 60))
        for rank, tally in enumerate(named, 1)
    )


def _streak_view(streaks: Streaks) -> StreakView:
    longest_from, longest_to = (
        day.isoformat() if day else "" for day in (streaks.longest_from, streaks.longest_to)
    )
    return StreakView(streaks.current, streaks.longest, longest_from, longest_to)


@dataclass(frozen=True, slots=True)
class MyYear:
    """A calendar year of one's listening.

    Attributes:
        year: Which.
        years: Those to choose from, the newest first.
        pixels: Every day of it.
        cards: The year in review; none for a year without a listen.
        plane: Shape `[10][10]`, 0..1: how long was listened in each cell of the plane, against
            the cell with most; arousal upwards in the first index.
    """

    year: int
    years: tuple[int, ...]
    pixels: tuple[Pixel, ...]
    cards: tuple[Card, ...]
    plane: tuple[tuple[float, ...], ...]


def year_of(mine: Mine, year: int = 0) -> MyYear:
    """Look back on a calendar year of somebody's listening.

    Args:
        mine: All that is known of it.
        year: Which; one in which nothing was heard is that of the newest play.

    Returns:
        What the page shows.
    """
    years = years_of(mine.diary) or (mine.today.year,)
    chosen = year if year in years else years[0]
    inside = mine.diary.between(date(chosen, 1, 1), date(chosen, 12, 31))
    belong = credited(int(song_id) for song_id in set(inside.song_id.tolist()))
    review = review_year(mine.diary, chosen, belong.artists, belong.albums)
    names = names_of(
        songs=[tally.id for tally in review.songs],
        artists=[tally.id for tally in review.artists],
        albums=[tally.id for tally in review.albums],
    )
    plane = plane_of(inside)
    most = float(plane.max()) or 1.0
    return MyYear(
        year=chosen,
        years=years,
        pixels=pixels_of(review.days, mine.today),
        cards=cards_of(review, names),
        plane=tuple(tuple(float(cell) / most for cell in row) for row in plane),
    )
