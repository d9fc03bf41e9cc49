"""Signal processing for the mix: filters, drive, delays, reverb, dynamics.

All functions take and return sound of shape (2, samples) unless they say otherwise.
"""

from collections.abc import Sequence

import numpy as np
from numba import njit
from scipy import signal
from scipy.ndimage import minimum_filter1d

from demo.studio.score import Audio, Effect

RATE_HZ = 44100


@njit(cache=True)
def _svf(x: Audio, cutoff_hz: Audio, damping: float, high: bool) -> Audio:
    y = np.empty_like(x)
    low_state, band_state = 0.0, 0.0
    for i in range(x.size):
        g = np.tan(np.pi * min(cutoff_hz[i], 20000.0) / 44100.0)
        a1 = 1.0 / (1.0 + g * (g + damping))
        v3 = x[i] - low_state
        v1 = a1 * band_state + g * a1 * v3
        v2 = low_state + g * v1
        band_state = 2.0 * v1 - band_state
        low_state = 2.0 * v2 - low_state
        y[i] = x[i] - damping * v1 - v2 if high else v2
    return y


@njit(cache=True)
def _follow(level: Audio, attack: float, release: float) -> Audio:
    y = np.empty_like(level)
    state = 0.0
    for i in range(level.size):
        rate = attack if level[i] > state else release
        state += rate * (level[i] - state)
        y[i] = state
    return y


def sweep(sound: Audio, cutoff_hz: Audio, resonance: float = 0.2, high: bool = False) -> Audio:
    """Filter with a moving cutoff: a state variable filter (Zavalishin's topology-preserving one).

    Args:
        sound: Shape (2, samples) or (samples,).
        cutoff_hz: Cutoff for each sample.
        resonance: 0 (flat) to below 1 (whistling).
        high: High-pass instead of low-pass.
    """
    damping = 1.42 * (1.0 - resonance)
    if sound.ndim == 1:
        return np.asarray(_svf(sound, cutoff_hz, damping, high))
    return np.stack([_svf(channel, cutoff_hz, damping, high) for channel in sound])


def lowpass(cutoff_hz: float, order: int = 2) -> Effect:
    """Butterworth low-pass."""
    sections = signal.butter(order, cutoff_hz, "low", fs=RATE_HZ, output="sos")
    return lambda sound: np.asarray(signal.sosfilt(sections, sound))


def highpass(cutoff_hz: float, order: int = 2) -> Effect:
    """Butterworth high-pass."""
    sections = signal.butter(order, cutoff_hz, "high", fs=RATE_HZ, output="sos")
    return lambda sound: np.asarray(signal.sosfilt(sections, sound))


def bell(centre_hz: float, gain_db: float, quality: float = 0.9) -> Effect:
    """Peaking equaliser (RBJ Audio EQ Cookbook)."""
    amplitude = 10 ** (gain_db / 40)
    omega = 2 * np.pi * centre_hz / RATE_HZ
    alpha, cosine = np.sin(omega) / (2 * quality), np.cos(omega)
    b = [1 + alpha * amplitude, -2 * cosine, 1 - alpha * amplitude]
    a = [1 + alpha / amplitude, -2 * cosine, 1 - alpha / amplitude]
    return lambda sound: np.asarray(signal.lfilter(b, a, sound))


def saturate(drive_db: float) -> Effect:
    """Warm, level-keeping saturation."""
    drive = 10 ** (drive_db / 20)
    return lambda sound: np.tanh(drive * sound) / np.tanh(drive)


def guitar_amp(drive_db: float = 38.0, presence_db: float = 5.0, level: float = 0.22) -> Effect:
    """A distorting guitar amplifier and its cabinet, run at twice the rate against aliasing."""

    def effect(sound: Audio) -> Audio:
        tight = highpass(110.0)(bell(750.0, 5.0, 0.7)(sound))
        oversampled = signal.resample_poly(tight, 2, 1, axis=1)
        first = np.tanh(10 ** (drive_db / 20) * oversampled + 0.12)
        second = np.tanh(2.2 * (first - 0.12))
        driven = signal.resample_poly(second, 1, 2, axis=1)[:, : sound.shape[1]]
        for stage in (
            highpass(85.0),
            bell(120.0, 3.0),
            bell(450.0, -3.5),
            bell(2600.0, presence_db),
            lowpass(5200.0, 4),
        ):
            driven = stage(driven)
        return level * driven

    return effect


def gate(threshold: float = 0.01) -> Effect:
    """Silence what lies under the threshold: keeps driven guitars tight."""

    def effect(sound: Audio) -> Audio:
        envelope = _follow(np.abs(sound).max(axis=0), 0.02, 0.0006)
        return sound * np.clip((envelope / threshold - 0.5) * 2, 0.0, 1.0)

    return effect


