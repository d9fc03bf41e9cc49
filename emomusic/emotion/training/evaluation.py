"""The table of figures, from predictions on artists that were held out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from scipy.ndimage import gaussian_filter1d, uniform_filter1d

from emomusic.emotion.frontend import HOP_S
from emomusic.emotion.model import Calibration
from emomusic.emotion.training.batches import weak_plane
from emomusic.emotion.training.crossvalidation import FOLDS, Prediction
from emomusic.emotion.training.datasets import GEMS, Clip, Dataset, Ratings
from emomusic.emotion.training.scores import (
    Figure,
    Floats,
    accuracy,
    bootstrap,
    macro_f1,
    pearson,
    weighted_ccc,
    weighted_pearson,
)

SMOOTHING_S = 1.5
MUSIC_THRESHOLD = 0.5
_COVERED = 0.8
_ABSTAIN_HOPS = 7
_AXES = ("valence", "arousal")
_GOOD_MAE, _GOOD_CCC = (0.085, 0.085), (0.45, 0.55)
_GUESS_MAE, _PEOPLE_MAE, _PEOPLE_R = (0.098, 0.108), (0.057, 0.058), (0.82, 0.86)
_JUDGED_GEMS = ("joyful_activation", "sadness", "calmness", "tension")

Predictions = dict[str, Prediction]
Figures = dict[str, Figure]


@dataclass(frozen=True, slots=True)
class Piece:
    """A rated piece beside its prediction, a row for each rated stretch.

    Attributes:
        clip: The piece.
        predicted: Shape `[rows, 2]`.
        rated: Shape `[rows, 2]`.
    """

    clip: Clip
    predicted: Floats
    rated: Floats


def _at_ratings(plane: Floats, ratings: Ratings) -> Floats:
    smooth = gaussian_filter1d(plane, SMOOTHING_S / HOP_S, axis=0, mode="nearest")
    middle = (ratings.start_s + ratings.end_s) / 2 / HOP_S - 0.5
    hops = np.arange(len(smooth))
    return np.stack([np.interp(middle, hops, smooth[:, axis]) for axis in (0, 1)], axis=1)


def pieces_of(clips: list[Clip], predictions: Predictions) -> list[Piece]:
    """Put every piece that was rated over time beside its prediction."""
    return [
        Piece(
            clip,
            _at_ratings(predictions[clip.name].plane.astype(np.float64), clip.ratings),
            np.stack([clip.ratings.valence, clip.ratings.arousal], axis=1),
        )
        for clip in clips
        if clip.ratings is not None and clip.name in predictions
    ]


def half_width(pieces: list[Piece], axis: int) -> float:
    """Split-conformal half width of the 80 % interval, each song counting the same.

    Args:
        pieces: Held-out ones.
        axis: 0 for valence, 1 for arousal.
    """
    errors = np.concatenate([np.abs(p.predicted - p.rated)[:, axis] for p in pieces])
    weights = np.concatenate([np.full(len(p.rated), 1 / len(p.rated)) for p in pieces])
    order = errors.argsort()
    below = np.cumsum(weights[order]) / (len(pieces) + 1)
    return float(errors[order][min(np.searchsorted(below, _COVERED), len(errors) - 1)])


def calibrate(clips: list[Clip], predictions: Predictions) -> Calibration:
    """Fit the intervals on held-out predictions.

    Args:
        clips: All clips.
        predictions: Of networks that had not heard them.
    """
    pieces = pieces_of(clips, predictions)
    return Calibration(
        valence_half_width=round(half_width(pieces, 0), 4),
        arousal_half_width=round(half_width(pieces, 1), 4),
        smoothing_s=SMOOTHING_S,
        music_threshold=MUSIC_THRESHOLD,
    )


def _over_time(pieces: list[Piece]) -> Figures:
    figures: Figures = {}
    groups = [piece.clip.group for piece in pieces]
    for axis, name in enumerate(_AXES):
        predicted = [piece.predicted[:, axis] for piece in pieces]
        rated = [piece.rated[:, axis] for piece in pieces]
        means = np.array(
            [
                np.mean(
                    [
                        r.mean()
                        for r, other in zip(rated, pieces, strict=True)
                        if other.clip.fold != piece.clip.fold
                    ]
                )
                for piece in pieces
            ]
        )
        mae = np.array([np.abs(p - r).mean() for p, r in zip(predicted, rated, strict=True)])
        mse = np.array([((p - r) ** 2).mean() for p, r in zip(predicted, rated, strict=True)])
        flat = np.array([np.abs(m - r).mean() for m, r in zip(means, rated, strict=True)])
        flat_mse = np.array([((m - r) ** 2).mean() for m, r in zip(means, rated, strict=True)])
        within = np.array([pearson(p, r) for p, r in zip(predicted, rated, strict=True)])
        song_p = np.array([p.mean() for p in predicted])
        song_r = np.array([r.mean() for r in rated])

        def pooled(measure, items, predicted=predicted, rated=rated):  # type: ignore[no-untyped-def]
            weight = np.concatenate([np.full(len(rated[i]), 1 / len(rated[i])) for i in items])
            return measure(
                np.concatenate([predicted[i] for i in items]),
                np.concatenate([rated[i] for i in items]),
                weight,
            )

        statistics = {
            "mae": (
                lambda i, x=mae: x[i].mean(),
                float(flat.mean()),
                _GOOD_MAE[axis],
                _PEOPLE_MAE[axis],
            ),
            "rmse": (
                lambda i, x=mse: np.sqrt(x[i].mean()),
                float(np.sqrt(flat_mse.mean())),
                None,
                None,
            ),
            "r2": (lambda i, x=mse, y=flat_mse: 1 - x[i].mean() / y[i].mean(), 0.0, None, None),
            "skill": (lambda i, x=mae, y=flat: 1 - x[i].mean() / y[i].mean(), 0.0, None, None),
            "ccc": (lambda i: pooled(weighted_ccc, i), 0.0, _GOOD_CCC[axis], None),
            "pearson": (lambda i: pooled(weighted_pearson, i), 0.0, None, _PEOPLE_R[axis]),
            "pearson_within": (lambda i, x=within: x[i].mean(), 0.0, None, None),
            "pearson_between": (lambda i, x=song_p, y=song_r: pearson(x[i], y[i]), 0.0, None, None),
        }
        everything = np.arange(len(pieces))
        for kind, (statistic, guess, good, people) in statistics.items():
            figures[f"vgmidi {name} {kind}"] = Figure(
                float(statistic(everything)), *bootstrap(groups, statistic), guess, good, people
            )
    return figures


def _quadrants(clips: list[Clip], predictions: Predictions, dataset: Dataset) -> Figures:
    judged = [c for c in clips if c.dataset is dataset and c.quadrant is not None]
    judged = [c for c in judged if c.name in predictions]
    said = np.array([int(predictions[clip.name].moods.argmax()) for clip in judged])
    real = np.array([clip.quadrant for clip in judged])
    groups = [clip.group for clip in judged]
    goods = {
        (Dataset.QUADRANTS_4Q, "macro-F1"): 0.62,
        (Dataset.EMOPIA, "accuracy"): 0.65,
    }
    figures = {}
    for name, measure in (("macro-F1", macro_f1), ("accuracy", accuracy)):
        figures[f"{dataset.value} quadrant {name}"] = Figure(
            measure(said, real),
            *bootstrap(groups, lambda i, m=measure: m(said[i], real[i])),
            guess=0.25,
            good=goods.get((dataset, name)),
        )
    sides = {"valence": (0, 3), "arousal": (0, 1)}
    for axis, high in sides.items():
        share = np.array([predictions[c.name].moods[list(high)].sum() > 0.5 for c in judged])
        right = share == np.isin(real, high)
        figures[f"{dataset.value} {axis} side accuracy"] = Figure(
            float(right.mean()),
            *bootstrap(groups, lambda i, r=right: float(r[i].mean())),
            guess=0.5,
        )
    return figures


def _gems(clips: list[Clip], predictions: Predictions) -> Figures:
    judged = [clip for clip in clips if clip.gems is not None and clip.name in predictions]
    groups = [clip.group for clip in judged]
    real = np.array([clip.gems for clip in judged])
    said = np.array([predictions[clip.name].gems for clip in judged], dtype=np.float64)
    figures = {}
    for name in GEMS:
        column = GEMS.index(name)
        p, r = said[:, column], real[:, column]
        figures[f"emotify {name} pearson"] = Figure(
            pearson(p, r),
            *bootstrap(groups, lambda i, p=p, r=r: pearson(p[i], r[i])),
            guess=0.0,
            good=0.35 if name in _JUDGED_GEMS else None,
        )
    return figures


def _norms(clips: list[Clip], predictions: Predictions) -> Figures:
    judged = [clip for clip in clips if clip.norms is not None and clip.name in predictions]
    groups = [clip.group for clip in judged]
    real = np.array([weak_plane(clip.norms) for clip in judged], dtype=np.float64)
    said = np.array([predictions[c.name].plane.mean(axis=0) for c in judged], dtype=np.float64)
    figures = {}
    for axis, name in enumerate(_AXES):
        p, r = said[:, axis], real[:, axis]
        flat = np.abs(r - r.mean())
        figures[f"recordings weak {name} mae"] = Figure(
            float(np.abs(p - r).mean()),
            *bootstrap(groups, lambda i, p=p, r=r: float(np.abs(p[i] - r[i]).mean())),
            guess=float(flat.mean()),
        )
        figures[f"recordings weak {name} pearson"] = Figure(
            pearson(p, r), *bootstrap(groups, lambda i, p=p, r=r: pearson(p[i], r[i])), guess=0.0
        )
    return figures


def _coverage(pieces: list[Piece]) -> Figures:
    """Coverage of intervals that were fitted on the other folds."""
    figures = {}
    for axis, name in enumerate(_AXES):
        covered = np.zeros(len(pieces))
        for fold in range(FOLDS):
            others = [piece for piece in pieces if piece.clip.fold != fold]
            if not others:
                continue
            width = half_width(others, axis)
            for index, piece in enumerate(pieces):
                if piece.clip.fold == fold:
                    error = np.abs(piece.predicted - piece.rated)[:, axis]
                    covered[index] = (error <= width).mean()
        groups = [piece.clip.group for piece in pieces]
        figures[f"vgmidi {name} interval coverage"] = Figure(
            float(covered.mean()),
            *bootstrap(groups, lambda i, c=covered: float(c[i].mean())),
            good=_COVERED,
        )
    return figures


def _abstention(clips: list[Clip], predictions: Predictions) -> Figures:
    figures = {}
    kinds = {
        "music": [clip for clip in clips if clip.dataset is not Dataset.NEGATIVE],
        **{
            kind: [c for c in clips if c.dataset is Dataset.NEGATIVE and c.name.startswith(kind)]
            for kind in ("noise", "tone", "speech")
        },
    }
    for kind, members in kinds.items():
        sure = np.array(
            [
                (
                    uniform_filter1d(predictions[c.name].music, _ABSTAIN_HOPS, mode="nearest")
                    >= MUSIC_THRESHOLD
                ).mean()
                >= 0.5
                for c in members
                if c.name in predictions
            ]
        )
        groups = [clip.group for clip in members if clip.name in predictions]
        share = sure if kind == "music" else ~sure
        name = "music answered" if kind == "music" else f"{kind} abstained on"
        figures[f"{name}"] = Figure(
            float(share.mean()), *bootstrap(groups, lambda i, s=share: float(s[i].mean()))
        )
    return figures


def evaluate(clips: list[Clip], predictions: Predictions) -> Figures:
    """Compute every figure.

    Args:
        clips: All clips, negatives included.
        predictions: Of networks that had not heard their groups.

    Returns:
        Name to figure, rendered piano and recordings apart, in the order of the table.
    """
    pieces = pieces_of(clips, predictions)
    return {
        **_over_time(pieces),
        **_coverage(pieces),
        **_quadrants(clips, predictions, Dataset.EMOPIA),
        **_quadrants(clips, predictions, Dataset.QUADRANTS_4Q),
        **_gems(clips, predictions),
        **_norms(clips, predictions),
        **_abstention(clips, predictions),
    }


def table(figures: Figures) -> str:
    """Print figures for people."""

    def cell(value: float | None) -> str:
        return "    –" if value is None else f"{value:5.3f}"

    lines = [f"{'figure':40}  value   95 % by group   guess   good  people"]
    for name, figure in figures.items():
        lines.append(
            f"{name:40}  {figure.value:5.3f}  {figure.low:6.3f} {figure.high:6.3f}   "
            f"{cell(figure.guess)}  {cell(figure.good)}  {cell(figure.people)}"
        )
    return "\n".join(lines)


def to_json(figures: Figures) -> dict[str, Any]:
    """Make figures ready for `metrics.json`."""
    return {
        name: {
            key: None if value is None else round(value, 4) for key, value in asdict(figure).items()
        }
        for name, figure in figures.items()
    }
