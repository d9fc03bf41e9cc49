"""What a radio starts from: a song, an artist, an album, a mood, or a moment of a song."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import MOODS, Mood
from emomusic.errors import InvalidInput, NotFound
from emomusic.services.discovery.joining import Rows
from emomusic.services.discovery.shelf import POINTS, Shelf

CORNERS: dict[Mood, tuple[float, float]] = {
    Mood.HAPPY: (0.75, 0.75),
    Mood.ANGRY: (0.25, 0.75),
    Mood.SAD: (0.25, 0.25),
    Mood.CALM: (0.75, 0.25),
}
"""Where each mood is at home on the plane."""

_MOST_ANCHORS = 200
_NUMBER = re.compile(r"\d{1,9}")
_MOMENT = re.compile(r"(\d{1,9})@(\d{1,7}(?:\.\d{1,3})?)")


class SeedKind(StrEnum):
    """What a radio can start from."""

    SONG = "song"
    ARTIST = "artist"
    ALBUM = "album"
    MOOD = "mood"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """What a radio starts from, as it stands in the library.

    Attributes:
        anchors: Shape `[K, 2]`, at least one: points of the plane that the music is near to.
        genres: Shape `[L]`, numbers of the genres that belong to it; none where it has none.
        rows: Shape `[M]`, its own songs.
        plays_itself: Whether its own songs are part of the radio.
        first: The row of the song that the radio begins with, or None.
    """

    anchors: NDArray[np.float64]
    genres: NDArray[np.int32]
    rows: Rows
    plays_itself: bool
    first: int | None = None


def no_songs(artist_id: int) -> Sequence[int]:
    """Know of no songs but those of the shelf."""
    return ()


def find_seed(
    library: Shelf, text: str, credited: Callable[[int], Sequence[int]] = no_songs
) -> Seed:
    """Find what a radio starts from.

    Args:
        library: The shelf.
        text: `song:3`, `artist:7`, `album:2`, `mood:calm` or `moment:3@12.5`, a song and a second.
        credited: Gives ids of the songs on which an artist is named at all; asked where none
            names them first, for that is all that the shelf knows.

    Returns:
        The seed.

    Raises:
        InvalidInput: The text is none of these.
        NotFound: There is no such thing, or its emotion is not known.
    """
    kind, _, key = text.partition(":")
    if kind == SeedKind.MOOD and key in MOODS:
        return _mood(Mood(key))
    if kind == SeedKind.MOMENT and (moment := _MOMENT.fullmatch(key)):
        return _moment(library, _song(library, int(moment[1])), float(moment[2]))
    if kind == SeedKind.SONG and _NUMBER.fullmatch(key):
        row = _song(library, int(key))
        return _of_rows(library, np.array([row]), plays_itself=False, first=row)
    if kind == SeedKind.ARTIST and _NUMBER.fullmatch(key):
        rows = np.flatnonzero(library.artist_ids == int(key))
        if not len(rows):
            rows = library.rows_of(np.array(credited(int(key)), dtype=np.int64))
        return _of_rows(library, rows, plays_itself=True)
    if kind == SeedKind.ALBUM and _NUMBER.fullmatch(key):
        rows = np.flatnonzero(library.album_ids == int(key))
        return _of_rows(library, rows, plays_itself=True)
    raise InvalidInput("A radio starts from a song, an artist, an album, a mood or a moment.")


def _song(library: Shelf, song_id: int) -> int:
    rows = library.rows_of(np.array([song_id], dtype=np.int64))
    if not len(rows):
        raise NotFound("This song has not been heard yet, so no radio can start from it.")
    return int(rows[0])


def _mood(mood: Mood) -> Seed:
    return Seed(
        anchors=np.array([CORNERS[mood]]),
        genres=np.empty(0, dtype=np.int32),
        rows=np.empty(0, dtype=np.int64),
        plays_itself=False,
    )


def _moment(library: Shelf, row: int, at_s: float) -> Seed:
    line = library.lines[row].astype(np.float64)
    known = np.flatnonzero(~np.isnan(line[:, 0]))
    if not len(known):
        return _of_rows(library, np.array([row]), plays_itself=False)
    stretches_s = float(library.durations_s[row]) / POINTS
    middles_s = (known + 0.5) * stretches_s
    point = [np.interp(at_s, middles_s, line[known, axis]) for axis in (0, 1)]
    found = _of_rows(library, np.array([row]), plays_itself=False)
    return Seed(np.array([point]), found.genres, found.rows, plays_itself=False)


def _of_rows(library: Shelf, rows: Rows, *, plays_itself: bool, first: int | None = None) -> Seed:
    if not len(rows):
        raise NotFound("Nothing of it has been heard yet, so no radio can start from it.")
    genres = np.unique(library.genres[rows])
    anchors = np.stack((library.valence[rows], library.arousal[rows]), axis=1)
    return Seed(
        anchors=anchors[:_MOST_ANCHORS].astype(np.float64),
        genres=genres[genres > 0].astype(np.int32),
        rows=rows.astype(np.int64),
        plays_itself=plays_itself,
        first=first,
    )
