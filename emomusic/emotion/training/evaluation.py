"""The table of figures, from predictions on artists that were held out."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import numpy as np
from scipy.ndimage import uniform_filter1d

from emomusic.emotion.training.batches import weak_plane
from emomusic.emotion.training.calibration import (
    AXES,
    COVERED,
    MUSIC_THRESHOLD,
    Piece,
    Predictions,
    cross_fitted,
    laid_end_to_end,
    line,
    on_scale,
    pieces_of,
    reach,
)
from emomusic.emotion.training.crossvalidation import Prediction
from emomusic.emotion.training.datasets import GEMS, RENDERED, Clip, Dataset
from emomusic.emotion.training.scores import (
    Aim,
    Column,
    Figure,
    accuracy,
    column_of,
    figure_of,
    gain_over,
    macro_f1,
    mean,
    pearson,
    root_mean,
    weighted_ccc,
    weighted_pearson,
)

_ABSTAIN_HOPS = 7
_MAE_AIMS = (
    Aim(good=0.085, excellent=0.075, people=0.057),
    Aim(good=0.085, excellent=0.075, people=0.058),
)
_RECORDINGS_MAE_AIM = Aim(good=0.10, excellent=0.08, people=0.155)
_CCC_AIMS = (Aim(guess=0.0, good=0.45, excellent=0.6), Aim(guess=0.0, good=0.55, excellent=0.7))
_PEARSON_AIMS = (Aim(guess=0.0, people=0.82), Aim(guess=0.0, people=0.86))
_QUADRANT_AIMS = {
    (Dataset.QUADRANTS_4Q, "macro-F1"): Aim(guess=0.25, good=0.62, excellent=0.7),
    (Dataset.EMOPIA, "accuracy"): Aim(guess=0.25, good=0.65, excellent=0.72),
}
_QUADRANT_GUESS = Aim(guess=0.25)
_ZERO_GUESS = Aim(guess=0.0)
_GEMS_AIM = Aim(guess=0.0, good=0.35, excellent=0.5)
_JUDGED_GEMS = ("joyful_activation", "sadness", "calmness", "tension")

SECTIONS = {
    "Rendered piano, over time": ("vgmidi",),
    "Rendered piano, quadrants": ("emopia",),
    "Recordings": ("4q", "emotify", "recordings", "deam", "pmemo", "emomusic"),
    "Datasets it never learnt from": ("unseen",),
    "Abstention": ("music", "noise", "tone", "speech"),
}
"""Heading to the beginnings of the names under it: rendered piano and recordings stay apart."""

Figures = dict[str, Figure]


def pooled_ccc(predicted: Column, rated: Column) -> float:
    """CCC over all moments, each piece counting the same."""
    return weighted_ccc(*laid_end_to_end(predicted, rated))


def pooled_pearson(predicted: Column, rated: Column) -> float:
    """Pearson correlation over all moments, each piece counting the same."""
    return weighted_pearson(*laid_end_to_end(predicted, rated))


def _constants(pieces: list[Piece], axis: int) -> list[float]:
    """What the constant predictor says of each piece: the mean of the other folds."""
    means = {
        fold: float(np.mean([p.rated[:, axis].mean() for p in pieces if p.clip.fold != fold]))
        for fold in {piece.clip.fold for piece in pieces}
    }
    return [means[piece.clip.fold] for piece in pieces]


def _over_time(pieces: list[Piece], dataset: Dataset) -> Figures:
    figures: Figures = {}
    rendered = dataset in RENDERED
    groups = [piece.clip.group for piece in pieces]
    for axis, name in enumerate(AXES):
        said = column_of([piece.predicted[:, axis] for piece in pieces])
        real = column_of([piece.rated[:, axis] for piece in pieces])
        constants = _constants(pieces, axis)
        error = [p - r for p, r in zip(said, real, strict=True)]
        flat_error = [c - r for c, r in zip(constants, real, strict=True)]
        mae, flat = (np.array([np.abs(e).mean() for e in part]) for part in (error, flat_error))
        mse, flat_mse = (np.array([(e**2).mean() for e in part]) for part in (error, flat_error))
        within = np.array([pearson(p, r) for p, r in zip(said, real, strict=True)])
        songs = [np.array([values.mean() for values in part]) for part in (said, real)]
        mae_aim = _MAE_AIMS[axis] if rendered else _RECORDINGS_MAE_AIM
        figures |= {
            f"{dataset.value} {name} {kind}": figure_of(groups, measure, *columns, aim=aim)
            for kind, measure, columns, aim in (
                ("mae", mean, (mae,), replace(mae_aim, guess=mean(flat))),
                ("rmse", root_mean, (mse,), Aim(guess=root_mean(flat_mse))),
                ("r2", gain_over, (mse, flat_mse), _ZERO_GUESS),
                ("skill", gain_over, (mae, flat), _ZERO_GUESS),
                ("ccc", pooled_ccc, (said, real), _CCC_AIMS[axis] if rendered else _ZERO_GUESS),
                (
                    "pearson",
                    pooled_pearson,
                    (said, real),
                    _PEARSON_AIMS[axis] if rendered else _ZERO_GUESS,
                ),
                ("pearson within songs", mean, (within,), _ZERO_GUESS),
                ("pearson between songs", pearson, tuple(songs), _ZERO_GUESS),
            )
        }
    return figures


def _quadrants(clips: list[Clip], predictions: Predictions, dataset: Dataset) -> Figures:
    judged = [
        clip
        for clip in clips
        if clip.dataset is dataset and clip.quadrant is not None and clip.name in predictions
    ]
    groups = [clip.group for clip in judged]
    moods = np.array([predictions[clip.name].moods for clip in judged])
    said, real = moods.argmax(axis=1), np.array([clip.quadrant for clip in judged])
    figures = {
        f"{dataset.value} quadrant {name}": figure_of(
            groups, measure, said, real, aim=_QUADRANT_AIMS.get((dataset, name), _QUADRANT_GUESS)
        )
        for name, measure in (("macro-F1", macro_f1), ("accuracy", accuracy))
    }
    for axis, high in {"valence": [0, 3], "arousal": [0, 1]}.items():
        above = moods[:, high].sum(axis=1) > 0.5
        figures[f"{dataset.value} {axis} side accuracy"] = figure_of(
            groups, accuracy, above, np.isin(real, high), aim=Aim(guess=0.5)
        )
    return figures


def _gems(clips: list[Clip], predictions: Predictions) -> Figures:
    judged = [clip for clip in clips if clip.gems is not None and clip.name in predictions]
    groups = [clip.group for clip in judged]
    real = np.array([clip.gems for clip in judged])
    said = np.array([predictions[clip.name].gems for clip in judged], dtype=np.float64)
    return {
        f"emotify {name} pearson": figure_of(
            groups,
            pearson,
            said[:, column],
            real[:, column],
            aim=_GEMS_AIM if name in _JUDGED_GEMS else _ZERO_GUESS,
        )
        for column, name in enumerate(GEMS)
    }


def _norms(clips: list[Clip], predictions: Predictions, pieces: list[Piece]) -> Figures:
    judged = [clip for clip in clips if clip.norms is not None and clip.name in predictions]
    groups = [clip.group for clip in judged]
    real = np.array([weak_plane(clip.norms) for clip in judged], dtype=np.float64)
    said = np.array(
        [predictions[clip.name].plane.mean(axis=0) for clip in judged], dtype=np.float64
    )
    figures: Figures = {}
    scaled = on_scale(pieces, pieces)
    for axis, name in enumerate(AXES):
        slope, offset = line(pieces, axis)
        p, r = said[:, axis] * slope + offset, real[:, axis]
        flat = mean(np.abs(r - r.mean()))
        figures[f"recordings weak {name} mae"] = figure_of(
            groups, mean, np.abs(p - r), aim=Aim(guess=flat)
        )
        figures[f"recordings weak {name} pearson"] = figure_of(
            groups, pearson, p, r, aim=_ZERO_GUESS
        )
        # No aim beside it: a word norm is no rating, but it shows how far piano's interval reaches.
        spread = np.array([predictions[clip.name].spread[:, axis].mean() for clip in judged])
        within = np.abs(p - r) <= reach(scaled, axis) * spread
        figures[f"recordings weak {name} interval coverage"] = figure_of(groups, mean, within)
    return figures


def _coverage(pieces: list[Piece], dataset: Dataset) -> Figures:
    """Coverage of intervals that were fitted on the other folds."""
    figures: Figures = {}
    groups = [piece.clip.group for piece in pieces]
    for axis, name in enumerate(AXES):
        reaches = {
            fold: reach([p for p in pieces if p.clip.fold != fold], axis)
            for fold in {piece.clip.fold for piece in pieces}
        }
        covered = [
            (np.abs(p.predicted - p.rated) <= reaches[p.clip.fold] * p.spread)[:, axis].mean()
            for p in pieces
        ]
        figures[f"{dataset.value} {name} interval coverage"] = figure_of(
            groups, mean, np.array(covered), aim=Aim(good=COVERED)
        )
    return figures


def _answers(prediction: Prediction) -> bool:
    smooth = uniform_filter1d(prediction.music, _ABSTAIN_HOPS, mode="nearest")
    return bool((smooth >= MUSIC_THRESHOLD).mean() >= 0.5)


def _abstention(clips: list[Clip], predictions: Predictions) -> Figures:
    heard = [clip for clip in clips if clip.name in predictions]
    music = [clip for clip in heard if clip.dataset is not Dataset.NEGATIVE]
    sure = np.array([_answers(predictions[clip.name]) for clip in music])
    figures = {"music answered": figure_of([clip.group for clip in music], mean, sure)}
    for kind in ("noise", "tone", "speech"):
        others = [
            clip
            for clip in heard
            if clip.dataset is Dataset.NEGATIVE and clip.name.startswith(kind)
        ]
        unsure = np.array([not _answers(predictions[clip.name]) for clip in others])
        name = f"{kind} abstained on"
        figures[name] = figure_of([clip.group for clip in others], mean, unsure)
    return figures


def evaluate(clips: list[Clip], predictions: Predictions) -> Figures:
    """Compute every figure.

    Args:
        clips: All clips, negatives included.
        predictions: Of networks that had not heard their groups.

    Returns:
        Name to figure, rendered piano and recordings apart, in the order of the table.
    """
    said = pieces_of(clips, predictions)
    pieces = cross_fitted(said)
    over_time: Figures = {}
    for dataset in Dataset:
        rated = [piece for piece in pieces if piece.clip.dataset is dataset]
        if rated:
            over_time |= _over_time(rated, dataset) | _coverage(rated, dataset)
    return {
        **over_time,
        **_quadrants(clips, predictions, Dataset.EMOPIA),
        **_quadrants(clips, predictions, Dataset.QUADRANTS_4Q),
        **_gems(clips, predictions),
        **_norms(clips, predictions, said),
        **_abstention(clips, predictions),
    }


def table(figures: Figures) -> str:
    """Print figures for people."""

    def cell(value: float | None) -> str:
        return "    –" if value is None else f"{value:5.3f}"

    lines = []
    for title, beginnings in SECTIONS.items():
        chosen = {name: figures[name] for name in figures if name.startswith(beginnings)}
        if chosen:
            lines += ["", f"{title:40}  value   95 % by group   guess   good  excel. people"]
        for name, figure in chosen.items():
            aims = (figure.guess, figure.good, figure.excellent, figure.people)
            lines.append(
                f"{name:40}  {figure.value:5.3f}  {figure.low:6.3f} {figure.high:6.3f}   "
                f"{'  '.join(cell(aim) for aim in aims)}"
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
