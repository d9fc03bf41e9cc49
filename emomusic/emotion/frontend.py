"""What the network hears: a log-mel spectrogram and a semitone spectrogram, streamed.

The mel branch (32 ms windows, 64 frames a second) carries rhythm, timbre and loudness, on the
scale that musicnn (Pons and Serra 2019) was trained on, whose filters the network uses. Its bins
are wider than a semitone at middle C, so it can't tell minor from major; the semitone branch
(372 ms windows, 6 frames a second) can. Both have a whole number of frames in a hop of 0.5 s,
centred on a grid that starts with the file, so that a file gives the same frames however it is
cut into blocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft

Array = NDArray[np.float32]

SAMPLE_RATE_HZ = 22050
HOP_S = 0.5
HOP_SAMPLES = 11025
MEL_BANDS = 96
SEMITONES = 72
MEL_PER_HOP = 32
SEMITONE_PER_HOP = 3
_MEL_WINDOW, _MEL_FFT = 706, 720
_SEMITONE_WINDOW = 8192
_HIGHEST_HZ = 8000.0
_LOWEST_SEMITONE_HZ = 65.406
_SILENCE = 1e-13
"""Mean mel power under which a file has no sound in it; a full-scale sine has about 1e-4."""
_MEL_CONTRAST = 6700.0
"""How far a mel band is heard under the loud parts: musicnn's factor of 10,000 on power, at the
loudness that half of our recordings have."""
SEMITONE_FLOOR = 1e-5
"""Added to power after normalisation: about 60 dB under the loudest parts nothing is heard."""


@cache
def mel_filters() -> Array:
    """Triangular filters of equal area on the mel scale of Slaney (1998), up to 8 kHz.

    Returns:
        Shape `[_MEL_FFT // 2 + 1, MEL_BANDS]`.
    """
    hz = np.fft.rfftfreq(_MEL_FFT, 1 / SAMPLE_RATE_HZ)
    edges = _mel_to_hz(np.linspace(0, _hz_to_mel(_HIGHEST_HZ), MEL_BANDS + 2))
    rising = (hz[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - hz[:, None]) / (edges[2:] - edges[1:-1])
    filters = np.clip(np.minimum(rising, falling), 0, None) * 2 / (edges[2:] - edges[:-2])
    return filters.astype(np.float32)


def _hz_to_mel(hz: float) -> float:
    return hz / (200 / 3) if hz < 1000 else 15 + float(np.log(hz / 1000)) * 27 / float(np.log(6.4))


def _mel_to_hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))


@cache
def semitone_filters() -> Array:
    """Bells a semitone wide round the notes from C2 to B7, of equal area.

    Returns:
        Shape `[_SEMITONE_WINDOW // 2 + 1, SEMITONES]`.
    """
    hz = np.fft.rfftfreq(_SEMITONE_WINDOW, 1 / SAMPLE_RATE_HZ)
    note = 12 * np.log2(np.maximum(hz, 1) / _LOWEST_SEMITONE_HZ)
    distance = note[:, None] - np.arange(SEMITONES)
    bells = np.exp(-0.5 * (distance / 0.35) ** 2) * (np.abs(distance) < 1)
    return (bells / np.maximum(bells.sum(axis=0), 1e-9)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Features:
    """Power spectrograms of a recording, not yet normalised.

    Attributes:
        mel: Shape `[T * MEL_PER_HOP, MEL_BANDS]`, power.
        semitones: Shape `[T * SEMITONE_PER_HOP, SEMITONES]`, power.
    """

    mel: Array
    semitones: Array

    @property
    def hops(self) -> int:
        """How many hops of 0.5 s the recording has."""
        return len(self.mel) // MEL_PER_HOP

    @property
    def hop_power(self) -> NDArray[np.float64]:
        """Shape `[T]`, the mean power of each hop."""
        return self.mel.reshape(-1, MEL_PER_HOP * MEL_BANDS).mean(axis=1, dtype=np.float64)

    def between(self, first: int, last: int) -> Features:
        """Cut out some hops.

        Args:
            first: First hop.
            last: One after the last hop.
        """
        return Features(
            self.mel[first * MEL_PER_HOP : last * MEL_PER_HOP],
            self.semitones[first * SEMITONE_PER_HOP : last * SEMITONE_PER_HOP],
        )


class _Framer:
    """Cuts a stream into overlapping windows and keeps the power in each band.

    Args:
        window: Samples in a window.
        fft: Samples in a transform; a longer one than the window is filled up with zeros.
        per_hop: Windows in a hop; window `k` is centred on `(k + 0.5) / per_hop` hops.
        filters: Shape `[fft // 2 + 1, bands]`.
    """

    def __init__(self, window: int, fft: int, per_hop: int, filters: Array) -> None:
        self._window, self._fft, self._per_hop = window, fft, per_hop
        self._taper = (np.hanning(window + 1)[:-1] * (2 / window)).astype(np.float32)
        used = np.flatnonzero(filters.any(axis=1))
        self._bins = slice(int(used[0]), int(used[-1]) + 1)
        self._filters = np.ascontiguousarray(filters[self._bins])
        # The stream begins with as many zeros as the first window reaches before the file.
        self._lead = -self._start_of(0)
        self._waiting = np.zeros(self._lead, dtype=np.float32)
        self._dropped = 0
        self._frames = 0
        self._done: list[Array] = []
        self._taken = 0

    @property
    def ready(self) -> int:
        """How many frames are done, those that were taken among them."""
        return self._frames

    def take(self, end: int) -> Array:
        """Hand over the frames before `end`, and keep them no longer."""
        done = np.concatenate([*self._done, np.zeros((0, self._filters.shape[1]), np.float32)])
        cut = end - self._taken
        self._done, self._taken = [done[cut:].copy()], end
        return done[:cut]

    def _start_of(self, frame: int) -> int:
        return (2 * frame + 1) * HOP_SAMPLES // (2 * self._per_hop) - self._window // 2

    def add(self, samples: Array) -> None:
        self._waiting = np.concatenate([self._waiting, samples])
        end = self._dropped + len(self._waiting) - self._lead
        ready = self._frames
        while self._start_of(ready) + self._window <= end:
            ready += 1
        if ready == self._frames:
            return
        windows = np.lib.stride_tricks.sliding_window_view(self._waiting, self._window)
        # Small batches stay in the cache of the processor.
        batch = max(1, (1 << 18) // self._fft)
        offset = self._lead - self._dropped
        for first in range(self._frames, ready, batch):
            frames = range(first, min(ready, first + batch))
            chosen = windows[[self._start_of(frame) + offset for frame in frames]]
            spectrum = rfft(chosen * self._taper, self._fft, axis=-1)[:, self._bins]
            power = spectrum.real**2 + spectrum.imag**2
            self._done.append(power @ self._filters)
        self._frames = ready
        keep = self._start_of(ready) + offset
        self._waiting = self._waiting[keep:].copy()
        self._dropped += keep

    def finish(self, frames: int) -> Array:
        last = self._start_of(frames - 1) + self._window
        short = last - (self._dropped + len(self._waiting) - self._lead)
        if frames > self._frames and short > 0:
            self.add(np.zeros(short, dtype=np.float32))
        return self.take(frames)


class _LevelBlocker:
    """A high-pass at 5 Hz: a constant under the music would weigh in the lowest band.

    It takes an exponential moving average away, computed in runs so short that the powers of its
    factor stay near 1 (scipy.signal has it ready, but takes longer to load than the model).
    """

    _KEEP, _RUN = 0.9986, 2048

    def __init__(self) -> None:
        self._level: float | None = None
        self._decay = (self._KEEP ** np.arange(self._RUN)).astype(np.float32)
        self._growth = (1 - self._KEEP) / self._decay

    def pass_on(self, samples: Array) -> Array:
        """Take the level away from the next block."""
        if self._level is None and len(samples):
            self._level = float(samples[0])
        passed = np.empty_like(samples)
        for first in range(0, len(samples), self._RUN):
            run = samples[first : first + self._RUN]
            level = np.cumsum(run * self._growth[: len(run)])
            level += np.float32(self._KEEP * (self._level or 0.0))
            level *= self._decay[: len(run)]
            np.subtract(run, level, out=passed[first : first + len(run)])
            self._level = float(level[-1])
        return passed


class FrontEnd:
    """Turns blocks of samples into `Features`; the blocks may be of any size."""

    def __init__(self) -> None:
        self._mel = _Framer(_MEL_WINDOW, _MEL_FFT, MEL_PER_HOP, mel_filters())
        self._semitones = _Framer(
            _SEMITONE_WINDOW, _SEMITONE_WINDOW, SEMITONE_PER_HOP, semitone_filters()
        )
        self._samples = 0
        self._blocker = _LevelBlocker()

    def add(self, samples: Array) -> None:
        """Take the next block.

        Args:
            samples: Shape `[samples]`, mono at `SAMPLE_RATE_HZ`, full scale at 1.
        """
        self._samples += len(samples)
        passed = self._blocker.pass_on(samples)
        self._mel.add(passed)
        self._semitones.add(passed)

    def take(self) -> Features:
        """Take the hops that are done, so that they need not be kept here.

        Returns:
            The features of the hops that follow those that were taken before; maybe of none.
        """
        hops = min(self._mel.ready // MEL_PER_HOP, self._semitones.ready // SEMITONE_PER_HOP)
        return Features(
            self._mel.take(hops * MEL_PER_HOP), self._semitones.take(hops * SEMITONE_PER_HOP)
        )

    def finish(self) -> Features:
        """End the stream; the last hop is filled up with silence.

        Returns:
            The features of everything that was added and not taken.
        """
        hops = max(1, -(-self._samples // HOP_SAMPLES))
        return Features(
            self._mel.finish(hops * MEL_PER_HOP),
            self._semitones.finish(hops * SEMITONE_PER_HOP),
        )


def extract(samples: Array) -> Features:
    """Compute the features of a whole recording at once.

    Args:
        samples: Shape `[samples]`, mono at `SAMPLE_RATE_HZ`, full scale at 1.
    """
    front_end = FrontEnd()
    front_end.add(samples)
    return front_end.finish()


def loudness_reference(mel: Array) -> float:
    """How loud the recording is where it is not quiet: the power that normalises it.

    Like the gate of ITU-R BS.1770-4 but without its absolute threshold, so that a gain
    changes the reference by exactly that gain.

    Args:
        mel: Shape `[frames, MEL_BANDS]`, power.

    Returns:
        Mean power of the hops that are less than 10 dB under the mean, or 0 for silence.
    """
    return reference_of(Features(mel, mel[:0]).hop_power)


def reference_of(power: NDArray[np.float64]) -> float:
    """As `loudness_reference`, where only the power of each hop is known.

    Args:
        power: Shape `[T]`, see `Features.hop_power`.
    """
    mean = float(power.mean())
    if mean < _SILENCE:
        return 0.0
    return float(power[power > mean / 10].mean())


def normalise(features: Features, reference: float) -> tuple[Array, Array]:
    """Put the features on the scale that the network was trained on.

    Args:
        features: Power, as `extract` returns it.
        reference: As `loudness_reference` returns it; above 0.

    Returns:
        Compressed mel power, `log10(1 + 6700 p)`, about 0 to 5, and the natural logarithm of
        semitone power, about -14 to 5, both relative to the reference, of the same shapes.
    """
    scale = np.float32(1 / reference)
    return (
        np.log10(features.mel * (scale * np.float32(_MEL_CONTRAST)) + np.float32(1)),
        np.log(features.semitones * scale + np.float32(SEMITONE_FLOOR)),
    )
