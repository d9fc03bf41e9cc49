"""What the simulator promises."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from emomusic.errors import Conflict, InvalidInput, NotFound
from emomusic.services import likes, people, privacy
from emomusic.services.analytics.rollup import roll_up
from emomusic.services.listening import record
from emomusic.services.passwords import verify_password
from emomusic.services.simulation import PREFIX, remove_simulated, simulate
from emomusic.services.simulation.clock import Clock
from emomusic.services.simulation.day import sessions_of
from emomusic.services.simulation.habits import make_habits
from emomusic.services.simulation.shelf import read_shelf
from emomusic.store.database import session
from emomusic.store.mongo import Collection, Database, Document
from emomusic.store.tables import Role, User
from tests.factories import ident, make_song, make_user
from tests.listening import event, listener
from tests.recount import assert_all_is_counted, read_events, read_library
from tests.simulated import END, PLAN, make_library

pytestmark = pytest.mark.usefixtures("database")


async def test_everything_that_it_tells_is_taken(mongo_database: Database) -> None:
    make_library()
    report = await simulate(PLAN)
    assert report.refused == {}
    assert report.known == 0
    assert report.accepted == len(await read_events()) > 500


async def test_the_same_seed_makes_the_same_events(mongo_database: Database) -> None:
    make_library()
    first = await simulate(PLAN)
    told = await read_events()
    again = await simulate(PLAN)
    assert (again.accepted, again.known, again.refused) == (0, first.accepted, {})
    assert await read_events() == told
    other = await simulate(replace(PLAN, seed=8))
    assert (other.known, other.refused) == (0, {})
    assert other.accepted > 100


async def test_a_later_end_goes_on_where_it_stopped(mongo_database: Database) -> None:
    make_library()
    first = await simulate(PLAN)
    then = await simulate(replace(PLAN, until=END + timedelta(days=2), days=PLAN.days + 2))
    assert (then.known, then.refused) == (first.accepted, {})
    assert then.accepted > 100


async def test_nothing_is_told_after_the_end_nor_heard_before_the_beginning(
    mongo_database: Database,
) -> None:
    make_library()
    await simulate(PLAN)
    events = await read_events()
    assert max(event["received_at"] for event in events) <= END
    assert PLAN.first == date(2026, 11, 5)
    assert min(event["at"] for event in events).date() >= date(2026, 11, 4)


async def test_what_is_heard_is_whole(mongo_database: Database) -> None:
    make_library()
    await simulate(replace(PLAN, people=12))
    library = read_library()
    by_play: dict[str, list[Document]] = defaultdict(list)
    for told in await read_events():
        by_play[told["play_id"]].append(told)
    ended = 0
    for events in by_play.values():
        events.sort(key=lambda told: (told["at"], told["position_s"]))
        assert events[0]["kind"] == "start"
        assert events[0]["at"] == events[0]["started_at"]
        position_s = 0.0
        for told in events:
            assert told["heard_from_s"] == position_s
            position_s = told["position_s"]
            assert told["heard_to_s"] == position_s or told["kind"] == "seek"
        if events[-1]["kind"] == "end":
            ended += 1
            assert position_s == pytest.approx(library[events[0]["song_id"]].duration_s, abs=0.001)
    kinds = {told["kind"] for events in by_play.values() for told in events}
    assert kinds == {"start", "pause", "resume", "heartbeat", "seek", "skip", "end"}
    assert 0.4 < ended / len(by_play) < 0.95


async def test_people_listen_when_they_like_to_and_not_twice_at_once() -> None:
    make_library()
    shelf = read_shelf(1)
    first, last = date(2026, 9, 1), date(2026, 11, 29)
    hours, sessions = defaultdict(int), 0
    for number in range(8):
        habits = make_habits(1, number, shelf, first, last, 8.0)
        for day in (first + timedelta(days=n) for n in range(90)):
            free = None
            for heard in sessions_of(habits, day, shelf, 1):
                begins, ends = heard.events[0].at, heard.events[-1].at
                assert free is None or begins > free
                assert habits.joined <= day <= (habits.left or last)
                free = ends
                sessions += 1
                local = begins + timedelta(minutes=habits.utc_offset_min)
                nearest = min(abs(local.hour + local.minute / 60 - r.hour) for r in habits.routines)
                hours[nearest < 3] += 1
    assert sessions > 300
    assert hours[True] > 0.8 * sessions


async def test_habits_differ_and_taste_decides() -> None:
    make_library()
    shelf = read_shelf(1)
    day = date(2026, 11, 8)
    everybody = [make_habits(1, n, shelf, day - timedelta(days=89), day, 8.0) for n in range(60)]
    assert everybody[3] == make_habits(1, 3, shelf, day - timedelta(days=89), day, 8.0)
    assert len({habits.plays_per_day for habits in everybody}) == 60
    assert 5 < sum(habits.plays_per_day for habits in everybody) / 60 < 11
    assert len({habits.joined for habits in everybody}) > 10
    assert any(habits.left for habits in everybody)
    assert any(not habits.is_tracked for habits in everybody)
    assert any(habits.lateness for habits in everybody)
    habits, routine = everybody[0], everybody[0].routines[0]
    others = [song for song in shelf.songs if song not in habits.favourites]
    liked = sorted(others, key=lambda song: habits.liking(song, routine))
    assert habits.liking(habits.favourites[0], routine) == 1.0
    assert habits.liking(liked[0], routine) < 0.5 < habits.liking(liked[-1], routine)


async def test_who_had_no_net_tells_later_and_in_order() -> None:
    make_library()
    shelf, clock = read_shelf(1), Clock()
    day = date(2026, 11, 8)
    numbers = [n for n in range(60) if make_habits(1, n, shelf, day, day, 20.0).lateness]
    assert numbers
    for number in numbers:
        habits = replace(make_habits(1, number, shelf, day, day, 20.0), lateness=1.0)
        for heard in sessions_of(habits, day, shelf, 1):
            clock.tell(heard, random.Random(1))
    batches = list(clock.come_in(END + timedelta(days=9)))
    times = [batch.received_at for batch in batches]
    assert times == sorted(times)
    assert all(batch.received_at - batch.events[-1].at >= timedelta(hours=1) for batch in batches)
    assert list(clock.come_in(END + timedelta(days=9))) == []


async def test_its_people_are_marked_and_can_not_log_in(mongo_database: Database) -> None:
    make_library()
    await simulate(PLAN)
    with session() as db:
        made = db.exec(select(User).where(User.name != "Operator")).all()
    assert len(made) == 6
    assert all(user.name.startswith(PREFIX) and user.role is Role.LISTENER for user in made)
    assert not any(verify_password(user.password_hash, user.password_hash) for user in made)
    assert all(likes.liked_songs(ident(user)).total >= 2 for user in made)


async def test_who_does_not_track_leaves_no_name(mongo_database: Database) -> None:
    make_library()
    await simulate(replace(PLAN, people=30, days=2))
    with session() as db:
        ids = [ident(user) for user in db.exec(select(User)).all()]
    secret = {user_id for user_id in ids if not privacy.is_tracked(user_id)}
    named = {event["user_id"] for event in await read_events()}
    assert secret
    assert None in named
    assert not named & secret


async def test_removing_takes_its_people_and_events_and_nothing_else(
    mongo_database: Database,
) -> None:
    songs = make_library()
    real = make_user(f"{PREFIX}real person", password_hash="$argon2id$no")
    await record(listener(ident(real)), [event(ident(songs[0]))])
    report = await simulate(PLAN)
    await roll_up()
    assert await remove_simulated() == (6, report.accepted)
    await roll_up()
    assert [account.name for account in people.accounts()] == ["Operator", real.name]
    assert len(await read_events()) == 1
    await assert_all_is_counted()
    assert await remove_simulated() == (0, 0)


async def test_a_library_without_songs_has_nothing_to_hear(mongo_database: Database) -> None:
    make_user("Operator", role=Role.ADMINISTRATOR)
    make_song(missing_since=END)
    with pytest.raises(NotFound, match="scan a folder"):
        await simulate(PLAN)
    assert len(people.accounts()) == 1


async def test_the_first_account_is_left_to_the_administrator(mongo_database: Database) -> None:
    make_song()
    with pytest.raises(Conflict, match="your own account first"):
        await simulate(PLAN)
    assert people.accounts() == ()


async def test_a_name_that_somebody_has_is_not_taken_over(mongo_database: Database) -> None:
    make_library()
    await simulate(replace(PLAN, people=1, days=1))
    name = people.accounts()[-1].name
    await remove_simulated()
    make_user(name)
    with pytest.raises(Conflict, match="is named"):
        await simulate(replace(PLAN, people=1))
    assert await mongo_database[Collection.PLAYBACK].count_documents({}) == 0


@pytest.mark.parametrize("wrong", [{"people": 0}, {"days": 0}, {"days": 401}, {"people": 10_001}])
async def test_a_plan_has_limits(wrong: dict[str, int], mongo_database: Database) -> None:
    make_library()
    with pytest.raises(InvalidInput):
        await simulate(replace(PLAN, **wrong))
