"""Figures: how well predictions agree with labels, with intervals by group."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Column = NDArray[Any]
Measure = Callable[..., float]

_DRAWS = 500


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with what it can be compared to.

    Attributes:
        value: On held-out groups.
        low: 2.5 % point of the bootstrap over groups.
        high: 97.5 % point.
        guess: The same figure for the constant predictor, where it has one.
        good: What the project aims at.
        excellent: What would be better than most that has been published.
        people: How well a person, or half of the people, does.
    """

    value: float
    low: float
    high: float
    guess: float | None = None
    good: float | None = None
    excellent: float | None = None
    people: float | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """What a figure is compared to; see `Figure`."""

    guess: float | None = None
    good: float | None = None
    excellent: float | None = None
    people: float | None = None


NO_AIM = Aim()


def bootstrap(
    groups: Sequence[str], measure: Measure, *columns: Column, seed: int = 0
) -> tuple[float, float]:
    """Find the 95 % interval of a figure by drawing groups with replacement.

    Args:
        groups: The group of each item.
        measure: Makes the figure of some items from their columns.
        columns: Each has one entry an item.
        seed: Of the draws.
    """
    rng = np.random.default_rng(seed)
    names, member = np.unique(np.array(groups), return_inverse=True)
    items = [np.flatnonzero(member == index) for index in range(len(names))]
    values = []
    for _ in range(_DRAWS):
        drawn = rng.integers(len(names), size=len(names))
        chosen = np.concatenate([items[index] for index in drawn])
        values.append(measure(*(column[chosen] for column in columns)))
    low, high = np.nanpercentile(values, [2.5, 97.5])
    return float(low), float(high)


def figure_of(
    groups: Sequence[str], measure: Measure, *columns: Column, aim: Aim = NO_AIM
) -> Figure:
    """Make a figure with its interval.

    Args:
        groups: The group of each item.
        measure: Makes the figure of some items from their columns.
        columns: Each has one entry an item.
        aim: What it is compared to.
    """
    value = float(measure(*columns))
    low, high = bootstrap(groups, measure, *columns)
    return Figure(value, low, high, aim.guess, aim.good, aim.excellent, aim.people)


def column_of(pieces: Iterable[Floats]) -> Column:
    """Make a column with one entry a piece, of pieces of any length."""
    made = list(pieces)
    column = np.empty(len(made), dtype=object)
    for index, piece in enumerate(made):
        column[index] = piece
    return column


def weighted_ccc(predicted: Floats, target: Floats, weight: Floats) -> float:
    """Concordance correlation (Lin 1989) with weights."""
    share = weight / weight.sum()
    mean_p, mean_t = share @ predicted, share @ target
    covariance = share @ ((predicted - mean_p) * (target - mean_t))
    spread = share @ (predicted - mean_p) ** 2 + share @ (target - mean_t) ** 2
    return float(2 * covariance / (spread + (mean_p - mean_t) ** 2))


def mean(values: Column) -> float:
    """Mean of a column."""
    return float(values.mean())


def root_mean(squares: Column) -> float:
    """Root of the mean of squares."""
    return float(np.sqrt(squares.mean()))


def gain_over(errors: Column, guesses: Column) -> float:
    """How much smaller errors are than those of a guess: 1 is perfect, 0 no better."""
    return float(1 - errors.mean() / guesses.mean())


def weighted_pearson(predicted: Floats, target: Floats, weight: Floats) -> float:
    """Pearson correlation with weights; 0 where one side does not vary."""
    share = weight / weight.sum()
    p, t = predicted - share @ predicted, target - share @ target
    scale = float(np.sqrt((share @ p**2) * (share @ t**2)))
    return float(share @ (p * t)) / scale if scale > 1e-12 else 0.0


def pearson(predicted: Floats, target: Floats) -> float:
    """Pearson correlation; 0 where one side does not vary."""
    return weighted_pearson(predicted, target, np.ones(len(target)))


def macro_f1(predicted: Ints, target: Ints, classes: int = 4) -> float:
    """Mean over classes of the harmonic mean of precision and recall."""
    scores = []
    for index in range(classes):
        hits = float(((predicted == index) & (target == index)).sum())
        named, real = float((predicted == index).sum()), float((target == index).sum())
        scores.append(2 * hits / (named + real) if named + real else 0.0)
    return float(np.mean(scores))


def accuracy(predicted: Ints, target: Ints) -> float:
    """Share of right answers."""
    return float((predicted == target).mean())
