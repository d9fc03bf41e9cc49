"""Any sound file becomes mono at one rate; what is not sound is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from emomusic.audio import decode as module
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


FRONT = (0.5, 0.5)
SURROUND = 0.5**1.5


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
@pytest.mark.parametrize(
    ("channels", "weights"),
    [
        (3, (*FRONT, 0.5**0.5)),
        (4, (*FRONT, SURROUND, SURROUND)),
        (6, (*FRONT, 0.5**0.5, 0.0, SURROUND, SURROUND)),
        (8, (*FRONT, 0.5**0.5, 0.0, SURROUND, SURROUND, SURROUND, SURROUND)),
    ],
)
def test_surround_is_mixed_as_the_itu_says(
    tmp_path: Path, name: str, channels: int, weights: tuple[float, ...]
) -> None:
    for channel, weight in enumerate(weights):
        frames = np.zeros((4410, channels))
        frames[:, channel] = 0.5
        soundfile.write(tmp_path / name, frames, 44100)
        middle = decode(tmp_path / name, 44100)[1000:3000]
        np.testing.assert_allclose(middle, 0.5 * weight, atol=1e-4)


def test_many_channels_of_which_nobody_says_what_they_are_are_averaged(tmp_path: Path) -> None:
    frames = np.random.default_rng(0).normal(0, 0.1, (22050, 24)).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", frames, 22050, "FLOAT")
    np.testing.assert_allclose(decode(tmp_path / "a.wav"), frames.mean(axis=1), atol=1e-6)


def test_aac_in_seven_and_one_is_decoded(tmp_path: Path) -> None:
    frames = np.zeros((8, 44100), dtype=np.float32)
    frames[:2] = tone(44100, 1, 1.0).T
    with av.open(str(tmp_path / "a.m4a"), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        stream.layout = "7.1"
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(frames.T.reshape(1, -1)), format="flt", layout="7.1"
        )
        frame.rate = 44100
        planar = av.AudioResampler(format="fltp")
        packets = [packet for part in planar.resample(frame) for packet in stream.encode(part)]
        for packet in [*packets, *stream.encode(None)]:
            container.mux(packet)
    samples = decode(tmp_path / "a.m4a")
    assert loudest_hz(samples) == pytest.approx(440, abs=1)
    assert samples[3000:-3000].std() == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


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


PLAYLISTS = {
    "concat": "ffconcat version 1.0\nfile secret.wav\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsecret.wav\n#EXT-X-ENDLIST\n",
    "dash": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>',
    "sdp": "v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
}


@pytest.mark.parametrize("kind", PLAYLISTS)
def test_a_playlist_does_not_have_another_file_read(tmp_path: Path, kind: str) -> None:
    soundfile.write(tmp_path / "secret.wav", tone(44100), 44100)
    (tmp_path / "song.mp3").write_text(PLAYLISTS[kind])
    assert "not an audio file" in refused(tmp_path / "song.mp3")


@pytest.mark.parametrize("rate_hz", [1, 900, 2_000_000, 2_000_000_000])
def test_a_sample_rate_that_no_music_has_is_refused(tmp_path: Path, rate_hz: int) -> None:
    soundfile.write(tmp_path / "rate.wav", np.zeros(100), rate_hz)
    assert f"{rate_hz} Hz" in refused(tmp_path / "rate.wav")


def test_too_many_channels_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "many.wav", np.zeros((10, 65)), 44100)
    assert "not an audio file" in refused(tmp_path / "many.wav")


def test_what_is_longer_than_a_day_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LONGEST_S", 7200.0)
    soundfile.write(tmp_path / "long.flac", np.zeros(2000 * 7201, dtype=np.int16), 2000)
    assert "longer than 2 hours" in refused(tmp_path / "long.flac")


def test_a_file_without_samples_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 2)), 44100)
    assert "no sound" in refused(tmp_path / "none.wav")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, bad: float) -> None:
    samples = tone(44100).astype(np.float32)
    samples[30000, 1] = bad
    soundfile.write(tmp_path / "nan.wav", samples, 44100, "FLOAT")
    assert "finite" in refused(tmp_path / "nan.wav")
