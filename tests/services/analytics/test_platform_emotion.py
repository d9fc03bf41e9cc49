"""What the charts of emotion, of staying and of searching promise, on roll-ups made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from emomusic.emotion import pack_curve
from emomusic.emotion.curve import EmotionCurve, Mood, Overall
from emomusic.services.analytics.dimensions import Dimension, cell_of
from emomusic.services.analytics.platform import chart
from emomusic.services.analytics.platform_asked import Asked
from emomusic.services.privacy import set_tracked
from emomusic.services.rate_limits import forget_buckets
from emomusic.services.vain_searches import count_vain_search
from emomusic.store.mongo import Collection, Database, ensure_indexes
from tests.factories import ident, make_emotion, make_song, make_user
from tests.rollups import DAY, at, write_day
from tests.services.analytics.test_platform import WEEK, after, column, labels, plays

pytestmark = pytest.mark.usefixtures("database", "mongo_database")


class TestEmotionOfTheDay:
    async def test_is_the_mean_of_what_was_heard_in_each_hour(self) -> None:
        calm, happy = cell_of(0.85, 0.15), cell_of(0.75, 0.95)
        await write_day(
            Dimension.HOUR_CELL,
            [
                plays(8, 1, 1, second=calm, heard_s=300),
                plays(8, 1, 1, second=-1, heard_s=9000),
                plays(24 + 8, 1, 1, second=happy, heard_s=100),
                plays(20, 1, 1, second=happy, heard_s=60),
            ],
        )
        await write_day(Dimension.HOUR_CELL, [plays(8, 1, 1, second=happy, heard_s=1)], after(-7))
        made = await chart("emotion_of_day", WEEK)
        assert labels(made)[8] == "8:00"
        valence, arousal, before_valence, before_arousal = made.rows[8].cells
        assert (valence, arousal) == pytest.approx((0.825, 0.35))
        assert (before_valence, before_arousal) == pytest.approx((0.75, 0.95))
        assert made.rows[20].cells == pytest.approx((0.75, 0.95, None, None))
        assert made.rows[7].cells == (None, None, None, None)
        assert made.says.startswith("Most energetic at 20:00, quietest at 8:00")

    async def test_of_some_songs_takes_the_mean_of_each(self) -> None:
        song, other = (ident(make_song(genre=genre)) for genre in ("Jazz", "Rock"))
        low, high = cell_of(0.15, 0.25), cell_of(0.55, 0.65)
        await write_day(
            Dimension.SONG_CELL,
            [
                plays(song, 1, 1, second=low, heard_s=100),
                plays(song, 1, 1, second=high, heard_s=300),
                plays(other, 1, 1, second=low, heard_s=100),
            ],
        )
        await write_day(Dimension.SONG_HOUR, [plays(song, 1, 1, second=30, heard_s=50)])
        made = await chart("emotion_of_day", Asked(DAY, DAY, genre="Jazz"))
        assert made.rows[6].cells[:2] == pytest.approx((0.45, 0.55))
        assert column(made, "Valence").count(None) == 23


class TestPlane:
    async def test_has_the_most_energetic_row_on_top_and_hours_in_its_cells(self) -> None:
        happy, sad = cell_of(0.95, 0.95), cell_of(0.05, 0.15)
        await write_day(
            Dimension.CELL,
            [
                plays(happy, 1, 1, heard_s=5400),
                plays(sad, 1, 1, heard_s=1800),
                plays(-1, 1, 1, heard_s=3600),
            ],
        )
        made = await chart("plane", WEEK)
        assert (made.rows[0].label, made.rows[0].cells[9]) == ("90–100 %", 1.5)
        assert (made.rows[8].label, made.rows[8].cells[0]) == ("10–20 %", 0.5)
        assert made.says == "75 % happy, 25 % sad."
        assert "1.0 hours" in made.note


class TestLacks:
    async def test_are_where_more_is_heard_than_held(self) -> None:
        def song(valence: float, arousal: float) -> int:
            made = make_song()
            make_emotion(made, valence=valence, arousal=arousal)
            return ident(made)

        calm, *happy = song(0.85, 0.15), song(0.85, 0.85), song(0.86, 0.86), song(0.87, 0.87)
        await write_day(
            Dimension.SONG, [plays(calm, 1, 1, heard_s=5400), plays(happy[0], 1, 1, heard_s=1800)]
        )
        made = await chart("lacks", WEEK)
        assert labels(made) == ["Calm, 80–90 %, 10–20 %"]
        assert made.rows[0].cells == (0.75, 0.25, 1, 1.5)
        assert made.says == (
            "75 % of what is heard is there (Calm, 80–90 %, 10–20 %), "
            "which has 1 song, 25 % of them all."
        )

    async def test_songs_that_are_gone_count_on_neither_side(self) -> None:
        gone = make_song(missing_since=at())
        make_emotion(gone)
        await write_day(Dimension.SONG, [plays(ident(gone), 1, 1, heard_s=5400)])
        assert (await chart("lacks", WEEK)).rows == ()


class TestRetention:
    async def test_follows_those_who_joined_in_a_week(self) -> None:
        first, second = (ident(make_user(created_at=at())) for _ in range(2))
        later = ident(make_user(created_at=at(day=after(9))))
        make_user(created_at=at(day=after(-1)))
        for day, people in {1: [first, second], 8: [first], 13: [later], 14: [first]}.items():
            await write_day(Dimension.PERSON, [plays(one, 1, 1) for one in people], after(day))
        made = await chart("retention", Asked(DAY, after(20)))
        assert [(row.label, row.cells) for row in made.rows] == [
            (DAY.isoformat(), (2, 1.0, 0.5, 0.5)),
            (after(7).isoformat(), (1, 1.0, 0.0, None)),
        ]
        assert [series.name for series in made.series] == ["People", "0", "1", "2"]

    async def test_begins_with_the_week_in_which_the_first_of_the_range_joined(self) -> None:
        make_user(created_at=at(day=after(7)))
        made = await chart("retention", Asked(DAY - timedelta(days=28), after(13)))
        assert [series.name for series in made.series] == ["People", "0"]
        assert [row.cells for row in made.rows] == [(1, 0.0)]

    async def test_says_how_many_listen_four_weeks_later_once_that_week_is_over(self) -> None:
        first, _ = (ident(make_user(created_at=at())) for _ in range(2))
        await write_day(Dimension.PERSON, [plays(first, 1, 1)], after(30))
        assert (await chart("retention", Asked(DAY, after(33)))).says == ""
        made = await chart("retention", Asked(DAY, after(34)))
        assert made.says == "50 of 100 who joined listen 4 weeks later."

    async def test_counts_the_whole_first_week_and_nobody_without_a_name(self) -> None:
        someone, unnamed = (ident(make_user(created_at=at(day=after(1)))) for _ in range(2))
        set_tracked(unnamed, False)
        await write_day(Dimension.PERSON, [plays(0, 9, 9), plays(someone, 1, 1)], after(1))
        made = await chart("retention", Asked(after(3), after(6)))
        assert [row.cells for row in made.rows] == [(1, 1.0)]


class TestSearches:
    async def test_without_result_are_counted_by_words_and_never_by_name(self) -> None:
        forget_buckets()
        for user_id, text, day in (
            (1, "Björk", DAY),
            (2, "  bjork ", after(2)),
            (1, "=cmd", DAY),
            (1, "bjork", after(-3)),
            (1, "x", DAY),
        ):
            await count_vain_search(user_id, text, at(12, day=day))
        made = await chart("searches", WEEK)
        assert [(row.label, row.cells) for row in made.rows] == [
            ("bjork", (2, 1)),
            ("=cmd", (1, 0)),
        ]
        assert made.says == "3 searches for 2 different things found nothing."

    async def test_of_one_person_stop_counting_when_they_are_too_many(self) -> None:
        forget_buckets()
        for number in range(60):
            await count_vain_search(1, f"word {number}", datetime(2026, 11, 2, tzinfo=UTC))
        made = await chart("searches", Asked(DAY, DAY, most=1000))
        assert 20 <= len(made.rows) <= 23


class TestLeavingASong:
    async def test_lies_over_its_curve_of_emotion(self) -> None:
        song = make_song("Rain", duration_s=160.0)
        make_emotion(song, curve=pack_curve(_curve(160.0)))
        number = ident(song)
        await write_day(
            Dimension.LEAVING, [(number, 0, 1, 0, 0, 1, 0), (number, 159, 1, 0, 0, 0, 0)]
        )
        await write_day(Dimension.SONG, [plays(number, 4, 2)])
        made = await chart("song_leaving", Asked(DAY, DAY, song_id=number))
        assert (len(made.rows), made.rows[1].label) == (80, "2")
        assert [series.name for series in made.series] == [
            "Still listening", "Valence", "Arousal", "Skipped", "Left otherwise",
        ]  # fmt: skip
        assert made.rows[0].cells == pytest.approx((1.0, 0.25, 0.75, 1, 0), abs=0.01)
        assert made.rows[79].cells == pytest.approx((0.75, 0.75, 0.75, 0, 1), abs=0.01)

    async def test_of_a_song_that_was_never_heard_by_the_ear_has_no_curve(self) -> None:
        number = ident(make_song(duration_s=10.0))
        await write_day(Dimension.SONG, [plays(number, 1, 1)])
        made = await chart("song_leaving", Asked(DAY, DAY, song_id=number))
        assert made.rows[0].cells == (1.0, None, None, 0, 0)
        assert "not been heard" in made.note


def _curve(duration_s: float) -> EmotionCurve:
    """Valence 0.25 in the first half and 0.75 in the second; arousal 0.75."""
    steps = int(duration_s / 0.5)
    valence = np.where(np.arange(steps) < steps // 2, 0.25, 0.75).astype(np.float32)
    level = np.full(steps, 0.75, np.float32)
    return EmotionCurve(
        duration_s=duration_s,
        hop_s=0.5,
        valence=valence,
        arousal=level,
        valence_low=valence,
        valence_high=valence,
        arousal_low=level,
        arousal_high=level,
        moods=np.full((steps, 4), 0.25, np.float32),
        confident=np.ones(steps, np.bool_),
        overall=Overall(0.5, 0.75, Mood.HAPPY, (0.25, 0.25, 0.25, 0.25), 1.0),
        model="ear-test",
    )


async def test_words_are_forgotten_when_listening_events_are(mongo_database: Database) -> None:
    await ensure_indexes()
    known = await mongo_database[Collection.VAIN_SEARCHES].index_information()
    assert known["by_day"]["expireAfterSeconds"] == 400 * 86_400
