"""Recordings of any length in bounded memory.

The network hears a recording relative to its loudness, which is known only when all of it has
been decoded. A song is kept until then. A long mix is not: it is decoded once for its loudness and
its waveform, and a second time for the network, which hears it as it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.audio.decode import Samples, decode_blocks
from emomusic.audio.waveform import Waveform, WaveformMeter
from emomusic.emotion.frontend import Features, FrontEnd
from emomusic.emotion.inference import Sound
from emomusic.errors import InvalidAudio

KEPT_HOPS = 1200
"""The features of ten minutes are kept; of more only a window at a time."""

Progress = Callable[[float], None]


def joined(parts: list[Features]) -> Features:
    """Lay features that follow each other end to end."""
    return Features(
        np.concatenate([part.mel for part in parts]),
        np.concatenate([part.semitones for part in parts]),
    )


def features_of(blocks: Iterator[Samples]) -> Iterator[Features]:
    """Compute features as the blocks of a recording come.

    Args:
        blocks: Mono samples, of any size.

    Yields:
        The next hops, at least one.
    """
    front_end = FrontEnd()
    for block in blocks:
        front_end.add(block)
        part = front_end.take()
        if part.hops:
            yield part
    rest = front_end.finish()
    if rest.hops:
        yield rest


class Replayed:
    """The features of a recording that is decoded again when it is heard.

    Args:
        again: Begins to decode it anew.
        hop_power: Shape `[T]`, the mean power of each hop, as known from the first time.
    """

    def __init__(
        self, again: Callable[[], Iterator[Samples]], hop_power: NDArray[np.float64]
    ) -> None:
        self._again, self._hop_power = again, hop_power
        self._coming = features_of(again())
        self._held = Features(np.zeros((0, 0), np.float32), np.zeros((0, 0), np.float32))
        self._first = 0

    @property
    def hops(self) -> int:
        """How many hops of 0.5 s the recording has."""
        return len(self._hop_power)

    @property
    def hop_power(self) -> NDArray[np.float64]:
        """Shape `[T]`, the mean power of each hop."""
        return self._hop_power

    def between(self, first: int, last: int) -> Features:
        """Cut out some hops; what comes before them is forgotten.

        Args:
            first: First hop; going back means to decode from the beginning.
            last: One after the last hop, at most `hops`.

        Raises:
            InvalidAudio: The file is not what it was the first time.
        """
        if first < self._first:
            self._coming, self._first = features_of(self._again()), 0
            self._held = self._held.between(0, 0)
        while self._first + self._held.hops < last:
            part = next(self._coming, None)
            if part is None:
                raise InvalidAudio("The file was changed while it was heard.")
            self._held = joined([self._held, part]) if self._held.hops else part
            gone = min(first - self._first, self._held.hops)
            self._held = self._held.between(gone, self._held.hops)
            self._first += gone
        return self._held.between(first - self._first, last - self._first)


def _metered(path: Path, meter: WaveformMeter, progress: Progress | None) -> Iterator[Samples]:
    decoded = [0.0]
    for block in decode_blocks(path, progress_of=decoded):
        meter.add(block)
        yield block
        if progress is not None:
            progress(decoded[0])


def read_sound(path: Path, progress: Progress | None = None) -> tuple[Sound, Waveform]:
    """Decode a file and keep only so much of it as may be kept.

    Args:
        path: An audio file.
        progress: Told the share that is decoded, 0..1.

    Returns:
        Its features, or where they would be too many the means to compute them again; and its
        waveform.

    Raises:
        InvalidAudio: The file can't be decoded.
    """
    meter = WaveformMeter()
    kept: list[Features] = []
    powers: list[NDArray[np.float64]] = []
    hops = 0
    for part in features_of(_metered(path, meter, progress)):
        powers.append(part.hop_power)
        hops += part.hops
        kept = [*kept, part] if hops <= KEPT_HOPS else []
    if hops <= KEPT_HOPS:
        return joined(kept), meter.finish()
    return Replayed(partial(decode_blocks, path), np.concatenate(powers)), meter.finish()
