"""The one place that decodes audio: any file becomes mono float32 at one sample rate.

libsndfile goes first, since it is three times as fast; FFmpeg, through PyAV, opens what it
can't (AAC, M4A, WMA) and what has more than two channels, for it knows which is which. Blocks are
handed on as they come, so memory does not grow with length.

Samples that are not numbers are refused, never played down as silence: a file with one is broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile
import soxr

from emomusic.audio.downmix import MOST_CHANNELS, Samples, Source, downmix, weights_of
from emomusic.errors import InvalidAudio

SAMPLE_RATE_HZ = 22050
"""The rate that analysis works at."""

LONGEST_S = 24 * 3600.0
"""Longer files are refused: a few megabytes of FLAC can hold weeks of silence."""

_BLOCK_SAMPLES = 1 << 19
_RATES_HZ = (2_000, 1_536_000)
"""From under the telephone to above studio masters; a rate beyond is a damaged header, and one of
1 Hz would turn each sample into a second."""

_CLIPPED_AT = 1e4


def _libsndfile_blocks(sound: soundfile.SoundFile, name: str) -> Iterator[Samples]:
    weights = weights_of(("",) * sound.channels)
    with sound:
        buffer = np.empty((_BLOCK_SAMPLES // sound.channels, sound.channels), dtype=np.float32)
        while True:
            try:
                frames = sound.read(dtype="float32", always_2d=True, out=buffer)
            except soundfile.LibsndfileError as error:
                raise InvalidAudio(f"“{name}” is damaged and can't be decoded.") from error
            if not len(frames):
                return
            yield downmix(frames, weights)


def _open_libsndfile(path: Path, most_channels: int) -> Source | None:
    try:
        sound = soundfile.SoundFile(path)
    except soundfile.LibsndfileError:
        return None
    if sound.channels > most_channels:
        sound.close()
        return None
    known = 0 < sound.frames < 1 << 62
    return Source(
        sound.samplerate,
        sound.frames if known else None,
        _libsndfile_blocks(sound, path.name),
    )


def _open_slowly(path: Path) -> Source | None:
    from emomusic.audio.ffmpeg import open_ffmpeg

    return open_ffmpeg(path) or _open_libsndfile(path, MOST_CHANNELS)


def _open(path: Path) -> Source:
    if not path.is_file():
        raise InvalidAudio(f"“{path.name}” is not a file that can be read.")
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InvalidAudio(f"“{path.name}” is not a file that can be read.") from error
    if empty:
        raise InvalidAudio(f"“{path.name}” is empty.")
    source = _open_libsndfile(path, 2) or _open_slowly(path)
    if source is None:
        raise InvalidAudio(f"“{path.name}” is not an audio file that can be decoded.")
    lowest, highest = _RATES_HZ
    if not lowest <= source.sample_rate_hz <= highest:
        raise InvalidAudio(
            f"“{path.name}” has a sample rate of {source.sample_rate_hz} Hz, as no music has."
        )
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
        InvalidAudio: The file is missing, can't be read, is empty, no sound, damaged, cut short,
            longer than `LONGEST_S`, or holds samples that are not finite.
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
        if decoded > LONGEST_S * source.sample_rate_hz:
            raise InvalidAudio(f"“{path.name}” is longer than {LONGEST_S / 3600:.0f} hours.")
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


def _check_whole(decoded: int, source: Source, name: str) -> None:
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
