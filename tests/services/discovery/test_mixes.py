"""The mixes of a day: they are there, they say why, and what they say is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from emomusic.errors import NotFound
from emomusic.services import catalogue, friends, privacy
from emomusic.services.analytics.dimensions import Dimension
from emomusic.services.discovery.daily import mixes_of_today
from emomusic.services.discovery.kept_mixes import MixCard, MixDetail, keep, mix_of
from emomusic.services.discovery.mixes import Mix
from emomusic.services.listening import record
from emomusic.services.orders import SourceKind
from emomusic.store.database import session
from emomusic.store.discovery_tables import DailyMix
from emomusic.store.tables import Song, User
from tests.databases import on_both
from tests.factories import ident, make_artist, make_like, make_song, make_user
from tests.listening import event, listener
from tests.rollups import write_day
from tests.services.discovery.library import (
    ANGRY,
    CALM,
    HAPPY,
    MONDAY,
    SAD,
    felt_song,
    hear,
    play,
)

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

MORNING = MONDAY + timedelta(hours=9)


@pytest.fixture
def ann(database: str) -> int:
    return ident(make_user("Ann"))


async def cards(user_id: int, at: datetime = MORNING, offset_min: int = 0) -> dict[str, MixCard]:
    return {one.key: one for one in await mixes_of_today(user_id, offset_min, at)}


async def mixes(user_id: int, at: datetime = MORNING) -> dict[str, MixDetail]:
    return {key: mix_of(user_id, key) for key in await cards(user_id, at)}


def ids(songs: Sequence[Any]) -> set[int]:
    return {ident(song) for song in songs}


async def like_calm_mornings(user_id: int) -> Song:
    song = felt_song(CALM)
    await hear(user_id, *[play(song, day, hour=8) for day in range(2, 7)])
    return song


async def test_a_part_of_the_day_has_what_one_likes_then_and_what_is_near(ann: int) -> None:
    known = await like_calm_mornings(ann)
    near = [felt_song((0.72 + 0.01 * n, 0.25)) for n in range(5)]
    felt_song(CALM, missing_since=MONDAY)
    mix = (await mixes(ann))["morning"]
    assert ids(mix.songs) == ids([known, *near])
    assert mix.card.title == "Your morning"
    assert mix.card.why == "You like calm mornings. You know 1 of these, and 5 are new to you."
    assert mix.card.song_count == 6


async def test_the_mix_of_this_part_of_the_day_comes_first_and_the_others_wait(ann: int) -> None:
    await like_calm_mornings(ann)
    songs = [felt_song(HAPPY) for _ in range(5)]
    await hear(ann, *[play(song, 3, hour=18, felt=HAPPY) for song in songs])
    assert next(iter(await cards(ann))) == "morning"
    evening = await cards(ann, MONDAY + timedelta(hours=18))
    assert next(iter(evening)) == "evening"
    assert "morning" not in evening
    assert evening["evening"].why.startswith("You like happy evenings.")


async def test_moods_come_by_how_much_one_hears_of_them(ann: int) -> None:
    calm, sad, angry = felt_song(CALM), felt_song(SAD), felt_song(ANGRY)
    for at in (CALM, SAD, ANGRY, HAPPY):
        for _ in range(4):
            felt_song(at)
    await hear(ann, *[play(calm, 2)] * 4, *[play(sad, 2, felt=SAD)] * 15)
    await hear(ann, play(angry, 2, felt=ANGRY))
    found = await mixes(ann)
    assert [key for key in found if key not in ("morning", "back")] == ["sad", "calm"]
    assert found["sad"].card.why.startswith("75 % of what you heard lately was sad.")
    assert {song.valence for song in found["sad"].songs} == {0.25}
    assert {song.arousal for song in found["sad"].songs} == {0.25}


async def test_a_part_of_the_day_has_moods_as_one_hears_them_then(ann: int) -> None:
    heard = {at: felt_song(at) for at in (CALM, SAD)}
    for at in (CALM, SAD, ANGRY):
        for _ in range(40):
            felt_song(at)
    await hear(ann, *[play(heard[CALM], 2)] * 20, *[play(heard[SAD], 2, felt=SAD)] * 10)
    counted = Counter(song.valence for song in (await mixes(ann))["morning"].songs)
    assert counted == {0.75: 20, 0.25: 10}


async def test_few_of_one_artist(ann: int) -> None:
    await like_calm_mornings(ann)
    one = make_artist("One")
    for _ in range(6):
        felt_song(CALM, one)
    for _ in range(3):
        felt_song(CALM)
    songs = (await mixes(ann))["morning"].songs
    assert sum(song.artists[0].name == "One" for song in songs) == 3


@on_both
async def test_they_are_the_same_all_day_and_others_the_next(ann: int) -> None:
    await like_calm_mornings(ann)
    songs = [felt_song(CALM) for _ in range(60)]
    first = await mixes(ann, MONDAY + timedelta(hours=6))
    await hear(ann, *[play(song, 0, hour=7) for song in songs[:9]])
    assert await mixes(ann, MONDAY + timedelta(hours=11.9)) == first
    late = MONDAY + timedelta(hours=28.9)
    assert (await cards(ann, late))["calm"] == first["calm"].card
    tomorrow = await mixes(ann, MONDAY + timedelta(hours=29))
    assert tomorrow["calm"].songs != first["calm"].songs


async def test_the_browsers_clock_gives_the_day(ann: int) -> None:
    await like_calm_mornings(ann)
    for _ in range(60):
        felt_song(CALM)
    await cards(ann, MONDAY + timedelta(hours=23), offset_min=0)
    monday = mix_of(ann, "calm")
    await cards(ann, MONDAY + timedelta(hours=23), offset_min=8 * 60)  # it is seven there
    assert mix_of(ann, "calm").songs != monday.songs
    await cards(ann, MONDAY + timedelta(hours=23), offset_min=10**9)
    with session() as opened:
        days = {row.day for row in opened.exec(select(DailyMix)).all()}
    assert days == {MONDAY.date(), MONDAY.date() + timedelta(days=1)}


async def test_what_is_skipped_as_often_as_heard_stays_away(ann: int) -> None:
    await like_calm_mornings(ann)
    disliked, liked = felt_song(CALM), felt_song(CALM)
    for song in (disliked, liked):
        await hear(ann, play(song, 30), play(song, 30, skipped=True, listen=False))
    await hear(ann, play(liked, 30))
    felt_song(CALM)
    shown = ids((await mixes(ann))["morning"].songs)
    assert ident(liked) in shown
    assert ident(disliked) not in shown


async def test_what_was_heard_yesterday_rests(ann: int) -> None:
    await like_calm_mornings(ann)
    yesterday = felt_song(CALM)
    await hear(ann, play(yesterday, 1))
    for _ in range(3):
        felt_song(CALM)
    assert ident(yesterday) not in ids((await mixes(ann))["morning"].songs)


async def test_who_heard_little_gets_moods_for_everybody_and_is_told_so(ann: int) -> None:
    calm = [felt_song(CALM) for _ in range(4)]
    felt_song(SAD)
    await hear(ann, *[play(calm[0], 1)] * 4)
    found = await mixes(ann)
    assert list(found) == ["calm"]
    assert ids(found["calm"].songs) == ids(calm)
    assert found["calm"].card.why == (
        "You have not heard much yet, so this is for everybody: calm music of the whole library. "
        "From tomorrow on it learns from what you play."
    )


async def test_for_everybody_comes_first_what_others_hear(ann: int) -> None:
    songs = [felt_song(CALM) for _ in range(40)]
    loved = songs[30:33]
    await write_day(Dimension.SONG, [(ident(song), 0, 90, 90, 90, 0, 9e3) for song in loved])
    first = [song.id for song in (await mixes(ann))["calm"].songs]
    assert ids(loved) <= set(first[:20])


async def test_nothing_is_made_of_what_somebody_hears_who_is_not_tracked(ann: int) -> None:
    await like_calm_mornings(ann)
    for _ in range(5):
        felt_song(CALM)
    assert "morning" in await cards(ann)
    privacy.set_tracked(ann, False)
    found = await cards(ann)
    assert list(found) == ["calm"]
    assert found["calm"].why == (
        "You asked not to be tracked, so this is for everybody: calm music of the whole library."
    )


async def test_new_is_what_came_lately_and_was_not_played(ann: int) -> None:
    fresh = [felt_song(ANGRY, added_at=MONDAY - timedelta(days=n)) for n in (1, 20, 29)]
    played = felt_song(ANGRY, added_at=MONDAY - timedelta(days=1))
    felt_song(ANGRY, added_at=MONDAY - timedelta(days=31))
    await hear(ann, *[play(played, 2, felt=ANGRY)] * 5)
    mix = (await mixes(ann))["new"]
    assert ids(mix.songs) == ids(fresh)
    assert mix.card.why == (
        "Came into the library in the last 30 days, and you have not played it yet. "
        "What is nearest to your taste comes first."
    )


async def test_back_to_is_what_one_loved_and_has_not_heard_for_a_while(ann: int) -> None:
    loved = [felt_song(SAD) for _ in range(2)]
    liked, twice, lately = felt_song(SAD), felt_song(SAD), felt_song(SAD)
    with session() as opened:
        user = opened.get_one(User, ann)
    make_like(user, liked, liked_at=MONDAY - timedelta(days=90))
    make_like(user, felt_song(SAD), liked_at=MONDAY)
    for song in (*loved, lately):
        await hear(ann, *[play(song, 40, felt=SAD)] * 3)
    await hear(ann, *[play(twice, 40, felt=SAD)] * 2, play(lately, 5, felt=SAD))
    mix = (await mixes(ann))["back"]
    assert ids(mix.songs) == ids([*loved, liked])
    assert mix.card.why == (
        "You liked these, or heard them 3 times and more, but not in the last 21 days."
    )


async def start(user_id: int, songs: Sequence[Song]) -> None:
    """Let somebody begin to play songs, now."""
    told = [event(song_id=ident(song)) for song in songs]
    assert (await record(listener(user_id), told)).refused == ()


def befriend(one: int, other: int) -> None:
    friends.ask(one, other)
    friends.accept(other, one)


async def test_from_friends_is_what_they_play_who_show_it(ann: int) -> None:
    ben, cleo, dora, eve = (ident(make_user(name)) for name in ("Ben", "Cleo", "Dora", "Eve"))
    songs = [felt_song(CALM) for _ in range(12)]
    for friend in (ben, cleo, dora):
        befriend(ann, friend)
    privacy.set_appears_offline(cleo, True)
    privacy.set_tracked(dora, False)
    await start(ben, songs[:4])
    for number, person in enumerate((cleo, dora, eve)):
        await start(person, songs[4 + 2 * number :][:2])
    now = datetime.now(MONDAY.tzinfo)
    mix = (await mixes(ann, now))["friends"]
    assert ids(mix.songs) == ids(songs[:4])
    assert mix.card.why == ("A friend of yours played these in the last 14 days, and you did not.")
    assert mix_of(ann, "friends").songs == mix.songs
    privacy.set_appears_offline(ben, True)
    assert "friends" not in await cards(ann, now)
    with pytest.raises(NotFound):
        mix_of(ann, "friends")
    with pytest.raises(NotFound):
        catalogue.song_ids(SourceKind.MIX, "friends", ann)


async def test_a_mix_is_read_by_its_key_and_played_as_a_source(ann: int) -> None:
    await like_calm_mornings(ann)
    for _ in range(3):
        felt_song(CALM)
    detail = (await mixes(ann))["calm"]
    wanted = [song.id for song in detail.songs]
    assert catalogue.song_ids(SourceKind.MIX, "calm", ann) == wanted
    ben = ident(make_user("Ben"))
    with pytest.raises(NotFound):
        mix_of(ben, "calm")
    with pytest.raises(NotFound):
        catalogue.song_ids(SourceKind.MIX, "calm", ben)
    with pytest.raises(NotFound):
        mix_of(ann, "no such key")


@on_both
def test_of_two_that_are_made_at_once_the_first_is_kept(ann: int) -> None:
    song = felt_song(CALM)
    day = MONDAY.date()
    keep(ann, day, [Mix("calm", "Calm mix", "first", (ident(song),))])
    keep(ann, day, [Mix("sad", "Sad mix", "second", (ident(song),))])
    assert mix_of(ann, "calm").card.why == "first"
    with pytest.raises(NotFound):
        mix_of(ann, "sad")
    keep(ann, day + timedelta(days=2), [Mix("sad", "Sad mix", "third", (ident(song),))])
    with session() as opened:
        assert [row.why for row in opened.exec(select(DailyMix)).all()] == ["third"]


async def test_while_much_is_not_analysed_nothing_is_kept(ann: int) -> None:
    for _ in range(3):
        felt_song(CALM)
    for _ in range(3):
        make_song()
    assert list(await cards(ann)) == ["calm"]
    with session() as opened:
        assert opened.exec(select(DailyMix)).all() == []


async def test_an_empty_library_has_no_mixes(ann: int) -> None:
    assert await cards(ann) == {}


@pytest.mark.parametrize(
    ("pictures", "pattern"), [(1, "a"), (2, "abba"), (3, "abca"), (4, "abcd"), (5, "abcd")]
)
async def test_a_picture_is_four_covers_or_one(ann: int, pictures: int, pattern: str) -> None:
    for number in range(10):
        felt_song(CALM, cover=f"{number % pictures}")
    shown = [one.cover for one in (await cards(ann))["calm"].covers]
    names = dict(zip(dict.fromkeys(shown), "abcd", strict=False))
    assert "".join(names[one] for one in shown) == pattern
