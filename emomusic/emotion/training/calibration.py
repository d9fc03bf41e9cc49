"""Predictions are brought to the scale of ratings, and intervals are fitted, on held-out songs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from emomusic.emotion.frontend import HOP_S
from emomusic.emotion.model import Calibration
from emomusic.emotion.training.crossvalidation import Prediction
from emomusic.emotion.training.datasets import Clip, Ratings
from emomusic.emotion.training.scores import Column, Floats

AXES = ("valence", "arousal")
SMOOTHING_S = 1.5
MUSIC_THRESHOLD = 0.8
COVERED = 0.8
"""How much of what people rate an interval is to hold."""
_SAME = 1e-6

Predictions = dict[str, Prediction]


@dataclass(frozen=True, slots=True)
class Piece:
    """A rated piece beside its prediction, a row for each rated stretch.

    Attributes:
        clip: The piece.
        predicted: Shape `[rows, 2]`.
        spread: Shape `[rows, 2]`, expected errors.
        rated: Shape `[rows, 2]`.
    """

    clip: Clip
    predicted: Floats
    spread: Floats
    rated: Floats


def _at_ratings(plane: Floats, ratings: Ratings) -> Floats:
    smooth = gaussian_filter1d(plane, SMOOTHING_S / HOP_S, axis=0, mode="nearest")
    middle = (ratings.start_s + ratings.end_s) / 2 / HOP_S - 0.5
    hops = np.arange(len(smooth))
    return np.stack([np.interp(middle, hops, smooth[:, axis]) for axis in (0, 1)], axis=1)


def pieces_of(clips: list[Clip], predictions: Predictions) -> list[Piece]:
    """Put every piece that a panel rated over time beside its prediction.

    Moments that a few listeners felt are left out: they are no measure of a model.
    """
    return [
        Piece(
            clip,
            _at_ratings(predictions[clip.name].plane.astype(np.float64), clip.ratings),
            _at_ratings(predictions[clip.name].spread.astype(np.float64), clip.ratings),
            np.stack([clip.ratings.valence, clip.ratings.arousal], axis=1),
        )
        for clip in clips
        if clip.ratings is not None and clip.ratings.weight is None and clip.name in predictions
    ]


def laid_end_to_end(
    predicted: Sequence[Floats] | Column, rated: Sequence[Floats] | Column
) -> tuple[Floats, Floats, Floats]:
    """Lay pieces end to end; the third array makes each piece count the same."""
    weight = np.concatenate([np.full(len(piece), 1 / len(piece)) for piece in rated])
    return np.concatenate(list(predicted)), np.concatenate(list(rated)), weight


def line(pieces: list[Piece], axis: int) -> tuple[float, float]:
    """The straight line from what networks say to what people rated, each song counting the same.

    Args:
        pieces: Held-out ones.
        axis: 0 for valence, 1 for arousal.

    Returns:
        Slope and offset, by least squares; the line that changes nothing where everything that is
        said is the same.
    """
    said, rated, weight = laid_end_to_end(
        [piece.predicted[:, axis] for piece in pieces], [piece.rated[:, axis] for piece in pieces]
    )
    if np.ptp(said) < _SAME:
        return 1.0, 0.0
    slope, offset = np.polyfit(said, rated, 1, w=np.sqrt(weight))
    return float(slope), float(offset)


def on_scale(pieces: list[Piece], fitted_on: list[Piece]) -> list[Piece]:
    """Bring predictions to the scale of ratings by the lines that other pieces give."""
    slope, offset = np.array([line(fitted_on, axis) for axis in range(len(AXES))]).T
    return [replace(piece, predicted=piece.predicted * slope + offset) for piece in pieces]


def cross_fitted(pieces: list[Piece]) -> list[Piece]:
    """Bring the pieces of each fold to the scale of ratings by the lines of the other folds."""
    done = {
        piece.clip.name: piece
        for fold in sorted({piece.clip.fold for piece in pieces})
        for piece in on_scale(
            [p for p in pieces if p.clip.fold == fold], [p for p in pieces if p.clip.fold != fold]
        )
    }
    return [done[piece.clip.name] for piece in pieces]


def reach(pieces: list[Piece], axis: int) -> float:
    """Half width of the 80 % interval in units of the expected error, each song counting the same.

    Split-conformal with a normalised error (Lei et al. 2018): where the network expects to be
    further off, as on recordings, its interval is wider.

    Args:
        pieces: Held-out ones, on the scale of ratings.
        axis: 0 for valence, 1 for arousal.
    """
    errors = np.concatenate([(np.abs(p.predicted - p.rated) / p.spread)[:, axis] for p in pieces])
    weights = np.concatenate([np.full(len(p.rated), 1 / len(p.rated)) for p in pieces])
    order = np.argsort(errors)
    below = np.cumsum(weights[order]) / (len(pieces) + 1)
    rank = min(int(np.searchsorted(below, COVERED)), len(errors) - 1)
    return float(errors[order][rank])


def calibrate(clips: list[Clip], predictions: Predictions) -> Calibration:
    """Fit the lines and the intervals on held-out predictions.

    Args:
        clips: All clips.
        predictions: Of networks that had not heard them.
    """
    pieces = pieces_of(clips, predictions)
    valence, arousal = (line(pieces, axis) for axis in range(len(AXES)))
    scaled = on_scale(pieces, pieces)
    return Calibration(
        valence_line=(round(valence[0], 4), round(valence[1], 4)),
        arousal_line=(round(arousal[0], 4), round(arousal[1], 4)),
        valence_reach=round(reach(scaled, 0), 4),
        arousal_reach=round(reach(scaled, 1), 4),
        smoothing_s=SMOOTHING_S,
        music_threshold=MUSIC_THRESHOLD,
    )
