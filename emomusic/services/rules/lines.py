"""What rules ask of emotion over time, measured on the lines of the shelf."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from emomusic.services.discovery.shelf import POINTS, Shelf

Float = NDArray[np.float32]
Flag = NDArray[np.bool_]

CHANGE = 0.08
"""By how much valence or arousal must go up to rise: well above what the model trembles by."""

_THIRD = POINTS // 3
_FIRST, _BEFORE_MIDDLE, _LAST = slice(0, _THIRD), slice(_THIRD, POINTS // 2), slice(-_THIRD, None)


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """How the songs of a shelf change; NaN where a song is silent where it is looked at.

    Attributes:
        rise: Shape `[N, 2]`, valence and arousal of the last third less those of the first.
        late_rise: Shape `[N, 2]`, those of the last third less those of the sixth before the
            middle: what happens after the middle, whatever was before.
        ranges: Shape `[N]`, the farther that valence or arousal goes, lowest to highest.
    """

    rise: Float
    late_rise: Float
    ranges: Float


def measures(shelf: Shelf) -> Measures:
    """Measure the songs of a shelf; the last shelf's measures are kept.

    Args:
        shelf: The shelf.
    """
    global _measured
    known = _measured
    if known is None or known[0] is not shelf:
        known = _measured = (shelf, _measure(shelf.lines))
    return known[1]


def share_within(line: Float, low: float, high: float) -> Float:
    """Tell in how much of each song a line lies between two values.

    Args:
        line: Shape `[N, POINTS]`, valence or arousal; NaN where the model abstains.
        low: 0..1, included.
        high: 0..1, included.

    Returns:
        Shape `[N]`, the share of the stretches that are known; NaN where none is.
    """
    known = np.count_nonzero(~np.isnan(line), axis=1)
    within = np.count_nonzero((line >= low) & (line <= high), axis=1)
    shares = np.full(len(line), np.nan, np.float32)
    np.divide(within, known, out=shares, where=known > 0, casting="same_kind")
    return shares


def _measure(lines: Float) -> Measures:
    highest, lowest = np.fmax.reduce(lines, axis=1), np.fmin.reduce(lines, axis=1)
    first, before, last = (_mean(lines[:, part]) for part in (_FIRST, _BEFORE_MIDDLE, _LAST))
    return Measures(
        rise=last - first,
        late_rise=last - before,
        ranges=(highest - lowest).max(axis=1) if len(lines) else np.empty(0, np.float32),
    )


def _mean(lines: Float) -> Float:
    known = np.count_nonzero(~np.isnan(lines), axis=1)
    means = np.full((len(lines), 2), np.nan, np.float32)
    np.divide(np.nansum(lines, axis=1), known, out=means, where=known > 0, casting="same_kind")
    return means


_measured: tuple[Shelf, Measures] | None = None
