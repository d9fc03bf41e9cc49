"""A long recording is heard in pieces, in bounded memory, and is heard the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from emomusic.audio.decode import SAMPLE_RATE_HZ
from emomusic.emotion import EmotionCurve, analyse_file, streaming
from emomusic.emotion.frontend import HOP_SAMPLES, Features, FrontEnd, extract
from emomusic.emotion.streaming import Replayed, features_of, joined, read_sound
from emomusic.errors import InvalidAudio
from emomusic.settings import PROJECT_DIR

MEASURE = """
import sys
from pathlib import Path
from emomusic.emotion import analyse_file
for path in sys.argv[1:]:
    analyse_file(Path(path))
    status = Path("/proc/self/status").read_text()
    print(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM")))
"""


def music(seconds: float) -> np.ndarray:
    """Chords and a beat whose loudness changes every ten seconds."""
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    beat = np.exp(-((time_s * 2) % 1) * 12)
    sound = 0.1 * np.random.default_rng(0).standard_normal(len(time_s)) * beat
    for bar, root_hz in enumerate((220.0, 174.61, 261.63, 196.0)):
        playing = ((time_s // 2) % 4) == bar
        sound += 0.05 * playing * sum(np.sin(2 * np.pi * root_hz * r * time_s) for r in (1, 1.26))
    return (sound * (0.4 + 0.3 * ((time_s // 10) % 3))).astype(np.float32)


def blocks_of(sound: np.ndarray, length: int) -> list[np.ndarray]:
    return [sound[first : first + length] for first in range(0, len(sound), length)]


def same(one: Features, other: Features) -> None:
    np.testing.assert_allclose(one.mel, other.mel, rtol=1e-4, atol=1e-9)
    np.testing.assert_allclose(one.semitones, other.semitones, rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("length", [1000, HOP_SAMPLES, 70_001])
@pytest.mark.parametrize("seconds", [0.3, 4.0, 7.77])
def test_features_that_are_taken_as_they_come_are_those_of_the_whole(
    seconds: float, length: int
) -> None:
    sound = music(seconds)
    parts = list(features_of(iter(blocks_of(sound, length))))
    assert all(part.hops for part in parts)
    same(joined(parts), extract(sound))


def test_what_was_taken_is_kept_no_longer() -> None:
    front_end = FrontEnd()
    front_end.add(music(5.0))
    assert front_end.take().hops >= 8
    assert front_end.take().hops == 0
    assert front_end.finish().hops <= 2


def test_a_recording_can_be_replayed_from_anywhere() -> None:
    sound = music(20.0)
    whole = extract(sound)
    replayed = Replayed(lambda: iter(blocks_of(sound, 30_000)), whole.hop_power)
    assert replayed.hops == 40
    for first, last in ((0, 6), (4, 12), (30, 40), (39, 40), (2, 5)):
        same(replayed.between(first, last), whole.between(first, last))


def test_a_file_that_was_changed_meanwhile_is_refused() -> None:
    sound = music(5.0)
    replayed = Replayed(lambda: iter([sound]), np.ones(50))
    with pytest.raises(InvalidAudio, match="changed"):
        replayed.between(40, 50)


def curve_in_pieces(path: Path, kept_hops: int, monkeypatch: pytest.MonkeyPatch) -> EmotionCurve:
    monkeypatch.setattr(streaming, "KEPT_HOPS", kept_hops)
    return analyse_file(path).curve


@pytest.mark.parametrize("rate_hz", [22050, 44100])
def test_a_long_recording_has_the_curve_that_it_would_have_if_it_were_kept(
    tmp_path: Path, rate_hz: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mix.wav"
    soundfile.write(path, music(150.0), rate_hz)
    kept, replayed = (curve_in_pieces(path, hops, monkeypatch) for hops in (10_000, 10))
    for name in ("valence", "arousal", "moods", "confident"):
        np.testing.assert_array_equal(getattr(kept, name), getattr(replayed, name))
    assert kept.overall == replayed.overall


def test_only_what_is_long_is_decoded_twice(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "song.wav", music(30.0), SAMPLE_RATE_HZ)
    sound, waveform = read_sound(tmp_path / "song.wav")
    assert isinstance(sound, Features)
    assert waveform.duration_s == 30.0


@pytest.mark.slow
def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    paths = [tmp_path / "one.wav", tmp_path / "three.wav"]
    minute = music(60.0)
    for path, minutes in zip(paths, (31, 93), strict=True):
        with soundfile.SoundFile(path, "w", SAMPLE_RATE_HZ, 1, "PCM_U8") as file:
            for _ in range(minutes):
                file.write(minute)
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, *map(str, paths)],
        cwd=PROJECT_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    first_mb, second_mb = (int(line) / 1024 for line in measured.stdout.split())
    # The curve and the waveform do grow, by a few kilobytes a minute.
    assert second_mb - first_mb < 25
    assert second_mb < 400
