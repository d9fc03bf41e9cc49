"""Labels that were dealt out anew: whatever is learnt from them is learnt by a leak."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from emomusic.emotion.training.datasets import Clip, Dataset


def shuffled(clips: list[Clip], seed: int) -> list[Clip]:
    """Give every clip the labels of another one of its dataset.

    Args:
        clips: Of any datasets; negatives stay what they are.
        seed: Of the shuffle.

    Returns:
        The same clips in the same order and folds.
    """
    rng = np.random.default_rng(seed)
    source = np.arange(len(clips))
    for dataset in Dataset:
        members = [index for index, clip in enumerate(clips) if clip.dataset is dataset]
        if dataset is not Dataset.NEGATIVE:
            source[members] = rng.permutation(members)
    return [
        replace(
            clip,
            quadrant=other.quadrant,
            norms=other.norms,
            whole=other.whole,
            gems=other.gems,
            ratings=other.ratings,
        )
        for clip, other in zip(clips, (clips[index] for index in source), strict=True)
    ]
