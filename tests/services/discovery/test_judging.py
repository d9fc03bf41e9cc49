"""Recommendations are judged by what people heard afterwards, and the figures are right."""

from __future__ import annotations

import math
from datetime import timedelta

import pytest

from emomusic.errors import NotFound
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.discovery.judging import Question, Score, Verdict, judge
from emomusic.store.tables import Song
from tests.factories import ident, make_user
from tests.rollups import write_day
from tests.services.discovery.library import CALM, HAPPY, MONDAY, SAD, felt_song, hear, play

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

END = MONDAY + timedelta(days=1)


async def judged(length: int = 2, days: int = 7, people: int = 100, seed: int = 1) -> Verdict:
    return await judge(Question(days, length, people, seed))


def of(verdict: Verdict, name: str) -> Score:
    return next(score for score in verdict.scores if score.name == name)


async def listened(before: list[Song], later: list[Song], felt: tuple[float, float]) -> int:
    """Somebody who heard songs three weeks before Monday, and some in the last days."""
    user_id = ident(make_user())
    await hear(user_id, *[play(song, 21, felt=felt) for song in before])
    await hear(user_id, *[play(song, 2, felt=felt) for song in later])
    await hear(user_id, play(later[0], 0, felt=felt))
    return user_id


async def test_what_popular_songs_score_is_counted_by_hand() -> None:
    calm = [felt_song(CALM) for _ in range(6)]
    sad = [felt_song(SAD) for _ in range(2)]
    await write_day(
        Dimension.SONG,
        [(ident(sad[0]), 0, 9, 9, 9, 0, 9.0), (ident(calm[0]), 0, 5, 5, 5, 0, 9.0)],
        (MONDAY - timedelta(days=10)).date(),
    )
    await listened(calm[:5], [calm[0]], CALM)
    await listened(calm[:5], [calm[5], sad[0]], CALM)
    verdict = await judged()
    assert (verdict.people, verdict.songs, verdict.length) == (2, 8, 2)
    assert verdict.held_back_from == END - timedelta(days=7)
    score = of(verdict, "most popular")  # sad[0] and calm[0]
    assert (score.hit_rate, score.precision) == (1.0, 0.5)
    assert (score.new_hit_rate, score.unheard) == (0.5, 0.5)
    assert score.variety == pytest.approx(0.5 / math.sqrt(2))
    assert (score.artists, score.coverage) == (1.0, 2 / 8)
    assert score.novelty == pytest.approx((-math.log2(10 / 22) - math.log2(6 / 22)) / 2)
    # All was calm; half of the two songs is.
    assert score.miscalibration == pytest.approx(math.log(1 / (0.99 * 0.5 + 0.01)))


async def test_ours_finds_what_one_goes_on_to_hear_and_keeps_to_ones_moods() -> None:
    happy, calm = [felt_song(HAPPY) for _ in range(20)], [felt_song(CALM) for _ in range(20)]
    for _ in range(60):
        felt_song(SAD)
    await listened(calm[:8], calm[:8], CALM)
    await listened(happy[:8], happy[:8], HAPPY)
    verdict = await judged(length=10)
    ours, chance = of(verdict, "made for you"), of(verdict, "random")
    assert ours.hit_rate == 1.0
    assert ours.precision > 3 * chance.precision
    assert ours.miscalibration == 0.0 < chance.miscalibration
    assert verdict.scores[0] == ours


async def test_the_same_seed_gives_the_same_figures() -> None:
    calm = [felt_song(CALM) for _ in range(12)]
    for _ in range(3):
        await listened(calm[:6], calm[3:7], CALM)
    assert await judged() == await judged()
    assert (await judged(people=2)).people == 2


async def test_what_is_recommended_knows_nothing_of_the_days_held_back() -> None:
    calm = [felt_song(CALM) for _ in range(6)]
    sad = [felt_song(SAD) for _ in range(6)]
    user_id = await listened(calm, calm[:1], CALM)
    before = of(await judged(length=6), "made for you")
    await hear(user_id, *[play(song, 1, felt=SAD) for song in sad])
    after = of(await judged(length=6), "made for you")
    assert after.precision == before.precision
    assert after.miscalibration == before.miscalibration


async def test_where_there_is_nothing_to_judge_by_that_is_said() -> None:
    with pytest.raises(NotFound, match="Nobody has listened yet"):
        await judged()
    song = felt_song(CALM)
    await hear(ident(make_user()), play(song, 1))
    with pytest.raises(NotFound, match="Nobody listened enough"):
        await judged()
