"""What the history of listening promises."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emomusic.emotion import pack_curve
from emomusic.errors import InvalidInput, Unavailable
from emomusic.services.analytics.dimensions import Device
from emomusic.services.heard_emotion import forget_heard_curves
from emomusic.services.listening import (
    MOST_EVENTS,
    Receipt,
    most_played,
    plays_of,
    recently_played,
    record,
)
from emomusic.services.playback_events import PlaybackEvent, Refusal
from emomusic.services.privacy import set_tracked
from emomusic.store.mongo import Collection, Database, close_mongo, mongo, use_mongo
from tests.analyses import make_curve
from tests.factories import ident, make_emotion, make_song, make_user
from tests.listening import event, listener

ANN, BEN = 1, 2


@pytest.fixture(autouse=True)
def library(database: str) -> None:
    """Songs 1 to 9 of 200 seconds, and the accounts of Ann and Ben."""
    forget_heard_curves()
    for number in range(1, 10):
        make_song(id=number)
    assert [ident(make_user(name)) for name in ("Ann", "Ben")] == [ANN, BEN]


async def kept() -> list[dict[str, Any]]:
    return await mongo()[Collection.PLAYBACK].find().sort("at", 1).to_list()


async def told(*events: dict[str, Any], by: int = ANN) -> Receipt:
    return await record(listener(by), events)


class TestAnEvent:
    async def test_is_kept_with_who_what_where_and_when(self, mongo_database: Database) -> None:
        at_ms = int(time.time() * 1000) - 2000
        started_at_ms = at_ms - 30_000
        one = event(
            7,
            "seek",
            position_s=12.5,
            heard_from_s=1.0,
            heard_to_s=21.25,
            at_ms=at_ms,
            started_at_ms=started_at_ms,
            utc_offset_min=-330,
        )
        assert await record(listener(ANN, Device.PHONE), [one]) == Receipt(accepted=1)
        [document] = await kept()
        at = datetime.fromtimestamp(at_ms / 1000, UTC)
        started_at = at - timedelta(seconds=30)
        assert timedelta() <= document.pop("received_at") - at < timedelta(seconds=30)
        assert document == {
            "_id": one["event_id"],
            "user_id": ANN,
            "play_id": one["play_id"],
            "kind": "seek",
            "song_id": 7,
            "position_s": 12.5,
            "heard_from_s": 1.0,
            "heard_to_s": 21.25,
            "at": at,
            "started_at": started_at,
            "hour": started_at.replace(minute=0, second=0, microsecond=0),
            "source": "album:3",
            "device": "phone",
            "utc_offset_min": -330,
            "valence": None,
            "arousal": None,
        }

    async def test_is_accepted_once(self, mongo_database: Database) -> None:
        first, second = event(), event()
        assert await told(first) == Receipt(accepted=1)
        assert await told(first, second) == Receipt(accepted=1, known=1)
        assert await told(first, second) == Receipt(known=2)
        assert len(await kept()) == 2

    async def test_told_twice_in_one_report_is_accepted_once(
        self, mongo_database: Database
    ) -> None:
        twice = event()
        assert await told(twice, event(), twice) == Receipt(accepted=2, known=1)

    async def test_told_by_two_tabs_at_once_is_accepted_once(
        self, mongo_database: Database
    ) -> None:
        report = [event() for _ in range(50)]
        receipts = await asyncio.gather(*(record(listener(ANN), report) for _ in range(4)))
        assert sum(receipt.accepted for receipt in receipts) == 50
        assert sum(receipt.known for receipt in receipts) == 150

    @pytest.mark.parametrize(
        "change",
        [
            {"kind": "skip"},
            {"song_id": 2},
            {"position_s": 1.0},
            {"heard_to_s": 4.0},
            {"source": "liked"},
            {"play_id": "5b1b9e3c-0000-4000-8000-000000000000"},
        ],
        ids=str,
    )
    async def test_told_again_otherwise_is_refused(
        self, mongo_database: Database, change: dict[str, Any]
    ) -> None:
        one = event()
        refused = (Refusal(one["event_id"], "It was told before, and otherwise."),)
        assert await told(one) == Receipt(accepted=1)
        assert await told(one | change, event()) == Receipt(accepted=1, refused=refused)
        assert await told(one | {"event_id": one["event_id"].upper()}) == Receipt(known=1)
        other, again = event(), event()
        both = await told(other, again, again | change)
        assert (both.accepted, both.refused[0].event_id) == (2, again["event_id"])

    async def test_of_one_person_is_not_told_by_another(self, mongo_database: Database) -> None:
        one = event()
        await told(one)
        stolen = await told(one, by=BEN)
        assert (stolen.accepted, stolen.known, len(stolen.refused)) == (0, 0, 1)

    async def test_marks_the_hour_of_its_play_each_time_it_is_told(
        self, mongo_database: Database
    ) -> None:
        old = event(ago_s=7200)
        await told(event(), event(), old)
        await told(old)
        await told(event(song_id=999))
        marks = await mongo()[Collection.ROLLUP_MARKS].find().sort("_id", 1).to_list()
        assert [mark["told"] for mark in marks] == [2, 1]
        assert {mark["_id"] for mark in marks} == {one["hour"] for one in await kept()}


class TestTheEmotionOfAStretch:
    async def test_is_the_mean_of_the_curve_there(self, mongo_database: Database) -> None:
        curve = make_curve(seconds=200.0)
        make_emotion(make_song(id=20), curve=pack_curve(curve))
        await told(event(20, ago_s=9, heard_from_s=10.0, heard_to_s=40.0, started_at_ms=_ago(60)))
        [document] = await kept()
        hops = slice(20, 80)
        assert document["valence"] == pytest.approx(curve.valence[hops].mean(), abs=1e-4)
        assert document["arousal"] == pytest.approx(curve.arousal[hops].mean(), abs=1e-4)

    async def test_is_unknown_where_nothing_sounded_or_the_song_was_not_heard(
        self, mongo_database: Database
    ) -> None:
        make_emotion(make_song(id=20), curve=pack_curve(make_curve(seconds=200.0)))
        make_emotion(make_song(id=21), curve=b"of another version")
        stretch = {"heard_to_s": 5.0, "started_at_ms": _ago(60)}
        await told(event(20), event(21, **stretch), event(1, **stretch))
        assert {document["valence"] for document in await kept()} == {None}


def _ago(seconds: float) -> int:
    return int((time.time() - seconds) * 1000)


class TestAReport:
    async def test_that_is_empty_is_nothing(self, mongo_database: Database) -> None:
        assert await told() == Receipt()

    async def test_may_hold_events_that_were_read_before(self, mongo_database: Database) -> None:
        one = PlaybackEvent.model_validate(event())
        assert await record(listener(ANN), [one, one]) == Receipt(accepted=1, known=1)

    async def test_with_a_bad_event_is_taken_but_for_that(self, mongo_database: Database) -> None:
        bad = event(song_id=999)
        receipt = await told(event(), bad, {"nonsense": 1}, event())
        assert receipt.accepted == 2
        assert receipt.refused[1] == Refusal(bad["event_id"], "There is no such song.")
        assert receipt.refused[0].event_id == ""

    async def test_has_a_limit(self, mongo_database: Database) -> None:
        many = [event(ago_s=n / 1000) for n in range(MOST_EVENTS + 1)]
        with pytest.raises(InvalidInput, match="At most 1000 events"):
            await told(*many)
        assert await told(*many[1:]) == Receipt(accepted=MOST_EVENTS)

    async def test_may_be_of_another_time_in_a_simulation(self, mongo_database: Database) -> None:
        then = datetime(2025, 3, 1, 12, 30, tzinfo=UTC)
        at_ms = int(then.timestamp() * 1000)
        one = event(at_ms=at_ms, started_at_ms=at_ms)
        assert (await told(one)).refused[0].why == "It is older than seven days."
        assert await record(listener(ANN), [one], then) == Receipt(accepted=1)
        [document] = await kept()
        assert document["received_at"] == then
        assert document["hour"] == datetime(2025, 3, 1, 12, tzinfo=UTC)


class TestSomebodyWhoIsNotTracked:
    async def test_leaves_no_name_nor_device_nor_offset(self, mongo_database: Database) -> None:
        set_tracked(ANN, False)
        one = event()
        assert await told(one) == Receipt(accepted=1)
        assert await told(one) == Receipt(known=1)
        [document] = await kept()
        assert [document[name] for name in ("user_id", "device", "utc_offset_min")] == [None] * 3
        assert await most_played(None) == [1]

    async def test_has_no_recently_played_until_tracked_again(
        self, mongo_database: Database
    ) -> None:
        await told(event(1, ago_s=20))
        set_tracked(ANN, False)
        await told(event(2, ago_s=10))
        assert await recently_played(ANN) == []
        assert await plays_of({ANN, BEN}, 10) == ()
        set_tracked(ANN, True)
        assert await recently_played(ANN) == [1]
        assert [play.song_id for play in await plays_of({ANN, BEN}, 10)] == [1]


class TestWhatWasPlayed:
    async def test_recently_is_distinct_and_newest_first(self, mongo_database: Database) -> None:
        await told(event(1, ago_s=50), event(2, ago_s=40), event(1, "resume", ago_s=30))
        await told(event(3, ago_s=20), event(3, "heartbeat", ago_s=10))
        assert await recently_played(ANN) == [3, 1, 2]
        assert await recently_played(ANN, 2) == [3, 1]

    async def test_holds_a_song_that_was_heard_to_its_end(self, mongo_database: Database) -> None:
        await told(event(4, "end", ago_s=5), event(5, "seek"), event(6, "skip"))
        assert await recently_played(ANN) == [4]

    async def test_is_not_seen_by_others(self, mongo_database: Database) -> None:
        await told(event(9), by=BEN)
        assert await recently_played(ANN) == []
        assert await most_played(ANN) == []

    async def test_most_counts_starts_and_not_what_goes_on_after_a_pause(
        self, mongo_database: Database
    ) -> None:
        await told(event(1, ago_s=50), event(1, ago_s=40), event(2, ago_s=30))
        await told(*(event(2, "resume", ago_s=n, position_s=60.0) for n in range(1, 6)))
        assert await most_played(ANN) == [1, 2]

    async def test_most_among_equals_begins_with_the_last(self, mongo_database: Database) -> None:
        await told(event(1, ago_s=9), event(3, ago_s=5), event(2, ago_s=7))
        assert await most_played(ANN) == [3, 2, 1]
        assert await most_played(ANN, 1) == [3]

    async def test_most_of_all_people_and_since_a_time(self, mongo_database: Database) -> None:
        await told(event(1, ago_s=90_000), event(1, ago_s=80_000), event(2, ago_s=10))
        await told(event(1, ago_s=70_000), by=BEN)
        assert await most_played(None) == [1, 2]
        assert await most_played(None, since=datetime.now(UTC) - timedelta(hours=1)) == [2]

    async def test_by_friends_counts_a_song_begun_again_at_once_once(
        self, mongo_database: Database
    ) -> None:
        await told(event(1, ago_s=50), event(1, ago_s=40), event(1, "resume", ago_s=30))
        await told(event(2, ago_s=35), by=BEN)
        plays = await plays_of({ANN, BEN}, 10)
        assert [(play.user_id, play.song_id) for play in plays] == [(BEN, 2), (ANN, 1)]


async def test_a_mongodb_that_is_gone_is_a_sentence(unused_tcp_port: int) -> None:
    with use_mongo(f"mongodb://127.0.0.1:{unused_tcp_port}/", "music"):
        with pytest.raises(Unavailable, match="history of listening can't be reached"):
            await told(event())
        await close_mongo()
