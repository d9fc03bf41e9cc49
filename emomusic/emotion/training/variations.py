"""Changes to a recording that listeners would not mind: its speed, its colour, its band."""

from __future__ import annotations

import numpy as np
import soxr
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from emomusic.audio.decode import SAMPLE_RATE_HZ

Array = NDArray[np.float32]

_SPEED = 0.06
"""About a semitone."""
_TILT_DB = 5.0
_DULL_SHARE, _HISS_SHARE = 0.3, 0.3


def vary(samples: Array, seed: int) -> Array:
    """Change a recording a little.

    Args:
        samples: Shape `[samples]`, mono at the rate of analysis.
        seed: Decides on every change; the same seed makes the same ones.

    Returns:
        Shape `[samples / speed]`, up to 6 % faster or slower and as much higher or lower,
        brighter or darker, and sometimes dull or with hiss.
    """
    rng = np.random.default_rng(seed)
    speed = 1 + rng.uniform(-_SPEED, _SPEED)
    changed = soxr.resample(samples, SAMPLE_RATE_HZ * speed, SAMPLE_RATE_HZ)
    middle_hz = 200 * 2 ** rng.uniform(0, 4)
    high = sosfilt(butter(1, middle_hz, "high", fs=SAMPLE_RATE_HZ, output="sos"), changed)
    changed = changed + (10 ** (rng.uniform(-_TILT_DB, _TILT_DB) / 20) - 1) * high
    if rng.random() < _DULL_SHARE:
        edge_hz = rng.uniform(4500, 8000)
        changed = sosfilt(butter(4, edge_hz, fs=SAMPLE_RATE_HZ, output="sos"), changed)
    if rng.random() < _HISS_SHARE:
        level = np.sqrt(np.mean(changed**2)) * 10 ** rng.uniform(-3, -1.25)
        changed = changed + level * rng.standard_normal(len(changed))
    return changed.astype(np.float32)
