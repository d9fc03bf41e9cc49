"""The model that is served, judged on datasets that it never learnt from.

Nothing is taken from the training code here: every recording goes through `analyse_file`, as in
the app, and the curve is read at the moments that people rated.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from emomusic.emotion import EmotionCurve, analyse_file, model_version
from emomusic.emotion.frontend import SAMPLE_RATE_HZ
from emomusic.emotion.training.card import write_card
from emomusic.emotion.training.datasets import (
    RENDERED,
    Clip,
    Dataset,
    Sources,
    beside,
    read_shared,
)
from emomusic.emotion.training.evaluation import Figures, pooled_ccc, pooled_pearson, to_json
from emomusic.emotion.training.render import render, soundfonts
from emomusic.emotion.training.scores import (
    Aim,
    Floats,
    accuracy,
    column_of,
    figure_of,
    gain_over,
    macro_f1,
    mean,
    pearson,
    root_mean,
)
from emomusic.errors import InvalidAudio, InvalidInput

Tell = Callable[[str], None]
Hear = Callable[[Clip], EmotionCurve]

_AXES = ("valence", "arousal")
_MAE_AIM = Aim(good=0.10, excellent=0.08, people=0.155)
_COVERED = 0.8
_TOLD_EVERY = 100


@dataclass(frozen=True, slots=True)
class Heard:
    """A labelled clip beside what the served model says of it."""

    clip: Clip
    curve: EmotionCurve


def unseen(clips: Iterable[Clip], learnt: Collection[Clip]) -> list[Clip]:
    """Choose the clips that a model can't know: neither them nor anything else of their group.

    Args:
        clips: Of datasets in their published layouts.
        learnt: What the model was trained on.
    """
    groups = {clip.group for clip in learnt}
    return [clip for clip in beside(learnt, clips) if clip.group not in groups]


@contextmanager
def _sound_of(clip: Clip) -> Iterator[Path]:
    """The recording of a clip; a MIDI file is played through the reference soundfont."""
    if clip.dataset not in RENDERED:
        yield clip.path
        return
    fonts = soundfonts()
    if not fonts:
        raise InvalidInput(
            "There is no soundfont to play MIDI files with: install fluid-soundfont."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "played.wav"
        soundfile.write(path, render(clip.path, next(iter(fonts.values()))), SAMPLE_RATE_HZ)
        yield path


def hear(clip: Clip) -> EmotionCurve:
    """Let the served model hear a clip, as the app would.

    Args:
        clip: Which clip.

    Raises:
        InvalidAudio: Its recording can't be decoded.
    """
    with _sound_of(clip) as path:
        return analyse_file(path).curve


def hear_all(clips: Sequence[Clip], tell: Tell, hearing: Hear = hear) -> list[Heard]:
    """Hear clips; a recording that can't be decoded is told of and left out.

    Args:
        clips: Which clips.
        tell: Is told how it goes.
        hearing: Hears one.
    """
    heard = []
    for done, clip in enumerate(clips, 1):
        try:
            heard.append(Heard(clip, hearing(clip)))
        except InvalidAudio as error:
            tell(f"left out: {error.sentence}")
        if done % _TOLD_EVERY == 0 or done == len(clips):
            tell(f"heard {done}/{len(clips)}")
    return heard


def judge(heard: Sequence[Heard]) -> Figures:
    """Compare what was heard with what people said.

    Args:
        heard: Clips that the model has not learnt from.

    Returns:
        Name to figure, each dataset by itself. The guess beside it always answers the mean of the
        other folds of that dataset, which the model was never told.
    """
    figures: Figures = {}
    for dataset in Dataset:
        part = [one for one in heard if one.clip.dataset is dataset]
        name = f"unseen {dataset.value}"
        figures |= _over_time(name, [one for one in part if one.clip.ratings is not None])
        figures |= _whole(name, [one for one in part if one.clip.whole is not None])
        figures |= _quadrants(name, [one for one in part if one.clip.quadrant is not None])
        if part:
            sure = np.array([one.curve.confident.mean() >= 0.5 for one in part])
            figures[f"{name} answered"] = figure_of(_groups(part), mean, sure)
    return figures


def judge_unseen(sources: Sources, predicted: Collection[str], name: str, tell: Tell) -> Figures:
    """Judge the served model on whatever part of other datasets it has not learnt from.

    Args:
        sources: The labelled music that there is.
        predicted: Names of the clips that were used in training, each held out once.
        name: Of the model.
        tell: Is told how it goes.

    Returns:
        See `judge`.

    Raises:
        InvalidInput: Another model is served, or a dataset is not what it should be.
    """
    if model_version() != name:
        raise InvalidInput(f"Only the model that is served can hear: {model_version()}.")
    others = sources.read_others()
    learnt = [clip for clip in [*read_shared(sources.shared), *others] if clip.name in predicted]
    chosen = unseen(others, learnt)
    tell(f"{len(chosen)} of {len(others)} clips are of artists and songs that {name} never heard")
    return judge(hear_all(chosen, tell))


def _groups(heard: Sequence[Heard]) -> list[str]:
    return [one.clip.group for one in heard]


def _at_ratings(one: Heard, line: Floats) -> Floats:
    ratings = one.clip.ratings
    assert ratings is not None
    middle = (ratings.start_s + ratings.end_s) / 2 / one.curve.hop_s - 0.5
    return np.interp(middle, np.arange(len(line)), line.astype(np.float64))


def _guesses(heard: Sequence[Heard], levels: Floats) -> Floats:
    """The constant predictor: of each clip, the mean level of the other folds."""
    folds = np.array([one.clip.fold for one in heard])
    others = {fold: levels[folds != fold] for fold in set(folds.tolist())}
    everything = float(levels.mean())
    return np.array([others[fold].mean() if len(others[fold]) else everything for fold in folds])


def _over_time(name: str, heard: Sequence[Heard]) -> Figures:
    figures: Figures = {}
    if not heard:
        return figures
    groups = _groups(heard)
    for axis in _AXES:
        real = column_of(getattr(one.clip.ratings, axis) for one in heard)
        said, low, high = (
            column_of(_at_ratings(one, getattr(one.curve, line)) for one in heard)
            for line in (axis, f"{axis}_low", f"{axis}_high")
        )
        levels = np.array([piece.mean() for piece in real])
        flat = _guesses(heard, levels)
        error, flat_error = said - real, real - flat
        mae, flat_mae = (np.array([np.abs(e).mean() for e in part]) for part in (error, flat_error))
        mse, flat_mse = (np.array([(e**2).mean() for e in part]) for part in (error, flat_error))
        within = np.array([pearson(p, r) for p, r in zip(said, real, strict=True)])
        inside = np.array(
            [((a <= r) & (r <= b)).mean() for a, r, b in zip(low, real, high, strict=True)]
        )
        answers = np.array([piece.mean() for piece in said])
        figures |= {
            f"{name} {axis} mae": figure_of(
                groups, mean, mae, aim=replace(_MAE_AIM, guess=mean(flat_mae))
            ),
            f"{name} {axis} rmse": figure_of(
                groups, root_mean, mse, aim=Aim(guess=root_mean(flat_mse))
            ),
            f"{name} {axis} r2": figure_of(groups, gain_over, mse, flat_mse, aim=Aim(guess=0.0)),
            f"{name} {axis} skill": figure_of(groups, gain_over, mae, flat_mae, aim=Aim(guess=0.0)),
            f"{name} {axis} ccc": figure_of(groups, pooled_ccc, said, real, aim=Aim(guess=0.0)),
            f"{name} {axis} pearson": figure_of(
                groups, pooled_pearson, said, real, aim=Aim(guess=0.0)
            ),
            f"{name} {axis} pearson within songs": figure_of(
                groups, mean, within, aim=Aim(guess=0.0)
            ),
            f"{name} {axis} pearson between songs": figure_of(
                groups, pearson, answers, levels, aim=Aim(guess=0.0)
            ),
            f"{name} {axis} interval coverage": figure_of(
                groups, mean, inside, aim=Aim(good=_COVERED)
            ),
        }
    return figures


def _whole(name: str, heard: Sequence[Heard]) -> Figures:
    figures: Figures = {}
    if not heard:
        return figures
    groups = _groups(heard)
    for index, axis in enumerate(_AXES):
        real = np.array([one.clip.whole[index] for one in heard if one.clip.whole is not None])
        said = np.array([getattr(one.curve.overall, axis) for one in heard])
        error, flat_error = np.abs(said - real), np.abs(_guesses(heard, real) - real)
        figures |= {
            f"{name} {axis} mae of whole songs": figure_of(
                groups, mean, error, aim=Aim(guess=mean(flat_error))
            ),
            f"{name} {axis} pearson of whole songs": figure_of(
                groups, pearson, said, real, aim=Aim(guess=0.0)
            ),
        }
    return figures


def _quadrants(name: str, heard: Sequence[Heard]) -> Figures:
    if not heard:
        return {}
    groups, real = _groups(heard), np.array([one.clip.quadrant for one in heard])
    # The likeliest mood, also where the model would rather not say.
    said = np.array([int(np.argmax(one.curve.overall.moods)) for one in heard])
    return {
        f"{name} quadrant macro-F1": figure_of(groups, macro_f1, said, real, aim=Aim(guess=0.25)),
        f"{name} quadrant accuracy": figure_of(groups, accuracy, said, real, aim=Aim(guess=0.25)),
    }


def add_to_metrics(figures: Figures, folder: Path) -> None:
    """Put figures into the `metrics.json` of a model, and write its card anew.

    Args:
        figures: What `judge` found.
        folder: `models/<name>`.

    Raises:
        InvalidInput: The model has not been evaluated yet.
    """
    path = folder / "metrics.json"
    if not path.exists():
        raise InvalidInput(f"There is no {path.name} of {folder.name} yet: evaluate it first.")
    metrics = json.loads(path.read_text())
    # Of one or two clips some figures do not exist, and JSON has no word for that.
    finite = {
        name: figure
        for name, figure in figures.items()
        if np.isfinite([figure.value, figure.low, figure.high]).all()
    }
    metrics["figures"] |= to_json(finite)
    path.write_text(json.dumps(metrics, indent=1) + "\n")
    write_card(folder)
