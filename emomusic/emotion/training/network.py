"""The network: two convolutional branches, a bidirectional GRU, and a few heads."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from emomusic.emotion.frontend import MEL_BANDS, MEL_PER_HOP, SEMITONE_PER_HOP, SEMITONES
from emomusic.emotion.training.datasets import GEMS

_STEM_STRIDE = 5
_FRAMES_PER_HOP = MEL_PER_HOP // _STEM_STRIDE
_CHROMA_HOPS = 13
"""How many hops (6.5 s) are averaged to find the mode of a passage."""


class Heard(NamedTuple):
    """What the network says, `T` hops of 0.5 s at a time.

    Attributes:
        plane: Shape `[batch, T, 2]`, valence and arousal, 0..1.
        moods: Shape `[batch, T, 4]`, logits in the order of `MOODS`.
        music: Shape `[batch, T]`, logit: is this music at all?
        gems: Shape `[batch, T, 9]`, shares of listeners that would feel each of `GEMS`.
    """

    plane: Tensor
    moods: Tensor
    music: Tensor
    gems: Tensor


def _block(inputs: int, outputs: int, dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, padding=1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
        nn.MaxPool2d((1, 2)),
        nn.Dropout2d(dropout),
    )


class MelBranch(nn.Module):
    """Rhythm and timbre: 30 mel frames a second become one vector a hop."""

    outputs = 256

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.stem = nn.Sequential(
            nn.Conv2d(1, 16, (9, 5), stride=(_STEM_STRIDE, 2), padding=(2, 2), bias=False),
            nn.BatchNorm2d(16),
            nn.ReLU(inplace=True),
        )
        self.blocks = nn.Sequential(
            _block(16, 32, dropout / 4), _block(32, 48, dropout / 4), _block(48, 80, dropout / 4)
        )
        self.whole = nn.Sequential(
            nn.Conv2d(80, 128, (3, MEL_BANDS // 16), padding=(1, 0), bias=False),
            nn.BatchNorm2d(128),
            nn.ReLU(inplace=True),
        )

    def forward(self, mel: Tensor) -> Tensor:
        """Map `[batch, T * 15, 80]` to `[batch, T, 256]`."""
        frames = self.whole(self.blocks(self.stem(mel[:, None])))[..., 0]
        mean = functional.avg_pool1d(frames, _FRAMES_PER_HOP)
        peak = functional.max_pool1d(frames, _FRAMES_PER_HOP)
        return torch.cat([mean, peak], dim=1).transpose(1, 2)


class SemitoneBranch(nn.Module):
    """Harmony: intervals and chords wherever they lie, and the mode of the passage."""

    outputs = 64 + 24

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.chords = nn.Sequential(
            nn.Conv2d(1, 16, (3, 13), padding=(1, 6), bias=False),
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
        frames = self.chords(semitones[:, None])
        both = torch.cat([frames.mean(dim=-1), frames.amax(dim=-1)], dim=1)
        hops = functional.avg_pool1d(both, SEMITONE_PER_HOP).transpose(1, 2)
        return torch.cat([hops, self._mode(raw)], dim=-1)


class Ear(nn.Module):
    """The whole network, about 0.4 million weights.

    Args:
        dropout: Share of activations dropped before the heads while training.
        width: Hidden size of the GRU in each direction.
    """

    mel_mean: Tensor
    mel_std: Tensor
    semitone_mean: Tensor
    semitone_std: Tensor

    def __init__(self, dropout: float = 0.3, width: int = 96) -> None:
        super().__init__()
        self.register_buffer("mel_mean", torch.zeros(MEL_BANDS))
        self.register_buffer("mel_std", torch.ones(MEL_BANDS))
        self.register_buffer("semitone_mean", torch.zeros(SEMITONES))
        self.register_buffer("semitone_std", torch.ones(SEMITONES))
        self.mel = MelBranch(dropout)
        self.semitones = SemitoneBranch(dropout)
        self.join = nn.Sequential(
            nn.Linear(MelBranch.outputs + SemitoneBranch.outputs, 128),
            nn.LayerNorm(128),
            nn.ReLU(inplace=True),
            nn.Dropout(dropout),
        )
        self.gru = nn.GRU(128, width, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        joined = 2 * width + 128
        self.plane = nn.Linear(joined, 2)
        self.moods = nn.Linear(joined, 4)
        self.music = nn.Linear(joined, 1)
        self.gems = nn.Linear(joined, len(GEMS))

    def forward(self, mel: Tensor, semitones: Tensor) -> Heard:
        """Listen.

        Args:
            mel: Shape `[batch, T * MEL_PER_HOP, MEL_BANDS]`, from `frontend.normalise`.
            semitones: Shape `[batch, T * SEMITONE_PER_HOP, SEMITONES]`, likewise.
        """
        harmony = self.semitones((semitones - self.semitone_mean) / self.semitone_std, semitones)
        timbre = self.mel((mel - self.mel_mean) / self.mel_std)
        hops = self.join(torch.cat([timbre, harmony], dim=-1))
        context = self.dropout(torch.cat([self.gru(hops)[0], hops], dim=-1))
        return Heard(
            torch.sigmoid(self.plane(context)),
            self.moods(context),
            self.music(context)[..., 0],
            self.gems(context),
        )
