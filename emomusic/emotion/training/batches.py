"""Crops of clips, with whatever labels they have, in batches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from emomusic.emotion.frontend import HOP_S
from emomusic.emotion.training.cache import FeatureCache
from emomusic.emotion.training.datasets import GEMS, Clip, Dataset, Ratings
from emomusic.emotion.training.render import playing_of

CROP_HOPS = 20
_CROPS_PER_EPOCH = {
    Dataset.QUADRANTS_4Q: 1.5,
    Dataset.MIREX: 0.7,
    Dataset.EMOTIFY: 1.0,
    Dataset.VGMIDI: 2.5,
    Dataset.EMOPIA: 1.3,
    Dataset.DEAM: 1.5,
    Dataset.PMEMO: 1.5,
    Dataset.EMOMUSIC: 1.5,
    Dataset.FEEDBACK: 1.0,
    Dataset.NEGATIVE: 0.5,
}
_NORM_MIDDLE = np.array([0.515, 0.475], dtype=np.float32)
_NORM_STRETCH = np.array([0.7, 1.2], dtype=np.float32)
"""Word norms spread wider in valence and less in arousal than ratings of music do."""

_AROUSAL_PER_DOUBLE = 0.08
"""How much more aroused a piece is taken to be when every key is struck twice as hard. Raters
heard each piece once, so this is an assumption; that louder playing is more aroused is not (Juslin
and Laukka 2003)."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Crops of `T` hops and their labels; NaN or -1 where there is none.

    Attributes:
        heard: Shape `[batch, T, 2 * channels]`, what the trunk heard.
        semitones: Shape `[batch, T * SEMITONE_PER_HOP, semitones]`.
        plane: Shape `[batch, T, 2]`, valence and arousal over time.
        trust: Shape `[batch, T]`, how much `plane` counts there, 0..1; 1 where a panel rated.
        norms: Shape `[batch, 2]`, valence and arousal of the clip as a whole, often weak.
        quadrant: Shape `[batch]`, index into `MOODS` or -1.
        gems: Shape `[batch, 9]`, shares of listeners.
        music: Shape `[batch]`, 1 for music, 0 for a negative.
    """

    heard: Tensor
    semitones: Tensor
    plane: Tensor
    trust: Tensor
    norms: Tensor
    quadrant: Tensor
    gems: Tensor
    music: Tensor

    def __len__(self) -> int:
        return len(self.music)

    def to(self, device: torch.device) -> Batch:
        """Bring the batch to where the network is."""
        return Batch(*(getattr(self, field.name).to(device) for field in fields(self)))


def ratings_on_grid(ratings: Ratings, hops: int) -> NDArray[np.float32]:
    """Read ratings at the middle of each hop.

    Args:
        ratings: Of a piece.
        hops: Length of the piece in hops.

    Returns:
        Shape `[hops, 2]`; NaN where nothing was rated.
    """
    row, rated = _rows_on_grid(ratings, hops)
    values = np.stack([ratings.valence[row], ratings.arousal[row]], axis=1)
    values[~rated] = np.nan
    return values.astype(np.float32)


def trust_on_grid(ratings: Ratings, hops: int) -> NDArray[np.float32]:
    """Read at the middle of each hop how much ratings count, shape `[hops]`, 0..1."""
    if ratings.weight is None:
        return np.ones(hops, dtype=np.float32)
    row, _ = _rows_on_grid(ratings, hops)
    return ratings.weight[row].astype(np.float32)


def _rows_on_grid(ratings: Ratings, hops: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Which row of the ratings speaks of each hop, and whether one does."""
    middle_s = (np.arange(hops) + 0.5) * HOP_S
    row = np.clip(np.searchsorted(ratings.end_s, middle_s), 0, len(ratings.end_s) - 1)
    return row, (middle_s <= ratings.end_s[row]) & (middle_s >= ratings.start_s[row])


def weak_plane(norms: tuple[float, float] | None) -> NDArray[np.float32]:
    """Bring the norms of mood words to the scale of ratings; NaN where there are none."""
    if norms is None:
        return np.full(2, np.nan, dtype=np.float32)
    return 0.5 + (np.array(norms, dtype=np.float32) - _NORM_MIDDLE) * _NORM_STRETCH


