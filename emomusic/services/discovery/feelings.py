"""Feelings that somebody asked for, and how well each point of the plane goes with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from emomusic.services.discovery.lexicon import Place

Float = NDArray[np.float32]

FIELD = 24
"""Cells along each side of the small picture of a membership."""

_MIDDLE = 0.5
_NEAREST, _FARTHEST = 0.03, 0.97
_LOOSE, _TIGHT = 2.0, 0.7
"""Of "not too": how much wider the spread is on the mild side, and narrower beyond."""


class Manner(StrEnum):
    """How a feeling is meant."""

    PLAIN = "plain"
    VERY = "very"
    A_LITTLE = "a little"
    NOT = "not"
    NOT_TOO = "not too"


_STRETCH = {
    Manner.PLAIN: 1.0,
    Manner.VERY: 1.3,
    Manner.A_LITTLE: 0.5,
    Manner.NOT: 1.0,
    Manner.NOT_TOO: 0.4,
}
"""How far from the middle a feeling is, of the way to its place."""


@dataclass(frozen=True, slots=True)
class Feeling:
    """One word of mood, as it is meant.

    Attributes:
        word: As it was typed.
        place: Where it is.
        manner: How it is meant.
        weight: How much it counts, 0..1.
    """

    word: str
    place: Place
    manner: Manner
    weight: float = 1.0

    def membership(self, valence: Float, arousal: Float) -> Float:
        """Say how well points of the plane go with it.

        Args:
            valence: Shape `[N]`, 0..1.
            arousal: Shape `[N]`, 0..1.

        Returns:
            Shape `[N]`, 0..1.
        """
        away = np.zeros_like(valence)
        for values, at in ((valence, self.place.valence), (arousal, self.place.arousal)):
            if at is not None:
                away += self._away(values, at)
        near: Float = np.exp(away / np.float32(-2))
        return np.float32(1) - near if self.manner is Manner.NOT else near

    def goal(self, at: float) -> float:
        """Where on an axis it is, 0..1, as it is meant.

        Args:
            at: Where its place is on that axis.
        """
        goal = _MIDDLE + _STRETCH[self.manner] * (at - _MIDDLE)
        return min(max(goal, _NEAREST), _FARTHEST)

    def _away(self, values: Float, at: float) -> Float:
        """Squared distance along one axis, in spreads."""
        spread, goal = self.place.spread, np.float32(self.goal(at))
        if self.manner is not Manner.NOT_TOO:
            return ((values - goal) / np.float32(spread)) ** 2
        beyond = (values - goal) * np.float32(1 if at >= _MIDDLE else -1)
        wide = np.where(beyond > 0, _TIGHT * spread, _LOOSE * spread).astype(np.float32)
        away: Float = (beyond / wide) ** 2
        return away


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of some words.

    Attributes:
        said: The part that is about mood, as it was typed.
        alternatives: Feelings that hold together; between the groups stood an "or".
        names: The words that are looked for in titles, names and genres.
        years: First and last year, or None.
        passed_over: Words that nothing can be done with, such as "no drums".
        unfinished: The last word, while it may become one of the lexicon; it is among `names`.
    """

    said: str
    alternatives: tuple[tuple[Feeling, ...], ...]
    names: tuple[str, ...]
    years: tuple[int, int] | None
    passed_over: tuple[str, ...]
    unfinished: str

    def membership(self, valence: Float, arousal: Float) -> Float:
        """Say how well points of the plane go with all of it.

        Args:
            valence: Shape `[N]`, 0..1.
            arousal: Shape `[N]`, 0..1.

        Returns:
            Shape `[N]`, 0 and more; the best point of the plane has about 1.
        """
        return self._raw(valence, arousal) / np.float32(max(float(self._plane().max()), 1e-6))

    def field(self) -> Float:
        """Return the membership over the plane.

        Returns:
            Shape `[FIELD, FIELD]`, 0..1; the first row is the lowest arousal.
        """
        plane = self._plane()
        return (plane / max(float(plane.max()), 1e-6)).reshape(FIELD, FIELD)

    def _plane(self) -> Float:
        return self._raw(*_grid())

    def _raw(self, valence: Float, arousal: Float) -> Float:
        best = np.zeros_like(valence)
        for group in self.alternatives:
            together = np.ones_like(valence)
            for feeling in group:
                one = feeling.membership(valence, arousal)
                together *= one if feeling.weight == 1 else one**feeling.weight
            best = np.maximum(best, together)
        return best

    def in_words(self) -> str:
        """Say what it means on the plane, such as "low arousal, low valence"."""
        return " or ".join(map(_in_words, self.alternatives))


def _grid() -> tuple[Float, Float]:
    middles = (np.arange(FIELD, dtype=np.float32) + np.float32(0.5)) / np.float32(FIELD)
    return np.tile(middles, FIELD), np.repeat(middles, FIELD)


def _in_words(group: Sequence[Feeling]) -> str:
    sought = [one for one in group if one.manner is not Manner.NOT]
    told = [_levels(sought)] if sought else []
    told += [f"away from {_levels([one])}" for one in group if one.manner is Manner.NOT]
    return ", ".join(told)


def _levels(feelings: Sequence[Feeling]) -> str:
    axes = {
        "arousal": [(one, one.place.arousal) for one in feelings],
        "valence": [(one, one.place.valence) for one in feelings],
    }
    told = []
    for axis, places in axes.items():
        goals = [(one.goal(at), one.weight) for one, at in places if at is not None]
        if goals:
            whole = sum(weight for _, weight in goals)
            told.append(f"{_level(sum(at * weight for at, weight in goals) / whole)} {axis}")
    return ", ".join(told)


def _level(value: float) -> str:
    for border, word in ((0.32, "low"), (0.44, "rather low"), (0.56, "middling")):
        if value < border:
            return word
    return "rather high" if value <= 0.68 else "high"
