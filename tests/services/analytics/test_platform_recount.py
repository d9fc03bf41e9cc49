"""Every chart of the platform says what a plain recount of simulated events says."""

from __future__ import annotations

import asyncio
import shutil
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import select

from emomusic.services.analytics.chart import Chart
from emomusic.services.analytics.platform import PLATFORM_CHARTS, SONG_CHARTS, chart
from emomusic.services.analytics.platform_asked import Asked
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.simulation import simulate
from emomusic.store.database import session
from emomusic.store.mongo import close_mongo, ensure_indexes, mongo, use_mongo
from emomusic.store.people_tables import Privacy
from emomusic.store.tables import Album, Artist, Song, SongEmotion, User
from tests.databases import default_settings, in_use
from tests.recount import (
    SOURCES,
    PlayAgain,
    SongFacts,
    cell_again,
    plays_again,
    read_events,
    read_library,
)
from tests.simulated import PLAN, make_library

EVERYTHING = 10_000
LAST = PLAN.until.date()
TWO_DAYS = Asked(LAST - timedelta(days=1), LAST, most=EVERYTHING)
"""There is something before it too."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of the songs that are asked about, in a range and before it."""

    asking: Asked
    all: list[PlayAgain]
    library: dict[int, SongFacts]

    def of(self, since: date, until: date) -> list[PlayAgain]:
        return [play for play in self.all if since <= play.hour.date() <= until]

    @property
    def now(self) -> list[PlayAgain]:
        return self.of(self.asking.since, self.asking.until)

    @property
    def then(self) -> list[PlayAgain]:
        return self.of(self.asking.before.since, self.asking.before.until)

    @property
    def days(self) -> list[date]:
        return [self.asking.since + timedelta(days=n) for n in range(self.asking.days)]


async def _heard(asking: Asked) -> Heard:
    library = read_library()

    def is_asked(song_id: int) -> bool:
        song = library[song_id]
        return (
            (not asking.album_id or song.album_id == asking.album_id)
            and (not asking.genre or song.genre == asking.genre)
            and (not asking.song_id or song_id == asking.song_id)
        )

    plays = plays_again(await read_events(), library)
    return Heard(asking, [play for play in plays if is_asked(play.song_id)], library)


@pytest.fixture(scope="module")
def listened(
    migrated_sqlite: Path, mongo_uri: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, str]]:
    """Where some people have listened for some days, for reading: a URL, and a MongoDB's name."""
    folder = tmp_path_factory.mktemp("listened")
    shutil.copyfile(migrated_sqlite, folder / "emomusic.db")
    url, name = f"sqlite:///{folder / 'emomusic.db'}", f"test_{uuid4().hex[:16]}"

    async def listen() -> None:
        await ensure_indexes()
        make_library()
        await simulate(PLAN)
        await roll_up()
        await close_mongo()

    async def forget() -> None:
        await mongo().client.drop_database(name)
        await close_mongo()

    with use_mongo(mongo_uri, name):
        with default_settings(folder), in_use(url):
            asyncio.run(listen())
        yield url, name
        asyncio.run(forget())


@pytest.fixture
async def asking(
    request: pytest.FixtureRequest, data_dir: Path, listened: tuple[str, str], mongo_uri: str
) -> AsyncIterator[Asked]:
    """What is asked."""
    narrowing = {
        "": {},
        "album": {"album_id": 2},
        "genre": {"genre": "Jazz"},
        "song": {"song_id": 2},
    }
    url, name = listened
    with in_use(url), use_mongo(mongo_uri, name):
        yield Asked(TWO_DAYS.since, TWO_DAYS.until, most=EVERYTHING, **narrowing[request.param])
        await close_mongo()


on_all = pytest.mark.parametrize("asking", ["", "album", "genre", "song"], indirect=True)


def cells(made: Chart) -> list[list[float | None]]:
    return [list(row.cells) for row in made.rows]


def close(expected: Iterable[Iterable[float | None]]) -> list[object]:
    return [pytest.approx(list(row), abs=1e-6) for row in expected]


def share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def total(plays: Iterable[PlayAgain], what: str) -> float:
    return sum(getattr(play, what) for play in plays)


def people(plays: Iterable[PlayAgain]) -> set[int]:
    return {play.user_id for play in plays if play.user_id}