def ping_pong(time_s: float, feedback: float = 0.45, mix: float = 0.35) -> Effect:
    """Echoes that go from side to side, each darker than the last."""

    def effect(sound: Audio) -> Audio:
        wet, echo = np.zeros_like(sound), np.stack([sound.mean(axis=0)] * 2)
        step, dark = round(time_s * RATE_HZ), lowpass(4500.0, 1)
        for count in range(1, 9):
            echo = dark(echo) * (feedback if count > 1 else 1.0)
            side = count % 2
            if count * step < sound.shape[1]:
                wet[side, count * step :] += echo[side, : sound.shape[1] - count * step]
        return sound + mix * wet

    return effect


def chorus(depth_s: float = 0.0025, rate_hz: float = 0.6, mix: float = 0.5) -> Effect:
    """Widen with two slowly moving delays in opposite phase."""

    def effect(sound: Audio) -> Audio:
        at = np.arange(sound.shape[1])
        wet = []
        for channel, phase in zip(sound, (0.0, np.pi), strict=True):
            lag = 0.012 + depth_s * np.sin(2 * np.pi * rate_hz * at / RATE_HZ + phase)
            wet.append(np.interp(at - lag * RATE_HZ, at, channel))
        return (1 - mix / 2) * sound + mix * np.stack(wet)

    return effect


def room(seconds: float, bright_hz: float, rng: np.random.Generator) -> Audio:
    """An impulse response: three bands of decaying noise, high ones dying first, after 18 ms."""
    length = int(seconds * 1.15 * RATE_HZ)
    at_s = np.arange(length) / RATE_HZ
    noise = rng.normal(0, 1, (2, length))
    bands = (
        (signal.butter(2, 350, "low", fs=RATE_HZ, output="sos"), 1.05, 0.8),
        (signal.butter(2, (350, 2800), "band", fs=RATE_HZ, output="sos"), 1.0, 1.0),
        (signal.butter(2, (2800, bright_hz + 2900), "band", fs=RATE_HZ, output="sos"), 0.55, 0.8),
    )
    response = np.zeros((2, length))
    for sections, stretch, level in bands:
        decay = np.exp(-6.9 * at_s / (seconds * stretch))
        response += level * signal.sosfilt(sections, noise) * decay
    response *= 1 - np.exp(-at_s / 0.012)
    response = highpass(160.0)(response)
    silence = np.zeros((2, int(0.018 * RATE_HZ)))
    return np.concatenate((silence, response / np.sqrt((response**2).sum(axis=1).mean())), axis=1)


def reverberate(sound: Audio, response: Audio) -> Audio:
    """Convolve with an impulse response, cut to the length of ``sound``."""
    wet = signal.oaconvolve(sound, response, axes=1)[:, : sound.shape[1]]
    return np.asarray(wet)


def panned(sound: Audio, position: float) -> Audio:
    """Balance a stereo stem by equal power; 0 leaves it as it is."""
    angle = (position + 1) * np.pi / 4
    return sound * (np.sqrt(2) * np.array([[np.cos(angle)], [np.sin(angle)]]))


def compress(
    sound: Audio, threshold_db: float = -18.0, ratio: float = 1.8, release_s: float = 0.18
) -> Audio:
    """Gentle bus compression, both channels alike."""
    level = np.sqrt((sound**2).mean(axis=0))
    envelope = _follow(level, 1 / (0.02 * RATE_HZ), 1 / (release_s * RATE_HZ))
    over_db = np.maximum(0.0, 20 * np.log10(envelope + 1e-9) - threshold_db)
    return sound * 10 ** (-over_db * (1 - 1 / ratio) / 20)


def limit(sound: Audio, ceiling: float, look_s: float = 0.004) -> Audio:
    """Keep oversampled peaks under ``ceiling`` with a look-ahead limiter."""
    oversampled = np.abs(signal.resample_poly(sound, 4, 1, axis=1)).max(axis=0)
    peaks = oversampled.reshape(-1, 4).max(axis=1)
    window = int(look_s * RATE_HZ)
    wanted = np.minimum(1.0, ceiling / np.maximum(peaks, 1e-9))
    held = minimum_filter1d(wanted, 2 * window + 1, mode="nearest")
    reduction = 1.0 - held
    smooth = 1.0 - _follow(reduction, 1.0, 1 / (0.08 * RATE_HZ))
    kernel = np.hanning(window + 2)[1:-1]
    gain = np.convolve(np.pad(smooth, (window // 2, window), mode="edge"), kernel / kernel.sum())
    start = window - 1
    return sound * np.minimum(gain[start : start + sound.shape[1]], held / held.clip(1e-9))


def chain(*effects: Effect) -> Sequence[Effect]:
    """Name a row of effects."""
    return effects
