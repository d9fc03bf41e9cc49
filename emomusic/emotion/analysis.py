"""A file goes in, everything the app shows of its sound comes out, in one pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.curve import EmotionCurve


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything that analysis finds out about a recording.

    Attributes:
        curve: Emotion over time.
        peaks: Shape `[800]`, uint8, the waveform for the seek bar.
        loudness_lufs: Integrated loudness, None for silence.
        sample_peak: Highest absolute sample, full scale at 1.
        duration_s: Length in seconds.
    """

    curve: EmotionCurve
    peaks: NDArray[np.uint8]
    loudness_lufs: float | None
    sample_peak: float
    duration_s: float


def analyse_file(path: Path, progress: Callable[[float], None] | None = None) -> Analysis:
    """Analyse a recording; meant for a worker process with `OMP_NUM_THREADS=1`.

    Args:
        path: An audio file.
        progress: Told the share that is done, 0..1, several times.

    Returns:
        Its emotion, waveform and loudness.

    Raises:
        InvalidAudio: The file can't be decoded.
        Unavailable: There is no model.
    """
    # The decoder, SciPy and the model are loaded in the worker only: the app, which imports
    # this package for its names, starts without them.
    from emomusic.emotion.listening import listen

    return listen(path, progress)
