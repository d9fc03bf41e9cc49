"""A path over the plane of valence and arousal, and where a point stands along it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]

MOST_POINTS = 60
_NO_LENGTH = 1e-9
_NEAR_PART = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """A line through points of the plane.

    Attributes:
        points: Shape `[P, 2]`, valence and arousal, 0..1; no point twice running.
        lengths: Shape `[P]`, how far along the line each point lies.
    """

    points: Points
    lengths: NDArray[np.float64]

    @classmethod
    def through(cls, points: Sequence[Sequence[float]]) -> Path:
        """Draw a path.

        Args:
            points: One or more pairs of valence and arousal; clipped to 0..1.

        Returns:
            The path; its length is 0 where all points are one.
        """
        given = np.asarray(points, dtype=np.float64).clip(0, 1)
        steps = np.linalg.norm(np.diff(given, axis=0), axis=1)
        kept = given[np.concatenate(([True], steps > _NO_LENGTH))]
        steps = np.linalg.norm(np.diff(kept, axis=0), axis=1)
        return cls(kept, np.concatenate(([0.0], np.cumsum(steps))))

    @property
    def length(self) -> float:
        """How long it is; the plane is 1 wide and 1 high."""
        return float(self.lengths[-1])

    def at(self, parts: NDArray[np.float64]) -> Points:
        """Return the points that lie at parts of its length.

        Args:
            parts: Shape `[M]`, 0 at its beginning and 1 at its end; clipped.

        Returns:
            Shape `[M, 2]`.
        """
        far = parts.clip(0, 1) * self.length
        return np.stack(
            [np.interp(far, self.lengths, self.points[:, axis]) for axis in (0, 1)], axis=1
        )

    def progress(self, places: Points, parts: NDArray[np.float64]) -> NDArray[np.float64]:
        """Tell how far along the path points stand.

        A path may cross itself, so each point is looked for near where it is meant to stand. The
        path goes straight on beyond its ends.

        Args:
            places: Shape `[M, 2]`.
            parts: Shape `[M]`, where along the path each is meant to stand, 0..1.

        Returns:
            Shape `[M]`: 0 at the path's beginning and `length` at its end.
        """
        if len(self.points) < 2:
            return np.zeros(len(places))
        spans = np.diff(self.lengths)
        ways = np.diff(self.points, axis=0) / spans[:, None]
        begins, ends = self.lengths[:-1].copy(), self.lengths[1:].copy()
        begins[0], ends[-1] = -np.inf, np.inf
        reach = _NEAR_PART * self.length
        meant = (parts * self.length)[:, None]
        lowest = np.where(meant - reach <= 0, begins, np.maximum(begins, meant - reach))
        highest = np.where(meant + reach >= self.length, ends, np.minimum(ends, meant + reach))
        offsets = places[:, None, :] - self.points[None, :-1, :]
        along = (self.lengths[:-1] + (offsets * ways).sum(axis=2)).clip(lowest, highest)
        feet = self.points[:-1] + (along - self.lengths[:-1])[:, :, None] * ways
        distances = np.linalg.norm(places[:, None, :] - feet, axis=2)
        distances[lowest > highest] = np.inf
        best = distances.argmin(axis=1)
        return along[np.arange(len(places)), best]
