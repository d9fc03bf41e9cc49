"""`GET /api/songs/{id}/explanation`: the real ear, in a process of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from emomusic.emotion import model_version
from emomusic.jobs.explanation import AT_ONCE, explainer
from emomusic.services.people import SignedIn
from emomusic.settings import PROJECT_DIR
from emomusic.store.tables import Song
from tests.audio_files import make_audio
from tests.browsers import browser
from tests.factories import ident, make_song
from tests.people import come_in

pytestmark = pytest.mark.slow

SONG = min((PROJECT_DIR / "demo").rglob("*.mp3"))
"""Music of which the ear is sure, from the demo albums."""


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada")


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    """An explainer of this test's own event loop."""
    explainer.cache_clear()
    yield
    explainer().close()
    explainer.cache_clear()


def song() -> Song:
    return make_song(path=str(SONG), duration_s=90.0)


async def ask(somebody: SignedIn | None, song_id: int, query: str) -> httpx.Response:
    return await browser(somebody).get(f"/api/songs/{song_id}/explanation{query}", timeout=120)


async def test_it_says_what_pushed_the_emotion_of_a_moment(ada: SignedIn) -> None:
    answer = await ask(ada, ident(song()), "?at_s=30.3")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    assert (found["at_s"], found["sure"], found["model"]) == (30.5, True, model_version())
    for axis in ("valence", "arousal"):
        assert 0 <= found[axis]["value"] <= 1
        assert len(found[axis]["cells"]) == len(found["bands"])
        assert {len(row) for row in found[axis]["cells"]} == {len(found["edges_s"]) - 1}
        assert found[axis]["says"].startswith(axis.capitalize())


async def test_a_moment_nearby_is_the_same_question(ada: SignedIn) -> None:
    song_id = ident(song())
    first = await ask(ada, song_id, "?at_s=30")
    assert (await ask(ada, song_id, "?at_s=30.1")).json() == first.json()


async def test_a_sine_is_not_explained(ada: SignedIn, tmp_path: Path) -> None:
    path = make_audio(tmp_path / "sine.wav", seconds=20.0)
    answer = await ask(ada, ident(make_song(path=str(path), duration_s=20.0)), "?at_s=10")
    found = answer.json()
    assert (answer.status_code, found["sure"]) == (200, False)
    assert found["doubt"].startswith("Not sure here")
    assert (found["valence"], found["arousal"]) == (None, None)


@pytest.mark.parametrize("query", ["?at_s=-1", "?at_s=91", "?at_s=nan", "?at_s=inf", "?at_s=1e999"])
async def test_a_moment_that_the_song_has_not_is_refused(ada: SignedIn, query: str) -> None:
    answer = await ask(ada, ident(song()), query)
    assert answer.status_code == 422
    assert answer.json() == {"error": "at_s must be a moment of the song, from 0 to 90.0 seconds."}


@pytest.mark.parametrize("query", ["", "?at_s=", "?at_s=soon", "?at_s=1:03"])
async def test_what_is_no_number_is_refused(ada: SignedIn, query: str) -> None:
    answer = await ask(ada, ident(song()), query)
    assert answer.status_code == 422
    assert answer.json() == {"error": "at_s: a number of seconds is needed, such as 63.5."}


async def test_a_file_that_is_no_sound_and_a_song_that_is_not_there_say_so(
    ada: SignedIn, tmp_path: Path
) -> None:
    path = tmp_path / "text.mp3"
    path.write_text("not a song\n" * 100)
    answer = await ask(ada, ident(make_song(path=str(path))), "?at_s=3")
    assert answer.status_code == 422
    assert "text.mp3" in answer.json()["error"]
    for song_id in (999, 10**30):
        assert (await ask(ada, song_id, "?at_s=3")).status_code == 404


async def test_nobody_is_told(database: str) -> None:
    assert (await ask(None, ident(song()), "?at_s=3")).status_code == 401


async def test_whoever_asks_too_much_at_once_is_told_to_wait(ada: SignedIn) -> None:
    song_id = ident(song())
    answers = await asyncio.gather(
        *(ask(ada, song_id, f"?at_s={10 + at_s}") for at_s in range(AT_ONCE + 1))
    )
    assert sorted(answer.status_code for answer in answers) == [200] * AT_ONCE + [429]
    (refused,) = [answer for answer in answers if answer.status_code == 429]
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["error"].startswith("You have asked about 2 moments already")


async def test_the_server_goes_on_answering_meanwhile(ada: SignedIn) -> None:
    waiting = asyncio.create_task(ask(ada, ident(song()), "?at_s=50"))
    slowest_s = 0.0
    while not waiting.done():
        began = time.monotonic()
        assert (await browser(ada).get("/api/songs?ids=1")).status_code == 200
        slowest_s = max(slowest_s, time.monotonic() - began)
    assert (await waiting).status_code == 200
    assert slowest_s < 1.0
