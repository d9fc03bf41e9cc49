"""What somebody likes, read from what they played."""

from __future__ import annotations

from datetime import timedelta

import pytest

from emomusic.emotion import Mood
from emomusic.services.analytics.reading import ListenerPlay
from emomusic.services.discovery.shelf import shelf
from emomusic.services.discovery.taste import (
    PartOfDay,
    Past,
    Taste,
    day_of,
    part_of,
    past_of,
    taste_of,
)
from tests.services.discovery.library import ANGRY, CALM, HAPPY, MONDAY, SAD, felt_song, play

pytestmark = pytest.mark.usefixtures("database")


def past(*plays: ListenerPlay) -> Past:
    return past_of(plays, shelf(), MONDAY.date())


def taste(*plays: ListenerPlay, part: PartOfDay | None = PartOfDay.MORNING) -> Taste:
    found = taste_of(past(*plays), part)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("hour", "part"),
    [
        (0, PartOfDay.NIGHT),
        (4, PartOfDay.NIGHT),
        (5, PartOfDay.MORNING),
        (11, PartOfDay.MORNING),
        (12, PartOfDay.AFTERNOON),
        (17, PartOfDay.EVENING),
        (21, PartOfDay.EVENING),
        (22, PartOfDay.NIGHT),
    ],
)
def test_parts_of_the_day_begin_at_their_hours(hour: int, part: PartOfDay) -> None:
    assert part_of(MONDAY + timedelta(hours=hour)) is part


def test_a_day_begins_at_five() -> None:
    assert day_of(MONDAY + timedelta(hours=4.9)) == MONDAY.date() - timedelta(days=1)
    assert day_of(MONDAY + timedelta(hours=5)) == MONDAY.date()


@pytest.mark.parametrize(
    ("felt", "hour", "sentence"),
    [
        (CALM, 7, "You like calm mornings."),
        (HAPPY, 14, "You like happy afternoons."),
        (SAD, 19, "You like sad music in the evening."),
        (ANGRY, 23, "You like angry music at night."),
    ],
)
def test_the_reason_is_a_sentence(felt: tuple[float, float], hour: int, sentence: str) -> None:
    song = felt_song(felt)
    plays = [play(song, hour=hour, felt=felt)] * 5
    assert taste(*plays, part=part_of(plays[0].local)).sentence == sentence


def test_where_a_part_of_the_day_knows_too_little_all_of_it_counts() -> None:
    song = felt_song(CALM)
    plays = [play(song, hour=7)] * 4 + [play(song, hour=20, felt=SAD)] * 5
    found = taste(*plays)
    assert (found.part, found.sentence) == (None, "You like sad music.")
    assert taste_of(past(*plays[:2], *plays[-2:]), PartOfDay.MORNING) is None


def test_shares_of_moods_add_up_and_newer_plays_count_more() -> None:
    song = felt_song(CALM)
    old, new = [play(song, 61, felt=SAD)] * 5, [play(song, 1, felt=HAPPY)] * 5
    shares = taste(*old, *new).moods
    assert sum(shares.values()) == pytest.approx(1)
    assert shares[Mood.HAPPY] == pytest.approx(0.8)
    assert shares[Mood.SAD] == pytest.approx(0.2)


def test_songs_fit_the_better_the_nearer_they_are_to_what_was_heard() -> None:
    here, near, far = felt_song(CALM), felt_song((0.65, 0.32)), felt_song(ANGRY)
    fit = taste(*[play(here)] * 5).fit(shelf())
    assert fit.tolist() == sorted(fit.tolist(), reverse=True)
    assert fit[0] == 1.0
    assert 0.1 < fit[1] < 0.9
    assert fit[2] < 0.001
    assert [near.id, far.id] == shelf().song_ids[1:].tolist()


def test_what_was_skipped_counts_against_a_song_and_says_nothing_of_a_place() -> None:
    liked, skipped = felt_song(CALM), felt_song(SAD)
    skips = [play(skipped, felt=SAD, skipped=True, listen=False)] * 9
    assert taste(*[play(liked)] * 5, *skips).moods[Mood.SAD] == 0
    affinity = past(play(liked), *skips).affinity()
    assert affinity[0] > 0 > affinity[1]


def test_a_song_counts_where_the_emotion_of_a_play_is_unknown() -> None:
    song = felt_song(HAPPY)
    assert taste(*[play(song, felt=None)] * 5).mood is Mood.HAPPY


def test_plays_of_today_and_of_songs_that_are_gone_are_left_out() -> None:
    song = felt_song(CALM)
    found = past(play(song, 0, hour=6), play(song, 0, hour=4), play(10**6, 1), play(song, 3))
    assert found.days_ago.tolist() == [1, 3]
    assert found.plays().tolist() == [2]
    assert found.rested_d().tolist() == [1]
