"""Changes that do not change the label, made on what the branches hear of a batch."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional

from emomusic.emotion.frontend import SEMITONES
from emomusic.emotion.training.batches import Batch

_SEMITONES_SHIFTED = 3
_GAIN, _COLOUR = 0.3, 0.3
_HEARD_NOISE = 0.1
_HIDDEN_CHANNELS = 0.1


def _shift(semitones: Tensor) -> Tensor:
    """Transpose by up to three semitones."""
    steps = torch.randint(-_SEMITONES_SHIFTED, _SEMITONES_SHIFTED + 1, (len(semitones), 1))
    source = (torch.arange(SEMITONES) - steps).clamp(0, SEMITONES - 1)
    return semitones.gather(2, source[:, None, :].expand(-1, semitones.shape[1], -1))


def _colour(semitones: Tensor) -> Tensor:
    """A gain and a smooth equaliser, as rooms, masters and loudspeakers have."""
    batch = len(semitones)
    knots = torch.randn(batch, 1, 4) * _COLOUR
    curve = functional.interpolate(knots, SEMITONES, mode="linear", align_corners=True)
    return semitones + torch.randn(batch, 1, 1) * _GAIN + curve


def _mask(values: Tensor, widest_time: int, widest_band: int) -> Tensor:
    """SpecAugment (Park et al. 2019), filled with the mean of the crop."""
    batch, frames, bands = values.shape
    hidden = torch.zeros(batch, frames, bands, dtype=torch.bool)
    for axis, (size, widest) in enumerate([(frames, widest_time), (bands, widest_band)]):
        width = torch.randint(0, widest + 1, (batch, 1))
        first = (torch.rand(batch, 1) * (size - width)).long()
        at = torch.arange(size)
        stripe = (at >= first) & (at < first + width)
        hidden |= stripe[:, :, None] if axis == 0 else stripe[:, None, :]
    return torch.where(hidden, values.mean(dim=(1, 2), keepdim=True), values)


def _blur(heard: Tensor, spread: Tensor) -> Tensor:
    """Hide some channels of a crop behind their mean, and add noise to the rest."""
    mean = heard.mean(dim=1, keepdim=True)
    hidden = torch.rand(len(heard), 1, heard.shape[2]) < _HIDDEN_CHANNELS
    noisy = heard + torch.randn_like(heard) * spread * _HEARD_NOISE
    return torch.where(hidden, mean, noisy)


def augment(batch: Batch, spread: Tensor) -> Batch:
    """Change a batch in ways that people would not notice or not mind.

    Args:
        batch: Fresh from the sampler.
        spread: Shape `[2 * channels]`, standard deviation of what the trunk hears.

    Returns:
        The same labels with changed features.
    """
    semitones = _mask(_colour(_shift(batch.semitones)), 4, 6)
    return replace(batch, heard=_blur(batch.heard, spread), semitones=semitones)
