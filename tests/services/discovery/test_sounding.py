"""Search by words of mood: the songs that are like them, with names, genres and years."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from emomusic.services.discovery.feelings import FIELD
from emomusic.services.discovery.shelf import POINTS
from emomusic.services.discovery.sounding import FEW, MOST_SONGS, SoundsLike, sounds_like
from emomusic.store.tables import Song
from tests.databases import on_both
from tests.factories import ident, make_emotion, make_like, make_song, make_user
from tests.hostile_strings import HOSTILE

pytestmark = pytest.mark.usefixtures("database")

PLACES = {"happy": (0.8, 0.7), "angry": (0.2, 0.8), "sad": (0.2, 0.25), "calm": (0.8, 0.22)}


def felt(at: tuple[float, float], title: str = "", **fields: Any) -> Song:
    """A song that is at one place of the plane all along."""
    emotion = {key: fields.pop(key) for key in ("confidence", "spark") if key in fields}
    levels = bytes(round(1 + 254 * value) for value in at)
    song = make_song(title, **fields)
    make_emotion(song, valence=at[0], arousal=at[1], **({"spark": levels * POINTS} | emotion))
    return song


def found(text: str, **asked: Any) -> SoundsLike:
    sounding = sounds_like(text, 0, **asked)
    assert sounding is not None
    return sounding


def titles(text: str) -> list[str]:
    return [song.title for song in found(text).songs]


def test_each_mood_finds_its_own_songs() -> None:
    for mood, at in PLACES.items():
        felt(at, f"a {mood} one")
    for mood in PLACES:
        assert titles(mood)[0] == f"a {mood} one"
    assert titles("quiet and dark") == ["a sad one"]
    assert titles("angry but fast")[0] == "a angry one"
    assert sorted(titles("quiet")) == ["a calm one", "a sad one"]


def test_what_was_understood_is_told_with_a_picture() -> None:
    felt(PLACES["sad"])
    sounding = found("something quiet and dark")
    assert (sounding.said, sounding.means) == ("quiet and dark", "low arousal, low valence")
    assert sounding.notes == ()
    field = base64.b64decode(sounding.field)
    assert len(field) == FIELD**2
    assert max(field) == 255
    assert field.index(255) // FIELD < 6


def test_without_a_word_of_mood_there_is_nothing() -> None:
    felt(PLACES["sad"])
    assert sounds_like("moonlight", 0) is None


@on_both
@pytest.mark.parametrize("typed", ["calm by Ada", "calm ada", "calm music by ADA and"])
def test_names_narrow_it_down(typed: str) -> None:
    felt(PLACES["calm"], "by Ben", artists=["Ben"])
    felt(PLACES["calm"], "by Ada", artists=["Ada"])
    felt(PLACES["angry"], "loud by Ada", artists=["Ada"])
    assert titles(typed) == ["by Ada"]
    assert found(typed).notes == ("With “ada” in title, artist, album or genre.",)


@on_both
def test_genres_and_years_narrow_it_down() -> None:
    felt(PLACES["calm"], "jazz", genre="Acid Jazz", year=1994)
    felt(PLACES["calm"], "later jazz", genre="Jazz", year=2004)
    felt(PLACES["calm"], "Jazz by name", genre="Rock", year=1999)
    felt(PLACES["calm"], "rock", genre="Rock", year=1994)
    assert sorted(titles("calm jazz")) == ["Jazz by name", "jazz", "later jazz"]
    assert sorted(titles("calm jazz from the 90s")) == ["Jazz by name", "jazz"]
    assert sorted(titles("calm 1994")) == ["jazz", "rock"]
    assert found("calm 90s").notes == ("From 1990 to 1999.",)


def test_genre_and_name_hold_together() -> None:
    felt(PLACES["calm"], "one", genre="Jazz", artists=["Ada"])
    felt(PLACES["calm"], "two", genre="Jazz", artists=["Ben"])
    assert titles("calm jazz by ada") == ["one"]


def test_a_name_that_nothing_has_is_told() -> None:
    felt(PLACES["calm"])
    sounding = found("calm xylo")
    assert sounding.songs == ()
    assert sounding.notes == (
        "With “xylo” in title, artist, album or genre.",
        "No song here is like that.",
    )


def test_a_word_that_is_still_being_typed_takes_nothing_away() -> None:
    song = felt(PLACES["sad"], "low")
    assert [one.id for one in found("quiet and da").songs] == [ident(song)]
    assert found("quiet and da").notes == ()


def test_where_nothing_is_near_the_nearest_are_shown_and_that_is_said() -> None:
    for _ in range(FEW + 2):
        felt(PLACES["calm"])
    sounding = found("angry")
    assert len(sounding.songs) == FEW
    assert sounding.notes == ("No song here is really like that; these come nearest.",)


def test_the_course_of_a_song_counts_beside_its_mean() -> None:
    level = bytes(round(1 + 254 * value) for value in (0.5, 0.5))
    steady = felt((0.5, 0.5), "steady", spark=level * POINTS)
    ends = [bytes(round(1 + 254 * value) for value in at) for at in ((0.1, 0.1), (0.9, 0.9))]
    swinging = felt((0.5, 0.5), "swinging", spark=b"".join(ends) * (POINTS // 2))
    assert [one.id for one in found("neutral").songs] == [ident(steady), ident(swinging)]


def test_what_the_model_is_sure_of_comes_first() -> None:
    felt(PLACES["calm"], "unsure", confidence=0.1)
    felt(PLACES["calm"], "sure", confidence=0.9)
    assert titles("calm") == ["sure", "unsure"]


def test_songs_that_vanished_are_not_found_and_likes_are_marked() -> None:
    felt(PLACES["calm"], missing_since=datetime.now(UTC))
    ann, song = make_user(), felt(PLACES["calm"], "there")
    make_like(ann, song)
    sounding = sounds_like("calm", ident(ann))
    assert sounding is not None
    assert [(one.title, one.liked) for one in sounding.songs] == [("there", True)]


def test_there_is_an_end_to_what_is_found() -> None:
    for _ in range(4):
        felt(PLACES["calm"])
    assert len(found("calm", limit=3).songs) == 3
    assert found("calm", limit=-1).songs == ()
    assert len(found("calm", limit=10**9).songs) == 4 <= MOST_SONGS


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_hurts(text: str) -> None:
    felt(PLACES["calm"])
    assert found(f"calm {text}").said.startswith("calm")


def test_an_empty_library_has_nothing_like_it() -> None:
    assert found("calm").notes == ("No song here is like that.",)
