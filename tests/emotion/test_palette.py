"""One palette for Python and for the page."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from emomusic.emotion.curve import Mood, mood_of
from emomusic.emotion.palette import CORNERS, NEUTRAL, colour_of, mixed, to_hex, to_oklab


@pytest.mark.parametrize(
    ("valence", "arousal", "colour"),
    [(1, 1, "#fcca21"), (0, 1, "#e23532"), (0, 0, "#3f62a2"), (1, 0, "#5fc6b3")],
)
def test_corners_are_the_colours_of_the_design(valence: int, arousal: int, colour: str) -> None:
    assert colour_of(valence, arousal) == colour
    assert CORNERS[mood_of(valence, arousal)].lower() == colour


def test_neutral_is_its_own_colour() -> None:
    assert NEUTRAL == "#9A96A3"
    assert Mood.UNSURE not in CORNERS


def test_outside_the_plane_is_its_edge() -> None:
    assert colour_of(2, -1) == colour_of(1, 0)


def test_oklab_goes_there_and_back() -> None:
    for colour in [*CORNERS.values(), NEUTRAL, "#000000", "#ffffff"]:
        assert to_hex(to_oklab(colour)) == colour.lower()


def test_white_has_lightness_1_and_no_colour() -> None:
    np.testing.assert_allclose(to_oklab("#ffffff"), [1, 0, 0], atol=1e-4)


def test_half_way_is_the_mean_in_oklab() -> None:
    happy, calm = to_oklab(CORNERS[Mood.HAPPY]), to_oklab(CORNERS[Mood.CALM])
    assert colour_of(1, 0.5) == to_hex((happy + calm) / 2)


def test_neighbours_look_alike() -> None:
    steps = np.linspace(0, 1, 41)
    for v, a in itertools.product(steps[:-1], steps[:-1]):
        here, there = to_oklab(colour_of(v, a)), to_oklab(colour_of(v + 0.025, a + 0.025))
        assert np.abs(here - there).max() < 0.03


def test_a_colour_fades_into_its_ground() -> None:
    happy, ground = CORNERS[Mood.HAPPY], "#121212"
    assert [mixed(happy, ground, share) for share in (0, 1, 2)] == [
        ground,
        happy.lower(),
        happy.lower(),
    ]
    assert mixed(happy, ground, 0.25) == to_hex(0.25 * to_oklab(happy) + 0.75 * to_oklab(ground))
