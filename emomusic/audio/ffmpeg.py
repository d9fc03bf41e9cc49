"""FFmpeg through PyAV, which takes a fifth of a second to load: imported where it is needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError

from emomusic.audio.downmix import MOST_CHANNELS, Samples, Source, downmix, weights_of
from emomusic.errors import InvalidAudio

_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,avi,caf,dsf,dts,eac3,flac,flv,iff,matroska,mov,mp3,mpc,mpc8,mpeg,"
    "mpegts,ogg,tak,truehd,tta,w64,wav,wsd,wv,xwma"
)
"""What FFmpeg may open. It also knows playlists (`concat`, `hls`, `dash`, `sdp`), by which a file
could name another file or an address of the network, and have it read."""

_HEADERLESS = frozenset({"aac", "mp3", "ac3", "dts", "mpegts"})
"""FFmpeg formats whose length is a guess from the bit rate."""


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
            yield downmix(frames, weights_of(names))


def _ffmpeg_blocks(path: Path, sample_rate_hz: int) -> Iterator[Samples]:
    with _open_container(path) as container:
        mixer = _Mixer(sample_rate_hz)
        try:
            for frame in container.decode(container.streams.audio[0]):
                yield from mixer.add(frame)
            yield from mixer.finish()
        except FFmpegError as error:
            raise InvalidAudio(f"“{path.name}” is damaged and can't be decoded.") from error


def open_ffmpeg(path: Path) -> Source | None:
    """Open a file with FFmpeg.

    Args:
        path: Any file.

    Returns:
        Its sound, or None where FFmpeg finds none.
    """
    try:
        with _open_container(path) as container:
            if not container.streams.audio:
                return None
            stream = container.streams.audio[0]
            # There is none where FFmpeg knows no decoder.
            decoder = stream.codec_context
            rate = decoder.sample_rate if decoder is not None else 0
            # A text file "opens" as subtitles or as a module; a rate shows that sound was found.
            if not rate or decoder.layout.nb_channels > MOST_CHANNELS:
                return None
            guessed = bool(_HEADERLESS & set(container.format.name.split(",")))
            duration_s = None if guessed or not container.duration else container.duration / 1e6
    except (FFmpegError, IndexError):
        return None
    frames = None if duration_s is None else round(duration_s * rate)
    return Source(rate, frames, _ffmpeg_blocks(path, rate))
