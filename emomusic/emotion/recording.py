"""A recording that can be asked why it sounds as it does: heard once, with its own averages.

Of a song all is kept; of a long mix the ten minutes round the moment, which then stands for the
whole: its loudness and its averages are those of these ten minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

import numpy as np

from emomusic.audio.decode import SAMPLE_RATE_HZ, Samples, decode_blocks
from emomusic.emotion.curve import EmotionCurve, Float
from emomusic.emotion.frontend import (
    HOP_S,
    Features,
    loudness_reference,
    normalise,
)
from emomusic.emotion.inference import CORE_HOPS, QUIET, Network, curve_of
from emomusic.emotion.listening import run_network
from emomusic.emotion.model import calibration, model_version
from emomusic.emotion.streaming import KEPT_HOPS, features_of, joined
from emomusic.errors import InvalidInput

MARGIN_HOPS = 2 * CORE_HOPS
"""Kept on both sides of the ten minutes, for the moments at its ends."""

_PIECE_HOPS = 240


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording, ready to be asked about.

    Attributes:
        duration_s: Length of the whole recording.
        first_s: Where in it begins what is kept; 0 for a song.
        features: Of what is kept.
        reference: Its loudness; 0 for silence.
        curve: What was heard in it.
        mel_average: Shape `[MEL_BANDS]`, mean of the normalised mel where it sounds.
        semitone_average: Shape `[SEMITONES]`, likewise.
    """

    duration_s: float
    first_s: float
    features: Features
    reference: float
    curve: EmotionCurve
    mel_average: Float
    semitone_average: Float


def served_network(model: str) -> Network:
    """The network of a model, by its name.

    Args:
        model: Such as `ear-1`.
    """
    return partial(run_network, version=model)


def no_such_moment(duration_s: float) -> InvalidInput:
    """Say that a recording has no such moment.

    Args:
        duration_s: Its length.
    """
    return InvalidInput(f"There is no such moment: the song is {duration_s:.1f} seconds long.")


def prepare(
    features: Features, duration_s: float, network: Network | None = None, first_s: float = 0.0
) -> Recording:
    """Hear a recording and take its averages.

    Args:
        features: Of what is kept of it.
        duration_s: Length of the whole recording.
        network: Runs a model on a batch of windows; the served one by default.
        first_s: Where in it begins what is kept.
    """
    model = model_version()
    reference = loudness_reference(features.mel)
    kept_s = min(duration_s - first_s, features.hops * HOP_S)
    curve = curve_of(features, kept_s, network or served_network(model), calibration(model), model)
    mel, semitones = _averages(features, reference)
    return Recording(duration_s, first_s, features, reference, curve, mel, semitones)


def read_recording(path: Path, at_s: float) -> Recording:
    """Decode a file and hear it, or the ten minutes of it in which a moment lies.

    Args:
        path: An audio file.
        at_s: The moment, in seconds.

    Raises:
        InvalidAudio: The file can't be decoded.
        InvalidInput: It ends before those ten minutes.
        Unavailable: There is no model.
    """
    return _read(path, _span_of(at_s))


def last_recording(path: Path, at_s: float) -> Recording:
    """Read a recording, unless it was the last one that was asked for.

    Args:
        path: An audio file.
        at_s: The moment, in seconds.

    Raises:
        InvalidAudio: The file can't be decoded.
        InvalidInput: It ends before those ten minutes.
        Unavailable: There is no model.
    """
    try:
        stat = path.stat()
    except OSError:
        return read_recording(path, at_s)  # says what is wrong with it
    return _kept(path, _span_of(at_s), stat.st_mtime_ns, stat.st_size, model_version())


@lru_cache(maxsize=1)
def _kept(path: Path, span: int, mtime_ns: int, size_bytes: int, model: str) -> Recording:
    return _read(path, span)


def _span_of(at_s: float) -> int:
    """Which ten minutes; what is no moment at all is refused when it is explained."""
    return int(at_s / (KEPT_HOPS * HOP_S)) if 0 <= at_s < float("inf") else 0


def _read(path: Path, span: int) -> Recording:
    first = max(0, span * KEPT_HOPS - MARGIN_HOPS)
    last = (span + 1) * KEPT_HOPS + MARGIN_HOPS
    kept: list[Features] = []
    samples, hops = [0], 0
    for part in features_of(_counted(path, samples)):
        inside = part.between(max(0, first - hops), max(0, last - hops))
        kept = [*kept, inside] if inside.hops else kept
        hops += part.hops
    duration_s = samples[0] / SAMPLE_RATE_HZ
    if not kept:
        raise no_such_moment(duration_s)
    return prepare(joined(kept), duration_s, first_s=first * HOP_S)


def _counted(path: Path, samples: list[int]) -> Iterator[Samples]:
    for block in decode_blocks(path):
        samples[0] += len(block)
        yield block


def _averages(features: Features, reference: float) -> tuple[Float, Float]:
    bins = features.mel.shape[1], features.semitones.shape[1]
    if reference == 0:
        return np.zeros(bins[0], np.float32), np.zeros(bins[1], np.float32)
    sums, counted = [np.zeros(size) for size in bins], 0
    for first in range(0, features.hops, _PIECE_HOPS):
        piece = features.between(first, first + _PIECE_HOPS)
        sounding = piece.hop_power > reference * QUIET
        counted += int(sounding.sum())
        for total, branch in zip(sums, normalise(piece, reference), strict=True):
            by_hop = branch.reshape(piece.hops, -1, branch.shape[1]).mean(axis=1)
            total += by_hop[sounding].sum(axis=0)
    mel, semitones = (total / max(1, counted) for total in sums)
    return mel.astype(np.float32), semitones.astype(np.float32)
