"""What is not music: noise, tones, clicks and speech, for the network to abstain on."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from emomusic.audio.decode import SAMPLE_RATE_HZ, decode

Array = NDArray[np.float32]

_LENGTH_S = 15.0
_VOICES = ("en-us", "en-gb", "de", "fr", "es", "it", "ru", "pl", "nl", "pt", "sv", "tr")
_SYLLABLES = ("ba", "ko", "ri", "tan", "me", "lo", "shi", "ver", "un", "der", "al", "pe", "sto")
NOISES = 160
TONES = 120
SPEECHES = 240


def noise(seed: int) -> Array:
    """Coloured noise, steady, filtered or swelling.

    Args:
        seed: Which one; seeds 0..9 are plain white noise.

    Returns:
        Shape `[samples]`, `_LENGTH_S` seconds.
    """
    rng = np.random.default_rng(seed)
    count = round(_LENGTH_S * SAMPLE_RATE_HZ)
    white = rng.standard_normal(count)
    if seed >= 10:
        hz = np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE_HZ), 20)
        white = np.fft.irfft(np.fft.rfft(white) * hz ** -rng.uniform(-0.3, 1.2), count)
    if seed % 4 == 1:
        low = float(rng.uniform(50, 3000))
        band = (low, min(low * float(rng.uniform(1.5, 6)), 10000))
        white = sosfilt(butter(2, band, "bandpass", fs=SAMPLE_RATE_HZ, output="sos"), white)
    if seed % 4 == 2:
        time_s = np.arange(count) / SAMPLE_RATE_HZ
        rate_hz = rng.uniform(0.05, 4)
        white *= 1 + rng.uniform(0.2, 0.9) * np.sin(2 * np.pi * rate_hz * time_s)
    return (0.1 * white / white.std()).astype(np.float32)


def tone(seed: int) -> Array:
    """A sine, a few steady partials, a sweep, or beeps.

    Args:
        seed: Which one; `seed % 4` chooses the kind.

    Returns:
        Shape `[samples]`, `_LENGTH_S` seconds.
    """
    rng = np.random.default_rng(10_000 + seed)
    count = round(_LENGTH_S * SAMPLE_RATE_HZ)
    time_s = np.arange(count) / SAMPLE_RATE_HZ
    low_hz = 55 * 2 ** rng.uniform(0, 6)
    kind = seed % 4
    if kind == 0:
        wave = np.sin(2 * np.pi * low_hz * time_s)
    elif kind == 1:
        partials = np.arange(1, rng.integers(2, 12))
        wave = (np.sin(2 * np.pi * low_hz * partials[:, None] * time_s) / partials[:, None]).sum(0)
    elif kind == 2:
        high_hz = 55 * 2 ** rng.uniform(0, 6)
        sweep_hz = low_hz * (high_hz / low_hz) ** (time_s / _LENGTH_S)
        wave = np.sin(2 * np.pi * np.cumsum(sweep_hz) / SAMPLE_RATE_HZ)
    else:
        period_s = rng.uniform(0.2, 2)
        wave = np.sin(2 * np.pi * low_hz * time_s) * (time_s % period_s < period_s / 2)
    hiss = rng.standard_normal(count) * 10 ** rng.uniform(-5, -2)
    return (0.2 * wave / np.abs(wave).max() + hiss).astype(np.float32)


def _words(rng: np.random.Generator, count: int) -> str:
    words = ["".join(rng.choice(_SYLLABLES, rng.integers(1, 4))) for _ in range(count)]
    stops = rng.choice(["", "", "", "", ",", "."], count)
    return " ".join(word + stop for word, stop in zip(words, stops, strict=True))


def speech(seed: int) -> Array:
    """One synthetic voice reads invented words, dry or in a room.

    Args:
        seed: Which voice, language, rate, pitch and text.

    Returns:
        Shape `[samples]`, at most `_LENGTH_S` seconds.
    """
    rng = np.random.default_rng(20_000 + seed)
    variant = rng.choice(["m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f4", "f5"])
    program = shutil.which("espeak-ng") or "espeak-ng"
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "speech.wav"
        options = ["-v", f"{_VOICES[seed % len(_VOICES)]}+{variant}"]
        options += ["-s", str(rng.integers(110, 230)), "-p", str(rng.integers(15, 85))]
        subprocess.run([program, *options, "-w", str(wave), _words(rng, 60)], check=True)
        samples = decode(wave)[: round(_LENGTH_S * SAMPLE_RATE_HZ)]
    if seed % 3 == 1:
        tail = rng.standard_normal(round(0.4 * SAMPLE_RATE_HZ))
        tail *= np.exp(-np.arange(len(tail)) / (rng.uniform(0.03, 0.15) * SAMPLE_RATE_HZ))
        wet = np.convolve(samples, tail / np.abs(tail).sum() * 8)[: len(samples)]
        samples = samples + rng.uniform(0.2, 1) * wet.astype(np.float32)
    hiss = rng.standard_normal(len(samples)) * 10 ** rng.uniform(-5, -2.5)
    return (samples + hiss).astype(np.float32)


def make(name: str) -> Array:
    """Make a negative by its name, such as `speech_12`.

    Args:
        name: `noise_N`, `tone_N` or `speech_N`.
    """
    kind, _, seed = name.partition("_")
    return {"noise": noise, "tone": tone, "speech": speech}[kind](int(seed))


def names() -> list[str]:
    """Name every negative that training uses."""
    kinds = {"noise": NOISES, "tone": TONES, "speech": SPEECHES}
    return [f"{kind}_{seed}" for kind, count in kinds.items() for seed in range(count)]
