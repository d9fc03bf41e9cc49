"""What rules choose, in which order, and how much of it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from emomusic.emotion import Mood
from emomusic.errors import Unavailable
from emomusic.services.discovery.shelf import POINTS
from emomusic.services.rules import choose, count, found, parse
from emomusic.services.rules.listener import forget_plays
from emomusic.store.database import session
from emomusic.store.discovery_tables import SongFeatures
from emomusic.store.mongo import Database
from emomusic.store.tables import Song
from tests.factories import ident, make_emotion, make_like, make_song, make_user, save
from tests.services.analytics.diaries import heard, keep

pytestmark = pytest.mark.usefixtures("database")

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOBODY = 0


def titles(*rules: Any, user_id: int = NOBODY, match: str = "all", **more: Any) -> list[str]:
    """The titles of the songs that some rules choose, by title unless said."""
    text = json.dumps({"match": match, "rules": rules, "sort": {"by": "title"}} | more)
    ids = choose(parse(text), user_id, NOW)
    with session() as opened:
        return [opened.get_one(Song, one).title for one in ids]


def rule(field: str, test: str, *value: Any, **more: Any) -> dict[str, Any]:
    return {"field": field, "is": test, **({"value": value[0]} if value else {}), **more}


def felt(title: str, *points: tuple[float, float] | None, **fields: Any) -> Song:
    """A song with a line: as many equal stretches as points; None is where the model abstains."""
    levels = []
    for step in range(POINTS):
        point = points[step * len(points) // POINTS]
        levels += [0, 0] if point is None else [round(1 + 254 * axis) for axis in point]
    known = np.array([point for point in points if point is not None] or [(0.5, 0.5)])
    song = make_song(title)
    valence, arousal = known.mean(axis=0).tolist()
    emotion = {"valence": valence, "arousal": arousal, "spark": bytes(levels)}
    make_emotion(song, **(emotion | fields))
    return song


@pytest.mark.parametrize(
    ("test", "value", "chosen"),
    [
        ("contains", "ÉTÉ", ["Un ete", "Été indien"]),
        ("lacks", "ete", ["Winter"]),
        ("equals", "winter ", ["Winter"]),
        ("not", "winter", ["Un ete", "Été indien"]),
        ("begins with", "été", ["Été indien"]),
        ("ends with", "Été", ["Un ete"]),
    ],
)
def test_titles_are_compared_without_case_and_accents(
    test: str, value: str, chosen: list[str]
) -> None:
    for title in ("Été indien", "Un ete", "Winter"):
        make_song(title)
    assert sorted(titles(rule("title", test, value))) == sorted(chosen)


def test_everybody_who_is_credited_is_an_artist_of_the_song() -> None:
    make_song("Both", artists=["Ada", "Ben"])
    make_song("One", artists=["Ada"])
    assert titles(rule("artist", "equals", "ben")) == ["Both"]
    assert titles(rule("artist", "not", "ben")) == ["One"]


def test_albums_and_genres_are_compared_too() -> None:
    make_song("A", album="Blue", genre="Cool Jazz")
    make_song("B", album="Blue Notes", genre="Rock")
    make_song("C", album="Red")
    assert titles(rule("album", "contains", "blue")) == ["A", "B"]
    assert titles(rule("genre", "contains", "jazz")) == ["A"]
    assert titles(rule("genre", "unknown")) == ["C"]
    assert titles(rule("genre", "not", "Rock")) == ["A", "C"]


def test_years_are_numbers_and_may_be_unknown() -> None:
    for title, year in (("A", 1989), ("B", 1990), ("C", 1999), ("D", None)):
        make_song(title, year=year)
    assert titles(rule("year", "between", [1990, 1999])) == ["B", "C"]
    assert titles(rule("year", "above", 1990)) == ["C"]
    assert titles(rule("year", "below", 1990)) == ["A"]
    assert titles(rule("year", "equals", 1990)) == ["B"]
    assert titles(rule("year", "not", 1990)) == ["A", "C", "D"]
    assert titles(rule("year", "unknown")) == ["D"]


def test_lengths_are_told_in_minutes() -> None:
    make_song("short", duration_s=119)
    make_song("long", duration_s=121)
    assert titles(rule("duration", "above", 2)) == ["long"]


def test_dates_are_days_back_or_days_of_the_calendar() -> None:
    for title, when in (
        ("old", NOW - timedelta(days=8)),
        ("new", NOW - timedelta(days=6)),
        ("today", datetime(2026, 11, 27, tzinfo=UTC)),
    ):
        make_song(title, added_at=when)
    assert titles(rule("added", "in the last", 7)) == ["new", "today"]
    assert titles(rule("added", "not in the last", 7)) == ["old"]
    assert titles(rule("added", "before", "2026-11-27")) == ["new", "old"]
    assert titles(rule("added", "after", "2026-11-20")) == ["new", "today"]


def test_likes_are_those_of_the_person() -> None:
    mine, yours = make_song("mine"), make_song("yours")
    make_song("nobody's")
    me, you = make_user(), make_user()
    make_like(me, mine, liked_at=NOW - timedelta(days=2))
    make_like(you, yours)
    assert titles(rule("liked", "yes"), user_id=ident(me)) == ["mine"]
    assert titles(rule("liked", "no"), user_id=ident(me)) == ["nobody's", "yours"]
    assert titles(rule("liked_on", "in the last", 3), user_id=ident(me)) == ["mine"]
    assert titles(rule("liked_on", "in the last", 1), user_id=ident(me)) == []
    assert titles(rule("liked_on", "never"), user_id=ident(me)) == ["nobody's", "yours"]


async def test_plays_are_those_that_count_of_the_person(mongo_database: Database) -> None:
    often, once, skipped, never = map(make_song, ("often", "once", "skipped", "never"))
    await keep(
        7,
        *(heard(f"2026-11-{day} 08:00", ident(often)) for day in (10, 11, 20)),
        heard("2026-10-01 08:00", ident(once)),
        heard("2026-11-26 08:00", ident(skipped), listen=False, skipped=True),
    )
    await keep(8, heard("2026-11-26 08:00", ident(never)))

    async def asked(*rules: Any) -> list[str]:
        return await asyncio.to_thread(titles, *rules, user_id=7)

    assert await asked(rule("plays", "above", 2)) == ["often"]
    assert await asked(rule("plays", "equals", 0)) == ["never", "skipped"]
    assert await asked(rule("skips", "equals", 1)) == ["skipped"]
    assert await asked(rule("last_played", "in the last", 10)) == ["often", "skipped"]
    assert await asked(rule("last_played", "not in the last", 10)) == ["never", "once"]
    assert await asked(rule("last_played", "never")) == ["never"]
    played = {"by": "last_played", "descending": True}
    assert await asyncio.to_thread(titles, user_id=7, sort=played) == [
        *("skipped", "often", "once", "never")
    ]


def test_plays_that_cant_be_read_are_no_reason_to_guess() -> None:
    make_song("one")
    assert titles(rule("title", "contains", "one")) == ["one"]
    with pytest.raises(Unavailable):
        titles(rule("plays", "above", 0))


def test_tempo_and_key_are_those_measured() -> None:
    for title, tempo, tonic, minor in (
        ("A", 120.0, 9, True),
        ("B", 90.0, 0, False),
        ("C", None, None, None),
    ):
        save(
            SongFeatures(
                song_id=ident(make_song(title)),
                tempo_bpm=tempo,
                tonic=tonic,
                is_minor=minor,
                measured_by="test",
            )
        )
    make_song("D")
    assert titles(rule("tempo", "between", [100, 140])) == ["A"]
    assert titles(rule("tempo", "unknown")) == ["C", "D"]
    assert titles(rule("key", "equals", "A minor")) == ["A"]
    assert titles(rule("key", "equals", "C major")) == ["B"]
    assert titles(rule("mode", "equals", "minor")) == ["A"]
    assert titles(rule("mode", "equals", "major")) == ["B"]
    assert titles(rule("key", "unknown")) == ["C", "D"]


HAPPY, ANGRY, SAD, CALM = (0.8, 0.8), (0.2, 0.8), (0.2, 0.2), (0.8, 0.2)


def test_songs_start_and_end_in_a_mood() -> None:
    felt("soothing", ANGRY, SAD, CALM)
    felt("rousing", None, CALM, HAPPY, None)
    make_song("not heard yet")
    assert titles(rule("ends", "equals", "calm")) == ["soothing"]
    assert titles(rule("starts", "equals", "calm")) == ["rousing"]
    assert titles(rule("starts", "not", "calm")) == ["not heard yet", "soothing"]
    assert titles(rule("starts", "equals", "angry"), rule("ends", "not", "sad")) == ["soothing"]


def test_the_mood_is_that_of_the_whole_song_and_may_be_unsure() -> None:
    felt("A", HAPPY, mood=Mood.HAPPY)
    felt("B", HAPPY, mood=Mood.UNSURE)
    assert titles(rule("mood", "equals", "happy")) == ["A"]
    assert titles(rule("mood", "equals", "unsure")) == ["B"]


def test_valence_and_arousal_are_those_of_the_whole_song() -> None:
    felt("low", (0.2, 0.9))
    felt("high", (0.7, 0.1))
    make_song("not heard yet")
    assert titles(rule("valence", "above", 0.5)) == ["high"]
    assert titles(rule("valence", "below", 0.5)) == ["low"]
    assert titles(rule("valence", "between", [0.2, 0.7])) == ["high", "low"]
    assert titles(rule("arousal", "above", 0.5)) == ["low"]


def test_a_song_rises_after_the_middle_whatever_it_did_before() -> None:
    low, mid, high = (0.2, 0.5), (0.4, 0.5), (0.6, 0.5)
    felt("late", low, low, high, high)
    felt("early", low, high, high, high)
    felt("falling", high, high, mid, low)
    felt("there and back", high, low, low, high)
    felt("silent", None)
    assert titles(rule("valence", "rises after the middle")) == ["late", "there and back"]
    assert titles(rule("valence", "falls after the middle")) == ["falling"]
    assert titles(rule("valence", "rises")) == ["early", "late"]
    assert titles(rule("valence", "falls")) == ["falling"]
    assert titles(rule("arousal", "rises after the middle")) == []


def test_most_of_a_song_is_a_share_of_what_is_known_of_it() -> None:
    inside, outside = (0.7, 0.7), (0.3, 0.3)
    felt("three of four", inside, inside, inside, outside)
    felt("two of four", inside, inside, outside, outside)
    felt("two of two known", inside, None, inside, None)
    felt("silent", None)
    whole = rule("valence", "mostly between", [0.6, 0.8])
    assert titles(whole) == ["three of four", "two of two known"]
    assert titles(whole | {"share": 0.5}) == ["three of four", "two of four", "two of two known"]
    assert titles(whole | {"share": 0.8}) == ["two of two known"]
    assert titles(rule("arousal", "mostly above", 0.6)) == ["three of four", "two of two known"]
    assert titles(rule("arousal", "mostly below", 0.4, share=0.5)) == ["two of four"]


def test_the_emotional_range_is_the_farther_that_either_axis_goes() -> None:
    felt("wide", (0.5, 0.2), (0.5, 0.6))
    felt("narrow", (0.5, 0.5), (0.6, 0.6))
    felt("silent", None)
    assert titles(rule("emotional_range", "above", 0.3)) == ["wide"]
    assert titles(rule("emotional_range", "below", 0.3)) == ["narrow"]


def test_a_region_is_a_polygon_on_the_plane() -> None:
    felt("inside", (0.5, 0.5))
    felt("in the notch", (0.5, 0.8))
    felt("outside", (0.05, 0.5))
    make_song("not heard yet")
    notched = [[0.2, 0.2], [0.8, 0.2], [0.8, 0.9], [0.5, 0.6], [0.2, 0.9]]
    assert titles(rule("region", "inside", notched)) == ["inside"]
    assert titles(rule("region", "outside", notched)) == [
        *("in the notch", "not heard yet", "outside")
    ]


def test_groups_take_their_rules_together() -> None:
    for title, year, genre in (("A", 1990, "Jazz"), ("B", 2000, "Jazz"), ("C", 2000, "Rock")):
        make_song(title, year=year, genre=genre)
    jazz, late = rule("genre", "equals", "Jazz"), rule("year", "above", 1995)
    assert titles(jazz, late) == ["B"]
    assert titles(jazz, late, match="any") == ["A", "B", "C"]
    assert titles(jazz, late, match="none") == []
    assert titles(jazz, match="none") == ["C"]
    inner = {"match": "none", "rules": [jazz]}
    assert titles(inner, late) == ["C"]
    assert titles(inner, {"match": "all", "rules": [jazz, late]}, match="any") == ["B", "C"]


def test_no_rule_lets_every_song_in_that_is_there() -> None:
    make_song("A")
    make_song("gone", missing_since=NOW)
    for match in ("all", "any", "none"):
        assert titles(match=match) == ["A"]


def test_what_is_unknown_comes_last_in_both_directions() -> None:
    for title, year in (("A", 2000), ("B", None), ("C", 1990)):
        make_song(title, year=year)
    assert titles(sort={"by": "year"}) == ["C", "A", "B"]
    assert titles(sort={"by": "year", "descending": True}) == ["A", "C", "B"]


def test_songs_go_by_artist_album_and_track_where_nothing_is_said() -> None:
    for title, track in (("Z", 1), ("Y", 2)):
        make_song(title, artists=["Zoe"], track=track)
    make_song("X", artists=["Ada"])
    ids = choose(parse('{"rules": []}'), NOBODY)
    with session() as opened:
        assert [opened.get_one(Song, one).title for one in ids] == ["X", "Z", "Y"]


def test_a_shuffled_playlist_stays_as_it_is_for_the_day() -> None:
    for number in range(30):
        make_song(f"{number:02}")
    shuffled = titles(sort={"by": "random"})
    assert shuffled != sorted(shuffled)
    assert titles(sort={"by": "random"}) == shuffled
    tomorrow = choose(parse('{"rules": [], "sort": {"by": "random"}}'), NOBODY, NOW + timedelta(1))
    today = choose(parse('{"rules": [], "sort": {"by": "random"}}'), NOBODY, NOW)
    assert sorted(tomorrow) == sorted(today)
    assert tomorrow != today


def test_a_limit_keeps_the_first_songs_or_minutes() -> None:
    for title in "ABC":
        make_song(title, duration_s=60)
    assert titles(limit={"songs": 2}) == ["A", "B"]
    assert titles(limit={"minutes": 2}) == ["A", "B"]
    assert titles(limit={"minutes": 2.5}) == ["A", "B"]
    rules = parse('{"rules": [], "limit": {"songs": 2}}')
    assert count(rules, NOBODY) == 2
    told = found(rules, NOBODY)
    assert (told.matching, told.duration_s) == (3, 120)


def test_a_playlist_fills_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from emomusic.services.discovery import keeper

    monkeypatch.setattr(keeper, "TOO_OLD_S", 0.0)
    make_song("A", genre="Jazz")
    jazz = rule("genre", "equals", "Jazz")
    assert titles(jazz) == ["A"]
    make_song("B", genre="Jazz")
    assert titles(jazz) == ["A", "B"]


async def test_plays_are_read_anew_when_asked_to(mongo_database: Database) -> None:
    song = make_song("one")

    def played() -> list[str]:
        return titles(rule("plays", "above", 0), user_id=9)

    assert await asyncio.to_thread(played) == []
    await keep(9, heard("2026-11-26 08:00", ident(song)))
    assert await asyncio.to_thread(played) == []
    forget_plays()
    assert await asyncio.to_thread(played) == ["one"]
