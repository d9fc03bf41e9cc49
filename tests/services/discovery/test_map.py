"""The emotion map: what is packed, and which songs a region holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from emomusic.services.discovery.map import ids_in, packed_map, songs_in, typical_moments
from emomusic.services.discovery.region import Region, rules_of
from emomusic.services.discovery.shelf import POINTS, forget_shelf, shelf
from emomusic.services.rules.choose import choose
from emomusic.services.rules.model import parse
from emomusic.store.tables import Song, User
from tests.factories import ident, make_artist, make_emotion, make_like, make_song, make_user

pytestmark = pytest.mark.usefixtures("database")

EVERYWHERE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
CALM = ((0.5, 0.0), (1.0, 0.0), (1.0, 0.5), (0.5, 0.5))


@pytest.fixture(autouse=True)
def _a_fresh_shelf() -> Iterator[None]:
    forget_shelf()
    yield
    forget_shelf()


@pytest.fixture
def ada() -> User:
    return make_user("Ada")


def song_at(valence: float, arousal: float, spark: bytes = b"", **fields: Any) -> Song:
    song = make_song(**fields)
    make_emotion(song, valence=valence, arousal=arousal, spark=spark.ljust(2 * POINTS, b"\0"))
    return song


def unpack(body: bytes) -> tuple[dict[str, Any], dict[str, list[int]]]:
    """Read a map as the module's table describes it."""
    assert body[:4] == b"EMM1"
    count, head = (int(one) for one in np.frombuffer(body, "<u4", 2, 4))
    at = 12 + head
    columns: dict[str, list[int]] = {}
    for name, kind in (
        ("steps", "<u4"),
        ("valence", "<u2"),
        ("arousal", "<u2"),
        ("genre", "<u2"),
        ("year", "<u2"),
        ("moment", "u1"),
    ):
        found = np.frombuffer(body, kind, count, at)
        columns[name] = found.tolist()
        at += found.nbytes
    bits = np.unpackbits(np.frombuffer(body, "u1", offset=at), bitorder="little")
    columns["liked"] = bits[:count].tolist()
    assert len(body) == at + -(-count // 8)
    assert head % 4 == 0
    return json.loads(body[12 : 12 + head]), columns


def test_every_song_is_packed_with_what_the_map_shows(ada: User) -> None:
    first = song_at(0.0, 1.0, genre="Jazz", year=1999)
    make_song("not heard")
    second = song_at(1.0, 0.5)
    make_like(ada, second)
    head, columns = unpack(packed_map(ident(ada)))
    assert head["genres"] == ["", "Jazz"]
    assert columns["steps"] == [ident(first), ident(second) - ident(first)]
    assert columns["valence"] == [0, 65535]
    assert columns["arousal"] == [65535, 32768]
    assert columns["genre"] == [1, 0]
    assert columns["year"] == [1999, 0]
    assert columns["liked"] == [0, 1]
    other = make_user("Ben")
    assert unpack(packed_map(ident(other)))[1]["liked"] == [0, 0]


def test_an_empty_library_is_a_map_without_points(ada: User) -> None:
    head, columns = unpack(packed_map(ident(ada)))
    assert (head["artists"], columns["steps"]) == ([], [])
    assert {one["word"] for one in head["words"]} >= {"tender", "fierce"}


def test_the_typical_moment_is_the_stretch_nearest_to_the_whole_song() -> None:
    # The middle stretch is louder than the whole, the third lies on it.
    song_at(0.5, 0.5, bytes([1, 1, 255, 255, 128, 128, 128, 140]))
    song_at(0.5, 0.5)
    assert typical_moments(shelf()).tolist() == [2, POINTS // 2]


def test_landmarks_are_artists_with_several_songs_in_one_place(ada: User) -> None:
    known, everywhere, rare = (make_artist(name) for name in ("Known", "Everywhere", "Rare"))
    for valence in (0.6, 0.7, 0.8):
        song_at(valence, 0.25, artists=[known])
    for valence in (0.0, 1.0, 0.0, 1.0):
        song_at(valence, valence, artists=[everywhere])
    song_at(0.5, 0.5, artists=[rare])
    head, _ = unpack(packed_map(ident(ada)))
    assert head["artists"] == [
        {"id": ident(known), "name": "Known", "valence": 0.7, "arousal": 0.25, "songs": 3}
    ]


def test_words_lie_where_the_plane_says_so(ada: User) -> None:
    places = {one["word"]: one for one in unpack(packed_map(ident(ada)))[0]["words"]}
    assert places["tender"]["valence"] > 0.5 > places["tender"]["arousal"]
    assert places["fierce"]["valence"] < 0.5 < places["fierce"]["arousal"]
    assert places["mournful"]["valence"] < 0.5 > places["mournful"]["arousal"]
    assert places["joyful"]["valence"] > 0.5 < places["joyful"]["arousal"]


def test_a_region_holds_its_songs_those_in_its_middle_first(ada: User) -> None:
    middle, corner = song_at(0.75, 0.25), song_at(1.0, 0.0)
    edge = song_at(0.6, 0.3)
    song_at(0.25, 0.25)
    assert ids_in(Region(CALM), ident(ada)).tolist() == [ident(middle), ident(edge), ident(corner)]
    page = songs_in(Region(CALM), ident(ada), offset=1, limit=1)
    assert ([song.id for song in page.rows], page.total, page.offset) == ([ident(edge)], 3, 1)


def test_a_region_can_be_of_one_genre_of_some_years_or_of_what_is_liked(ada: User) -> None:
    jazz = song_at(0.6, 0.3, genre="Jazz", year=1990)
    rock = song_at(0.6, 0.3, genre="Rock", year=2000)
    timeless = song_at(0.6, 0.3, genre="Jazz")
    make_like(ada, timeless)

    def held(**asked: Any) -> set[int]:
        return set(ids_in(Region(EVERYWHERE, **asked), ident(ada)).tolist())

    assert held(genre="Jazz") == {ident(jazz), ident(timeless)}
    assert held(genre="Polka") == set()
    assert held(years=(1990, 2000)) == {ident(jazz), ident(rock)}
    assert held(years=(0, 1995)) == {ident(jazz)}
    assert held(liked=True) == {ident(timeless)}
    assert held(genre="Jazz", years=(1980, 1990), liked=True) == set()


def test_a_playlist_of_a_region_holds_what_the_map_shows(ada: User) -> None:
    for valence in np.linspace(0, 1, 11):
        for arousal in np.linspace(0, 1, 11):
            make_emotion(make_song(genre="Jazz"), valence=float(valence), arousal=float(arousal))
    region = Region(((0.0, 0.0), (1.0, 0.3), (0.6, 1.0), (0.5, 0.3)), genre="Jazz", years=None)
    held = ids_in(region, ident(ada)).tolist()
    assert 10 < len(held) < 60
    assert set(choose(parse(rules_of(region)), ident(ada))) == set(held)
