"""The mean emotion of a stretch of a song, from its stored curve.

A listening event asks for one stretch, and there are thousands of events a second at times: the
curves that were asked for lately stay decoded, as running sums, so that a stretch of any length
costs two look-ups.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from emomusic.emotion import EmotionCurve, unpack_curve
from emomusic.store.tables import SongEmotion

MOST_CURVES = 1024
"""Decoded curves that a process keeps: about 12 kB each for a song of four minutes."""

_Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class HeardCurve:
    """A curve as running sums over its confident hops.

    Attributes:
        hop_s: Seconds between hops.
        weight: Shape `[T + 1]`, confident hops before each hop.
        valence: Shape `[T + 1]`, sum of their valence.
        arousal: Shape `[T + 1]`, sum of their arousal.
    """

    hop_s: float
    weight: _Sums
    valence: _Sums
    arousal: _Sums

    @classmethod
    def of(cls, curve: EmotionCurve) -> HeardCurve:
        """Sum a curve up; what the model is not confident of counts for nothing."""
        sure = curve.confident.astype(np.float64)
        sums = (np.concatenate(([0.0], np.cumsum(row))) for row in _rows(curve, sure))
        return cls(curve.hop_s, *sums)

    def mean(self, from_s: float, to_s: float) -> tuple[float, float] | None:
        """Take the means over a stretch, each hop by the time in which it sounds there.

        Args:
            from_s: Begin, in seconds of the song.
            to_s: End, in seconds of the song.

        Returns:
            Valence and arousal, 0..1; None where nothing is known of the stretch.
        """
        first, last = self._place(from_s), self._place(to_s)
        heard = _between(self.weight, first, last)
        if heard <= 1e-9:
            return None
        valence = _between(self.valence, first, last) / heard
        arousal = _between(self.arousal, first, last) / heard
        return min(max(valence, 0.0), 1.0), min(max(arousal, 0.0), 1.0)

    def _place(self, time_s: float) -> float:
        return min(max(time_s / self.hop_s, 0.0), len(self.weight) - 1.0)


def _rows(curve: EmotionCurve, sure: _Sums) -> tuple[_Sums, _Sums, _Sums]:
    return sure, sure * curve.valence, sure * curve.arousal


def _between(sums: _Sums, first: float, last: float) -> float:
    return _at(sums, last) - _at(sums, first)


def _at(sums: _Sums, place: float) -> float:
    hop = min(int(place), len(sums) - 2)
    before = float(sums[hop])
    return before + (place - hop) * (float(sums[hop + 1]) - before)


_curves: OrderedDict[int, tuple[datetime, HeardCurve]] = OrderedDict()
_lock = threading.Lock()


def heard_curves(reading: Session, analysed: Mapping[int, datetime]) -> dict[int, HeardCurve]:
    """Return curves; those that are not kept, or were heard anew, are read and decoded.

    Args:
        reading: The session to read in.
        analysed: When each of the songs was analysed last.

    Returns:
        The curve of each song whose curve can be read.
    """
    with _lock:
        found = {
            song_id: kept[1]
            for song_id, at in analysed.items()
            if (kept := _curves.get(song_id)) is not None and kept[0] == at
        }
        for song_id in found:
            _curves.move_to_end(song_id)
    missing = analysed.keys() - found.keys()
    if not missing:
        return found
    query = select(SongEmotion.song_id, SongEmotion.analysed_at, SongEmotion.curve)
    for song_id, at, packed in reading.exec(query.where(col(SongEmotion.song_id).in_(missing))):
        try:
            found[song_id] = HeardCurve.of(unpack_curve(packed))
        except ValueError:
            continue  # of a version that this one does not know: as if it were not analysed
        _keep(song_id, at, found[song_id])
    return found


def _keep(song_id: int, at: datetime, curve: HeardCurve) -> None:
    with _lock:
        _curves[song_id] = (at, curve)
        _curves.move_to_end(song_id)
        while len(_curves) > MOST_CURVES:
            _curves.popitem(last=False)


def forget_heard_curves() -> None:
    """Begin with none; for tests."""
    with _lock:
        _curves.clear()
