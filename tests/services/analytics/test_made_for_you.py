"""What the shelf "Made for you" promises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emomusic.emotion import Mood
from emomusic.services import privacy
from emomusic.services.analytics.made_for_you import (
    ALL_HEARD,
    NOT_TRACKED,
    TOO_LITTLE,
    PartOfDay,
    Taste,
    made_for_you,
    part_of,
    taste_of,
)
from emomusic.services.analytics.reading import ListenerPlay
from emomusic.store.mongo import Collection, Database
from emomusic.store.tables import Artist, Song
from tests.factories import ident, make_artist, make_emotion, make_song, make_user

MONDAY = datetime(2026, 11, 2, tzinfo=UTC)
CALM, HAPPY, SAD, ANGRY = (0.75, 0.25), (0.75, 0.75), (0.25, 0.25), (0.25, 0.75)


def play(hour: float, felt: tuple[float, float] | None = CALM, **fields: Any) -> ListenerPlay:
    """A play on Monday, in UTC, by a listener who lives there."""
    valence, arousal = felt or (None, None)
    defaults: dict[str, Any] = {
        "song_id": 1,
        "started_at": MONDAY + timedelta(hours=hour),
        "utc_offset_min": 0,
        "heard_s": 200.0,
        "listen": True,
        "completed": True,
        "skipped": False,
        "source": "",
    }
    return ListenerPlay(valence=valence, arousal=arousal, **(defaults | fields))


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
def test_the_day_has_four_parts(hour: int, part: PartOfDay) -> None:
    assert part_of(datetime(2026, 11, 2, hour, 59)) is part  # noqa: DTZ001  (a local clock)


def test_a_taste_is_the_cells_in_which_most_was_heard_at_that_part_of_the_day() -> None:
    mornings = [play(7, CALM)] * 3 + [play(8, (0.55, 0.35))] * 1 + [play(9, HAPPY, heard_s=60.0)]
    taste = taste_of([*mornings, *[play(20, SAD)] * 9], PartOfDay.MORNING)
    assert taste == Taste(
        cells=((27, 600 / 860), (35, 200 / 860), (77, 60 / 860)),
        mood=Mood.CALM,
        part=PartOfDay.MORNING,
    )
    assert taste.sentence == "You like calm mornings."


def test_by_the_clock_of_the_listener() -> None:
    there = [play(23, ANGRY, utc_offset_min=540)] * 5  # eight in the morning in Tokyo
    taste = taste_of([*there, *[play(8, CALM)] * 9], PartOfDay.MORNING)
    assert taste is not None
    assert taste.sentence == "You like calm mornings."
    taste = taste_of([*there, *[play(8, CALM)] * 2], PartOfDay.MORNING)
    assert taste is not None
    assert taste.sentence == "You like angry music in the morning."


def test_where_a_part_of_the_day_knows_too_little_all_of_it_counts() -> None:
    taste = taste_of([play(7, CALM)] * 4 + [play(20, SAD)] * 5, PartOfDay.MORNING)
    assert taste is not None
    assert (taste.part, taste.sentence) == (None, "You like sad music.")
    assert taste_of([play(7), play(20)] * 2, PartOfDay.MORNING) is None


def test_what_was_skipped_or_has_no_emotion_says_nothing() -> None:
    plays = [play(7, skipped=True)] * 9 + [play(7, None)] * 9 + [play(7, HAPPY)] * 5
    taste = taste_of(plays, PartOfDay.MORNING)
    assert taste is not None
    assert taste.cells == ((77, 1.0),)


@pytest.mark.parametrize(
    ("felt", "hour", "sentence"),
    [
        (HAPPY, 14, "You like happy afternoons."),
        (SAD, 19, "You like sad music in the evening."),
        (ANGRY, 23, "You like angry music at night."),
    ],
)
def test_the_reason_is_a_sentence(felt: tuple[float, float], hour: int, sentence: str) -> None:
    taste = taste_of([play(hour, felt)] * 5, part_of(play(hour).local))
    assert taste is not None
    assert taste.sentence == sentence


def felt_song(felt: tuple[float, float], artist: Artist | None = None, **fields: Any) -> Song:
    """A song whose emotion is known."""
    song = make_song(artists=[artist or make_artist()], **fields)
    make_emotion(song, valence=felt[0], arousal=felt[1])
    return song


@pytest.fixture
def ann(database: str) -> int:
    return ident(make_user("Ann"))


@pytest.fixture
def hear(mongo_database: Database, ann: int) -> Callable[..., Any]:
    """Puts plays of a song into Ann's days, so many days before Monday the 2nd of November."""

    async def put(
        song: Song, days_ago: int, hour: float = 8, times: int = 1, **fields: Any
    ) -> None:
        day = MONDAY - timedelta(days=days_ago)
        plays = [
            {
                "song_id": ident(song),
                "started_at": day + timedelta(hours=hour),
                "utc_offset_min": 0,
                "heard_s": 200.0,
                "listen": True,
                "completed": True,
                "skipped": False,
                "valence": 0.75,
                "arousal": 0.25,
                "source": "",
            }
            | fields
        ] * times
        await mongo_database[Collection.LISTENER_DAYS].update_one(
            {"_id": f"{ann}/{day:%Y-%m-%d}"},
            {"$set": {"user_id": ann, "at": day}, "$push": {"plays": {"$each": plays}}},
            upsert=True,
        )

    return put


MORNING = MONDAY + timedelta(hours=9)


