"""Journeys and radios, as a browser asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from emomusic.services.discovery.shelf import forget_shelf
from emomusic.services.people import SignedIn
from emomusic.store.database import session
from emomusic.store.tables import Song
from tests.browsers import browser
from tests.factories import ident, make_artist, make_emotion, make_song
from tests.people import come_in


@pytest.fixture
def ada(database: str) -> SignedIn:
    return come_in("Ada")


@pytest.fixture(autouse=True)
def _a_fresh_shelf() -> Iterator[None]:
    forget_shelf()
    yield
    forget_shelf()


def song_at(valence: float, arousal: float = 0.5, **fields: Any) -> Song:
    """A song that feels the same from its start to its end."""
    song = make_song(**fields)
    levels = [1 + round(254 * value) for value in (valence, arousal)]
    make_emotion(song, valence=valence, arousal=arousal, spark=bytes(levels) * 24)
    return song


class TestAJourney:
    async def ask(self, ada: SignedIn, **body: Any) -> httpx.Response:
        return await browser(ada).post("/api/journeys", json=body)

    async def test_comes_with_its_songs_its_places_and_its_words(self, ada: SignedIn) -> None:
        songs = [song_at(at) for at in (0.8, 0.2, 0.5)]
        answer = await self.ask(ada, points=[[0.2, 0.5], [0.8, 0.5]], songs=3)
        body = answer.json()
        assert answer.status_code == 200
        assert [song["id"] for song in body["songs"]] == [ident(songs[n]) for n in (1, 2, 0)]
        assert body["places"] == [[0.2, 0.5], [0.5, 0.5], [0.8, 0.5]]
        assert body["largest_step"] == pytest.approx(0.3, abs=0.01)
        assert body["words"] == "3 songs, 10 min."

    async def test_goes_on_from_the_song_that_plays(self, ada: SignedIn) -> None:
        low, middle, high = (song_at(at) for at in (0.2, 0.5, 0.8))
        body = (
            await self.ask(
                ada,
                points=[[0.5, 0.5], [0.2, 0.5]],
                songs=2,
                from_song=ident(middle),
                played=[ident(high)],
            )
        ).json()
        assert [song["id"] for song in body["songs"]] == [ident(low)]

    @pytest.mark.parametrize(
        "body",
        [
            {"points": []},
            {"points": [[0.5, 1.5]]},
            {"points": [[0.5]]},
            {"points": [[0.5, 0.5]] * 61},
            {"points": [[0.5, 0.5]], "songs": 0},
            {"points": [[0.5, 0.5]], "duration_s": 1},
            {"points": [[0.5, 0.5]], "largest_step": 0},
        ],
    )
    async def test_that_makes_no_sense_is_refused(
        self, ada: SignedIn, body: dict[str, Any]
    ) -> None:
        song_at(0.5)
        assert (await self.ask(ada, **body)).status_code == 422

    async def test_through_an_empty_library_says_why_not(self, ada: SignedIn) -> None:
        answer = await self.ask(ada, points=[[0.5, 0.5]])
        assert answer.status_code == 404
        assert answer.json()["error"].startswith("There is no song here whose emotion is known")


class TestARadio:
    async def ask(self, ada: SignedIn, **body: Any) -> httpx.Response:
        return await browser(ada).post("/api/radio", json=body)

    async def test_begins_with_its_song_and_goes_on_with_others(self, ada: SignedIn) -> None:
        songs = [song_at(0.5) for _ in range(4)]
        answer = await self.ask(ada, seed=f"song:{ident(songs[2])}", count=4)
        found = [song["id"] for song in answer.json()["songs"]]
        assert answer.status_code == 200
        assert found[0] == ident(songs[2])
        assert sorted(found) == [ident(song) for song in songs]

    async def test_gives_nothing_that_played_lately(self, ada: SignedIn) -> None:
        first, second, third = (song_at(0.5) for _ in range(3))
        recent = [ident(first), ident(third)]
        body = (await self.ask(ada, seed="mood:calm", recent=recent)).json()
        assert [song["id"] for song in body["songs"]] == [ident(second)]

    async def test_says_so_where_all_its_songs_were_removed_just_now(self, ada: SignedIn) -> None:
        song = song_at(0.5)
        assert (await self.ask(ada, seed="mood:calm")).status_code == 200
        with session(write=True) as db:
            db.delete(db.get(Song, ident(song)))
        answer = await self.ask(ada, seed="mood:calm")
        assert answer.status_code == 404
        assert answer.json()["error"] == "The songs of this radio are not there any more."

    async def test_of_a_guest_starts_from_what_they_play_on(self, ada: SignedIn) -> None:
        song = song_at(0.5, artists=["Host", "Guest"])
        guest = make_artist("Guest")
        body = (await self.ask(ada, seed=f"artist:{ident(guest)}")).json()
        assert [one["id"] for one in body["songs"]] == [ident(song)]

    @pytest.mark.parametrize(
        ("body", "status"),
        [
            ({"seed": "nonsense"}, 422),
            ({"seed": "mood:purple"}, 422),
            ({"seed": "moment:1"}, 422),
            ({"seed": "song:999"}, 404),
            ({"seed": "artist:999"}, 404),
            ({"seed": "mood:calm", "count": 0}, 422),
            ({"seed": "mood:calm", "recent": [0]}, 422),
        ],
    )
    async def test_that_makes_no_sense_is_refused(
        self, ada: SignedIn, body: dict[str, Any], status: int
    ) -> None:
        song_at(0.5)
        assert (await self.ask(ada, **body)).status_code == status
