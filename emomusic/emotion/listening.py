"""The worker's side of analysis: decode, measure, hear."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from emomusic.emotion.analysis import Analysis
from emomusic.emotion.curve import Float
from emomusic.emotion.inference import Heard, curve_of
from emomusic.emotion.model import OUTPUTS, calibration, model_version, session
from emomusic.emotion.streaming import read_sound

_DECODED_SHARE = 0.8
"""How much of the progress is decoding; the network is the rest."""


def run_network(mel: Float, semitones: Float, version: str = "") -> Heard:
    """Run a model on a batch of windows.

    Args:
        mel: Shape `[batch, T * MEL_PER_HOP, bands]`, normalised.
        semitones: Shape `[batch, T * SEMITONE_PER_HOP, semitones]`, normalised.
        version: Name of the model; empty for the one that is served.
    """
    return Heard(*session(version).run(OUTPUTS, {"mel": mel, "semitones": semitones}))


def listen(path: Path, progress: Callable[[float], None] | None = None) -> Analysis:
    """Analyse a recording; see `emomusic.emotion.analyse_file`."""
    model = model_version()

    def decoding(share: float) -> None:
        if progress is not None:
            progress(share * _DECODED_SHARE)

    sound, waveform = read_sound(path, decoding)
    network = partial(run_network, version=model)
    curve = curve_of(sound, waveform.duration_s, network, calibration(model), model)
    if progress is not None:
        progress(1.0)
    return Analysis(
        curve=curve,
        peaks=waveform.peaks,
        loudness_lufs=waveform.loudness_lufs,
        sample_peak=waveform.sample_peak,
        duration_s=waveform.duration_s,
    )
