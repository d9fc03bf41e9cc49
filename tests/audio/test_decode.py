"""Any sound file becomes mono at one rate; what is not sound is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from emomusic.audio.decode import SAMPLE_RATE_HZ, decode, decode_blocks
from emomusic.errors import InvalidAudio


def tone(rate_hz: int, channels: int = 2, seconds: float = 2.0) -> np.ndarray:
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.repeat((0.3 * np.sin(2 * np.pi * 440 * time_s))[:, None], channels, axis=1)


def loudest_hz(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax() * SAMPLE_RATE_HZ / len(samples))


def write_aac(path: Path, samples: np.ndarray, rate_hz: int) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=rate_hz)
        stream.layout = "stereo"
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples.T, dtype=np.float32), format="fltp", layout="stereo"
        )
        frame.rate = rate_hz
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg", "a.mp3"])
@pytest.mark.parametrize("rate_hz", [22050, 44100, 48000])
def test_formats_and_rates_sound_the_same(tmp_path: Path, name: str, rate_hz: int) -> None:
    soundfile.write(tmp_path / name, tone(rate_hz), rate_hz)
    samples = decode(tmp_path / name)
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(2 * SAMPLE_RATE_HZ, abs=2500)
    assert loudest_hz(samples) == pytest.approx(440, abs=1)
    assert samples[5000:-5000].std() == pytest.approx(0.3 / np.sqrt(2), rel=0.02)


@pytest.mark.parametrize("name", ["a.m4a", "a.aac"])
def test_what_libsndfile_cannot_open_goes_through_ffmpeg(tmp_path: Path, name: str) -> None:
    write_aac(tmp_path / name, tone(44100), 44100)
    assert loudest_hz(decode(tmp_path / name)) == pytest.approx(440, abs=1)


@pytest.mark.parametrize(("rate_hz", "channels"), [(8000, 1), (96000, 2), (48000, 8)])
def test_odd_rates_and_channels_give_a_right_answer(
    tmp_path: Path, rate_hz: int, channels: int
) -> None:
    soundfile.write(tmp_path / "odd.wav", tone(rate_hz, channels), rate_hz)
    samples = decode(tmp_path / "odd.wav")
    assert len(samples) == pytest.approx(2 * SAMPLE_RATE_HZ, abs=50)
    assert loudest_hz(samples) == pytest.approx(440, abs=1)


def test_stereo_is_mixed_by_the_mean(tmp_path: Path) -> None:
    left = np.full(22050, 0.5, dtype=np.float32)
    soundfile.write(tmp_path / "a.wav", np.stack([left, left * 0], axis=1), 22050, "FLOAT")
    np.testing.assert_allclose(decode(tmp_path / "a.wav"), 0.25, atol=1e-6)


def test_blocks_are_the_whole_file_in_order(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(44100, seconds=20), 44100)
    blocks = list(decode_blocks(tmp_path / "a.wav"))
    assert len(blocks) > 3
    assert max(len(block) for block in blocks) < 10 * SAMPLE_RATE_HZ
    np.testing.assert_array_equal(np.concatenate(blocks), decode(tmp_path / "a.wav"))


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", tone(44100, seconds=20), 44100)
    done, seen = [0.0], []
    for _ in decode_blocks(tmp_path / "a.wav", progress_of=done):
        seen.append(done[0])
    assert seen == sorted(seen)
    assert done[0] == 1.0


def refused(path: Path) -> str:
    with pytest.raises(InvalidAudio) as caught:
        decode(path)
    assert path.name in caught.value.sentence
    return caught.value.sentence


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "not a file" in refused(tmp_path / "nothing.mp3")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    assert "empty" in refused(tmp_path / "empty.mp3")


@pytest.mark.parametrize("name", ["text.mp3", "text.flac", "text.m4a"])
def test_text_by_another_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("This is a shopping list.\n" * 500)
    assert "not an audio file" in refused(tmp_path / name)


def test_noise_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "noise.ogg").write_bytes(np.random.default_rng(0).bytes(20000))
    refused(tmp_path / "noise.ogg")


@pytest.mark.parametrize("name", ["cut.flac", "cut.mp3"])
def test_a_truncated_file_is_refused(tmp_path: Path, name: str) -> None:
    soundfile.write(tmp_path / name, tone(44100, seconds=20), 44100)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 3])
    refused(tmp_path / name)


def test_a_file_without_samples_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), 44100)
    assert "no sound" in refused(tmp_path / "none.wav")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, bad: float) -> None:
    samples = tone(44100).astype(np.float32)
    samples[30000, 1] = bad
    soundfile.write(tmp_path / "nan.wav", samples, 44100, "FLOAT")
    assert "finite" in refused(tmp_path / "nan.wav")
