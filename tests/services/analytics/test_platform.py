"""What the charts of the platform promise, on roll-ups that are written by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from emomusic.errors import NotFound
from emomusic.services.analytics.chart import Chart, csv_of
from emomusic.services.analytics.dimensions import Device, Dimension, SourceKind, source_number
from emomusic.services.analytics.platform import PLATFORM_CHARTS, SONG_CHARTS, chart
from emomusic.services.analytics.platform_asked import Asked, Span, asked, asked_of_span
from tests.factories import ident, make_album, make_artist, make_song, make_user
from tests.rollups import DAY, Row, write_day

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

WEEK = Asked(DAY, DAY + timedelta(days=6))
"""Monday to Sunday."""
LAST_WEEK = DAY - timedelta(days=7)


def after(days: int) -> date:
    return DAY + timedelta(days=days)


def plays(first: int, starts: int, listens: int, *, second: int = 0, heard_s: float = 0.0) -> Row:
    return (first, second, starts, listens, 0, 0, heard_s)


def column(made: Chart, name: str) -> list[float | None]:
    at = [series.name for series in made.series].index(name)
    return [row.cells[at] for row in made.rows]


def labels(made: Chart) -> list[str]:
    return [row.label for row in made.rows]


class TestWhatIsAsked:
    def test_is_four_weeks_up_to_today_where_nothing_is_said(self) -> None:
        asking = asked()
        assert asking.days == 28
        assert asking == asked("nonsense", "2999-01-01")

    def test_never_ends_before_it_begins(self) -> None:
        assert asked("2026-03-09", "2026-03-02") == Asked(date(2026, 3, 2), date(2026, 3, 2))

    def test_is_compared_with_as_many_days_before(self) -> None:
        assert WEEK.before == Asked(LAST_WEEK, DAY - timedelta(days=1))

    def test_is_shown_by_weeks_where_it_is_long(self) -> None:
        assert Asked(DAY, after(91)).step_days == 1
        long = Asked(DAY, after(92))
        assert (long.step_days, len(long.points), long.points[1]) == (7, 14, after(7))

    async def test_may_be_everything_since_the_first_day(self) -> None:
        await write_day(Dimension.SOURCE, [plays(1, 1, 1)], date(2026, 1, 5))
        assert (await asked_of_span(Span.ALL)).since == date(2026, 1, 5)
        assert (await asked_of_span(Span.WEEK)).days == 7


class TestEveryChart:
    @pytest.mark.parametrize("maker", [*PLATFORM_CHARTS, *SONG_CHARTS])
    @pytest.mark.parametrize("asking", [WEEK, Asked(DAY, DAY, genre="Jazz"), Asked(DAY, after(99))])
    async def test_explains_itself_where_nothing_was_heard(self, maker, asking) -> None:  # type: ignore[no-untyped-def]
        made = await maker(asking)
        assert made.key == maker.__name__
        assert made.rows == ()
        assert made.empty.endswith(".")
        assert made.title.endswith("?")
        assert csv_of(made).count("\r\n") == 1

    async def test_is_found_by_its_key(self) -> None:
        assert (await chart("when", WEEK)).key == "when"
        with pytest.raises(NotFound):
            await chart("__init__", WEEK)

    async def test_has_a_cell_for_each_series_in_each_row(self) -> None:
        song = ident(make_song("Rain", duration_s=30.0))
        people = [ident(make_user()) for _ in range(3)]
        for day in (DAY, LAST_WEEK):
            await _a_day(song, people, day)
        for maker in (*PLATFORM_CHARTS, *SONG_CHARTS):
            made = await maker(Asked(DAY, after(6), song_id=song))
            assert all(len(row.cells) == len(made.series) for row in made.rows), made.key


async def _a_day(song: int, people: list[int], day: date) -> None:
    row = (8, 6, 5, 1, 900.0)
    await write_day(Dimension.SONG, [(song, 0, *row)], day)
    for dimension, second in (
        (Dimension.SONG_HOUR, 30),
        (Dimension.SONG_CELL, 55),
        (Dimension.LEAVING, 12),
    ):
        await write_day(dimension, [(song, second, *row)], day)
    await write_day(Dimension.SONG_PERSON, [(song, one, *row) for one in people], day)


class TestSums:
    async def test_add_up_the_range_and_the_one_before(self) -> None:
        await write_day(Dimension.SOURCE, [(1, 0, 6, 4, 3, 2, 3600.0), (2, 0, 2, 1, 1, 0, 1800.0)])
        await write_day(Dimension.SOURCE, [(1, 0, 2, 2, 2, 0, 900.0)], after(6))
        await write_day(Dimension.SOURCE, [(1, 0, 5, 5, 1, 4, 7200.0)], after(-7))
        await write_day(Dimension.SOURCE, [(1, 0, 99, 99, 99, 99, 99.0)], after(7))
        await write_day(Dimension.PERSON, [plays(0, 1, 1), plays(5, 4, 4), plays(6, 3, 3)])
        await write_day(Dimension.PERSON, [plays(5, 2, 2)], after(6))
        made = await chart("sums", WEEK)
        assert {row.label: row.cells for row in made.rows} == {
            "Listeners": (2, 0),
            "Plays begun": (10, 5),
            "Listens": (7, 5),
            "Heard": (1.75, 2.0),
            "To the end": (0.6, 0.2),
            "Skipped": (0.2, 0.8),
        }

    async def test_of_a_genre_are_those_of_its_songs(self) -> None:
        jazz, rock = make_song(genre="Jazz"), make_song(genre="Rock")
        await write_day(
            Dimension.SONG, [plays(ident(jazz), 3, 2, heard_s=7200.0), plays(ident(rock), 9, 9)]
        )
        await write_day(
            Dimension.SONG_PERSON,
            [plays(ident(jazz), 3, 2, second=4), plays(ident(rock), 9, 9, second=5)],
        )
        made = await chart("sums", Asked(DAY, DAY, genre="Jazz"))
        assert column(made, "This time")[:4] == [1, 3, 2, 2.0]


class TestListeners:
    async def test_are_counted_once_a_day_a_week_and_a_month(self) -> None:
        for day, people in {-29: [1], -6: [2], 0: [2, 3, 0], 1: [3], 6: [4]}.items():
            await write_day(Dimension.PERSON, [plays(one, 2, 1) for one in people], after(day))
        made = await chart("listeners", WEEK)
        assert labels(made) == [after(day).isoformat() for day in range(7)]
        assert column(made, "In a day") == [2, 1, 0, 0, 0, 0, 1]
        assert column(made, "In the week up to it") == [2, 2, 2, 2, 2, 2, 3]
        assert column(made, "In the month up to it") == [3, 2, 2, 2, 2, 2, 3]
        assert column(made, "In a day, the time before") == [0, 1, 0, 0, 0, 0, 0]

    async def test_over_weeks_are_a_mean_a_day_and_those_up_to_the_last_day(self) -> None:
        for day, people in {0: [1, 2], 3: [1], 6: [1, 2, 3, 4]}.items():
            await write_day(Dimension.PERSON, [plays(one, 1, 1) for one in people], after(day))
        made = await chart("listeners", Asked(DAY, after(97)))
        assert made.rows[0].cells == (1.0, 4, 4, 0)
        assert made.rows[1].cells == (0.0, 0, 4, 0)
        assert "week" in made.note


class TestOverTime:
    async def test_every_day_has_its_listens_and_hours_beside_those_before(self) -> None:
        await write_day(Dimension.SOURCE, [plays(1, 9, 4, heard_s=3600), plays(2, 1, 1)])
        await write_day(Dimension.SOURCE, [plays(1, 9, 7, heard_s=1800)], after(2))
        await write_day(Dimension.SOURCE, [plays(1, 9, 2, heard_s=900)], after(-6))
        listens = await chart("listens", WEEK)
        assert column(listens, "Listens") == [5, 0, 7, 0, 0, 0, 0]
        assert column(listens, "The time before") == [0, 2, 0, 0, 0, 0, 0]
        assert listens.says == "12 listens; 2 in the time before."
        hours = await chart("hours", WEEK)
        assert column(hours, "Hours") == [1.0, 0, 0.5, 0, 0, 0, 0]
        assert column(hours, "The time before") == [0, 0.25, 0, 0, 0, 0, 0]

    async def test_a_long_range_sums_weeks(self) -> None:
        for day in range(14):
            await write_day(Dimension.SOURCE, [plays(1, 1, day)], after(day))
        made = await chart("listens", Asked(DAY, after(97)))
        assert column(made, "Listens") == [21, 70, *[0] * 12]


class TestWhen:
    async def test_is_by_weekday_and_hour(self) -> None:
        await write_day(
            Dimension.HOUR, [plays(20, 1, 1, heard_s=1800), plays(167, 1, 1, heard_s=7200)]
        )
        await write_day(Dimension.HOUR, [plays(20, 1, 1, heard_s=1800)], after(1))
        made = await chart("when", WEEK)
        assert labels(made) == [
            "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
        ]  # fmt: skip
        assert made.rows[0].cells[20] == 1.0
        assert made.rows[6].cells[23] == 2.0
        assert sum(sum(cell or 0 for cell in row.cells) for row in made.rows) == 3.0
        assert made.says == "Most on Sundays from 23:00 to 0:00."

    async def test_of_an_album_is_that_of_its_songs(self) -> None:
        album = make_album("Rooms")
        song, other = make_song(album=album), make_song()
        await write_day(
            Dimension.SONG_HOUR,
            [
                plays(ident(song), 1, 1, second=3, heard_s=3600),
                plays(ident(other), 1, 1, second=3, heard_s=3600),
            ],
        )
        made = await chart("when", Asked(DAY, DAY, album_id=ident(album)))
        assert made.rows[0].cells[3] == 1.0


class TestTop:
    async def test_songs_stand_by_their_listens_with_who_made_them(self) -> None:
        rain = make_song("Rain", artists=["Ilse"])
        fog = make_song("Fog", artists=["Tove"])
        await write_day(
            Dimension.SONG,
            [
                (ident(rain), 0, 10, 4, 5, 1, 3600.0),
                (ident(fog), 0, 4, 4, 4, 0, 7200.0),
                (987_654, 0, 9, 8, 9, 0, 9.0),
                (987_655, 0, 9, 0, 0, 9, 9.0),
            ],
        )
        await write_day(Dimension.SONG, [plays(ident(rain), 3, 3)], after(-1))
        made = await chart("top_songs", WEEK)
        assert labels(made) == ["A song that is gone (987654)", "Fog · Tove", "Rain · Ilse"]
        assert made.rows[2].cells == (4, 3, 1.0, 0.5, 0.1)
        assert made.rows[2].href == f"/admin/analytics/song/{ident(rain)}"
        assert made.rows[0].href == ""
        assert made.says == "“A song that is gone (987654)” first, with 50 % of the listens."

    async def test_has_as_many_rows_as_are_asked_for(self) -> None:
        await write_day(Dimension.SONG, [plays(number, 1, number) for number in range(1, 31)])
        assert len((await chart("top_songs", WEEK)).rows) == 10
        assert len((await chart("top_songs", Asked(DAY, DAY, most=25))).rows) == 25

    async def test_artists_and_albums_come_from_their_own_roll_ups(self) -> None:
        artist, album = make_artist("Ilse"), make_album("Rooms")
        await write_day(Dimension.ARTIST, [plays(ident(artist), 3, 2)])
        await write_day(Dimension.ALBUM, [plays(ident(album), 3, 3)])
        artists, albums = await chart("top_artists", WEEK), await chart("top_albums", WEEK)
        assert [(row.label, row.cells[0]) for row in artists.rows] == [("Ilse", 2)]
        assert [(row.label, row.cells[0]) for row in albums.rows] == [("Rooms", 3)]

    async def test_of_a_genre_a_song_of_two_counts_for_both(self) -> None:
        song = make_song("Duet", artists=["Ilse", "Tove"], genre="Jazz")
        solo = make_song("Solo", artists=["Tove"], genre="Jazz")
        await write_day(Dimension.SONG, [plays(ident(song), 3, 2), plays(ident(solo), 1, 1)])
        await write_day(Dimension.SONG, [plays(ident(song), 3, 2)], after(1))
        made = await chart("top_artists", Asked(DAY, after(1), genre="Jazz"))
        assert [(row.label, row.cells[0]) for row in made.rows] == [("Tove", 5), ("Ilse", 4)]
        albums = await chart("top_albums", Asked(DAY, after(1), genre="Jazz"))
        assert column(albums, "Listens") == [4, 1]


class TestEndings:
    async def test_are_shares_of_the_plays_of_songs_begun_often_enough(self) -> None:
        often, seldom, never = (ident(make_song(title)) for title in ("Often", "Seldom", "Never"))
        await write_day(
            Dimension.SONG,
            [
                (often, 0, 3, 3, 3, 0, 1.0),
                (seldom, 0, 4, 4, 4, 4, 1.0),
                (never, 0, 8, 0, 0, 6, 1.0),
            ],
        )
        await write_day(Dimension.SONG, [(often, 0, 5, 3, 3, 1, 1.0)], after(1))
        finished, skipped = await chart("finished", WEEK), await chart("skipped", WEEK)
        assert [row.cells for row in finished.rows] == [(0.75, 8)]
        assert [row.cells for row in skipped.rows] == [(0.75, 8), (0.125, 8)]
        assert finished.says == "Over all songs, 50 % of the plays come to the end."


class TestLeaving:
    async def test_counts_where_plays_were_left_in_steps(self) -> None:
        await write_day(
            Dimension.LEAVING,
            [(1, 3, 2, 0, 0, 2, 0), (1, 9, 1, 0, 0, 0, 0), (2, 25, 1, 0, 0, 0, 0)],
        )
        await write_day(Dimension.LEAVING, [(1, 3, 1, 0, 0, 0, 0)], after(1))
        await write_day(Dimension.SONG, [plays(1, 8, 1), plays(2, 2, 1)])
        made = await chart("leaving", WEEK)
        assert labels(made) == ["0", "10", "20"]
        assert column(made, "Skipped") == [2, 0, 0]
        assert column(made, "Left otherwise") == [2, 0, 1]
        assert column(made, "Still listening") == [1.0, 0.6, 0.6]
        assert made.says == "50 % of 10 plays are left before the end, half of those before 0:10."

    async def test_who_leaves_very_late_is_in_the_last_step(self) -> None:
        await write_day(Dimension.LEAVING, [(1, 5000, 1, 0, 0, 0, 0)])
        await write_day(Dimension.SONG, [plays(1, 1, 1)])
        made = await chart("leaving", WEEK)
        assert (made.rows[-1].label, made.rows[-1].cells[2]) == ("590", 1)


class TestKinds:
    async def test_say_where_listening_begins_and_on_what(self) -> None:
        album, search = (
            source_number(f"{kind}:1") for kind in (SourceKind.ALBUM, SourceKind.SEARCH)
        )
        await write_day(Dimension.SOURCE, [plays(search, 2, 1), plays(album, 4, 3)])
        await write_day(Dimension.SOURCE, [plays(album, 2, 2)], after(-1))
        await write_day(Dimension.DEVICE, [plays(list(Device).index(Device.PHONE), 5, 4)])
        sources = await chart("sources", WEEK)
        assert [(row.label, row.cells) for row in sources.rows] == [
            ("Album", (3, 2)),
            ("Search", (1, 0)),
        ]
        assert [(row.label, row.cells) for row in (await chart("devices", WEEK)).rows] == [
            ("Phone", (4, 0))
        ]

    async def test_are_not_known_by_song_and_say_so(self) -> None:
        await write_day(Dimension.SOURCE, [plays(1, 1, 1)])
        made = await chart("sources", Asked(DAY, DAY, genre="Jazz"))
        assert made.rows == ()
        assert "not counted by song" in made.empty
