"""What the map asks over HTTP: its points, and regions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from emomusic.realtime.hub import LocalHub, hub, person_topic, use_hub
from emomusic.services.discovery.shelf import forget_shelf
from emomusic.services.people import SignedIn
from emomusic.services.playlists.keeping import playlists_of, song_ids_of
from emomusic.services.rate_limits import forget_buckets
from tests.browsers import browser
from tests.factories import ident, make_emotion, make_song
from tests.people import come_in
from tests.realtime.workers import Worker

SQUARE = [[0.5, 0.0], [1.0, 0.0], [1.0, 0.5], [0.5, 0.5]]


@pytest.fixture
def worker(database: str) -> Iterator[Worker]:
    sockets = Worker()
    use_hub(LocalHub(sockets))
    forget_buckets()
    yield sockets
    use_hub(None)
    forget_buckets()


@pytest.fixture
def ada(worker: Worker) -> Iterator[SignedIn]:
    forget_shelf()
    yield come_in("Ada")
    forget_shelf()


async def test_the_map_is_not_sent_again_until_it_is_another(ada: SignedIn) -> None:
    song = make_song()
    make_emotion(song)
    client = browser(ada)
    first = await client.get("/api/map")
    assert (first.status_code, first.content[:4]) == (200, b"EMM1")
    assert first.headers["content-type"] == "application/octet-stream"
    known = {"If-None-Match": first.headers["etag"]}
    again = await client.get("/api/map", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await client.put(f"/api/songs/{ident(song)}/like", json={"liked": True})
    assert (await client.get("/api/map", headers=known)).status_code == 200


async def test_a_region_is_sent_in_parts(ada: SignedIn) -> None:
    for _ in range(3):
        make_emotion(make_song(), valence=0.75, arousal=0.25)
    make_emotion(make_song(), valence=0.25, arousal=0.25)
    body = {"points": SQUARE, "offset": 2, "limit": 2}
    answer = (await browser(ada).post("/api/map/region", json=body)).json()
    assert (answer["total"], answer["offset"], len(answer["songs"])) == (3, 2, 1)
    assert answer["songs"][0]["valence"] == 0.75


@pytest.mark.parametrize(
    "body",
    [
        {"points": SQUARE[:2]},
        {"points": [[0, 0]] * 61},
        {"points": [[0, 0], [1, 1], [2, 0]]},
        {"points": SQUARE, "limit": 501},
        {"points": SQUARE, "years": [1990]},
        {"points": SQUARE, "more": 1},
    ],
)
async def test_what_is_no_region_is_refused(ada: SignedIn, body: dict[str, Any]) -> None:
    assert (await browser(ada).post("/api/map/region", json=body)).status_code == 422


async def test_a_region_is_saved_as_a_playlist_of_what_it_holds(
    ada: SignedIn, worker: Worker
) -> None:
    await hub().join("tab", person_topic(ada.person.id))
    inside = make_song(genre="Jazz")
    make_emotion(inside, valence=1.0, arousal=0.0)
    make_emotion(make_song(genre="Rock"), valence=0.75, arousal=0.25)
    body = {"points": SQUARE, "genre": "Jazz", "title": "Soft"}
    answer = await browser(ada).post("/api/map/playlists", json=body)
    assert answer.status_code == 201
    playlist_id = answer.json()["id"]
    (card,) = playlists_of(ada.person.id)
    assert (card.id, card.title) == (playlist_id, "Soft")
    assert song_ids_of(playlist_id, ada.person.id, 10) == [ident(inside)]
    assert worker.came == [("tab", "playlist.changed", {"id": playlist_id})]
