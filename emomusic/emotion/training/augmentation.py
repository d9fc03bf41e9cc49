"""Changes that do not change the label, made on the log spectrograms of a batch."""

from __future__ import annotations

import math
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional

from emomusic.emotion.frontend import MEL_BANDS, MEL_FLOOR, SEMITONES
from emomusic.emotion.training.batches import Batch

_FLOOR = math.log(MEL_FLOOR)
_SEMITONES_SHIFTED = 2
_HIGH_CUT_SHARE, _NOISE_SHARE = 0.2, 0.4


def _uniform(low: float, high: float, *shape: int) -> Tensor:
    return low + (high - low) * torch.rand(*shape)


def _positions(count: int, shift: Tensor) -> tuple[Tensor, Tensor]:
    """Where each band comes from after a shift: index below, and weight of the one above."""
    source = (torch.arange(count) - shift[:, None]).clamp(0, count - 1)
    below = source.floor().long().clamp(max=count - 2)
    return below, source - below


def _gather(values: Tensor, below: Tensor, weight: Tensor) -> Tensor:
    low = below[:, None, :].expand(-1, values.shape[1], -1)
    mixed = values.gather(2, low) * (1 - weight[:, None])
    return mixed + values.gather(2, low + 1) * weight[:, None]


def _pitch(mel: Tensor, semitones: Tensor) -> tuple[Tensor, Tensor]:
    """Shift by up to two semitones; above 1 kHz a semitone is about 0.8 of a mel band."""
    shift = torch.randint(-_SEMITONES_SHIFTED, _SEMITONES_SHIFTED + 1, (len(mel),)).float()
    ramp = torch.linspace(0.15, 1, MEL_BANDS // 3)
    scale = torch.cat([ramp, torch.ones(MEL_BANDS - len(ramp))]) * 0.8
    source = (torch.arange(MEL_BANDS) - shift[:, None] * scale).clamp(0, MEL_BANDS - 1)
    below = source.floor().long().clamp(max=MEL_BANDS - 2)
    return (
        _gather(mel, below, source - below),
        _gather(semitones, *_positions(SEMITONES, shift)),
    )


def _curve(batch: int, points: int, bands: int, depth: float) -> Tensor:
    knots = torch.randn(batch, 1, points) * depth
    return functional.interpolate(knots, bands, mode="linear", align_corners=True)


def _colour(mel: Tensor, semitones: Tensor) -> tuple[Tensor, Tensor]:
    """A gain and a smooth equaliser, as rooms, masters and loudspeakers have."""
    batch = len(mel)
    gain = torch.randn(batch, 1, 1) * 0.35
    return (
        mel + gain + _curve(batch, 5, MEL_BANDS, 0.4),
        semitones + gain + _curve(batch, 4, SEMITONES, 0.3),
    )


def _degrade(mel: Tensor) -> Tensor:
    """Hiss under the music, and the band limit of a lossy codec."""
    batch = len(mel)
    hiss = _uniform(_FLOOR, -6, batch, 1, 1) + _curve(batch, 3, MEL_BANDS, 1.0)
    hiss = torch.where(torch.rand(batch, 1, 1) < _NOISE_SHARE, hiss, torch.full_like(hiss, -40))
    mel = torch.logaddexp(mel, hiss)
    cut = torch.randint(MEL_BANDS * 3 // 4, MEL_BANDS, (batch, 1, 1))
    is_cut = (torch.rand(batch, 1, 1) < _HIGH_CUT_SHARE) & (torch.arange(MEL_BANDS) >= cut)
    return torch.where(is_cut, torch.full_like(mel, _FLOOR), mel)


def _mask(values: Tensor, widest_time: int, widest_band: int, times: int) -> Tensor:
    """SpecAugment (Park et al. 2019), filled with the mean of the crop."""
    batch, frames, bands = values.shape
    hidden = torch.zeros(batch, frames, bands, dtype=torch.bool)
    for _ in range(times):
        for axis, (size, widest) in enumerate([(frames, widest_time), (bands, widest_band)]):
            width = torch.randint(0, widest + 1, (batch, 1))
            first = (torch.rand(batch, 1) * (size - width)).long()
            at = torch.arange(size)
            stripe = (at >= first) & (at < first + width)
            hidden |= stripe[:, :, None] if axis == 0 else stripe[:, None, :]
    return torch.where(hidden, values.mean(dim=(1, 2), keepdim=True), values)


def augment(batch: Batch) -> Batch:
    """Change a batch in ways that people would not notice or not mind.

    Args:
        batch: Fresh from the sampler.

    Returns:
        The same labels with changed features.
    """
    mel, semitones = _pitch(batch.mel, batch.semitones)
    mel, semitones = _colour(mel, semitones)
    mel = _mask(_degrade(mel), 20, 10, 2)
    return replace(batch, mel=mel, semitones=_mask(semitones, 4, 6, 1))
