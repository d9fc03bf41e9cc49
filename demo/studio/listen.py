"""Listens with numbers: what a rendered file measures, second by second."""

from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import pyloudnorm
import soundfile

from demo.studio.catalogue import Song

FRAME_S = 0.05


@dataclass(frozen=True)
class Heard:
    """Measurements of a file; ``thirds_db`` and ``thirds_hz`` follow its course in six parts."""

    duration_s: float
    lufs: float
    peak: float
    silence_s: float
    centroid_hz: float
    onsets_per_s: float
    range_db: float
    course_db: tuple[float, ...]
    course_hz: tuple[float, ...]


def longest_silence(level: np.ndarray, threshold: float = 0.001) -> float:
    """Seconds of the longest run under −60 dBFS."""
    longest = run = 0
    for quiet in level < threshold:
        run = run + 1 if quiet else 0
        longest = max(longest, run)
    return longest * FRAME_S


def hear(path: Path) -> Heard:
    """Measure a sound file."""
    sound, rate = soundfile.read(path, dtype="float64", always_2d=True)
    frames = len(sound) // int(FRAME_S * rate)
    blocks = sound[: frames * int(FRAME_S * rate)].reshape(frames, -1)
    level = np.sqrt((blocks**2).mean(axis=1))
    low = librosa.resample(sound.mean(axis=1).astype(np.float32), orig_sr=rate, target_sr=22050)
    centroid = librosa.feature.spectral_centroid(y=low, sr=22050)[0]
    loud = librosa.feature.rms(y=low)[0] > 0.003
    onsets = librosa.onset.onset_detect(y=low, sr=22050)
    sixths = np.array_split(level, 6)
    return Heard(
        duration_s=len(sound) / rate,
        lufs=pyloudnorm.Meter(rate).integrated_loudness(sound),
        peak=float(np.abs(sound).max()),
        silence_s=longest_silence(level),
        centroid_hz=float(centroid[loud].mean()),
        onsets_per_s=len(onsets) / (len(sound) / rate),
        range_db=float(20 * np.log10(np.percentile(level, 95) / (np.percentile(level, 10) + 1e-6))),
        course_db=tuple(float(20 * np.log10(np.sqrt((s**2).mean()) + 1e-6)) for s in sixths),
        course_hz=tuple(float(c.mean()) for c in np.array_split(centroid, 6)),
    )


def report(path: Path, song: Song) -> str:
    """One line about a file for the person who renders."""
    heard = hear(path)
    course = " ".join(f"{v:.0f}" for v in heard.course_db)
    colour = " ".join(f"{v / 1000:.1f}" for v in heard.course_hz)
    return (
        f"{song.title[:24]:24} {'→'.join(song.moods):18} {heard.duration_s:5.0f} s"
        f" {heard.lufs:6.1f} LUFS peak {heard.peak:.2f} gap {heard.silence_s:.1f} s"
        f" centroid {heard.centroid_hz:5.0f} Hz {heard.onsets_per_s:4.1f} onsets/s"
        f" range {heard.range_db:4.1f} dB | {course} dB | {colour} kHz"
        f" | {path.stat().st_size / 1e6:.2f} MB"
    )
