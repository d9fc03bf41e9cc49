"""Five networks, each judged on the artists it has not heard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from emomusic.emotion.training.cache import FeatureCache
from emomusic.emotion.training.datasets import RENDERED, Clip
from emomusic.emotion.training.loop import Plan, train
from emomusic.emotion.training.network import Ear

FOLDS = 5
REFERENCE_FONT = "fluid"
_PARTS = ("plane", "spread", "moods", "gems", "music")


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a network that never heard its group says of a clip.

    Attributes:
        plane: Shape `[T, 2]`, valence and arousal over time, not smoothed.
        spread: Shape `[T, 2]`, how far off they are expected to be.
        moods: Shape `[4]`, probabilities for the whole clip.
        gems: Shape `[9]`, shares of listeners for the whole clip.
        music: Shape `[T]`, probability that this is music.
    """

    plane: NDArray[np.float32]
    spread: NDArray[np.float32]
    moods: NDArray[np.float32]
    gems: NDArray[np.float32]
    music: NDArray[np.float32]


def predict(network: Ear, clip: Clip, cache: FeatureCache) -> Prediction:
    """Let a network hear a whole clip, a rendered one through the reference soundfont.

    Args:
        network: In evaluation mode.
        clip: Which clip.
        cache: Its features.
    """
    variant = REFERENCE_FONT if clip.dataset in RENDERED else "plain"
    hops = cache.hops(clip.name, variant)
    trunk, semitones = cache.read(clip.name, variant, 0, hops)
    with torch.no_grad():
        heard = network.understand(
            torch.from_numpy(trunk.astype(np.float32))[None],
            torch.from_numpy(semitones.astype(np.float32))[None],
        )
    return Prediction(
        heard.plane[0].numpy(),
        heard.spread[0].numpy(),
        torch.softmax(heard.moods[0], dim=-1).mean(dim=0).numpy(),
        heard.gems[0].mean(dim=0).numpy(),
        torch.sigmoid(heard.music[0]).numpy(),
    )


def predict_all(network: Ear, clips: Iterable[Clip], cache: FeatureCache) -> dict[str, Prediction]:
    """Predict each clip; see `predict`."""
    return {clip.name: predict(network, clip, cache) for clip in clips}


def save(predictions: dict[str, Prediction], path: Path) -> None:
    """Write predictions to a file that `load` reads."""
    arrays = {}
    for name, prediction in predictions.items():
        for part in _PARTS:
            arrays[f"{name}/{part}"] = getattr(prediction, part)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, **arrays)
    partial.rename(path)


def load(path: Path) -> dict[str, Prediction]:
    """Read predictions that `save` wrote."""
    with np.load(path) as arrays:
        names = {key.rpartition("/")[0] for key in arrays}
        return {name: Prediction(*(arrays[f"{name}/{part}"] for part in _PARTS)) for name in names}


def run_fold(
    fold: int,
    clips: list[Clip],
    cache: FeatureCache,
    plan: Plan,
    folder: Path,
    progress: Callable[[str], None] = print,
) -> dict[str, Prediction]:
    """Train on four folds and predict the fifth; a fold that is done is only read.

    Args:
        fold: 0..4, the one that is held out.
        clips: All clips, negatives included.
        cache: Their features.
        plan: How to train.
        folder: Holds checkpoints and predictions.
        progress: Told a line after each epoch.
    """
    done = folder / f"fold{fold}.npz"
    if not done.exists():
        heard = [clip for clip in clips if clip.fold != fold]
        network = train(
            heard,
            cache,
            plan,
            folder / f"fold{fold}.pt",
            lambda line: progress(f"fold {fold}  {line}"),
        )
        held_out = [clip for clip in clips if clip.fold == fold]
        save(predict_all(network, held_out, cache), done)
    return load(done)
