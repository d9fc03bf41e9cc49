"""What the editor of smart playlists asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from emomusic.realtime.hub import LocalHub, use_hub
from emomusic.services.discovery.shelf import forget_shelf
from emomusic.services.people import SignedIn
from emomusic.services.playlists import keeping
from emomusic.services.rate_limits import LIMITS, Limit, Limited, forget_buckets
from emomusic.services.rules import parse
from emomusic.services.rules.fields import Comparison, Field, Shape
from emomusic.services.rules.ledger import forget_ledger
from tests.browsers import browser
from tests.factories import ident, make_like, make_song
from tests.people import come_in
from tests.realtime.workers import Worker

JAZZ = {"match": "all", "rules": [{"field": "genre", "is": "equals", "value": "Jazz"}]}


@pytest.fixture
def ada(database: str) -> Iterator[SignedIn]:
    use_hub(LocalHub(Worker()))
    forget_buckets()
    forget_shelf()
    forget_ledger()
    yield come_in("Ada")
    use_hub(None)
    forget_buckets()
    forget_shelf()
    forget_ledger()


async def test_the_form_names_every_field_with_its_tests(ada: SignedIn) -> None:
    make_song(genre="Jazz")
    make_song(genre="Blues")
    answer = await browser(ada).get("/api/rules")
    body: dict[str, Any] = answer.json()
    assert body["genres"] == ["Blues", "Jazz"]
    fields = {one["name"]: one for one in body["form"]["fields"]}
    assert set(fields) == {field.value for field in Field}
    tests = {one["name"]: one for one in fields["valence"]["tests"]}
    assert tests["mostly between"] == {
        "name": Comparison.MOSTLY_BETWEEN,
        "words": "is for most of it between",
        "shape": Shape.PAIR,
        "has_share": True,
    }
    assert [one["name"] for one in body["form"]["sorts"]][:2] == ["artist", "album"]


async def test_every_example_can_be_used(ada: SignedIn) -> None:
    make_song()
    form = (await browser(ada).get("/api/rules")).json()["form"]
    assert len(form["examples"]) >= 5
    for example in form["examples"]:
        parse(example["rules"])
        made = await browser(ada).post(
            "/api/playlists/smart",
            json={"title": example["title"], "rules": json.loads(example["rules"])},
        )
        assert made.status_code == 200


async def test_a_preview_counts_and_shows_the_first_songs(ada: SignedIn) -> None:
    songs = [make_song(f"Song {number:02}", genre="Jazz") for number in range(10)]
    make_song("Other")
    rules = JAZZ | {"sort": {"by": "title", "descending": True}, "limit": {"songs": 9}}
    answer = await browser(ada).post("/api/rules/preview", json={"rules": rules})
    assert answer.json()["unfinished"] == ""
    body = answer.json()["found"]
    assert (body["count"], body["matching"], body["duration_s"]) == (9, 10, 1800.0)
    assert [one["id"] for one in body["songs"]] == [ident(one) for one in songs[:1:-1]]
    assert body["words"] == "Genre is “Jazz”; by title, Z to A; the first 9."


async def test_a_preview_is_of_ones_own_likes(ada: SignedIn) -> None:
    song = make_song("mine")
    bea = come_in("Bea")
    make_like(ada.person, song)
    rules = {"match": "all", "rules": [{"field": "liked", "is": "yes"}]}
    counts = [
        (await browser(one).post("/api/rules/preview", json={"rules": rules})).json()["found"][
            "count"
        ]
        for one in (ada, bea)
    ]
    assert counts == [1, 0]


async def test_previews_may_follow_typing_but_not_without_end(
    ada: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LIMITS[Limited.PREVIEW] == Limit(per_s=4.0, burst=40)
    monkeypatch.setitem(LIMITS, Limited.PREVIEW, Limit(per_s=0.1, burst=3))
    page = browser(ada)
    answers = [await page.post("/api/rules/preview", json={"rules": JAZZ}) for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert int(answers[-1].headers["Retry-After"]) == 10
    other = await browser(come_in("Bea")).post("/api/rules/preview", json={"rules": JAZZ})
    assert other.status_code == 200


async def test_rules_that_are_not_finished_say_so(ada: SignedIn) -> None:
    rules = {"match": "all", "rules": [{"field": "title", "is": "contains", "value": ""}]}
    sentence = "Rule 1 (title): say what to compare with."
    previewed = await browser(ada).post("/api/rules/preview", json={"rules": rules})
    assert previewed.json() == {"found": None, "unfinished": sentence}
    kept = await browser(ada).post("/api/playlists/smart", json={"title": "x", "rules": rules})
    assert kept.status_code == 422
    assert kept.json() == {"error": sentence}


async def test_a_smart_playlist_is_made_and_changed_by_its_owner_alone(ada: SignedIn) -> None:
    jazz, blues = make_song(genre="Jazz"), make_song(genre="Blues")
    made = await browser(ada).post("/api/playlists/smart", json={"title": "Mine", "rules": JAZZ})
    playlist_id: int = made.json()["id"]
    assert keeping.song_ids_of(playlist_id, ada.person.id) == [ident(jazz)]
    other = {"match": "none", "rules": JAZZ["rules"]}
    address = f"/api/playlists/{playlist_id}/rules"
    refused = await browser(come_in("Bea")).put(address, json={"rules": other})
    assert refused.status_code == 404
    assert (await browser(ada).put(address, json={"rules": other})).status_code == 204
    assert keeping.song_ids_of(playlist_id, ada.person.id) == [ident(blues)]


async def test_a_playlist_made_by_hand_has_no_rules_to_change(ada: SignedIn) -> None:
    playlist_id = keeping.create(ada.person, "By hand")
    address = f"/api/playlists/{playlist_id}/rules"
    answer = await browser(ada).put(address, json={"rules": JAZZ})
    assert answer.status_code == 409
    assert answer.json() == {"error": "The songs of this playlist are put in by hand."}
