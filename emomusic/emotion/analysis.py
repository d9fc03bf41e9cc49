"""A file goes in, everything the app shows of its sound comes out, in one pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.audio.decode import decode_blocks
from emomusic.audio.waveform import Waveform, WaveformMeter
from emomusic.emotion.curve import EmotionCurve, Float
from emomusic.emotion.frontend import Features, FrontEnd
from emomusic.emotion.inference import Heard, curve_of
from emomusic.emotion.model import calibration, model_version, session

_DECODED_SHARE = 0.8
"""How much of the progress is decoding; the network is the rest."""


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


def run_network(mel: Float, semitones: Float) -> Heard:
    """Run the served model on a batch of windows.

    Args:
        mel: Shape `[batch, T * MEL_PER_HOP, bands]`, normalised.
        semitones: Shape `[batch, T * SEMITONE_PER_HOP, semitones]`, normalised.
    """
    plane, moods, music = session().run(
        ["plane", "moods", "music"], {"mel": mel, "semitones": semitones}
    )
    return Heard(plane, moods, music)


def read_features(
    path: Path, progress: Callable[[float], None] | None = None
) -> tuple[Features, Waveform]:
    """Decode a file and keep its features and its waveform, never its samples.

    Args:
        path: An audio file.
        progress: Told the share that is done, 0..1.

    Raises:
        InvalidAudio: The file can't be decoded.
    """
    front_end, meter, decoded = FrontEnd(), WaveformMeter(), [0.0]
    for block in decode_blocks(path, progress_of=decoded):
        front_end.add(block)
        meter.add(block)
        if progress is not None:
            progress(decoded[0])
    return front_end.finish(), meter.finish()


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
    model = model_version()

    def decoding(share: float) -> None:
        if progress is not None:
            progress(share * _DECODED_SHARE)

    features, waveform = read_features(path, decoding)
    curve = curve_of(features, waveform.duration_s, run_network, calibration(), model)
    if progress is not None:
        progress(1.0)
    return Analysis(
        curve=curve,
        peaks=waveform.peaks,
        loudness_lufs=waveform.loudness_lufs,
        sample_peak=waveform.sample_peak,
        duration_s=waveform.duration_s,
    )
