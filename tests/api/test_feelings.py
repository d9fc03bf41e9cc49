"""What becomes of what somebody feels, told over HTTP; who it is says the session alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from emomusic.services.felt.calibration import forget_spreads
from emomusic.services.people import SignedIn
from emomusic.services.rate_limits import LIMITS, Limited, forget_buckets
from emomusic.store.tables import Song
from tests.browsers import browser
from tests.factories import ident
from tests.people import come_in
from tests.services.felt.feelings import heard_song, told

PATH = "/api/feelings"


@pytest.fixture
def ada(database: str) -> Iterator[SignedIn]:
    forget_buckets()
    forget_spreads()
    yield come_in("Ada")
    forget_spreads()


@pytest.fixture
def song(ada: SignedIn) -> Song:
    return heard_song()


def report(listener: SignedIn, *events: Any) -> dict[str, Any]:
    return {"listener_id": listener.person.id, "events": events}


async def test_a_tap_is_answered_with_the_calibration_that_follows(
    ada: SignedIn, song: Song
) -> None:
    client = browser(ada)
    answer = await client.post(PATH, json=report(ada, told(1, song), told(2, song, at_s=99)))
    body = answer.json()
    assert (body["accepted"], body["known"]) == (1, 0)
    assert [one["why"] for one in body["refused"]] == ["The song is not that long."]
    made = body["calibration"]
    assert (made["taps"], made["songs"], made["is_on"]) == (1, 1, True)
    assert made["valence"]["offset"] > 0.05
    assert made["arousal"]["offset"] < -0.05
    assert (await client.get("/api/calibration")).json() == made


async def test_a_song_has_ones_own_taps_and_undoing_one_gives_the_calibration_back(
    ada: SignedIn, song: Song
) -> None:
    client, ben = browser(ada), come_in("Ben")
    before = (await client.get("/api/calibration")).json()
    tap = told(1, song)
    await client.post(PATH, json=report(ada, tap))
    path = f"/api/songs/{ident(song)}/feelings"
    [shown] = (await client.get(path)).json()["taps"]
    assert (shown["tap_id"], shown["at_s"], shown["valence"]) == (tap["event_id"], 5.0, 0.9)
    assert shown["heard_valence"] == pytest.approx(0.5, abs=1e-4)
    assert (await browser(ben).get(path)).json()["taps"] == []
    stolen = await browser(ben).delete(f"{PATH}/{tap['event_id']}")
    assert stolen.json()["undone"] is False
    undone = (await client.delete(f"{PATH}/{tap['event_id']}")).json()
    assert undone == {"undone": True, "calibration": before}
    assert (await client.get(path)).json()["taps"] == []


async def test_the_curve_stays_the_models_for_everybody(ada: SignedIn, song: Song) -> None:
    client, path = browser(ada), f"/api/songs/{ident(song)}/emotion"
    before = await client.get(path)
    await client.post(PATH, json=report(ada, told(1, song)))
    after = await client.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 304


async def test_all_of_it_comes_in_pages_with_its_songs(ada: SignedIn, song: Song) -> None:
    client, other = browser(ada), heard_song()
    taps = [told(1, song, 1.0), told(2, other, 2.0, valence=0.35, arousal=0.6)]
    await client.post(PATH, json=report(ada, *taps))
    body = (await client.get(f"{PATH}?order=furthest")).json()
    assert ([one["at_s"] for one in body["taps"]], body["total"]) == ([1.0, 2.0], 2)
    assert {one["id"] for one in body["songs"]} == {ident(song), ident(other)}
    assert [one["at_s"] for one in (await client.get(f"{PATH}?offset=1")).json()["taps"]] == [1.0]
    for query in ("order=oldest", "offset=-1", "offset=x"):
        assert (await client.get(f"{PATH}?{query}")).status_code == 422


async def test_the_correction_can_be_turned_off_and_begun_afresh(ada: SignedIn, song: Song) -> None:
    client = browser(ada)
    await client.post(PATH, json=report(ada, told(1, song)))
    off = (await client.put("/api/calibration", json={"is_on": False})).json()
    assert (off["is_on"], off["taps"]) == (False, 1)
    fresh = (await client.put("/api/calibration", json={"afresh": True})).json()
    assert (fresh["is_on"], fresh["taps"]) == (False, 0)
    again = (await client.put("/api/calibration", json={"is_on": True, "afresh": False})).json()
    assert (again["is_on"], again["taps"], again["since"]) == (True, 1, None)


async def test_taps_of_somebody_who_left_are_not_taken_for_who_came(
    ada: SignedIn, song: Song
) -> None:
    answer = await browser(ada).post(PATH, json=report(come_in("Ben"), told(1, song)))
    assert answer.status_code == 409
    assert (await browser(ada).get(PATH)).json()["total"] == 0


async def test_nobody_tells_too_fast(ada: SignedIn, song: Song) -> None:
    client = browser(ada)
    statuses = [
        (await client.post(PATH, json=report(ada, told(number, song)))).status_code
        for number in range(LIMITS[Limited.FEELING].burst + 2)
    ]
    assert statuses.count(200) >= LIMITS[Limited.FEELING].burst
    assert statuses[-1] == 429