class Sampler:
    """Draws batches of random crops from some clips.

    Args:
        clips: What to train on.
        cache: Their features.
        batch: Crops in a batch.
        seed: Of the random numbers; the same seed draws the same crops.
    """

    def __init__(self, clips: list[Clip], cache: FeatureCache, batch: int, seed: int) -> None:
        self._clips = [clip for clip in clips if _is_labelled(clip) and cache.variants(clip.name)]
        self._cache, self._batch, self._seed = cache, batch, seed
        self._share = np.array([_CROPS_PER_EPOCH[clip.dataset] for clip in self._clips])

    def batches(self) -> int:
        """How many batches an epoch has."""
        return max(1, round(float(self._share.sum()) / self._batch))

    def epoch(self, number: int) -> Iterator[Batch]:
        """Draw the batches of an epoch.

        Args:
            number: Which epoch: the draw depends on it, and on the seed.
        """
        rng = np.random.default_rng([self._seed, number])
        whole = np.floor(self._share + rng.random(len(self._share))).astype(int)
        order = rng.permutation(np.repeat(np.arange(len(self._clips)), whole))
        for first in range(0, len(order) - self._batch // 2, self._batch):
            chosen = [self._clips[index] for index in order[first : first + self._batch]]
            yield _stack([self._crop(clip, rng) for clip in chosen])

    def _crop(self, clip: Clip, rng: np.random.Generator) -> dict[str, NDArray[Any]]:
        variants = self._cache.variants(clip.name)
        variant = variants[int(rng.integers(len(variants)))]
        hops = self._cache.hops(clip.name, variant)
        first = int(rng.integers(0, max(1, hops - CROP_HOPS + 1)))
        if clip.ratings is not None and clip.ratings.weight is not None:
            first = _round_a_moment(clip.ratings, hops, rng)
        return crop(clip, self._cache, variant, first, CROP_HOPS)


def _round_a_moment(ratings: Ratings, hops: int, rng: np.random.Generator) -> int:
    """Choose where a crop begins, so that one of the few rated moments is in it."""
    row = int(rng.integers(len(ratings.start_s)))
    middle = int((ratings.start_s[row] + ratings.end_s[row]) / 2 / HOP_S)
    first = middle - int(rng.integers(CROP_HOPS))
    return min(max(first, 0), max(0, hops - CROP_HOPS))


def _is_labelled(clip: Clip) -> bool:
    return clip.dataset is Dataset.NEGATIVE or any(
        label is not None
        for label in (clip.quadrant, clip.norms, clip.gems, clip.ratings, clip.whole)
    )


def crop(
    clip: Clip, cache: FeatureCache, variant: str, first: int, length: int
) -> dict[str, NDArray[Any]]:
    """Cut a stretch of a clip with its labels; a short clip is repeated.

    Args:
        clip: Which clip.
        cache: Its features.
        variant: Its variant in the cache.
        first: First hop.
        length: How many hops.

    Returns:
        The fields of a `Batch`, without the batch axis.
    """
    hops = cache.hops(clip.name, variant)
    heard, semitones = cache.read(clip.name, variant, first, min(hops, first + length))
    plane = np.full((hops, 2), np.nan, dtype=np.float32)
    trust = np.ones(hops, dtype=np.float32)
    if clip.ratings is not None:
        plane = ratings_on_grid(clip.ratings, hops)
        plane[:, 1] += _AROUSAL_PER_DOUBLE * math.log2(playing_of(clip.name, variant).velocity)
        trust = trust_on_grid(clip.ratings, hops)
    plane, trust = plane[first : first + length], trust[first : first + length]
    if len(plane) < length:
        times = -(-length // len(plane))
        heard, semitones = (
            np.tile(part, (times, 1))[: len(part) // len(plane) * length]
            for part in (heard, semitones)
        )
        plane, trust = np.tile(plane, (times, 1))[:length], np.tile(trust, times)[:length]
    return {
        "heard": heard.astype(np.float32),
        "semitones": semitones.astype(np.float32),
        "plane": plane,
        "trust": trust,
        "norms": (
            weak_plane(clip.norms) if clip.whole is None else np.array(clip.whole, dtype=np.float32)
        ),
        "quadrant": np.array(-1 if clip.quadrant is None else clip.quadrant),
        "gems": np.array(clip.gems or (np.nan,) * len(GEMS), dtype=np.float32),
        "music": np.array(clip.dataset is not Dataset.NEGATIVE, dtype=np.float32),
    }


def _stack(crops: list[dict[str, NDArray[Any]]]) -> Batch:
    return Batch(
        **{
            field.name: torch.from_numpy(np.stack([crop[field.name] for crop in crops]))
            for field in fields(Batch)
        }
    )
