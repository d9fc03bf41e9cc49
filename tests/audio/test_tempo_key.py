"""Tempo and key of sounds whose tempo and key are known."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from emomusic.audio.decode import SAMPLE_RATE_HZ
from emomusic.audio.tempo_key import INTRODUCTION_S, TempoKey, measure, measure_file
from emomusic.errors import InvalidAudio

pytestmark = pytest.mark.slow

Sound = NDArray[np.float32]

_MAJOR = ((0, 4, 7), (5, 9, 12), (7, 11, 14), (0, 4, 7))
_MINOR = ((0, 3, 7), (5, 8, 12), (7, 11, 14), (0, 3, 7))


def samples(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE_HZ)


def clicks(tempo_bpm: float, seconds: float = 30.0) -> Sound:
    """A click on every beat: three hundredths of a second of fading noise."""
    at_s = np.arange(samples(0.03)) / SAMPLE_RATE_HZ
    click = 0.5 * np.exp(-200 * at_s) * np.random.default_rng(1).standard_normal(len(at_s))
    sound = np.zeros(samples(seconds) + len(click), np.float32)
    for beat in range(int(seconds * tempo_bpm / 60)):
        start = samples(beat * 60 / tempo_bpm)
        sound[start : start + len(click)] += click.astype(np.float32)
    return sound[: samples(seconds)]


def note(midi: int, seconds: float) -> Sound:
    """A tone with five overtones that fades like a plucked string."""
    at_s = np.arange(samples(seconds)) / SAMPLE_RATE_HZ
    pitch_hz = 440 * 2 ** ((midi - 69) / 12)
    wave = sum(np.sin(2 * np.pi * pitch_hz * n * at_s) / n**1.5 for n in range(1, 6))
    return (0.08 * wave * np.exp(-at_s / 1.2) * np.minimum(1, at_s * 40)).astype(np.float32)


def chords(tonic: int, *, is_minor: bool, seconds: float = 30.0) -> Sound:
    """The chords I, IV, V and I of a key, two beats each at 100 a minute, with their bass."""
    row = _MINOR if is_minor else _MAJOR
    played = [
        sum(note(60 + tonic + step, 1.2) for step in (*row[bar % 4], row[bar % 4][0] - 12))
        for bar in range(int(seconds / 1.2))
    ]
    return np.concatenate(played).astype(np.float32)


@pytest.mark.parametrize("tempo_bpm", [70, 90, 100, 120, 128, 140, 174])
def test_the_tempo_of_clicks_is_theirs(tempo_bpm: int) -> None:
    assert measure(clicks(tempo_bpm)).tempo_bpm == pytest.approx(tempo_bpm, abs=0.3)


@pytest.mark.parametrize("tonic", [0, 3, 6, 9])
@pytest.mark.parametrize("is_minor", [False, True])
def test_the_key_of_a_cadence_is_its_own(tonic: int, is_minor: bool) -> None:
    found = measure(chords(tonic, is_minor=is_minor))
    assert (found.tonic, found.is_minor) == (tonic, is_minor)


def test_the_tempo_is_that_of_the_beat_under_the_chords() -> None:
    played = chords(2, is_minor=False)
    beaten = played + 0.5 * clicks(100, 30.0)[: len(played)]
    found = measure(beaten)
    assert found == TempoKey(pytest.approx(100, abs=0.3), 2, False)


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(np.zeros(samples(20), np.float32), id="silence"),
        pytest.param(
            0.1 * np.random.default_rng(1).standard_normal(samples(20)).astype(np.float32),
            id="noise",
        ),
        pytest.param(clicks(120, 4.0), id="too short"),
    ],
)
def test_what_has_neither_says_so(sound: Sound) -> None:
    assert measure(sound) == TempoKey()


def test_a_tone_that_is_held_has_no_tempo() -> None:
    at_s = np.arange(samples(20)) / SAMPLE_RATE_HZ
    held = 0.2 * np.sin(2 * np.pi * 220 * at_s).astype(np.float32)
    assert measure(held).tempo_bpm is None


def test_of_a_long_song_the_introduction_is_left_out(tmp_path: Path) -> None:
    slow_then_fast = np.concatenate([clicks(70, INTRODUCTION_S), clicks(140, 125.0)])
    soundfile.write(tmp_path / "song.wav", slow_then_fast, SAMPLE_RATE_HZ)
    assert measure_file(tmp_path / "song.wav").tempo_bpm == pytest.approx(140, abs=0.3)


def test_what_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "song.mp3").write_text("not sound")
    with pytest.raises(InvalidAudio):
        measure_file(tmp_path / "song.mp3")
