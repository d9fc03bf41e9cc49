"""Journeys are smoother and more even than a walk to the nearest song, in figures."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.services.discovery.judging_journeys import PATHS, figures_of, judge, walk
from emomusic.services.discovery.made_shelf import made_shelf
from emomusic.services.discovery.paths import Path
from tests.services.discovery.shelves import One, shelf_of


def test_the_figures_are_those_of_the_order_given() -> None:
    songs = [
        One((0.1, 0.5), (0.3, 0.5), artist=1),
        One((0.4, 0.5), (0.4, 0.5), artist=2),
        One((0.6, 0.7), (1.0, 0.7), artist=1),
    ]
    path = Path.through([(0.2, 0.5), (0.8, 0.5)])
    figures = figures_of(shelf_of(songs), path, np.array([0, 1, 2]))
    assert figures.mean_gap == pytest.approx((0.1 + np.hypot(0.2, 0.2)) / 2)
    assert figures.largest_gap == pytest.approx(np.hypot(0.2, 0.2))
    assert figures.unevenness == pytest.approx(1 / 3)  # steps of 0.2 and 0.4 where 0.3 is even
    assert figures.from_path == pytest.approx(0.2 / 3)
    assert figures.artist_returns == 1


def test_the_walk_takes_the_nearest_by_the_same_rule_about_artists() -> None:
    at = (0.2, 0.3, 0.5, 0.79, 0.8)
    songs = [One((v, 0.5), (v, 0.5), artist=a) for v, a in zip(at, (1, 2, 1, 3, 4), strict=True)]
    path = Path.through([(0.2, 0.5), (0.8, 0.5)])
    assert walk(shelf_of(songs), path, 3).tolist() == [0, 1, 4]


@pytest.mark.parametrize("songs", [60, 2000])
def test_journeys_beat_the_walk_on_smoothness_and_on_evenness(songs: int) -> None:
    verdict = judge(made_shelf(songs))
    journeys, walks = verdict.mean_journey, verdict.mean_walk
    assert set(verdict.journeys) == set(verdict.walks) == set(PATHS)
    assert journeys.mean_gap < 0.8 * walks.mean_gap
    assert journeys.largest_gap < walks.largest_gap
    assert journeys.unevenness < 0.7 * walks.unevenness
