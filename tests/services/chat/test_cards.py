"""Promises of cards: the catalogue says what they are, and they stay readable."""

from __future__ import annotations

from uuid import uuid4

import numpy as np
import pytest

from emomusic.emotion import pack_curve
from emomusic.emotion.curve import EmotionCurve, Mood, Overall
from emomusic.errors import InvalidInput
from emomusic.services.access import Person
from emomusic.services.chat import messages
from emomusic.services.chat.cards import CardRequest, make_card
from emomusic.services.chat.views import CardKind
from emomusic.store.database import session
from emomusic.store.tables import Song, User
from tests.factories import ident, make_album, make_emotion, make_like, make_song
from tests.services.chat.rooms import make_person, talk

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def ann(database: str) -> Person:
    return make_person("Ann")


def rising_curve() -> EmotionCurve:
    """Ten seconds, sad at first and happy from the fifth on."""
    high = np.array([0.1] * 5 + [0.9] * 5, dtype=np.float32)
    moods = np.array([[0, 0, 1, 0]] * 5 + [[1, 0, 0, 0]] * 5, dtype=np.float32)
    return EmotionCurve(
        duration_s=10.0,
        hop_s=1.0,
        valence=high,
        arousal=high,
        valence_low=high,
        valence_high=high,
        arousal_low=high,
        arousal_high=high,
        moods=moods,
        confident=np.ones(10, dtype=np.bool_),
        overall=Overall(0.5, 0.5, Mood.HAPPY, (0.25, 0.25, 0.25, 0.25), 0.9),
        model="ear-test",
    )


def test_a_moment_has_the_emotion_of_its_second(ann: Person) -> None:
    song = make_song("Dawn", "Day", ["Mira"], duration_s=10.0)
    make_emotion(song, curve=pack_curve(rising_curve()))
    sad = make_card(CardRequest(kind=CardKind.MOMENT, id=ident(song), at_s=2.5), ann)
    happy = make_card(CardRequest(kind=CardKind.MOMENT, id=ident(song), at_s=7.25), ann)
    assert (sad.title, sad.by, sad.at_s, sad.mood) == ("Dawn", "Mira", 2.5, "sad")
    assert (happy.at_s, happy.mood) == (7.25, "happy")
    assert sad.valence == pytest.approx(0.1, abs=0.01)
    assert happy.valence == pytest.approx(0.9, abs=0.01)


def test_a_moment_past_the_end_is_brought_back_into_the_song(ann: Person) -> None:
    song = make_song(duration_s=10.0)
    card = make_card(CardRequest(kind=CardKind.MOMENT, id=ident(song), at_s=99.0), ann)
    assert (card.at_s, card.valence) == (9.0, None)


def test_an_album_counts_its_songs(ann: Person) -> None:
    album = make_album("Day", "Mira")
    for _ in range(3):
        make_song(album=album, duration_s=100.0)
    card = make_card(CardRequest(kind=CardKind.ALBUM, id=ident(album)), ann)
    assert (card.title, card.by, card.song_count, card.duration_s) == ("Day", "Mira", 3, 300.0)


def test_liked_songs_are_sent_as_the_list_that_they_are(ann: Person) -> None:
    song = make_song()
    with session() as reading:
        user = reading.get(User, ann.id)
    assert user is not None
    make_like(user, song)
    card = make_card(CardRequest(kind=CardKind.SONGS), ann)
    assert (card.title, card.by, card.song_ids) == ("Liked songs", "Ann", (ident(song),))


def test_a_list_leaves_out_what_is_not_there(ann: Person) -> None:
    one, two = make_song(), make_song()
    wanted = (ident(two), 999, ident(one))
    card = make_card(CardRequest(kind=CardKind.SONGS, song_ids=wanted, title=" For\nyou "), ann)
    assert (card.title, card.song_ids, card.song_count) == (
        "For you",
        (ident(two), ident(one)),
        2,
    )


@pytest.mark.parametrize("kind", list(CardKind))
def test_music_that_is_not_there_is_refused(ann: Person, kind: CardKind) -> None:
    with pytest.raises(InvalidInput, match="not in the library"):
        make_card(CardRequest(kind=kind, id=999, song_ids=(999,)), ann)


@pytest.mark.usefixtures("mongo_database")
async def test_a_card_keeps_its_words_when_the_song_changes(ann: Person) -> None:
    ben, song = make_person("Ben"), make_song("Dawn")
    both = await talk(ann, ben)
    wanted = CardRequest(kind=CardKind.SONG, id=ident(song))
    sent, _ = await messages.send(ann, both.id, uuid4(), "", wanted)
    with session(write=True) as writing:
        stored = writing.get(Song, song.id)
        assert stored is not None
        writing.delete(stored)
    read = (await messages.history(ben.id, both.id)).messages[0].card
    assert read == sent.card
    assert read is not None
    assert read.title == "Dawn"
