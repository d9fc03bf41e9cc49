"""How near the tastes of two people are: by where on the plane they listen, and to whom.

Two distributions of what was heard in a year are compared, each as the share that the two have in
common: if 60 % of one's listening and 45 % of the other's is of one artist, 45 % are in common.
The nearness is the mean of that share over the plane and of that share over artists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import MOODS, Mood
from emomusic.services.analytics.diary import Diary
from emomusic.services.analytics.mine_emotion import mood_shares, plane_of
from emomusic.services.analytics.words import percent

ENOUGH_S = 1200.0
"""Seconds with known emotion that each of the two must have heard."""

SHARED_NAMES = 3
"""How many shared artists are named at most."""

_TOLD_APART = 0.1
"""By which share of listening two people must differ in a mood before it is worth a word."""


@dataclass(frozen=True, slots=True)
class Taste:
    """What a nearness is computed from.

    Attributes:
        felt_s: Seconds whose emotion is known.
        plane: Shape `[CELLS, CELLS]`, shares of them that add up to 1, blurred by a cell.
        moods: Shares of the quadrants.
        artists: Shares of all listening by the id of the artist; they add up to 1.
    """

    felt_s: float
    plane: NDArray[np.float64]
    moods: Mapping[Mood, float]
    artists: Mapping[int, float]


def taste_of(diary: Diary, artists: Mapping[int, Sequence[int]]) -> Taste:
    """Sum up what somebody hears.

    Args:
        diary: Their plays.
        artists: By the id of a song, the ids of its artists, who share its seconds equally.

    Returns:
        The taste.
    """
    heard = plane_of(diary)
    felt_s = float(heard.sum())
    return Taste(
        felt_s=felt_s,
        plane=_blurred(heard) / felt_s if felt_s else heard,
        moods=mood_shares(diary),
        artists=_artist_shares(diary, artists),
    )


def _artist_shares(diary: Diary, artists: Mapping[int, Sequence[int]]) -> dict[int, float]:
    songs, group = np.unique(diary.song_id, return_inverse=True)
    heard_s = np.bincount(group, diary.heard_s, minlength=len(songs))
    sums: dict[int, float] = {}
    for at, song_id in enumerate(songs):
        credited = artists.get(int(song_id), ())
        for artist_id in credited:
            sums[artist_id] = sums.get(artist_id, 0.0) + float(heard_s[at]) / len(credited)
    whole_s = sum(sums.values())
    return {one: part_s / whole_s for one, part_s in sums.items() if part_s > 0}


def _blurred(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread each cell over its neighbours along both axes; nothing leaves the plane."""
    for _ in range(2):
        padded = np.pad(plane, ((1, 1), (0, 0)), mode="edge")
        plane = (0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:]).T
    return plane


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near two tastes are.

    Attributes:
        score: 0..100, the mean of the two shares, in percent.
        plane: 0..1, share of listening that lies in the same places of the plane.
        artists: 0..1, share of listening that is by the same artists.
        shared: Ids of the artists whom both hear, by how much they have in common.
        common_mood: The quadrant that holds most of what lies in the same places.
        more_here: A mood of which the first hears clearly more than the second, or None.
        more_there: A mood of which the second hears clearly more, or None.
    """

    score: int
    plane: float
    artists: float
    shared: tuple[int, ...]
    common_mood: Mood
    more_here: Mood | None
    more_there: Mood | None


def nearness_of(one: Taste, other: Taste) -> Nearness | None:
    """Compare two tastes; the score is the same in both directions.

    Args:
        one: Of the person who looks.
        other: Of the other.

    Returns:
        The nearness, or None where one of them has heard too little to tell.
    """
    if min(one.felt_s, other.felt_s) < ENOUGH_S:
        return None
    plane = float(np.minimum(one.plane, other.plane).sum())
    in_common = {
        artist_id: min(share, other.artists[artist_id])
        for artist_id, share in one.artists.items()
        if artist_id in other.artists
    }
    artists = sum(in_common.values())
    here, there = _told_apart(one, other), _told_apart(other, one)
    return Nearness(
        score=round(50 * (plane + artists)),
        plane=plane,
        artists=artists,
        shared=tuple(sorted(in_common, key=lambda artist_id: (-in_common[artist_id], artist_id))),
        common_mood=max(MOODS, key=lambda mood: min(one.moods[mood], other.moods[mood])),
        more_here=here,
        more_there=there,
    )


def _told_apart(one: Taste, other: Taste) -> Mood | None:
    surplus = {mood: one.moods[mood] - other.moods[mood] for mood in MOODS}
    most = max(MOODS, key=lambda mood: surplus[mood])
    return most if surplus[most] >= _TOLD_APART else None


class Degree(StrEnum):
    """A nearness in words."""

    VERY_NEAR = "very near"
    NEAR = "near"
    SOME_WAY = "some way apart"
    FAR = "far apart"


def degree_of(score: int) -> Degree:
    """Name a score: from 75 very near, from 50 near, from 25 some way apart."""
    for least, degree in ((75, Degree.VERY_NEAR), (50, Degree.NEAR), (25, Degree.SOME_WAY)):
        if score >= least:
            return degree
    return Degree.FAR


def reasons(nearness: Nearness, name: str, artist_names: Mapping[int, str]) -> tuple[str, ...]:
    """Say why two tastes are as near as they are.

    Args:
        nearness: Of the two.
        name: Of the other person.
        artist_names: Of the shared artists.

    Returns:
        Sentences for the first of the two.
    """
    told = [
        f"On the plane of emotion {percent(nearness.plane)} of your listening is in the same places"
        + (f", most of it {nearness.common_mood}." if nearness.plane >= _TOLD_APART else ".")
    ]
    names = [artist_names[one] for one in nearness.shared if one in artist_names]
    if names:
        told.append(f"{percent(nearness.artists)} is by artists you both hear: {_listed(names)}.")
    else:
        told.append("You hear none of the same artists yet.")
    if nearness.more_here and nearness.more_there:
        told.append(
            f"You hear more that is {nearness.more_here}, {name} more that is "
            f"{nearness.more_there}."
        )
    return tuple(told)


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:SHARED_NAMES])
    more = len(names) - len(shown)
    if more:
        shown.append(f"{more} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
