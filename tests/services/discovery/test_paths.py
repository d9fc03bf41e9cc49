"""A path over the plane, and where points stand along it."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.services.discovery.paths import Path


def test_a_path_is_as_long_as_its_parts() -> None:
    path = Path.through([(0, 0), (0.3, 0.4), (0.3, 1)])
    assert path.length == pytest.approx(1.1)
    assert path.at(np.array([0, 0.5 / 1.1, 1])) == pytest.approx(
        np.array([[0, 0], [0.3, 0.4], [0.3, 1]])
    )


def test_points_that_stand_on_one_another_count_once() -> None:
    path = Path.through([(0.5, 0.5), (0.5, 0.5), (0.5, 0.5)])
    assert path.length == 0
    assert path.at(np.array([0.0, 1.0])).tolist() == [[0.5, 0.5], [0.5, 0.5]]
    assert path.progress(np.array([[0.1, 0.9]]), np.array([0.5])).tolist() == [0]


def test_what_lies_outside_the_plane_is_brought_to_its_edge() -> None:
    assert Path.through([(-1, 0.5), (2, 0.5)]).points.tolist() == [[0, 0.5], [1, 0.5]]


def test_a_point_stands_where_the_path_is_nearest() -> None:
    path = Path.through([(0.2, 0.2), (0.8, 0.2), (0.8, 0.8)])
    places = np.array([[0.5, 0.4], [0.6, 0.5], [0.9, 0.6]])
    assert path.progress(places, np.array([0.25, 0.75, 0.75])) == pytest.approx([0.3, 0.9, 1.0])


def test_a_path_goes_straight_on_beyond_its_ends() -> None:
    path = Path.through([(0.2, 0.5), (0.8, 0.5)])
    places = np.array([[0.1, 0.5], [0.9, 0.5]])
    assert path.progress(places, np.array([0.0, 1.0])) == pytest.approx([-0.1, 0.7])


def test_where_a_path_crosses_itself_a_point_belongs_to_its_own_part() -> None:
    path = Path.through([(0.1, 0.5), (0.9, 0.5), (0.9, 0.9), (0.5, 0.9), (0.5, 0.1)])
    crossing = np.array([[0.5, 0.5], [0.5, 0.5]])
    assert path.progress(crossing, np.array([0.2, 0.8])) == pytest.approx([0.4, 2.0])
