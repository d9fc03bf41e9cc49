"""What the player asks: curves, sparklines, songs, likes and its queue."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import httpx
import numpy as np
import pytest

from emomusic.emotion import EmotionCurve, Mood, Overall, pack_curve
from emomusic.services import analysis_queue
from emomusic.services.emotions import store_analysis
from emomusic.services.likes import liked_songs
from emomusic.services.people import SignedIn
from emomusic.services.rehearing import requeue_outdated
from emomusic.store.database import session
from emomusic.store.tables import AnalysisJob, JobState, Song
from tests.analyses import make_analysis
from tests.browsers import browser
from tests.databases import on_both
from tests.factories import ident, make_album, make_emotion, make_song, save
from tests.people import come_in

HOPS = 400


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada")


def curve() -> EmotionCurve:
    flat = np.full(HOPS, 0.5, np.float32)
    return EmotionCurve(
        duration_s=HOPS / 2,
        hop_s=0.5,
        valence=np.linspace(0, 1, HOPS, dtype=np.float32),
        arousal=flat,
        valence_low=flat,
        valence_high=flat,
        arousal_low=flat,
        arousal_high=flat,
        moods=np.full((HOPS, 4), 0.25, np.float32),
        confident=np.ones(HOPS, np.bool_),
        overall=Overall(0.5, 0.5, Mood.HAPPY, (0.25, 0.25, 0.25, 0.25), 0.9),
        model="ear-test",
    )


def heard(song: Song) -> None:
    make_emotion(song, curve=pack_curve(curve()), peaks=bytes(range(100)) * 8)


async def emotion_of(ada: SignedIn, song: Song, **headers: str) -> httpx.Response:
    return await browser(ada).get(f"/api/songs/{ident(song)}/emotion", headers=headers)


class TestTheEmotionOfASong:
    async def test_comes_with_its_waveform(self, ada: SignedIn) -> None:
        song = make_song()
        heard(song)
        answer = await emotion_of(ada, song)
        body: dict[str, Any] = answer.json()
        assert answer.status_code == 200
        assert (body["model"], body["hop_s"], body["duration_s"]) == ("ear-test", 0.5, 200.0)
        assert len(base64.b64decode(body["valence"])) == HOPS
        assert base64.b64decode(body["peaks"]) == bytes(range(100)) * 8
        assert body["sample_peak"] == 1.0

    async def test_is_compressed_where_the_browser_can(self, ada: SignedIn) -> None:
        song = make_song()
        heard(song)
        client = browser(ada)
        address = f"/api/songs/{ident(song)}/emotion"
        async with client.stream("GET", address, headers={"Accept-Encoding": "br, gzip"}) as answer:
            packed = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert answer.headers["content-encoding"] == "gzip"
        plain = await emotion_of(ada, song, **{"Accept-Encoding": "gzip;q=0"})
        assert "content-encoding" not in plain.headers
        assert gzip.decompress(packed) == plain.content
        assert len(packed) < len(plain.content) / 2

    async def test_is_not_sent_again_until_it_is_another(self, ada: SignedIn) -> None:
        song = make_song()
        heard(song)
        first = await emotion_of(ada, song)
        assert first.headers["cache-control"] == "private, no-cache"
        known = {"If-None-Match": first.headers["etag"]}
        again = await emotion_of(ada, song, **known)
        assert (again.status_code, again.content) == (304, b"")
        with session(write=True) as db:
            row = db.get(Song, ident(song))
            assert row is not None
        other = make_song()
        make_emotion(other, curve=pack_curve(curve()), peaks=b"other")
        assert (await emotion_of(ada, other, **known)).status_code == 200

    async def test_that_is_waited_for_says_how_long(self, ada: SignedIn) -> None:
        before, song = make_song(), make_song()
        with session(write=True) as db:
            analysis_queue.enqueue(db, [ident(before), ident(song)])
        answer = await emotion_of(ada, song)
        assert answer.status_code == 202
        assert answer.json() == {"state": "queued", "ahead": 1, "progress": None}
        assert answer.headers["cache-control"] == "no-store"
        # whoever asks is listening: it goes first from now on
        assert (await emotion_of(ada, song)).json()["ahead"] == 0

    async def test_that_could_not_be_heard_says_why(self, ada: SignedIn) -> None:
        song = make_song()
        job = AnalysisJob(song_id=ident(song), state=JobState.FAILED, error="It is silent.")
        save(job)
        answer = await emotion_of(ada, song)
        assert answer.status_code == 200
        assert answer.json() == {"state": "failed", "error": "It is silent."}

    async def test_of_no_song_is_404(self, ada: SignedIn) -> None:
        for song_id in (999, 10**30):
            answer = await browser(ada).get(f"/api/songs/{song_id}/emotion")
            assert answer.status_code == 404


@pytest.mark.usefixtures("models_dir")
class TestAnotherModel:
    """`ear-2` hears from now on; the curves are those of `ear-test`."""

    async def test_is_named_in_the_old_curve_until_it_has_heard_the_song(
        self, ada: SignedIn
    ) -> None:
        song = make_song()
        heard(song)
        answer = (await emotion_of(ada, song)).json()
        assert answer["model"] == "ear-test"
        assert answer["again"] == {"model": "ear-2", "state": "queued"}
        store_analysis(ident(song), make_analysis("ear-2"))
        answer = (await emotion_of(ada, song)).json()
        assert (answer["model"], answer["again"]) == ("ear-2", None)

    async def test_changes_the_tag_though_it_hears_the_same(self, ada: SignedIn) -> None:
        song = make_song()
        store_analysis(ident(song), make_analysis("ear-1"))
        old = (await emotion_of(ada, song)).headers["etag"]
        assert (await emotion_of(ada, song, **{"If-None-Match": old})).status_code == 304
        store_analysis(ident(song), make_analysis("ear-2"))
        answer = await emotion_of(ada, song, **{"If-None-Match": old})
        assert (answer.status_code, answer.json()["model"]) == (200, "ear-2")

    async def test_is_told_to_open_pages_with_how_many_songs_wait(self, ada: SignedIn) -> None:
        for _ in range(3):
            heard(make_song())
        make_emotion(make_song(), model="ear-2")
        answer = await browser(ada).get("/api/model")
        assert answer.json() == {"model": "ear-2", "waiting": 0, "heard": 1}
        requeue_outdated("ear-2")
        answer = await browser(ada).get("/api/model")
        assert answer.json() == {"model": "ear-2", "waiting": 3, "heard": 1}
        assert answer.headers["cache-control"] == "no-store"

    async def test_is_told_apart_in_lists(self, ada: SignedIn) -> None:
        old, new = make_song(), make_song()
        make_emotion(old, model="ear-1")
        make_emotion(new, model="ear-2")
        ids = f"{ident(old)},{ident(new)}"
        for path, kind in (("songs", "songs"), ("sparks", "sparks")):
            rows = (await browser(ada).get(f"/api/{path}?ids={ids}")).json()[kind]
            assert sorted(row["model"] for row in rows) == ["ear-1", "ear-2"]


class TestSongs:
    async def test_come_in_the_order_asked_for_and_unknown_ones_are_left_out(
        self, ada: SignedIn
    ) -> None:
        first, second = make_song("First"), make_song("Second")
        ids = f"{ident(second)},999999,{ident(first)}"
        answer = await browser(ada).get(f"/api/songs?ids={ids}")
        assert [song["title"] for song in answer.json()["songs"]] == ["Second", "First"]

    async def test_of_an_album_come_in_its_order(self, ada: SignedIn) -> None:
        album = make_album()
        make_song("B", album, track=2)
        make_song("A", album, track=1)
        answer = await browser(ada).get(f"/api/sources/album/{ident(album)}")
        assert [song["title"] for song in answer.json()["songs"]] == ["A", "B"]

    async def test_that_are_liked(self, ada: SignedIn) -> None:
        song = make_song()
        client = browser(ada)
        assert (await client.get("/api/sources/liked")).json() == {"songs": []}
        put = await client.put(f"/api/songs/{ident(song)}/like", json={"liked": True})
        assert put.status_code == 204
        (liked,) = (await client.get("/api/sources/liked")).json()["songs"]
        assert (liked["id"], liked["liked"]) == (ident(song), True)
        await client.put(f"/api/songs/{ident(song)}/like", json={"liked": False})
        assert liked_songs(ada.person.id).total == 0
        assert (await client.put("/api/songs/999/like", json={"liked": True})).status_code == 404

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/api/songs?ids=1;2", 422),
            ("/api/songs?ids=-1", 422),
            ("/api/songs?ids=%D9%A1", 422),
            ("/api/songs?ids=" + "1," * 201, 422),
            ("/api/songs?ids=99999999999", 422),
            ("/api/sparks?ids=x", 422),
            ("/api/sources/nothing/1", 404),
            ("/api/sources/album/999", 404),
            ("/api/sources/album/x", 404),
            ("/api/sources/album", 404),
            ("/api/no/such/path", 404),
        ],
    )
    async def test_that_make_no_sense_are_refused(
        self, ada: SignedIn, path: str, status: int
    ) -> None:
        answer = await browser(ada).get(path)
        assert answer.status_code == status
        assert answer.json()["error"]

    async def test_sparklines_come_for_those_that_were_heard(self, ada: SignedIn) -> None:
        known, waiting = make_song(), make_song()
        make_emotion(known, spark=b"spark", mood="calm")
        answer = await browser(ada).get(f"/api/sparks?ids={ident(known)},{ident(waiting)},")
        (spark,) = answer.json()["sparks"]
        assert spark == {
            "song_id": ident(known),
            "spark": base64.b64encode(b"spark").decode(),
            "valence": 0.75,
            "arousal": 0.25,
            "mood": "calm",
            "model": "ear-test",
        }
        assert (await browser(ada).get("/api/sparks")).json() == {"sparks": []}


class TestTheQueue:
    async def test_comes_back_in_the_next_browser(self, ada: SignedIn) -> None:
        ids = [ident(make_song()) for _ in range(3)]
        body = {
            "song_ids": [ids[2], ids[0], ids[2]],
            "current": 1,
            "position_s": 12.5,
            "shuffle": True,
            "repeat": "one",
        }
        assert (await browser(ada).put("/api/queue", json=body)).status_code == 204
        kept = (await browser(ada).get("/api/queue")).json()
        assert [song["id"] for song in kept.pop("songs")] == [ids[2], ids[0], ids[2]]
        assert kept == {"current": 1, "position_s": 12.5, "shuffle": True, "repeat": "one"}

    async def test_is_empty_at_first_and_ones_own(self, ada: SignedIn) -> None:
        body = {"song_ids": [ident(make_song())]}
        await browser(ada).put("/api/queue", json=body)
        theirs = (await browser(come_in("Bea")).get("/api/queue")).json()
        assert theirs["songs"] == []

    async def test_of_five_thousand_songs_fits(self, ada: SignedIn) -> None:
        ids = list(range(1_000_000, 1_005_000))
        assert (await browser(ada).put("/api/queue", json={"song_ids": ids})).status_code == 204

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"song_ids": [0]},
            {"song_ids": [2**40]},
            {"song_ids": ["x"]},
            {"song_ids": [1] * 5001},
            {"song_ids": [1], "current": 1},
            {"song_ids": [1], "current": -1},
            {"song_ids": [1], "position_s": -1},
            {"song_ids": [1], "position_s": "NaN"},
            {"song_ids": [1], "repeat": "twice"},
            {"song_ids": [1], "user_id": 1},
        ],
    )
    async def test_that_makes_no_sense_is_refused(
        self, ada: SignedIn, body: dict[str, object]
    ) -> None:
        answer = await browser(ada).put("/api/queue", json=body)
        assert answer.status_code == 422
        assert (await browser(ada).get("/api/queue")).json()["songs"] == []


@on_both
async def test_an_address_with_a_nul_leads_nowhere(database: str) -> None:
    client = browser(come_in("Ada"))
    for method, path in (
        ("GET", "/api/sources/mood/%00"),
        ("GET", "/api/sources/mix/calm%00"),
        ("DELETE", "/api/feelings/%00"),
    ):
        assert (await client.request(method, path)).status_code == 404