async def test_songs_near_what_one_hears_at_this_hour_that_have_rested(
    ann: int, hear: Callable[..., Any]
) -> None:
    known = felt_song(CALM)
    await hear(known, 3, times=5)
    near = [felt_song((0.72 + 0.01 * n, 0.25)) for n in range(5)]
    felt_song(SAD), felt_song(ANGRY)
    make_song()
    felt_song(CALM, missing_since=MONDAY)
    old = felt_song(CALM)
    await hear(old, 15)
    shelf = await made_for_you(ann, 12, MORNING)
    assert {song.id for song in shelf.songs} == {ident(song) for song in [*near, old]}
    assert shelf.why == (
        "You like calm mornings. "
        "These feel much the same, and you have not heard them in the last 14 days."
    )


async def test_the_nearer_the_likelier(ann: int, hear: Callable[..., Any]) -> None:
    await hear(felt_song(CALM), 1, times=5)
    far = {ident(felt_song((0.82, 0.32))) for _ in range(6)}
    near = {ident(felt_song(CALM)) for _ in range(6)}
    shelf = await made_for_you(ann, 6, MORNING)
    assert {song.id for song in shelf.songs} == near
    assert {song.id for song in (await made_for_you(ann, 12, MORNING)).songs} == near | far


async def test_few_of_one_artist(ann: int, hear: Callable[..., Any]) -> None:
    await hear(felt_song(CALM), 1, times=5)
    one = make_artist("One")
    for _ in range(6):
        felt_song(CALM, one)
    others = [felt_song((0.8, 0.3)) for _ in range(4)]
    songs = (await made_for_you(ann, 12, MORNING)).songs
    assert len(songs) == 6
    assert sum(song.artists[0].name == "One" for song in songs) == 2
    assert {ident(song) for song in others} < {song.id for song in songs}


async def test_it_is_the_same_all_day_and_another_the_next(
    ann: int, hear: Callable[..., Any]
) -> None:
    await hear(felt_song(CALM), 1, times=5)
    songs = [felt_song(CALM) for _ in range(30)]

    async def shown(at: datetime) -> list[int]:
        return [song.id for song in (await made_for_you(ann, 8, at)).songs]

    first = await shown(MONDAY + timedelta(hours=6))
    assert len(first) == 8
    await hear(next(song for song in songs if ident(song) == first[0]), 0, hour=7)
    assert await shown(MONDAY + timedelta(hours=11.9)) == first
    tomorrow = await shown(MONDAY + timedelta(days=1, hours=6))
    assert tomorrow != first
    assert first[0] not in tomorrow  # it was heard today


async def test_the_night_is_one_over_midnight(ann: int, hear: Callable[..., Any]) -> None:
    await hear(felt_song(CALM), 1, hour=23, times=5)
    for _ in range(30):
        felt_song(CALM)
    late = await made_for_you(ann, 8, MONDAY + timedelta(hours=23))
    early = await made_for_you(ann, 8, MONDAY + timedelta(hours=28))
    assert late.why.startswith("You like calm nights.")
    assert late == early


async def test_what_is_skipped_as_often_as_heard_stays_away(
    ann: int, hear: Callable[..., Any]
) -> None:
    await hear(felt_song(CALM), 1, times=5)
    disliked, liked = felt_song(CALM), felt_song(CALM)
    for song in (disliked, liked):
        await hear(song, 30)
        await hear(song, 31, skipped=True)
    await hear(liked, 32)
    for _ in range(4):
        felt_song(CALM)
    shown = {song.id for song in (await made_for_you(ann, 12, MORNING)).songs}
    assert ident(liked) in shown
    assert ident(disliked) not in shown


async def test_in_a_small_library_songs_rest_for_a_shorter_time(
    ann: int, hear: Callable[..., Any]
) -> None:
    songs = [felt_song(CALM) for _ in range(5)]
    for song in songs[:4]:
        await hear(song, 6, times=2)
    shelf = await made_for_you(ann, 12, MORNING)
    assert len(shelf.songs) == 5
    assert shelf.why.endswith("you have not heard them in the last 5 days.")
    for song in songs:
        await hear(song, 2)
    assert (await made_for_you(ann, 12, MORNING)).why.endswith(
        "you have not heard them since yesterday."
    )
    for song in songs:
        await hear(song, 1)
    shelf = await made_for_you(ann, 12, MORNING)
    assert (shelf.songs, shelf.why) == ((), f"You like calm mornings. {ALL_HEARD}")


async def test_who_heard_little_or_nothing_before_today_is_told_so(
    ann: int, hear: Callable[..., Any]
) -> None:
    songs = [felt_song(CALM) for _ in range(9)]
    assert (await made_for_you(ann, 12, MORNING)).why == TOO_LITTLE
    await hear(songs[0], 0, hour=6, times=9)
    await hear(songs[1], 1, times=4)
    assert (await made_for_you(ann, 12, MORNING)).why == TOO_LITTLE
    await hear(songs[1], 1)
    assert len((await made_for_you(ann, 12, MORNING)).songs) == 8


async def test_nothing_is_made_for_who_is_not_tracked(ann: int, hear: Callable[..., Any]) -> None:
    await hear(felt_song(CALM), 1, times=9)
    for _ in range(9):
        felt_song(CALM)
    privacy.set_tracked(ann, False)
    shelf = await made_for_you(ann, 12, MORNING)
    assert (shelf.songs, shelf.why) == ((), NOT_TRACKED)


async def test_it_is_made_of_one_s_own_listening_alone(ann: int, hear: Callable[..., Any]) -> None:
    await hear(felt_song(CALM), 1, times=9)
    for _ in range(9):
        felt_song(CALM)
    assert (await made_for_you(ident(make_user("Ben")), 12, MORNING)).why == TOO_LITTLE
