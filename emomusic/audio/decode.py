"""The one place that decodes audio: any file becomes mono float32 at one sample rate.

libsndfile goes first, since it is three times as fast; FFmpeg, through PyAV, opens what it
can't (AAC, M4A, WMA) and what has more than two channels, for it knows which is which. Blocks are
handed on as they come, so memory does not grow with length.

Samples that are not numbers are refused, never played down as silence: a file with one is broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
import soundfile
import soxr
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from emomusic.errors import InvalidAudio

Samples = NDArray[np.float32]

SAMPLE_RATE_HZ = 22050
"""The rate that analysis works at."""

LONGEST_S = 24 * 3600.0
"""Longer files are refused: a few megabytes of FLAC can hold weeks of silence."""

_BLOCK_SAMPLES = 1 << 19
_RATES_HZ = (2_000, 1_536_000)
"""From under the telephone to above studio masters; a rate beyond is a damaged header, and one of
1 Hz would turn each sample into a second."""

_MOST_CHANNELS = 64
_CLIPPED_AT = 1e4
_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,iff,matroska,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,ogg,tak,truehd,tta,w64,wav,wsd,wv,xwma"
)
"""What FFmpeg may open. It also knows playlists (`concat`, `hls`, `dash`, `sdp`), by which a file
could name another file or an address of the network, and have it read."""

_HEADERLESS = frozenset({"aac", "mp3", "ac3", "dts", "mpegts"})
"""FFmpeg formats whose length is a guess from the bit rate."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Mono blocks as the decoder gives them, with what the file says of itself."""

    sample_rate_hz: int
    declared_frames: int | None
    blocks: Iterator[Samples]


_SIDE, _CENTRE, _SURROUND = 0.5, 0.5**0.5, 0.5**1.5
_WEIGHTS = {
    "FL": _SIDE,
    "FR": _SIDE,
    "FLC": _SIDE,
    "FRC": _SIDE,
    "DL": _SIDE,
    "DR": _SIDE,
    "FC": _CENTRE,
    "BC": _SIDE,
    "BL": _SURROUND,
    "BR": _SURROUND,
    "SL": _SURROUND,
    "SR": _SURROUND,
    "LFE": 0.0,
    "LFE2": 0.0,
}
"""The stereo downmix of ITU-R BS.775-4, annex 4, and then the mean of its two sides: front
channels alone sound as they would in stereo, and the effects channel is left out."""

_WAVE_ORDER = {
    3: ("FL", "FR", "FC"),
    4: ("FL", "FR", "BL", "BR"),
    5: ("FL", "FR", "FC", "BL", "BR"),
    6: ("FL", "FR", "FC", "LFE", "BL", "BR"),
    7: ("FL", "FR", "FC", "LFE", "BC", "SL", "SR"),
    8: ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR"),
}
"""What the channels of a file that does not say are: the order of WAVE and FLAC."""


def _weights(names: tuple[str, ...]) -> Samples:
    """How much of each channel goes into the one; the mean where they are not known."""
    channels = len(names)
    if not set(names) <= _WEIGHTS.keys():
        names = _WAVE_ORDER.get(channels, ())
    if channels < 3 or not names:
        return np.full(channels, 1 / channels, dtype=np.float32)
    return np.array([_WEIGHTS[name] for name in names], dtype=np.float32)


def _downmix(frames: Samples, weights: Samples) -> Samples:
    # A product with a vector is ten times as fast as a mean over the last axis.
    return frames[:, 0] if len(weights) == 1 else frames @ weights


def _libsndfile_blocks(sound: soundfile.SoundFile, name: str) -> Iterator[Samples]:
    weights = _weights(("",) * sound.channels)
    with sound:
        buffer = np.empty((_BLOCK_SAMPLES // sound.channels, sound.channels), dtype=np.float32)
        while True:
            try:
                frames = sound.read(dtype="float32", always_2d=True, out=buffer)
            except soundfile.LibsndfileError as error:
                raise InvalidAudio(f"“{name}” is damaged and can't be decoded.") from error
            if not len(frames):
                return
            yield _downmix(frames, weights)


def _open_libsndfile(path: Path, most_channels: int) -> _Source | None:
    try:
        sound = soundfile.SoundFile(path)
    except soundfile.LibsndfileError:
        return None
    if sound.channels > most_channels:
        sound.close()
        return None
    known = 0 < sound.frames < 1 << 62
    return _Source(
        sound.samplerate,
        sound.frames if known else None,
        _libsndfile_blocks(sound, path.name),
    )


def _open_container(path: Path) -> InputContainer:
    return av.open(str(path), metadata_errors="replace", options={"format_whitelist": _FORMATS})


class _Mixer:
    """Turns FFmpeg's frames into mono blocks, whatever they change to in the middle of a file."""

    def __init__(self, sample_rate_hz: int) -> None:
        self._rate_hz = sample_rate_hz
        self._kind: tuple[str, str, int] | None = None
        self._resampler = self._new_resampler()

    def _new_resampler(self) -> av.AudioResampler:
        # Interleaved: PyAV 18.1 crashes the process over eight planes.
        return av.AudioResampler(format="flt", rate=self._rate_hz)

    def add(self, frame: av.AudioFrame) -> Iterator[Samples]:
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if self._kind not in (None, kind):
            yield from self.finish()
            self._resampler = self._new_resampler()
        self._kind = kind
        yield from self._mixed(frame)

    def finish(self) -> Iterator[Samples]:
        if self._kind is not None:
            yield from self._mixed(None)

    def _mixed(self, frame: av.AudioFrame | None) -> Iterator[Samples]:
        for part in self._resampler.resample(frame):
            names = tuple(channel.name for channel in part.layout.channels)
            frames = part.to_ndarray().astype(np.float32, copy=False).reshape(-1, len(names))
            yield _downmix(frames, _weights(names))


def _ffmpeg_blocks(path: Path, sample_rate_hz: int) -> Iterator[Samples]:
    with _open_container(path) as container:
        mixer = _Mixer(sample_rate_hz)
        try:
            for frame in container.decode(container.streams.audio[0]):
                yield from mixer.add(frame)
            yield from mixer.finish()
        except FFmpegError as error:
            raise InvalidAudio(f"“{path.name}” is damaged and can't be decoded.") from error


def _open_ffmpeg(path: Path) -> _Source | None:
    try:
        with _open_container(path) as container:
            if not container.streams.audio:
                return None
            stream = container.streams.audio[0]
            # There is none where FFmpeg knows no decoder.
            decoder = stream.codec_context
            rate = decoder.sample_rate if decoder is not None else 0
            # A text file "opens" as subtitles or as a module; a rate shows that sound was found.
            if not rate or decoder.layout.nb_channels > _MOST_CHANNELS:
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
    try:
        with path.open("rb") as file:
            empty = not file.read(1)
    except OSError as error:
        raise InvalidAudio(f"“{path.name}” is not a file that can be read.") from error
    if empty:
        raise InvalidAudio(f"“{path.name}” is empty.")
    source = (
        _open_libsndfile(path, 2) or _open_ffmpeg(path) or _open_libsndfile(path, _MOST_CHANNELS)
    )
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
