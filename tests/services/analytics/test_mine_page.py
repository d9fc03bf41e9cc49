"""Promises of what "My listening" shows: it equals a plain recount, and is one person's alone."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from emomusic.errors import Unavailable
from emomusic.services.analytics.diary import Span
from emomusic.services.analytics.mine_page import (
    FAVOURITES,
    MyListening,
    listening_of,
    read_mine,
    read_today,
    year_of,
)
from emomusic.services.analytics.rollup import roll_up
from emomusic.store.database import session
from emomusic.store.mongo import use_mongo
from emomusic.store.tables import Album, Song
from tests.factories import ident, make_album, make_artist, make_song
from tests.playback import listening, play, tell
from tests.services.analytics.diaries import heard, keep

pytestmark = pytest.mark.usefixtures("database", "mongo_database")

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
ME, OTHER = 1, 2
SONG_S = 200.0


def make_library(songs: int) -> None:
    """Songs with the ids from 1 on, three to an album; every other one has a guest."""
    guest = make_artist("Guest")
    albums: list[Album] = []
    for number in range(songs):
        if number % 3 == 0:
            albums.append(make_album(f"Album {number // 3}", f"Artist {number // 3}"))
        credited = [f"Artist {number // 3}", guest] if number % 2 else [f"Artist {number // 3}"]
        song = make_song(f"Song {number + 1}", albums[-1], credited, duration_s=SONG_S)
        assert ident(song) == number + 1


def recount(events: list[dict[str, Any]], person: int, first: date, last: date) -> dict[str, Any]:
    """Count, as plainly as can be, what somebody heard in some days of their own clock."""
    plays: dict[str, list[dict[str, Any]]] = {}
    for one in events:
        plays.setdefault(one["play_id"], []).append(one)
    minutes, days, songs = 0.0, set(), Counter[int]()
    by_day, ever = Counter[date](), {}
    for told in sorted(plays.values(), key=lambda some: some[0]["started_at"]):
        if told[0]["user_id"] != person:
            continue
        heard_s = sum(one["heard_to_s"] - one["heard_from_s"] for one in told)
        local = told[0]["started_at"] + timedelta(minutes=told[0]["utc_offset_min"])
        is_listen = heard_s >= SONG_S / 2
        if is_listen:
            ever.setdefault(told[0]["song_id"], local.date())
        if first <= local.date() <= last:
            minutes += heard_s / 60
            by_day[local.date()] += heard_s / 60
            if is_listen:
                songs[told[0]["song_id"]] += 1
                days.add(local.date())
    new = sum(first <= day <= last for day in ever.values())
    return {"minutes": minutes, "days": days, "songs": songs, "by_day": by_day, "new": new}


def cells(shown: MyListening) -> dict[str, float | None]:
    return {row.label: row.cells[0] for row in shown.figures.rows}


async def test_every_number_equals_a_plain_recount() -> None:
    make_library(9)
    events = []
    for after in range(6):
        day = datetime(2026, 3, 5, tzinfo=UTC) + timedelta(days=after)
        events += listening(after + 1, day, events=500, songs=9, people=3)
    await tell(events)
    await roll_up()
    mine = await read_mine(ME, datetime(2026, 3, 10, 23, 59, tzinfo=UTC))
    shown = listening_of(mine, Span.WEEK)
    first, last = (date.fromisoformat(day) for day in (shown.first, shown.last))
    plain = recount(events, ME, first, last)
    assert len(plain["songs"]) == 9
    assert plain["minutes"] > 100
    assert cells(shown) == {
        "Minutes": round(plain["minutes"]),
        "Listens": plain["songs"].total(),
        "Different songs": 9,
        "Heard for the first time": plain["new"],
        "Days with music": len(plain["days"]),
    }
    minutes = {row.label: row.cells[0] for row in shown.charts[0].rows}
    assert minutes == pytest.approx(
        {day.isoformat(): plain["by_day"][day] for day in map(date.fromisoformat, minutes)}
    )
    assert shown.today_minutes == round(plain["by_day"][mine.today])
    assert {one.what.name: one.listens for one in shown.songs} == {
        f"Song {song}": listens
        for song, listens in plain["songs"].most_common()
        if f"Song {song}" in {one.what.name for one in shown.songs}
    }
    assert [one.listens for one in shown.songs] == sorted(plain["songs"].values())[::-1][
        :FAVOURITES
    ]
    albums = Counter(
        {f"Album {at}": sum(plain["songs"][3 * at + n] for n in (1, 2, 3)) for at in range(3)}
    )
    assert {one.what.name: one.listens for one in shown.albums} == albums
    guest = sum(listens for song, listens in plain["songs"].items() if song % 2 == 0)
    artists = {one.what.name: one.listens for one in shown.artists}
    assert artists == {"Guest": guest} | {
        name.replace("Album", "Artist"): listens for name, listens in albums.items()
    }


async def test_a_play_that_is_told_again_by_a_roll_up_counts_once() -> None:
    make_library(1)
    await tell(play(NOW - timedelta(hours=2), 150.0, user_id=ME))
    await roll_up()
    await tell(play(NOW - timedelta(hours=2, minutes=10), 30.0, user_id=ME))
    await roll_up()
    await roll_up()
    shown = listening_of(await read_mine(ME, NOW), Span.WEEK)
    assert (cells(shown)["Minutes"], cells(shown)["Listens"]) == (3, 1)
    assert shown.today_minutes == 3


@pytest.mark.parametrize("offset_min", [-840, 0, 840])
async def test_today_alone_is_the_same_as_of_everything(offset_min: int) -> None:
    moment = NOW + timedelta(minutes=offset_min)
    hours = [
        heard(f"2026-03-{day:02} {hour:02}:00", 1, 1 + hour, utc_offset_min=offset_min)
        for day in (9, 10, 11)
        for hour in range(0, 24, 3)
    ]
    told = [play for play in hours if play.started_at <= NOW]
    await keep(ME, *told)
    mine = await read_mine(ME, NOW)
    assert mine.today == moment.date()
    assert await read_today(ME, NOW) == mine.today_minutes
    assert mine.today_minutes == sum(
        play.heard_s / 60 for play in told if play.local.date() == moment.date()
    )


async def test_nobody_is_given_what_another_heard() -> None:
    make_library(2)
    await keep(ME, heard("2026-03-10 08:00", 1))
    await keep(OTHER, heard("2026-03-10 08:00", 2, minutes=50))
    shown = listening_of(await read_mine(ME, NOW), Span.ALL)
    assert [one.what.name for one in shown.songs] == ["Song 1"]
    assert shown.today_minutes == 3
    assert not listening_of(await read_mine(3, NOW), Span.ALL).heard_any


async def test_plays_without_a_name_are_nobodys() -> None:
    make_library(1)
    await tell(play(NOW - timedelta(hours=2), 150.0, user_id=None))
    await roll_up()
    assert not listening_of(await read_mine(ME, NOW), Span.ALL).heard_any
    assert not listening_of(await read_mine(0, NOW), Span.ALL).heard_any


async def test_what_is_in_the_bin_counts_in_minutes_but_is_no_favourite() -> None:
    make_library(2)
    with session(write=True) as db:
        binned = db.get(Song, 1)
        assert binned is not None
        binned.binned_at = binned.missing_since = NOW
    await keep(
        ME,
        heard("2026-03-10 08:00", 1),
        heard("2026-03-10 09:00", 2),
        heard("2026-03-10 10:00", 77),
    )
    shown = listening_of(await read_mine(ME, NOW), Span.WEEK)
    assert cells(shown)["Minutes"] == 9
    assert [one.what.name for one in shown.songs] == ["Song 2"]
    assert [(one.what.name, one.listens) for one in shown.albums] == [("Album 0", 1)]
    assert [one.what.name for one in shown.new] == ["Song 2"]
    assert shown.new_count == 3


async def test_favourites_have_a_rank_a_cover_and_a_way_to_them() -> None:
    make_library(4)
    await keep(
        ME,
        heard("2026-03-10 08:00", 1, minutes=3.6),
        heard("2026-03-10 09:00", 4),
        heard("2026-03-10 10:00", 4),
    )
    shown = listening_of(await read_mine(ME, NOW), Span.MONTH)
    assert [(one.rank, one.what.name, one.what.by, one.minutes) for one in shown.songs] == [
        (1, "Song 4", "Artist 1, Guest", 6),
        (2, "Song 1", "Artist 0", 4),
    ]
    assert [one.what.href for one in shown.songs] == ["/song/4", "/song/1"]
    assert shown.albums[0].what.name == "Album 1"
    assert (shown.streaks.current, shown.streaks.longest_from) == (1, "2026-03-10")


async def test_a_year_is_the_newest_one_unless_another_is_chosen() -> None:
    make_library(1)
    await keep(ME, heard("2024-05-05 08:00", felt=(0.85, 0.15)), heard("2026-03-10 08:00"))
    mine = await read_mine(ME, NOW)
    newest, former, unknown = (year_of(mine, year) for year in (0, 2024, 2025))
    assert (newest.year, newest.years, unknown.year) == (2026, (2026, 2024), 2026)
    assert (former.year, len(former.pixels)) == (2024, 366)
    assert former.plane[1][8] == 1.0
    assert sum(map(sum, former.plane)) == 1.0
    assert newest.pixels[-1].says == "still to come"
    assert [card.key for card in newest.cards] == ["minutes", "songs", "artists", "albums", "days"]


async def test_a_year_of_nothing_is_this_one() -> None:
    year = year_of(await read_mine(ME, NOW))
    assert (year.year, year.years, year.cards) == (2026, (2026,), ())
    assert {pixel.colour for pixel in year.pixels} == {""}


async def test_a_history_that_is_out_of_reach_is_said() -> None:
    with use_mongo("mongodb://127.0.0.1:9", "none"), pytest.raises(Unavailable):
        await read_mine(ME, NOW)
