"""Whatever is given to the ear, it gets a clear error or a right answer, and the worker goes on.

A sample that is not a number is an error: it is not played down as silence.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
import soxr

from emomusic.emotion import Analysis, EmotionCurve, Mood, analyse_file
from emomusic.errors import InvalidAudio
from emomusic.jobs.lane import Lane
from emomusic.jobs.worker import process_id

RATE_HZ = 44100
LIMIT_S = 120.0


@cache
def sound(seconds: float, rate_hz: int) -> np.ndarray:
    """Chords, a beat and a hiss, the same at every rate."""
    made_hz = 96_000
    time_s = np.arange(round(seconds * made_hz)) / made_hz
    beat = np.exp(-((time_s * 2) % 1) * 12)
    made = 0.05 * np.random.default_rng(0).standard_normal(len(time_s)) * beat
    for bar, root_hz in enumerate((220.0, 174.61, 261.63, 196.0)):
        playing = ((time_s // 2) % 4) == bar
        for ratio in (0.5, 1, 1.26, 1.5, 2, 3, 4):
            made += 0.05 / ratio * playing * np.sin(2 * np.pi * root_hz * ratio * time_s)
    return soxr.resample(made, made_hz, rate_hz) if rate_hz != made_hz else made


def music(seconds: float = 20.0, rate_hz: int = RATE_HZ, channels: int = 2) -> np.ndarray:
    """The music in some channels."""
    mono = sound(seconds, rate_hz).astype(np.float32)
    return np.repeat(mono[:, None], channels, axis=1)


def write(
    path: Path, frames: np.ndarray, rate_hz: int = RATE_HZ, subtype: str | None = None
) -> Path:
    soundfile.write(path, frames, rate_hz, subtype)
    return path


def write_bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def wave(
    frames: np.ndarray,
    *,
    data_size: int | None = None,
    channels: int = 2,
    rate_hz: int = RATE_HZ,
    bits: int = 16,
) -> bytes:
    """A WAV file of 16 bits whose header says whatever it is told to."""
    body = np.rint(frames * 32767).astype("<i2").tobytes()
    size = len(body) if data_size is None else data_size & 0xFFFFFFFF
    header = struct.pack("<IHHIIHH", 16, 1, channels, rate_hz, rate_hz * 4, 4, bits)
    riff = (size + 36) & 0xFFFFFFFF
    return b"".join(
        [
            b"RIFF",
            struct.pack("<I", riff),
            b"WAVEfmt ",
            header,
            b"data",
            struct.pack("<I", size),
            body,
        ]
    )


def with_one(value: float, at: int = 100_000) -> np.ndarray:
    frames = music()
    frames[at, 1] = value
    return frames


def truncated(path: Path, share: float = 0.3) -> Path:
    write(path, music())
    content = path.read_bytes()
    return write_bytes(path, content[: round(len(content) * share)])


def write_video(path: Path, audible: bool = True) -> Path:
    """A film of 20 s, with the music or mute."""
    with av.open(str(path), "w") as film:
        picture = film.add_stream("mpeg4", rate=5)
        picture.width = picture.height = 64
        picture.pix_fmt = "yuv420p"
        track = film.add_stream("aac", rate=RATE_HZ, layout="stereo") if audible else None
        for number in range(100):
            grey = np.full((64, 64, 3), number, np.uint8)
            film.mux(picture.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        film.mux(picture.encode(None))
        if track is not None:
            frames = np.ascontiguousarray(music().T)
            frame = av.AudioFrame.from_ndarray(frames, format="fltp", layout="stereo")
            frame.rate = RATE_HZ
            film.mux(track.encode(frame))
            film.mux(track.encode(None))
    return path


def make_folder(path: Path) -> Path:
    path.mkdir()
    return path


def make_fifo(path: Path) -> Path:
    os.mkfifo(path)
    return path


@dataclass(frozen=True)
class Case:
    """A bad file: its name, how it is made, and what is said of it."""

    file: str
    make: Callable[[Path], Path]
    said: str


REFUSED = {
    "empty": Case("a.mp3", lambda path: write_bytes(path, b""), "is empty"),
    "text": Case("a.mp3", lambda path: write_bytes(path, b"eggs, flour\n" * 500), "not an audio"),
    "random bytes": Case(
        "a.mp3",
        lambda path: write_bytes(path, np.random.default_rng(3).bytes(200_000)),
        "not an audio",
    ),
    "zero bytes": Case("a.mp3", lambda path: write_bytes(path, bytes(200_000)), "not an audio"),
    "a picture": Case(
        "a.mp3", lambda path: write_bytes(path, b"\x89PNG\r\n\x1a\n" + bytes(500)), "not an audio"
    ),
    "cut MP3": Case("a.mp3", truncated, "cut short"),
    "cut FLAC": Case("a.flac", truncated, "damaged"),
    "cut film": Case(
        "a.mp4",
        lambda path: write_bytes(path, write_video(path).read_bytes()[:20_000]),
        "not an audio",
    ),
    "mute film": Case("a.mp4", lambda path: write_video(path, audible=False), "not an audio"),
    "a stream of no length": Case("a.wav", lambda path: write(path, music()[:0]), "no sound"),
    "an Ogg of no length": Case("a.ogg", lambda path: write(path, music()[:0]), "no sound"),
    "a header alone": Case(
        "a.wav", lambda path: write_bytes(path, wave(music()[:0], data_size=1 << 20)), "no sound"
    ),
    "a declared size of nothing": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), data_size=0)), "no sound"
    ),
    "all NaN": Case("a.wav", lambda path: write(path, music() * np.nan, subtype="FLOAT"), "finite"),
    "one NaN": Case("a.wav", lambda path: write(path, with_one(np.nan), subtype="FLOAT"), "finite"),
    "one infinity": Case(
        "a.wav", lambda path: write(path, with_one(-np.inf), subtype="FLOAT"), "finite"
    ),
    "a number beyond float": Case(
        "a.wav",
        lambda path: write(path, with_one(0).astype(float) * 1e300, subtype="DOUBLE"),
        "finite",
    ),
    "a rate of 1 Hz": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), rate_hz=1)), "1 Hz"
    ),
    "a rate of 0 Hz": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), rate_hz=0)), "not an audio"
    ),
    "no channels": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), channels=0)), "can't"
    ),
    "65,535 channels": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), channels=65535)), "can't"
    ),
    "samples of 0 bits": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), bits=0)), "not an audio"
    ),
    "a list of other files": Case(
        "a.mp3",
        lambda path: write_bytes(path, b"ffconcat version 1.0\nfile b.wav\n"),
        "not an audio",
    ),
    "a folder": Case("a.mp3", make_folder, "not a file"),
    "a FIFO": Case("a.mp3", make_fifo, "not a file"),
    "a device": Case("a.mp3", lambda path: Path("/dev/zero"), "not a file"),
    "nothing": Case("a.mp3", lambda path: path, "not a file"),
}

HEARD = {
    "1 s": Case("a.wav", lambda path: write(path, music(1.0)), "1.0"),
    "0.1 s": Case("a.wav", lambda path: write(path, music(0.1)), "0.1"),
    "one sample": Case("a.wav", lambda path: write(path, music()[:1]), "0.0"),
    "clipped": Case("a.wav", lambda path: write(path, np.clip(music() * 50, -1, 1)), "20.0"),
    "far over full scale": Case(
        "a.wav", lambda path: write(path, music() * 1000, subtype="FLOAT"), "20.0"
    ),
    "a WAV that was cut": Case("a.wav", lambda path: truncated(path, 0.5), "10.0"),
    "silence": Case("a.flac", lambda path: write(path, music() * 0), "20.0"),
    "denormal numbers": Case(
        "a.wav", lambda path: write(path, music() * 0 + 1e-40, subtype="FLOAT"), "20.0"
    ),
    "a constant": Case("a.wav", lambda path: write(path, music() * 0 + 0.5), "20.0"),
}


def surround(*, hum: bool = False) -> np.ndarray:
    """The music in front in 7.1, and maybe a hum for the effects channel alone."""
    frames = np.zeros((len(music()), 8), dtype=np.float32)
    frames[:, :2] = music()
    if hum:
        time_s = np.arange(len(frames)) / RATE_HZ
        frames[:, 3] = 0.5 * np.sin(2 * np.pi * 50 * time_s)
    return frames


SAME = {
    "96 kHz": Case("a.flac", lambda path: write(path, music(rate_hz=96_000), 96_000), ".02"),
    "192 kHz": Case("a.wav", lambda path: write(path, music(rate_hz=192_000), 192_000), ".02"),
    "mono": Case("a.wav", lambda path: write(path, music(channels=1)), ".02"),
    "7.1 in front": Case("a.wav", lambda path: write(path, surround()), ".02"),
    "7.1 with a hum": Case("a.flac", lambda path: write(path, surround(hum=True)), ".02"),
    "7.1 everywhere": Case("a.flac", lambda path: write(path, music(channels=8)), ".02"),
    "a constant under it": Case(
        "a.wav", lambda path: write(path, music() + 0.4, subtype="FLOAT"), ".02"
    ),
    "a film": Case("a.mp4", write_video, ".02"),
    "a film in Matroska": Case("a.mkv", write_video, ".02"),
    "FLAC named MP3": Case(
        "a.mp3", lambda path: write(path.with_suffix(".flac"), music()).rename(path), ".02"
    ),
    "MP3 named FLAC": Case(
        "a.flac", lambda path: write(path.with_suffix(".mp3"), music()).rename(path), ".02"
    ),
    "a declared size of 4 GB": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), data_size=0xFFFFFFF0)), ".02"
    ),
    "a declared size below nothing": Case(
        "a.wav", lambda path: write_bytes(path, wave(music(), data_size=-1)), ".02"
    ),
    "8 kHz mono": Case(
        "a.wav", lambda path: write(path, music(rate_hz=8000, channels=1), 8000), ".1"
    ),
}


def is_whole(analysis: Analysis, seconds: float) -> None:
    """A curve as long as the recording, of numbers that can be drawn."""
    curve = analysis.curve
    assert analysis.duration_s == pytest.approx(seconds, abs=0.06)
    assert len(curve) == max(1, int(np.ceil(analysis.duration_s * 2)))
    for line in (curve.valence, curve.arousal, curve.valence_low, curve.arousal_high):
        assert np.isfinite(line).all()
        assert ((line >= 0) & (line <= 1)).all()
    np.testing.assert_allclose(curve.moods.sum(axis=1), 1, atol=1e-4)
    assert analysis.peaks.max() <= 255
    assert np.isfinite(analysis.sample_peak)


def most_moved(one: EmotionCurve, other: EmotionCurve) -> float:
    length = min(len(one), len(other))
    return max(
        float(np.abs(getattr(one, axis)[:length] - getattr(other, axis)[:length]).max())
        for axis in ("valence", "arousal")
    )


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> EmotionCurve:
    return analyse_file(write(tmp_path_factory.mktemp("original") / "a.wav", music())).curve


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_heard_is_refused_in_a_sentence(tmp_path: Path, case: Case) -> None:
    path = case.make(tmp_path / case.file)
    with pytest.raises(InvalidAudio) as caught:
        analyse_file(path)
    assert case.said in caught.value.sentence
    assert path.name in caught.value.sentence


@pytest.mark.parametrize("case", HEARD.values(), ids=HEARD.keys())
def test_what_is_odd_but_sound_is_heard(tmp_path: Path, case: Case) -> None:
    is_whole(analyse_file(case.make(tmp_path / case.file)), float(case.said))


@pytest.mark.parametrize("name", ["silence", "denormal numbers", "a constant", "one sample"])
def test_where_there_is_nothing_to_hear_it_is_not_sure(tmp_path: Path, name: str) -> None:
    case = HEARD[name]
    curve = analyse_file(case.make(tmp_path / case.file)).curve
    assert curve.overall.mood is Mood.UNSURE
    assert not curve.confident.any()


@pytest.mark.parametrize("case", SAME.values(), ids=SAME.keys())
def test_the_same_music_in_another_form_is_heard_the_same(
    tmp_path: Path, case: Case, original: EmotionCurve
) -> None:
    analysis = analyse_file(case.make(tmp_path / case.file))
    is_whole(analysis, 20.0)
    assert most_moved(analysis.curve, original) <= float(case.said)


def test_music_in_front_is_as_loud_in_surround_as_in_stereo(tmp_path: Path) -> None:
    stereo = analyse_file(write(tmp_path / "a.wav", music()))
    wide = analyse_file(write(tmp_path / "b.wav", surround()))
    assert wide.loudness_lufs == pytest.approx(stereo.loudness_lufs, abs=0.1)


@contextlib.contextmanager
def as_nobody() -> Iterator[None]:
    """Give up the rights of root for a while; who has none of them keeps what he has."""
    mine = os.geteuid()
    if mine == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(mine)


def test_a_file_that_one_may_not_read_is_refused() -> None:
    # Not in tmp_path, whose parents only their owner may enter.
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        path = write(folder / "a.wav", music(1.0))
        analyse_file(path)
        path.chmod(0)
        with as_nobody(), pytest.raises(InvalidAudio, match="not a file that can be read"):
            analyse_file(path)
    finally:
        shutil.rmtree(folder)


async def heard_by(lane: Lane, path: Path) -> str | Analysis:
    try:
        return await lane.hear(analyse_file, path, LIMIT_S)
    except InvalidAudio as error:
        return error.sentence


@pytest.mark.slow
async def test_one_worker_hears_them_all_and_lives(tmp_path: Path) -> None:
    lane = Lane()
    try:
        pids = set()
        for number, case in enumerate([*REFUSED.values(), *HEARD.values(), *SAME.values()]):
            folder = tmp_path / str(number)
            folder.mkdir()
            answer = await heard_by(lane, case.make(folder / case.file))
            if isinstance(answer, Analysis):
                assert case not in REFUSED.values()
            else:
                assert case.said in answer
            pids.add(await lane.hear(ask_pid, folder, LIMIT_S))  # type: ignore[arg-type]
        assert len(pids) == 1
    finally:
        lane.kill()


def ask_pid(path: Path, progress: object) -> int:
    return process_id()
