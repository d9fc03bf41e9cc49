"""Figures that are known beforehand."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.emotion.training.scores import (
    accuracy,
    bootstrap,
    macro_f1,
    mean,
    pearson,
    weighted_ccc,
)

LINE = np.array([0.1, 0.2, 0.3, 0.4])
EVEN = np.ones(4)


def test_ccc_of_itself_is_1_and_of_its_mirror_minus_1() -> None:
    assert weighted_ccc(LINE, LINE, EVEN) == pytest.approx(1)
    assert weighted_ccc(LINE[::-1], LINE, EVEN) == pytest.approx(-1)


def test_ccc_pays_for_an_offset_where_pearson_does_not() -> None:
    assert pearson(LINE + 0.1, LINE) == pytest.approx(1)
    # 2 s / (2 s + d²) with s = 0.0125 and d = 0.1.
    assert weighted_ccc(LINE + 0.1, LINE, EVEN) == pytest.approx(0.025 / 0.035)


def test_a_constant_has_no_correlation() -> None:
    assert pearson(np.full(4, 0.3), LINE) == 0
    assert weighted_ccc(np.full(4, 0.3), LINE, EVEN) == 0


def test_weights_are_repetitions() -> None:
    weighted = weighted_ccc(LINE[[1, 0, 3, 2]], LINE, np.array([1.0, 2.0, 1.0, 1.0]))
    repeated = LINE[[0, 1, 1, 2, 3]]
    other = LINE[[1, 0, 0, 3, 2]]
    assert weighted == pytest.approx(weighted_ccc(other, repeated, np.ones(5)))


def test_macro_f1_counts_every_class_the_same() -> None:
    real = np.array([0, 0, 0, 0, 0, 1, 2, 3])
    said = np.array([0, 0, 0, 0, 0, 0, 0, 0])
    assert accuracy(said, real) == 5 / 8
    assert macro_f1(said, real) == pytest.approx((2 * 5 / 13) / 4)
    assert macro_f1(real, real) == 1


def test_the_bootstrap_draws_groups_not_items() -> None:
    values = np.array([0.0] * 50 + [1.0] * 50)
    two = ["a"] * 50 + ["b"] * 50
    low, high = bootstrap(two, mean, values)
    assert (low, high) == (0, 1)
    many = [str(number) for number in range(100)]
    low, high = bootstrap(many, mean, values)
    assert 0.38 < low < 0.45
    assert 0.55 < high < 0.62
