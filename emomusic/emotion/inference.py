"""From features to an `EmotionCurve`: windows, smoothing, intervals, abstention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from emomusic.emotion.curve import MOODS, EmotionCurve, Float, Mood, Overall
from emomusic.emotion.frontend import (
    HOP_S,
    Features,
    normalise,
    reference_of,
)
from emomusic.emotion.model import Calibration

CORE_HOPS, MARGIN_HOPS = 60, 6
"""The network hears 36 s at a time, of which the 3 s at each end are only context."""

QUIET = 1e-6
"""A hop this far under the loud parts (60 dB) is silence."""
_ABSTAIN_HOPS = 7
_SURE_SHARE = 0.5

Network = Callable[[Float, Float], "Heard"]


class Sound(Protocol):
    """The features of a recording, all at once (`Features`) or piece by piece."""

    @property
    def hops(self) -> int:
        """How many hops of 0.5 s the recording has."""

    @property
    def hop_power(self) -> NDArray[np.float64]:
        """Shape `[T]`, the mean power of each hop."""

    def between(self, first: int, last: int) -> Features:
        """Cut out some hops; asked for from the beginning to the end."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The network's answer for a run of hops, batch first.

    Attributes:
        plane: Shape `[batch, T, 2]`, valence and arousal.
        spread: Shape `[batch, T, 2]`, how far off they are expected to be.
        moods: Shape `[batch, T, 4]`, probabilities.
        music: Shape `[batch, T]`, probability that this is music.
    """

    plane: Float
    spread: Float
    moods: Float
    music: Float


def _windows(hops: int) -> list[tuple[int, int, int, int]]:
    """Cut a recording on a fixed grid: core first and last, context first and last."""
    cores = [(first, min(first + CORE_HOPS, hops)) for first in range(0, hops, CORE_HOPS)]
    return [
        (first, last, max(0, first - MARGIN_HOPS), min(hops, last + MARGIN_HOPS))
        for first, last in cores
    ]


def hear(features: Sound, reference: float, network: Network, duration_s: float) -> Heard:
    """Run the network over a whole recording.

    A last hop that is filled for less than half is not heard: its silence would sound like an end
    that the music has not. It gets the answer of the hop before.

    Args:
        features: Of the recording.
        reference: Its loudness; see `frontend.loudness_reference`.
        network: Takes a batch of both, normalised.
        duration_s: Length of the recording in seconds.

    Returns:
        The answer for every hop, without a batch axis.
    """
    begun = features.hops > 1 and duration_s / HOP_S - (features.hops - 1) < 0.5
    grid = _windows(features.hops - begun)
    parts: list[Heard] = []
    for first, last, begin, end in grid:
        # One window at a time is as fast as several together, and a third of the memory.
        mel, semitones = normalise(features.between(begin, end), reference)
        heard = network(mel[None], semitones[None])
        core = slice(first - begin, last - begin)
        parts.append(Heard(*(getattr(heard, field.name)[0, core] for field in fields(Heard))))
    lines = (
        np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Heard)
    )
    if begun:
        lines = (np.concatenate([line, line[-1:]]) for line in lines)
    return Heard(*lines)


def _overall(plane: Float, moods: Float, confident: NDArray[np.bool_]) -> Overall:
    share = float(confident.mean())
    heard = confident if confident.any() else np.ones_like(confident)
    valence, arousal = (float(value) for value in plane[heard].mean(axis=0))
    mean = moods[heard].mean(axis=0)
    mean = mean / mean.sum()
    peaked = float((moods.max(axis=1)[heard].mean() - 0.25) / 0.75)
    sure = share >= _SURE_SHARE
    happy, angry, sad, calm = (float(value) for value in mean)
    return Overall(
        valence=valence,
        arousal=arousal,
        mood=MOODS[int(mean.argmax())] if sure else Mood.UNSURE,
        moods=(happy, angry, sad, calm),
        confidence=min(1.0, share * peaked) if confident.any() else 0.0,
    )


def _unheard(hops: int, duration_s: float, model: str) -> EmotionCurve:
    """The curve of silence: the middle of the plane, the widest interval, nothing known."""
    middle = np.full(hops, 0.5, dtype=np.float32)
    low, high = np.zeros(hops, dtype=np.float32), np.ones(hops, dtype=np.float32)
    return EmotionCurve(
        duration_s=duration_s,
        hop_s=HOP_S,
        valence=middle,
        arousal=middle,
        valence_low=low,
        valence_high=high,
        arousal_low=low,
        arousal_high=high,
        moods=np.full((hops, 4), 0.25, dtype=np.float32),
        confident=np.zeros(hops, dtype=np.bool_),
        overall=Overall(0.5, 0.5, Mood.UNSURE, (0.25, 0.25, 0.25, 0.25), 0.0),
        model=model,
    )


def curve_of(
    features: Sound,
    duration_s: float,
    network: Network,
    calibration: Calibration,
    model: str,
) -> EmotionCurve:
    """Hear emotion in a recording.

    Args:
        features: Of the whole recording.
        duration_s: Its length.
        network: Runs the model on a batch of windows.
        calibration: Interval widths and thresholds of that model.
        model: Its name.
    """
    power = features.hop_power
    reference = reference_of(power)
    if reference == 0:
        return _unheard(features.hops, duration_s, model)
    heard = hear(features, reference, network, duration_s)
    music = uniform_filter1d(heard.music, _ABSTAIN_HOPS, mode="nearest")
    sounding = power > reference * QUIET
    # A click in silence is no music, whatever it sounds like.
    lasting = uniform_filter1d(sounding.astype(np.float32), _ABSTAIN_HOPS, mode="nearest")
    confident = (music >= calibration.music_threshold) & sounding & (lasting >= _SURE_SHARE)
    sigma = calibration.smoothing_s / HOP_S
    plane = calibration.on_scale(gaussian_filter1d(heard.plane, sigma, axis=0, mode="nearest"))
    moods = gaussian_filter1d(heard.moods, sigma, axis=0, mode="nearest")
    moods /= moods.sum(axis=1, keepdims=True)
    valence, arousal = np.ascontiguousarray(plane.T)
    spread = gaussian_filter1d(heard.spread, sigma, axis=0, mode="nearest")
    wide_v = spread[:, 0] * calibration.valence_reach
    wide_a = spread[:, 1] * calibration.arousal_reach
    return EmotionCurve(
        duration_s=duration_s,
        hop_s=HOP_S,
        valence=valence,
        arousal=arousal,
        valence_low=np.clip(valence - wide_v, 0, 1),
        valence_high=np.clip(valence + wide_v, 0, 1),
        arousal_low=np.clip(arousal - wide_a, 0, 1),
        arousal_high=np.clip(arousal + wide_a, 0, 1),
        moods=moods,
        confident=confident,
        overall=_overall(plane, moods, confident),
        model=model,
    )
