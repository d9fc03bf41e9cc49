"""The one place that decodes audio: any file becomes mono float32 at one sample rate.

libsndfile goes first, since it is three times as fast; FFmpeg, through PyAV, opens what it
can't (AAC, M4A, WMA). Blocks are handed on as they come, so memory does not grow with length.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import soundfile
import soxr
from av.error import FFmpegError
from numpy.typing import NDArray

from emomusic.errors import InvalidAudio

Samples = NDArray[np.float32]

SAMPLE_RATE_HZ = 22050
"""The rate that analysis works at."""

_BLOCK_FRAMES = 1 << 18
_CLIPPED_AT = 1e4
_HEADERLESS = frozenset({"aac", "mp3", "ac3", "dts", "mpegts"})
"""FFmpeg formats whose length is a guess from the bit rate."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Mono blocks as the decoder gives them, with what the file says of itself."""

    sample_rate_hz: int
    declared_frames: int | None
    blocks: Iterator[Samples]


def _downmix(frames: Samples) -> Samples:
    # A product with a vector is ten times as fast as a mean over the last axis.
    channels = frames.shape[1]
    if channels == 1:
        return frames[:, 0]
    return frames @ np.full(channels, 1 / channels, dtype=np.float32)


def _libsndfile_blocks(sound: soundfile.SoundFile, name: str) -> Iterator[Samples]:
    with sound:
        buffer = np.empty((_BLOCK_FRAMES, sound.channels), dtype=np.float32)
        while True:
            try:
                frames = sound.read(dtype="float32", always_2d=True, out=buffer)
            except soundfile.LibsndfileError as error:
                raise InvalidAudio(f"“{name}” is damaged and can't be decoded.") from error
            if not len(frames):
                return
            yield _downmix(frames)


def _open_libsndfile(path: Path) -> _Source | None:
    try:
        sound = soundfile.SoundFile(path)
    except soundfile.LibsndfileError:
        return None
    known = 0 < sound.frames < 1 << 62
    return _Source(
        sound.samplerate,
        sound.frames if known else None,
        _libsndfile_blocks(sound, path.name),
    )


def _ffmpeg_blocks(path: Path, sample_rate_hz: int) -> Iterator[Samples]:
    with av.open(str(path), metadata_errors="replace") as container:
        stream = container.streams.audio[0]
        planar = av.AudioResampler(format="fltp", rate=sample_rate_hz)
        decoded = 0
        try:
            for frame in container.decode(stream):
                for part in planar.resample(frame):
                    decoded += part.samples
                    yield _downmix(np.ascontiguousarray(part.to_ndarray().T, dtype=np.float32))
        except FFmpegError as error:
            raise InvalidAudio(f"“{path.name}” is damaged and can't be decoded.") from error


def _open_ffmpeg(path: Path) -> _Source | None:
    try:
        with av.open(str(path), metadata_errors="replace") as container:
            if not container.streams.audio:
                return None
            stream = container.streams.audio[0]
            rate = stream.codec_context.sample_rate
            # A text file "opens" as subtitles or as a module; a rate shows that sound was found.
            if not rate:
                return None
            guessed = bool(_HEADERLESS & set(container.format.name.split(",")))
            duration_s = None if guessed or not container.duration else container.duration / 1e6
    except (FFmpegError, IndexError):
        return None
    frames = None if duration_s is None else round(duration_s * rate)
    return _Source(rate, frames, _ffmpeg_blocks(path, rate))


def _open(path: Path) -> _Source:
    if not path.is_file():
        raise InvalidAudio(f"“{path.name}” is not a file that can be read.")
    if path.stat().st_size == 0:
        raise InvalidAudio(f"“{path.name}” is empty.")
    source = _open_libsndfile(path) or _open_ffmpeg(path)
    if source is None:
        raise InvalidAudio(f"“{path.name}” is not an audio file that can be decoded.")
    return source


def _checked(block: Samples, name: str) -> Samples:
    # Infinities and NaN survive a dot product, which is the cheapest way to meet them.
    energy = float(np.dot(block, block))
    if not np.isfinite(energy) or energy > len(block) * _CLIPPED_AT**2:
        raise InvalidAudio(f"“{name}” holds samples that are not finite numbers.")
    return block


def decode_blocks(
    path: Path, sample_rate_hz: int = SAMPLE_RATE_HZ, *, progress_of: list[float] | None = None
) -> Iterator[Samples]:
    """Decode a file to mono, block by block.

    Args:
        path: Any file that libsndfile or FFmpeg can decode.
        sample_rate_hz: The rate of the samples that come out.
        progress_of: A list of one number that is kept at the share decoded so far, 0..1,
            where the file says how long it is.

    Yields:
        Blocks of mono samples, full scale at 1, each of a few seconds.

    Raises:
        InvalidAudio: The file is missing, empty, no sound, damaged, cut short, or holds
            samples that are not finite.
    """
    source = _open(path)
    resampler = (
        None
        if source.sample_rate_hz == sample_rate_hz
        else soxr.ResampleStream(source.sample_rate_hz, sample_rate_hz, 1, dtype="float32")
    )
    decoded = 0
    for raw in source.blocks:
        block = _checked(raw, path.name)
        decoded += len(block)
        if progress_of is not None and source.declared_frames:
            progress_of[0] = min(1.0, decoded / source.declared_frames)
        out = block.copy() if resampler is None else resampler.resample_chunk(block)
        if len(out):
            yield out
    if resampler is not None and decoded:
        tail = resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True)
        if len(tail):
            yield tail
    if not decoded:
        raise InvalidAudio(f"“{path.name}” holds no sound.")
    _check_whole(decoded, source, path.name)


def _check_whole(decoded: int, source: _Source, name: str) -> None:
    # Encoders' padding makes a declared length a little too long, never by a twentieth.
    if source.declared_frames is None:
        return
    missing = source.declared_frames - decoded
    if missing > max(source.sample_rate_hz, source.declared_frames // 20):
        raise InvalidAudio(f"“{name}” is cut short: part of the sound is missing.")


def decode(path: Path, sample_rate_hz: int = SAMPLE_RATE_HZ) -> Samples:
    """Decode a whole file to mono.

    Args:
        path: Any file that libsndfile or FFmpeg can decode.
        sample_rate_hz: The rate of the samples that come out.

    Returns:
        Shape `[samples]`, full scale at 1.

    Raises:
        InvalidAudio: As `decode_blocks`.
    """
    return np.concatenate(list(decode_blocks(path, sample_rate_hz)))
