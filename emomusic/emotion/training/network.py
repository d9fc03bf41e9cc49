"""The network: a trunk that knows music, a branch that knows harmony, a GRU, a few heads."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from emomusic.emotion.frontend import SEMITONE_PER_HOP, SEMITONES
from emomusic.emotion.training.datasets import GEMS
from emomusic.emotion.training.trunk import Tagged, Trunk

_MOMENT, _JOINED, _MOODS_WIDTH = 64, 128, 64
_LEAST_SPREAD = 0.02

_CHROMA_HOPS = 13
"""How many hops (6.5 s) are averaged to find the mode of a passage."""


class Heard(NamedTuple):
    """What the network says, `T` hops of 0.5 s at a time.

    Attributes:
        plane: Shape `[batch, T, 2]`, valence and arousal, 0..1.
        spread: Shape `[batch, T, 2]`, how far off each of them is expected to be, above 0.
        moods: Shape `[batch, T, 4]`, logits in the order of `MOODS`.
        music: Shape `[batch, T]`, logit: is this music at all?
        gems: Shape `[batch, T, 9]`, shares of listeners that would feel each of `GEMS`.
    """

    plane: Tensor
    spread: Tensor
    moods: Tensor
    music: Tensor
    gems: Tensor


class SemitoneBranch(nn.Module):
    """Harmony: intervals and chords wherever they lie, and the mode of the passage."""

    outputs = 64 + 24

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.chords = nn.Sequential(
            nn.Conv2d(1, 16, (5, 13), stride=(SEMITONE_PER_HOP, 1), padding=(1, 6), bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(inplace=True),
            nn.Conv2d(16, 32, (3, 7), stride=(1, 3), padding=(1, 3), bias=False),
            nn.BatchNorm2d(32),
            nn.ReLU(inplace=True),
            nn.Dropout2d(dropout / 4),
        )
        self.profiles = nn.Conv1d(1, 24, 12)
        self.shade = nn.BatchNorm1d(24)

    def _mode(self, semitones: Tensor) -> Tensor:
        # Twelve pitch classes, smoothed over a passage, matched with learnt profiles in every
        # key: the best key counts, so transposing changes nothing.
        batch, frames, _ = semitones.shape
        power = torch.exp(0.5 * semitones).reshape(batch, frames, SEMITONES // 12, 12).sum(2)
        hops = functional.avg_pool1d(power.transpose(1, 2), SEMITONE_PER_HOP)
        half = _CHROMA_HOPS // 2
        passage = functional.avg_pool1d(hops, _CHROMA_HOPS, 1, half, count_include_pad=False)
        share = passage.transpose(1, 2) / (passage.sum(1)[..., None] + 1e-4) * 12 - 1
        circle = torch.cat([share, share[..., :11]], dim=-1).reshape(-1, 1, 23)
        best = self.shade(self.profiles(circle).amax(dim=-1))
        return best.reshape(batch, -1, 24)

    def forward(self, semitones: Tensor, raw: Tensor) -> Tensor:
        """Map standardised and raw `[batch, T * 3, 72]` to `[batch, T, 88]`."""
        hops = self.chords(semitones[:, None])
        both = torch.cat([hops.mean(dim=-1), hops.amax(dim=-1)], dim=1)
        return torch.cat([both.transpose(1, 2), self._mode(raw)], dim=-1)


class Ear(nn.Module):
    """The whole network: a fixed trunk, and about 0.3 million weights that are trained.

    Args:
        dropout: Share of activations dropped while training.
        width: Hidden size of the GRU in each direction.
    """

    heard_mean: Tensor
    heard_std: Tensor
    semitone_mean: Tensor
    semitone_std: Tensor

    def __init__(self, dropout: float = 0.4, width: int = 96) -> None:
        super().__init__()
        self.trunk = Trunk()
        inputs = 2 * self.trunk.channels
        self.register_buffer("heard_mean", torch.zeros(inputs))
        self.register_buffer("heard_std", torch.ones(inputs))
        self.register_buffer("semitone_mean", torch.zeros(SEMITONES))
        self.register_buffer("semitone_std", torch.ones(SEMITONES))
        self.tagged = Tagged(self.trunk.channels)
        self.moment = nn.Linear(inputs, _MOMENT)
        self.semitones = SemitoneBranch(dropout)
        self.drop_tags = nn.Dropout(dropout)
        self.join = nn.Sequential(
            nn.Linear(Tagged.outputs + _MOMENT + SemitoneBranch.outputs, _JOINED),
            nn.LayerNorm(_JOINED),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
        )
        self.gru = nn.GRU(_JOINED, width, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        context = 2 * width + _JOINED
        self.plane = nn.Linear(context, 2)
        self.spread = nn.Linear(context, 2)
        self.moods = nn.Sequential(
            nn.Linear(context, _MOODS_WIDTH),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
            nn.Linear(_MOODS_WIDTH, 4),
        )
        self.music = nn.Linear(context, 1)
        self.gems = nn.Linear(context, len(GEMS))

    def forward(self, mel: Tensor, semitones: Tensor) -> Heard:
        """Listen.

        Args:
            mel: Shape `[batch, T * MEL_PER_HOP, MEL_BANDS]`, from `frontend.normalise`.
            semitones: Shape `[batch, T * SEMITONE_PER_HOP, SEMITONES]`, likewise.
        """
        return self.understand(self.trunk(mel), semitones)

    def understand(self, heard: Tensor, semitones: Tensor) -> Heard:
        """Judge what the trunk heard, which never changes and can be computed once.

        Args:
            heard: Shape `[batch, T, 2 * channels]`, from `Trunk`.
            semitones: Shape `[batch, T * SEMITONE_PER_HOP, SEMITONES]`.
        """
        parts = [
            self.drop_tags(self.tagged(heard)),
            functional.relu(self.moment((heard - self.heard_mean) / self.heard_std)),
            self.semitones((semitones - self.semitone_mean) / self.semitone_std, semitones),
        ]
        hops = self.join(torch.cat(parts, dim=-1))
        context = self.dropout(torch.cat([self.gru(hops)[0], hops], dim=-1))
        return Heard(
            torch.sigmoid(self.plane(context)),
            # Judged from what is heard, without teaching the ear to hear its own errors.
            _LEAST_SPREAD + functional.softplus(self.spread(context.detach()) - 2.5),
            self.moods(context),
            self.music(context)[..., 0],
            self.gems(context),
        )