@on_all
async def test_what_happened_and_how_much(asking: Asked) -> None:
    heard = await _heard(asking)
    assert heard.now
    assert heard.then
    expected = [
        [
            measure(heard.now),
            measure(heard.then),
        ]
        for measure in (
            lambda plays: len(people(plays)),
            len,
            lambda plays: total(plays, "is_listen"),
            lambda plays: total(plays, "heard_s") / 3600,
            lambda plays: share(total(plays, "is_completed"), len(plays)),
            lambda plays: share(total(plays, "is_skipped"), len(plays)),
        )
    ]
    assert cells(await chart("sums", asking)) == close(expected)

    def of_days(measure: Callable[[list[PlayAgain]], float]) -> list[list[float]]:
        back = timedelta(days=asking.days)
        return [
            [measure(heard.of(day, day)), measure(heard.of(day - back, day - back))]
            for day in heard.days
        ]

    assert cells(await chart("listens", asking)) == close(
        of_days(lambda of: total(of, "is_listen"))
    )
    assert cells(await chart("hours", asking)) == close(
        of_days(lambda of: total(of, "heard_s") / 3600)
    )


@on_all
async def test_how_many_people_in_a_day_a_week_and_a_month(asking: Asked) -> None:
    heard = await _heard(asking)
    expected = [
        [
            *(len(people(heard.of(day - timedelta(days=n - 1), day))) for n in (1, 7, 30)),
            len(
                people(
                    heard.of(day - timedelta(days=asking.days), day - timedelta(days=asking.days))
                )
            ),
        ]
        for day in heard.days
    ]
    assert cells(await chart("listeners", asking)) == close(expected)


@on_all
async def test_when(asking: Asked) -> None:
    week = [[0.0] * 24 for _ in range(7)]
    for play in (await _heard(asking)).now:
        day, hour = divmod(play.hour_of_week, 24)
        week[day][hour] += play.heard_s / 3600
    assert cells(await chart("when", asking)) == close(week)


@on_all
async def test_what_is_heard_most(asking: Asked) -> None:
    heard = await _heard(asking)
    with session() as opened:
        artists = {one.id: one.name for one in opened.exec(select(Artist)).all()}
        albums = {one.id: one.title for one in opened.exec(select(Album)).all()}
        titles = {one.id: one.title for one in opened.exec(select(Song)).all()}

    def song(song_id: int) -> list[str]:
        return [f"{titles[song_id]} · {artists[heard.library[song_id].artist_ids[0]]}"]

    owners: dict[str, Callable[[int], list[str]]] = {
        "top_songs": song,
        "top_artists": lambda one: [artists[n] for n in heard.library[one].artist_ids],
        "top_albums": lambda one: [albums[heard.library[one].album_id]],
    }
    for key, owner in owners.items():
        groups: dict[str, tuple[list[PlayAgain], list[PlayAgain]]] = defaultdict(lambda: ([], []))
        for side, plays in enumerate((heard.now, heard.then)):
            for play in plays:
                for name in owner(play.song_id):
                    groups[name][side].append(play)
        expected = {
            name: pytest.approx(
                [
                    total(now, "is_listen"),
                    total(then, "is_listen"),
                    total(now, "heard_s") / 3600,
                    share(total(now, "is_completed"), len(now)),
                    share(total(now, "is_skipped"), len(now)),
                ]
            )
            for name, (now, then) in groups.items()
            if total(now, "is_listen")
        }
        made = await chart(key, asking)
        assert {row.label: list(row.cells) for row in made.rows} == expected, key
        listens = [row.cells[0] or 0 for row in made.rows]
        assert listens == sorted(listens, reverse=True)


@on_all
async def test_what_is_heard_to_the_end_and_what_is_skipped(asking: Asked) -> None:
    by_song: dict[int, list[PlayAgain]] = defaultdict(list)
    for play in (await _heard(asking)).now:
        by_song[play.song_id].append(play)
    often = [plays for plays in by_song.values() if len(plays) >= 5]
    for key, what in (("finished", "is_completed"), ("skipped", "is_skipped")):
        expected = sorted(
            (total(plays, what) / len(plays), len(plays)) for plays in often if total(plays, what)
        )
        made = await chart(key, asking)
        assert sorted(row.cells for row in made.rows) == expected


