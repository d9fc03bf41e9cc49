"""Promises of what the pages show of mixes and of words of mood."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from emomusic.services.discovery.shelf import POINTS, forget_shelf
from emomusic.services.people import SignedIn
from emomusic.states.home import HomeState
from emomusic.states.mix import MixState
from emomusic.states.search import SOUNDING_ROWS, SearchState
from emomusic.store.mongo import use_mongo
from emomusic.store.tables import Song
from tests.factories import make_emotion, make_song
from tests.people import come_in
from tests.services.playlists.lists import list_of
from tests.tabs import connect, events_of, kinds_of, tab

pytestmark = pytest.mark.usefixtures("database", "mongo_database")


@pytest.fixture(autouse=True)
def _a_fresh_shelf() -> Iterator[None]:
    forget_shelf()
    yield
    forget_shelf()


@pytest.fixture
def lia(database: str) -> SignedIn:
    return come_in("Lia")


def calm_song(title: str = "") -> Song:
    song = make_song(title)
    make_emotion(song, spark=bytes((204, 58)) * POINTS, valence=0.8, arousal=0.22)
    return song


async def search(state: SearchState, text: str) -> None:
    assert kinds_of(await events_of(SearchState.event_handlers["find"].fn, state, text)) == []


async def test_a_word_of_mood_shows_some_songs_and_all_when_asked(lia: SignedIn) -> None:
    for _ in range(SOUNDING_ROWS + 2):
        calm_song()
    state = tab(SearchState, lia.token)
    await search(state, "calm")
    assert state.sounding is not None
    assert (len(state.sounding_songs), len(state.sounding.songs)) == (6, 8)
    assert (state.sounds_first, state.nothing_found) == (True, False)
    await events_of(SearchState.event_handlers["show_all_sounding"].fn, state)
    assert len(state.sounding_songs) == 8
    await search(state, "")
    assert (state.sounding, state.sounding_songs) == (None, [])


@pytest.mark.parametrize(
    ("title", "comes_first"), [("Calm", False), ("Calm Waters", False), ("So calm", True)]
)
async def test_what_is_called_by_the_words_comes_first(
    lia: SignedIn, title: str, comes_first: bool
) -> None:
    calm_song(title)
    state = tab(SearchState, lia.token)
    await search(state, "calm")
    assert state.songs[0].title == title
    assert state.sounds_first is comes_first


async def test_where_nothing_is_like_the_words_nothing_is_found(lia: SignedIn) -> None:
    state = tab(SearchState, lia.token)
    await search(state, "calm xylo")
    assert state.sounding is not None
    assert state.nothing_found


async def test_playlists_are_found_among_what_is_called_by_the_words(lia: SignedIn) -> None:
    for _ in range(3):
        calm_song()
    list_of(lia.person, title="Calm evenings")
    state = tab(SearchState, lia.token)
    await search(state, "calm")
    assert [one.title for one in state.playlists] == ["Calm evenings"]
    assert state.sounds_first is False
    await search(state, "evening")
    assert (len(state.playlists), state.nothing_found) == (1, False)
    await search(state, " ")
    assert state.playlists == []


async def mixes(token: str, offset_min: int = 60) -> HomeState:
    state = tab(HomeState, token)
    sent = await events_of(HomeState.event_handlers["show_mixes"].fn, state, offset_min)
    assert kinds_of(sent) == []
    return state


async def test_home_shows_mixes_and_each_has_its_page(lia: SignedIn) -> None:
    for _ in range(3):
        calm_song()
    home = await mixes(lia.token)
    assert home.mixes_ready
    assert [mix.key for mix in home.mixes] == ["calm", "new"]
    state = tab(MixState, lia.token)
    connect(state, lia.token, path="/mix/calm")
    await events_of(MixState.event_handlers["load"].fn, state)
    assert state.detail is not None
    assert (state.detail.card, state.lost) == (home.mixes[0], False)


async def test_a_mix_of_somebody_else_is_not_there(lia: SignedIn) -> None:
    for _ in range(3):
        calm_song()
    await mixes(lia.token)
    other = come_in("Ben").token
    state = tab(MixState, other)
    connect(state, other, path="/mix/calm")
    await events_of(MixState.event_handlers["load"].fn, state)
    assert (state.detail, state.lost) == (None, True)


async def test_without_the_history_of_listening_home_goes_on_without_mixes(lia: SignedIn) -> None:
    calm_song()
    with use_mongo("mongodb://127.0.0.1:9", "none"):
        home = await mixes(lia.token)
    assert (home.mixes, home.mixes_ready) == ([], True)
