"""What the ear must do when one thing about a piece changes, and when there is no music."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from emomusic.audio.decode import SAMPLE_RATE_HZ
from emomusic.emotion import EmotionCurve, Mood, analyse_file, model_version
from emomusic.emotion.frontend import FrontEnd, extract
from emomusic.emotion.inference import curve_of
from emomusic.emotion.listening import run_network
from emomusic.emotion.model import calibration
from emomusic.emotion.training import negatives
from emomusic.emotion.training.render import soundfonts
from tests.emotion.pieces import PIECES, Piece, sound_of

needs_piano = pytest.mark.skipif(
    shutil.which("fluidsynth") is None or not soundfonts(),
    reason="fluidsynth or a General MIDI soundfont is not installed: nothing renders the pieces",
)
needs_touch = pytest.mark.skipif(
    shutil.which("fluidsynth") is None or "musescore" not in soundfonts(),
    reason="MuseScore's soundfont is not installed: in the others touch changes only the gain",
)
needs_voice = pytest.mark.skipif(
    shutil.which("espeak-ng") is None, reason="espeak-ng is not installed: nobody speaks"
)


def hear(samples: np.ndarray) -> EmotionCurve:
    duration_s = len(samples) / SAMPLE_RATE_HZ
    return curve_of(extract(samples), duration_s, run_network, calibration(), model_version())


def most_moved(one: EmotionCurve, other: EmotionCurve) -> float:
    length = min(len(one), len(other))
    return max(
        float(np.abs(getattr(one, axis)[:length] - getattr(other, axis)[:length]).max())
        for axis in ("valence", "arousal")
    )


@needs_piano
def test_faster_is_more_aroused() -> None:
    tempos = (60, 80, 105, 130, 160)
    rises = []
    for number in range(5):
        played = [hear(sound_of(Piece(number, bpm=bpm))).overall.arousal for bpm in tempos]
        rises.append(played)
    mean = np.mean(rises, axis=0)
    assert (np.diff(mean) > 0).all()
    assert mean[-1] - mean[0] >= 0.05


@needs_piano
def test_major_is_more_pleasant_than_minor() -> None:
    rises = np.array(
        [
            hear(sound_of(Piece(number))).overall.valence
            - hear(sound_of(Piece(number, minor=True))).overall.valence
            for number in range(PIECES)
        ]
    )
    assert rises.mean() >= 0.03
    assert (rises > 0).mean() >= 0.8


@needs_touch
def test_harder_playing_is_more_aroused() -> None:
    rises = [
        hear(sound_of(Piece(number, velocity=115, font="musescore"))).overall.arousal
        - hear(sound_of(Piece(number, velocity=45, font="musescore"))).overall.arousal
        for number in range(5)
    ]
    assert min(rises) > 0


@needs_piano
@pytest.mark.parametrize("db", [-30.0, -15.0, -6.0])
def test_gain_moves_nothing(db: float) -> None:
    sound = sound_of(Piece(1))
    assert most_moved(hear(sound), hear(sound * np.float32(10 ** (db / 20)))) <= 0.03


def _encode(path: Path, samples: np.ndarray, codec: str) -> None:
    with av.open(str(path), "w") as container:
        rate_hz = 48000 if codec == "libopus" else 44100
        stream = container.add_stream(codec, rate=rate_hz)
        stream.bit_rate = 128_000
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples[None], dtype=np.float32), format="fltp", layout="mono"
        )
        frame.rate = SAMPLE_RATE_HZ
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout="mono", rate=rate_hz
        )
        for part in resampler.resample(frame) + resampler.resample(None):
            for packet in stream.encode(part):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)


@needs_piano
@pytest.mark.parametrize(
    ("name", "codec"), [("a.mp3", "libmp3lame"), ("a.m4a", "aac"), ("a.opus", "libopus")]
)
def test_codecs_move_nothing(tmp_path: Path, name: str, codec: str) -> None:
    sound = sound_of(Piece(2))
    soundfile.write(tmp_path / "a.flac", sound, SAMPLE_RATE_HZ)
    _encode(tmp_path / name, sound, codec)
    plain, coded = analyse_file(tmp_path / "a.flac").curve, analyse_file(tmp_path / name).curve
    assert most_moved(plain, coded) <= 0.02


@needs_piano
def test_half_a_hop_later_is_the_same_curve() -> None:
    sound = sound_of(Piece(3))
    whole, shifted = hear(sound), hear(sound[SAMPLE_RATE_HZ // 4 :])
    for axis in ("valence", "arousal"):
        first, second = getattr(whole, axis), getattr(shifted, axis)
        # Entry t of the shifted curve lies half-way between entries t and t + 1 of the other.
        between = (first[:-1] + first[1:]) / 2
        length = min(len(between), len(second))
        assert np.abs(between[:length] - second[:length]).max() <= 0.02


@needs_piano
def test_a_file_read_in_pieces_gives_the_same_curve() -> None:
    sound = np.tile(sound_of(Piece(4)), 3)
    front_end = FrontEnd()
    for first in range(0, len(sound), 50_021):
        front_end.add(sound[first : first + 50_021])
    pieces = curve_of(
        front_end.finish(), len(sound) / SAMPLE_RATE_HZ, run_network, calibration(), "ear"
    )
    assert most_moved(pieces, hear(sound)) <= 1e-3


@needs_piano
def test_a_piece_is_heard_with_confidence() -> None:
    curve = hear(sound_of(Piece(0)))
    assert curve.confident.mean() > 0.9
    assert curve.overall.mood is not Mood.UNSURE


def assert_abstains(samples: np.ndarray) -> None:
    curve = hear(samples)
    assert curve.overall.mood is Mood.UNSURE
    assert curve.confident.mean() < 0.2


def test_silence_is_not_judged() -> None:
    assert_abstains(np.zeros(10 * SAMPLE_RATE_HZ, dtype=np.float32))


@pytest.mark.parametrize("seed", [901, 902, 903])
def test_white_noise_is_not_judged(seed: int) -> None:
    rng = np.random.default_rng(seed)
    assert_abstains(rng.normal(0, 0.1, 12 * SAMPLE_RATE_HZ).astype(np.float32))


@pytest.mark.parametrize("hz", [110.0, 440.0, 1000.0, 3000.0])
def test_a_sine_is_not_judged(hz: float) -> None:
    time_s = np.arange(12 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    assert_abstains((0.3 * np.sin(2 * np.pi * hz * time_s)).astype(np.float32))


@needs_voice
@pytest.mark.parametrize("seed", [9001, 9002, 9003, 9004])
def test_speech_is_not_judged(seed: int) -> None:
    assert_abstains(negatives.speech(seed))


@needs_piano
def test_a_pause_inside_a_piece_is_not_judged_and_the_piece_is() -> None:
    sound = sound_of(Piece(5))
    gap = np.zeros(10 * SAMPLE_RATE_HZ, dtype=np.float32)
    curve = hear(np.concatenate([sound, gap, sound]))
    middle = round(len(sound) / SAMPLE_RATE_HZ * 2) + 10
    assert not curve.confident[middle]
    assert curve.confident[5:30].all()


def a_second_of_hiss() -> np.ndarray:
    return np.random.default_rng(0).normal(0, 0.05, SAMPLE_RATE_HZ)


def test_a_second_of_sound_is_a_right_answer(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", a_second_of_hiss(), SAMPLE_RATE_HZ)
    curve = analyse_file(tmp_path / "short.wav").curve
    assert len(curve) == 2
    assert curve.duration_s == 1.0


def test_the_interval_holds_the_value(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.flac", a_second_of_hiss(), SAMPLE_RATE_HZ)
    curve = analyse_file(tmp_path / "short.flac").curve
    for axis in ("valence", "arousal"):
        value = getattr(curve, axis)
        assert (getattr(curve, f"{axis}_low") <= value).all()
        assert (value <= getattr(curve, f"{axis}_high")).all()


def test_progress_ends_at_1(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", a_second_of_hiss(), SAMPLE_RATE_HZ)
    told: list[float] = []
    analyse_file(tmp_path / "short.wav", told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_serving_does_not_load_torch(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", a_second_of_hiss(), SAMPLE_RATE_HZ)
    program = (
        "import sys; from pathlib import Path; from emomusic.emotion import analyse_file;"
        "assert 'onnxruntime' not in sys.modules and 'scipy' not in sys.modules;"
        f"analyse_file(Path({str(tmp_path / 'short.wav')!r}));"
        "assert 'torch' not in sys.modules and 'librosa' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path(__file__).parents[2])