@on_all
async def test_where_people_leave(asking: Asked) -> None:
    now = (await _heard(asking)).now
    left = [play for play in now if not play.is_completed]
    rows = (await chart("leaving", asking)).rows
    assert sum((row.cells[1] or 0) + (row.cells[2] or 0) for row in rows) == len(left)
    for number, row in enumerate(rows):
        here = [play for play in left if number == min(int(play.left_s) // 10, 59)]
        gone = [play for play in left if int(play.left_s) // 10 < number]
        skipped = total(here, "is_skipped")
        assert row.cells == pytest.approx((1 - len(gone) / len(now), skipped, len(here) - skipped))


def _kind(play: PlayAgain) -> str:
    kind = play.source.split(":")[0]
    return kind if kind in SOURCES[1:] else "something else"


@pytest.mark.parametrize("asking", [""], indirect=True)
async def test_from_where_and_on_what(asking: Asked) -> None:
    now = (await _heard(asking)).now
    for key, name in (
        ("sources", _kind),
        ("devices", lambda play: play.device),
    ):
        expected: dict[str, int] = defaultdict(int)
        for play in now:
            if play.is_listen:
                expected[name(play).capitalize()] += 1
        made = await chart(key, asking)
        assert {row.label: row.cells[0] for row in made.rows} == expected


@pytest.mark.parametrize("asking", [""], indirect=True)
async def test_how_the_hours_feel(asking: Asked) -> None:
    sums: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    for play in (await _heard(asking)).now:
        for cell, heard_s in play.heard_in_cell.items():
            if cell >= 0:
                arousal, valence = divmod(cell, 10)
                of_hour = sums[play.hour_of_week % 24]
                of_hour[0] += heard_s
                of_hour[1] += heard_s * (valence + 0.5) / 10
                of_hour[2] += heard_s * (arousal + 0.5) / 10
    made = await chart("emotion_of_day", asking)
    for hour, row in enumerate(made.rows):
        heard_s, valence, arousal = sums[hour]
        expected = (valence / heard_s, arousal / heard_s) if heard_s else (None, None)
        assert row.cells[:2] == pytest.approx(expected)


@on_all
async def test_what_is_felt(asking: Asked) -> None:
    expected = [[0.0] * 10 for _ in range(10)]
    for play in (await _heard(asking)).now:
        for cell, heard_s in play.heard_in_cell.items():
            if cell >= 0:
                arousal, valence = divmod(cell, 10)
                expected[9 - arousal][valence] += heard_s / 3600
    assert cells(await chart("plane", asking)) == close(expected)


@on_all
async def test_what_the_library_lacks(asking: Asked) -> None:
    with session() as opened:
        emotions = opened.exec(select(SongEmotion)).all()
        place = {one.song_id: cell_again(one.valence, one.arousal) for one in emotions}
    heard_s: dict[int, float] = defaultdict(float)
    for play in (await _heard(asking)).now:
        if play.song_id in place:
            heard_s[place[play.song_id]] += play.heard_s
    expected = []
    for cell, seconds in heard_s.items():
        songs = list(place.values()).count(cell)
        sought, offered = seconds / sum(heard_s.values()), songs / len(place)
        if sought > offered:
            expected.append((sought, offered, songs, seconds / 3600))
    expected.sort(key=lambda one: one[1] - one[0])
    assert cells(await chart("lacks", asking)) == close(expected)


@on_all
async def test_who_stays(asking: Asked) -> None:
    heard = await _heard(asking)
    with session() as opened:
        unnamed = {one.user_id for one in opened.exec(select(Privacy)).all() if not one.is_tracked}
        joined = {
            one.id: one.created_at.astimezone(UTC).date()
            for one in opened.exec(select(User)).all()
            if one.id not in unnamed
        }
    monday = asking.since - timedelta(days=asking.since.weekday())
    expected = []
    while monday <= asking.until:
        week = timedelta(days=6)
        cohort = {
            one for one, day in joined.items() if monday <= day <= min(monday + week, asking.until)
        }
        if cohort:
            back = people(heard.of(monday, min(monday + week, asking.until))) & cohort
            expected.append([len(cohort), len(back) / len(cohort)])
        monday += timedelta(days=7)
    assert cells(await chart("retention", asking)) == close(expected)


@pytest.mark.parametrize("asking", ["song"], indirect=True)
async def test_where_people_leave_a_song(asking: Asked) -> None:
    heard = await _heard(asking)
    left = [play for play in heard.now if not play.is_completed]
    rows = (await chart("song_leaving", asking)).rows
    step_s = int(rows[1].label)
    for row in rows:
        begin_s = int(row.label)
        here = [
            play
            for play in left
            if begin_s <= int(play.left_s) < begin_s + step_s
            or (row is rows[-1] and int(play.left_s) >= begin_s)
        ]
        gone = [play for play in left if int(play.left_s) < begin_s]
        still, _, _, skipped, otherwise = row.cells
        assert still == pytest.approx(1 - len(gone) / len(heard.now))
        assert (skipped, (skipped or 0) + (otherwise or 0)) == (
            total(here, "is_skipped"),
            len(here),
        )


def test_every_chart_is_counted_again_here() -> None:
    counted = {
        "sums", "listens", "hours", "listeners", "when", "top_songs", "top_artists", "top_albums",
        "finished", "skipped", "leaving", "sources", "devices", "emotion_of_day", "plane", "lacks",
        "retention", "song_leaving",
    }  # fmt: skip
    by_themselves = {"searches"}  # which come from no event; see test_platform_emotion.py
    assert {one.__name__ for one in (*PLATFORM_CHARTS, *SONG_CHARTS)} == counted | by_themselves
