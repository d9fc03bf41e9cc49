"""Regions of the plane: what is inside, and how they are kept as rules."""

from __future__ import annotations

import json

import numpy as np
import pytest

from emomusic.services.discovery.region import Region, inside, rules_of

LOWER_LEFT = ((0.0, 0.0), (0.5, 0.0), (0.5, 0.5), (0.0, 0.5))
# A U: two towers on a base, so that its middle is outside.
U = ((0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.7, 0.9), (0.7, 0.3), (0.3, 0.3), (0.3, 0.9), (0.1, 0.9))


def holds(points: tuple[tuple[float, float], ...], valence: float, arousal: float) -> bool:
    one = inside(np.array([valence], np.float32), np.array([arousal], np.float32), points)
    return bool(one[0])


@pytest.mark.parametrize(
    ("valence", "arousal", "is_inside"),
    [(0.2, 0.6, True), (0.8, 0.6, True), (0.5, 0.2, True), (0.5, 0.6, False), (0.5, 0.95, False)],
)
def test_a_region_may_bend_round_what_is_outside(
    valence: float, arousal: float, is_inside: bool
) -> None:
    assert holds(U, valence, arousal) is is_inside
    assert holds(U[::-1], valence, arousal) is is_inside


def test_the_edges_of_the_plane_belong_to_a_region_that_reaches_them() -> None:
    assert holds(LOWER_LEFT, 0.0, 0.0)
    assert holds(((0.5, 0.5), (1.0, 0.5), (1.0, 1.0), (0.5, 1.0)), 1.0, 1.0)
    assert not holds(LOWER_LEFT, 0.0, 0.6)


def test_a_corner_on_the_edge_of_the_plane_stays_where_it_is() -> None:
    triangle = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0))
    assert holds(triangle, 0.6, 0.5)
    assert not holds(triangle, 0.5, 0.6)


def test_what_is_enclosed_twice_is_outside() -> None:
    star = ((0.5, 0.9), (0.7, 0.1), (0.1, 0.6), (0.9, 0.6), (0.3, 0.1))
    assert holds(star, 0.5, 0.8)
    assert not holds(star, 0.5, 0.45)


def test_a_region_becomes_rules_that_a_playlist_keeps() -> None:
    region = Region(LOWER_LEFT, genre="Jazz", years=(1990, 1999), liked=True)
    assert json.loads(rules_of(region)) == {
        "match": "all",
        "rules": [
            {"field": "region", "is": "inside", "value": [list(one) for one in LOWER_LEFT]},
            {"field": "genre", "is": "equals", "value": "Jazz"},
            {"field": "year", "is": "between", "value": [1990, 1999]},
            {"field": "liked", "is": "yes"},
        ],
    }
    assert len(json.loads(rules_of(Region(LOWER_LEFT)))["rules"]) == 1
