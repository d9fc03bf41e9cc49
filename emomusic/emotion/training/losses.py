"""What the network is trained to do, each part only where its label exists."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from emomusic.emotion.training.batches import Batch
from emomusic.emotion.training.network import Heard

_HUBER = 0.1
_SIDES = torch.tensor([[1.0, 1.0], [0.0, 1.0], [0.0, 0.0], [1.0, 0.0]])
"""On which side of the middle each mood lies, valence and arousal."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each part of the loss counts."""

    plane: float = 3.0
    norms: float = 0.7
    sides: float = 0.15
    quadrant: float = 3.0
    gems: float = 1.0
    music: float = 1.5
    spread: float = 0.5


def ccc(predicted: Tensor, target: Tensor, trust: Tensor | None = None) -> Tensor:
    """Concordance correlation coefficient (Lin 1989) of two vectors, each entry by its trust."""
    share = torch.ones_like(target) if trust is None else trust
    share = share / share.sum()
    mean_p, mean_t = (share * predicted).sum(), (share * target).sum()
    covariance = (share * (predicted - mean_p) * (target - mean_t)).sum()
    spread = (share * ((predicted - mean_p) ** 2 + (target - mean_t) ** 2)).sum()
    return 2 * covariance / (spread + (mean_p - mean_t) ** 2 + 1e-6)


def _regression(predicted: Tensor, target: Tensor, trust: Tensor | None = None) -> Tensor:
    """Huber plus half of 1 - CCC, for each of the last axis, where the target is known.

    `trust` has the shape of the target without its last axis. What is trusted less pulls less,
    also where all of a batch is: Huber's mean is over entries, not over their trust.
    """
    total = predicted.new_zeros(())
    for axis in range(target.shape[-1]):
        known = ~torch.isnan(target[..., axis])
        if known.sum() < 4:
            continue
        p, t = predicted[..., axis][known], target[..., axis][known]
        w = torch.ones_like(t) if trust is None else trust[known]
        huber = functional.huber_loss(p, t, delta=_HUBER, reduction="none")
        total = total + (w * huber).mean() / _HUBER
        total = total + 0.5 * (1 - ccc(p, t, w)) * w.mean()
    return total / target.shape[-1]


def _surprise(
    spread: Tensor, predicted: Tensor, target: Tensor, trust: Tensor | None = None
) -> Tensor:
    """Negative log-likelihood of a Laplace distribution, of the spread alone."""
    known = ~torch.isnan(target)
    if not known.any():
        return predicted.new_zeros(())
    error = (predicted.detach()[known] - target[known]).abs()
    surprise = error / spread[known] + torch.log(spread[known])
    if trust is not None:
        surprise = surprise * trust[..., None].expand_as(target)[known]
    return surprise.mean()


def loss_of(heard: Heard, batch: Batch, weights: Weights) -> Tensor:
    """Sum the parts of the loss.

    Args:
        heard: What the network said of the batch.
        batch: With its labels.
        weights: Of the parts.
    """
    song = heard.plane.mean(dim=1)
    labelled = batch.quadrant >= 0
    total = weights.plane * _regression(heard.plane, batch.plane, batch.trust)
    total = total + weights.norms * _regression(song, batch.norms)
    total = total + weights.spread * _surprise(heard.spread, heard.plane, batch.plane, batch.trust)
    total = total + weights.spread * _surprise(heard.spread.mean(dim=1), song, batch.norms)
    total = total + weights.gems * _regression(heard.gems.mean(dim=1), batch.gems)
    music = batch.music[:, None].expand_as(heard.music)
    total = total + weights.music * functional.binary_cross_entropy_with_logits(heard.music, music)
    if labelled.any():
        quadrant = batch.quadrant[labelled]
        # The song's logits are the mean over time; single hops are asked too, more gently.
        moods = heard.moods[labelled]
        whole = functional.cross_entropy(moods.mean(dim=1), quadrant, label_smoothing=0.1)
        sides = torch.logit(song[labelled].clamp(0.01, 0.99)) * 3
        total = total + weights.quadrant * whole
        total = total + weights.sides * functional.binary_cross_entropy_with_logits(
            sides, _SIDES.to(sides.device)[quadrant] * 0.9 + 0.05
        )
    return total
