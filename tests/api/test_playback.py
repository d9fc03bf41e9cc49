"""What becomes of what a player tells over HTTP."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from emomusic.services.people import SignedIn
from emomusic.services.rate_limits import forget_buckets
from emomusic.store.mongo import Collection, Database
from tests.browsers import ORIGIN, browser
from tests.factories import make_song
from tests.listening import event
from tests.people import come_in

PATH = "/api/playback"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) Chrome/142.0 Mobile Safari/537.36"


@pytest.fixture
def ada(database: str) -> SignedIn:
    forget_buckets()
    make_song(id=1)
    return come_in("Ada")


def report(listener: SignedIn, *events: Any) -> dict[str, Any]:
    return {"listener_id": listener.person.id, "events": events}


async def kept(database: Database) -> list[dict[str, Any]]:
    return await database[Collection.PLAYBACK].find().to_list()


async def test_it_is_kept_for_whoever_is_signed_in_with_what_they_listen_on(
    ada: SignedIn, mongo_database: Database
) -> None:
    one, bad = event(1), event(999)
    client = browser(ada, **{"User-Agent": PHONE})
    answer = await client.post(PATH, json=report(ada, one, bad))
    assert answer.status_code == 200
    body = answer.json()
    assert abs(body.pop("now_ms") / 1000 - time.time()) < 30
    assert body == {
        "accepted": 1,
        "known": 0,
        "refused": [{"event_id": bad["event_id"], "why": "There is no such song."}],
    }
    [document] = await kept(mongo_database)
    assert (document["user_id"], document["device"]) == (ada.person.id, "phone")


async def test_a_beacon_without_origin_is_known_by_what_the_browser_adds(
    ada: SignedIn, mongo_database: Database
) -> None:
    client = browser(ada)
    del client.headers["Origin"]
    body = report(ada, event(1))
    assert (await client.post(PATH, json=body)).status_code == 403
    told = await client.post(PATH, json=body, headers={"Sec-Fetch-Site": "same-origin"})
    assert told.json()["accepted"] == 1


@pytest.mark.parametrize("origin", ["http://evil.test", "null", ORIGIN + ".evil.test"])
async def test_no_other_page_tells(ada: SignedIn, mongo_database: Database, origin: str) -> None:
    answer = await browser(ada, Origin=origin).post(PATH, json=report(ada, event(1)))
    assert answer.status_code == 403
    assert await kept(mongo_database) == []


async def test_what_waits_in_a_page_of_somebody_else_is_not_taken(
    ada: SignedIn, mongo_database: Database
) -> None:
    one = event(1)
    answer = await browser(come_in("Bea")).post(PATH, json=report(ada, one))
    assert answer.status_code == 409
    assert (await browser(ada).post(PATH, json=report(ada, one))).json()["accepted"] == 1


async def test_nobody_tells_nothing(ada: SignedIn, mongo_database: Database) -> None:
    assert (await browser().post(PATH, json=report(ada, event(1)))).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"listener_id": 1},
        {"listener_id": 1, "events": 1},
        {"listener_id": "Ada", "events": []},
        {"listener_id": 1, "events": [], "user_id": 1},
        {"listener_id": 1, "events": [event(1)], "received_at": 0},
        {"listener_id": 1, "events": [event(1, source="x" * 60) for _ in range(400)]},
    ],
    ids=["empty", "list", "none", "number", "name", "user", "received_at", "too large"],
)
async def test_what_is_no_report_is_refused_whole(
    ada: SignedIn, mongo_database: Database, body: Any
) -> None:
    assert (await browser(ada).post(PATH, json=body)).status_code == 422
    assert await kept(mongo_database) == []


@pytest.mark.parametrize("member", [None, 1, "x", [], {}, {"event_id": {"$gt": ""}}], ids=str)
async def test_what_is_no_event_is_refused_alone(
    ada: SignedIn, mongo_database: Database, member: Any
) -> None:
    answer = await browser(ada).post(PATH, json=report(ada, member, event(1)))
    assert answer.json()["accepted"] == 1
    [refused] = answer.json()["refused"]
    assert refused["event_id"] == ""


async def test_other_bytes_are_refused(ada: SignedIn, mongo_database: Database) -> None:
    plain = {"Content-Type": "text/plain"}
    content = json.dumps(report(ada, event(1)))
    assert (await browser(ada).post(PATH, content=content, headers=plain)).status_code == 422


async def test_it_has_a_limit_of_its_own_for_each_person(
    ada: SignedIn, mongo_database: Database
) -> None:
    bea = come_in("Bea")
    client, other = browser(ada), browser(bea)
    statuses = [(await client.post(PATH, json=report(ada))).status_code for _ in range(60)]
    assert statuses[:30] == [200] * 30
    assert 429 in statuses
    assert (await other.post(PATH, json=report(bea, event(1)))).status_code == 200
