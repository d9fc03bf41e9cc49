"""The shape and the loudness of a recording, measured on the stream that analysis reads anyway."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

from emomusic.audio.decode import SAMPLE_RATE_HZ, Samples

BINS = 800
"""How many peaks the seek bar draws."""

REPLAYGAIN_LUFS = -18.0
"""The loudness that ReplayGain 2.0 brings every track to."""

_STEP = 2205
_BLOCK_STEPS = 4
_PEAK_STEP = 147
_PAIR_LUFS = 10 * np.log10(2)
"""Mono sounds from two loudspeakers, whose powers BS.1770-4 adds."""

_ABSOLUTE_GATE_LUFS, _RELATIVE_GATE_LU = -70.0, -10.0


@dataclass(frozen=True, slots=True)
class Waveform:
    """What the meter read.

    Attributes:
        peaks: Shape `[BINS]`, 0..255, the highest sample of each stretch on a scale whose top
            is the highest of all.
        loudness_lufs: Integrated loudness, None where nothing passes the gate.
        sample_peak: Highest absolute sample, full scale at 1.
        duration_s: Length of the recording.
    """

    peaks: NDArray[np.uint8]
    loudness_lufs: float | None
    sample_peak: float
    duration_s: float

    @property
    def gain_db(self) -> float:
        """The ReplayGain 2.0 track gain, 0 where there is no loudness."""
        return 0.0 if self.loudness_lufs is None else REPLAYGAIN_LUFS - self.loudness_lufs


def _k_weights(hz: NDArray[np.floating]) -> NDArray[np.float32]:
    """Power response of the K filter, from its analogue prototype (BS.1770-4, annex 1)."""
    s = 2j * np.pi * np.maximum(hz, 1e-3)
    shelf_w, shelf_q, high = 2 * np.pi * 1681.974, 0.7071752, 10 ** (3.999844 / 20)
    band = high**0.4996667741545416
    shelf = (high * s**2 + band * shelf_w / shelf_q * s + shelf_w**2) / (
        s**2 + shelf_w / shelf_q * s + shelf_w**2
    )
    pass_w, pass_q = 2 * np.pi * 38.13547, 0.5003270
    highpass = s**2 / (s**2 + pass_w / pass_q * s + pass_w**2)
    return (np.abs(shelf * highpass) ** 2).astype(np.float32)


class WaveformMeter:
    """Measures peaks and loudness of a stream of mono samples at `SAMPLE_RATE_HZ`.

    Loudness follows ITU-R BS.1770-4: K-weighted power in blocks of 400 ms every 100 ms, gated
    at -70 LUFS and at 10 LU under the mean. The filter is applied to the spectrum of each
    100 ms instead of to the samples, and the channels were mixed to one before: within 1 LU
    of a full measurement on ordinary stereo.
    """

    def __init__(self) -> None:
        weights = _k_weights(np.fft.rfftfreq(_STEP, 1 / SAMPLE_RATE_HZ))
        # One-sided spectrum: every bin but the first stands for two.
        self._weights = weights * np.float32(2 / _STEP**2)
        self._weights[0] /= 2
        self._waiting = np.zeros(0, dtype=np.float32)
        self._powers: list[NDArray[np.float32]] = []
        self._peaks: list[NDArray[np.float32]] = []
        self._samples = 0

    def add(self, samples: Samples) -> None:
        """Take the next block.

        Args:
            samples: Shape `[samples]`, full scale at 1.
        """
        self._samples += len(samples)
        stream = np.concatenate([self._waiting, samples])
        whole = len(stream) // _STEP
        self._measure(stream[: whole * _STEP].reshape(whole, _STEP))
        self._waiting = stream[whole * _STEP :].copy()

    def _measure(self, steps: NDArray[np.float32]) -> None:
        if not len(steps):
            return
        spectrum = rfft(steps, axis=-1)
        self._powers.append((spectrum.real**2 + spectrum.imag**2) @ self._weights)
        self._peaks.append(np.abs(steps).reshape(-1, _PEAK_STEP).max(axis=1))

    def finish(self) -> Waveform:
        """End the stream.

        Returns:
            What was measured over everything that was added.
        """
        if len(self._waiting):
            rest = np.zeros(_STEP, dtype=np.float32)
            rest[: len(self._waiting)] = self._waiting
            self._measure(rest[None])
        fine = np.concatenate([*self._peaks, np.zeros(0, dtype=np.float32)])
        used = fine[: max(1, -(-self._samples // _PEAK_STEP))]
        powers = np.concatenate([*self._powers, np.zeros(0, dtype=np.float32)])
        return Waveform(
            peaks=_to_bins(used),
            loudness_lufs=_gated_loudness(powers.astype(np.float64)),
            sample_peak=float(used.max(initial=0.0)),
            duration_s=self._samples / SAMPLE_RATE_HZ,
        )


def _to_bins(fine: NDArray[np.float32]) -> NDArray[np.uint8]:
    top = float(fine.max(initial=0.0))
    if top <= 0:
        return np.zeros(BINS, dtype=np.uint8)
    edges = np.arange(BINS) * len(fine) // BINS
    binned = np.maximum.reduceat(fine, edges)
    # In this order, for 255 / top can be more than a number holds.
    return np.rint(binned / top * 255).astype(np.uint8)


def _gated_loudness(powers: NDArray[np.float64]) -> float | None:
    if not len(powers):
        return None
    window = np.ones(min(_BLOCK_STEPS, len(powers)))
    blocks = np.convolve(powers, window / len(window), "valid")
    audible = blocks[_lufs(blocks) > _ABSOLUTE_GATE_LUFS]
    if not len(audible):
        return None
    relative = float(_lufs(audible.mean())) + _RELATIVE_GATE_LU
    return float(_lufs(audible[_lufs(audible) > relative].mean()))


def _lufs(power: NDArray[np.float64] | np.floating) -> NDArray[np.float64]:
    return np.asarray(-0.691 + _PAIR_LUFS + 10 * np.log10(np.maximum(power, 1e-20)))


def measure(samples: Samples) -> Waveform:
    """Measure a whole recording at once.

    Args:
        samples: Shape `[samples]`, mono at `SAMPLE_RATE_HZ`, full scale at 1.
    """
    meter = WaveformMeter()
    meter.add(samples)
    return meter.finish()


def peaks(samples: Samples) -> NDArray[np.uint8]:
    """Draw a recording as `BINS` peaks.

    Args:
        samples: Shape `[samples]`, mono at `SAMPLE_RATE_HZ`.

    Returns:
        Shape `[BINS]`, 0..255.
    """
    return measure(samples).peaks
