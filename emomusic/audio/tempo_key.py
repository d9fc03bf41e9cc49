"""Tempo and key of a recording, from two minutes of it.

Tempo: onsets, the beats that dynamic programming lays through them (Ellis, "Beat Tracking by
Dynamic Programming", 2007), and a line through these, since one frame more or less between two
beats is already five beats a minute. Key: the mean chroma against the 24 profiles of Albrecht and
Shanahan ("The Use of Large Corpora to Train a New Type of Key-Finding Algorithm", 2013).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.audio.decode import SAMPLE_RATE_HZ, decode_blocks
from emomusic.audio.downmix import Samples

MEASURED_BY = "librosa-0.11/1"
"""Name and version of the way; another one has every song measured anew."""

LOOKED_AT_S = 120.0
INTRODUCTION_S = 30.0
"""What is left out at the beginning of a song that is longer than both together."""

LEAST_S = 5.0
"""A shorter sound has neither."""

LEAST_ONSET = 1.0
"""How strong the stronger onsets must be, in dB from one frame to the next: a drone has none."""

LEAST_PULSE = 0.15
"""Autocorrelation of the onsets at one beat, under which there is no beat to speak of."""

LEAST_LIKENESS = 0.6
LEAST_LEAD = 0.01
"""How like the chroma must be to a key's profile, and how much more than to the next key's."""

TONICS = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
"""Names of the pitch classes 0..11, as keys are mostly written."""

_HOP, _CHROMA_HOP = 512, 2048
_QUIET = 1e-4
_LEAST_BEATS, _SLOWEST_BPM = 4, 40.0
_MAJOR = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
_MINOR = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)


@dataclass(frozen=True, slots=True)
class TempoKey:
    """How a recording goes.

    Attributes:
        tempo_bpm: Beats a minute; None without a beat.
        tonic: Pitch class of the key, 0 = C .. 11 = B; None where it is unclear.
        is_minor: None where the key is unclear.
    """

    tempo_bpm: float | None = None
    tonic: int | None = None
    is_minor: bool | None = None


def key_name(tonic: int | None, is_minor: bool | None) -> str:
    """Name a key, such as `A minor`; nothing where it is unclear.

    Args:
        tonic: Pitch class, 0 = C .. 11 = B.
        is_minor: Whether it is minor.
    """
    return "" if tonic is None else f"{TONICS[tonic]} {'minor' if is_minor else 'major'}"


def measure_file(path: Path) -> TempoKey:
    """Measure a file; the first call of a process takes half a minute longer.

    Args:
        path: Any file that can be decoded.

    Raises:
        InvalidAudio: It can't be decoded.
    """
    return measure(_excerpt(path))


def measure(sound: Samples) -> TempoKey:
    """Measure a recording.

    Args:
        sound: Shape `[samples]`, mono, at `SAMPLE_RATE_HZ`.
    """
    if len(sound) < LEAST_S * SAMPLE_RATE_HZ or float(np.abs(sound).max()) < _QUIET:
        return TempoKey()
    tonic, is_minor = _key(sound)
    return TempoKey(_tempo_bpm(sound), tonic, is_minor)


def _excerpt(path: Path) -> Samples:
    first, length = (round(s * SAMPLE_RATE_HZ) for s in (INTRODUCTION_S, LOOKED_AT_S))
    blocks, known = [], 0
    for block in decode_blocks(path):
        blocks.append(block)
        known += len(block)
        if known >= first + length:
            break
    sound = np.concatenate(blocks)
    return sound[first : first + length] if len(sound) >= first + length else sound


def _tempo_bpm(sound: Samples) -> float | None:
    import librosa

    onsets = librosa.onset.onset_strength(y=sound, sr=SAMPLE_RATE_HZ, hop_length=_HOP)
    if float(np.percentile(onsets, 99)) < LEAST_ONSET:
        return None
    _, beats = librosa.beat.beat_track(
        onset_envelope=onsets, sr=SAMPLE_RATE_HZ, hop_length=_HOP, trim=False
    )
    if len(beats) < _LEAST_BEATS:
        return None
    frames_of_beat = _slope(beats)
    if _pulse(onsets, frames_of_beat) < LEAST_PULSE:
        return None
    tempo_bpm = 60 * SAMPLE_RATE_HZ / _HOP / frames_of_beat
    return round(tempo_bpm * 2 if tempo_bpm < _SLOWEST_BPM else tempo_bpm, 1)


def _slope(beats: NDArray[np.int64]) -> float:
    """Frames from beat to beat; those that were missed leave a gap of several."""
    usual = float(np.median(np.diff(beats)))
    numbers = np.concatenate([[0], np.cumsum(np.maximum(1, np.rint(np.diff(beats) / usual)))])
    return float(np.polyfit(numbers, beats, 1)[0])


def _pulse(onsets: Samples, frames_of_beat: float) -> float:
    """How like the onsets are to themselves a beat later, 0..1."""
    centred = onsets - onsets.mean()
    power = float(np.dot(centred, centred))
    if power <= 0:
        return 0.0
    lags = range(int(frames_of_beat) - 1, int(frames_of_beat) + 3)
    alike = (float(np.dot(centred[:-lag], centred[lag:])) for lag in lags if 0 < lag < len(onsets))
    return max(alike, default=0.0) / power


def _key(sound: Samples) -> tuple[int | None, bool | None]:
    import librosa

    chroma = librosa.feature.chroma_cqt(
        y=sound, sr=SAMPLE_RATE_HZ, hop_length=_CHROMA_HOP, norm=None
    ).mean(axis=1)
    if chroma.sum() <= 0 or np.ptp(chroma) == 0:
        return None, None
    profiles = [np.roll(profile, tonic) for tonic in range(12) for profile in (_MAJOR, _MINOR)]
    likeness = [float(np.corrcoef(chroma, profile)[0, 1]) for profile in profiles]
    order = np.argsort(likeness)[::-1]
    best, second = int(order[0]), int(order[1])
    if likeness[best] < LEAST_LIKENESS or likeness[best] - likeness[second] < LEAST_LEAD:
        return None, None
    return best // 2, best % 2 == 1
