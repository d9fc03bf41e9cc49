"""The convolutions of musicnn, slim enough to hear a song in a blink.

musicnn (Pons and Serra 2019, "musicnn: pre-trained convolutional neural networks for music audio
tagging", ISC licence) learnt from 200,000 songs which sounds go with which of 50 tags. That is far
more music than has emotion labels, so its filters are taken over and not trained again: tall ones
for timbres and chords, long ones for up to two seconds of rhythm, and three layers on top.
`tools/slim_musicnn.py` made `models/trunk/filters.npz` from the published weights.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from emomusic.emotion.frontend import MEL_PER_HOP
from emomusic.emotion.model import MODELS

TRUNK = MODELS / "trunk" / "filters.npz"
TIME_STRIDE = 2
_BAND_STRIDE = 2
"""A timbre a band higher is nearly the same: every second place is looked at."""
_BRANCHES, _LAYERS = 5, 3


class _Buffers(nn.Module):
    """Numbers that are loaded, exported and never trained."""

    def __init__(self, **arrays: Tensor) -> None:
        super().__init__()
        for name, values in arrays.items():
            self.register_buffer(name, values)


class _Scale(_Buffers):
    """A factor and an offset."""

    scale: Tensor
    shift: Tensor

    def forward(self, values: Tensor) -> Tensor:
        return values * self.scale + self.shift


class _Branch(_Buffers):
    """Filters that look for one shape at every pitch; the best match counts."""

    kernel: Tensor
    bias: Tensor
    sign: Tensor
    scale: Tensor
    shift: Tensor

    def forward(self, mel: Tensor) -> Tensor:
        """Map `[batch, 1, frames, bands]` to `[batch, channels, frames / 2]`."""
        length = self.kernel.shape[2]
        padded = functional.pad(mel, (0, 0, (length - 1) // 2, length // 2))
        found = functional.conv2d(padded, self.kernel, self.bias, (TIME_STRIDE, _BAND_STRIDE))
        return (functional.relu(found) * self.sign).amax(dim=3) * self.scale + self.shift


class _Layer(_Buffers):
    """A convolution over time."""

    kernel: Tensor
    bias: Tensor
    scale: Tensor
    shift: Tensor

    def forward(self, frames: Tensor) -> Tensor:
        """Map `[batch, channels, frames]` to `[batch, 64, frames]`."""
        reach = self.kernel.shape[2] // 2
        found = functional.conv1d(frames, self.kernel, self.bias, padding=reach)
        return functional.relu(found) * self.scale + self.shift


class Trunk(nn.Module):
    """Hears timbre and rhythm; its weights are fixed.

    Args:
        path: The filters that `tools/slim_musicnn.py` wrote.
    """

    def __init__(self, path: Path = TRUNK) -> None:
        super().__init__()
        with np.load(path) as arrays:
            values = {name: torch.from_numpy(arrays[name]) for name in arrays.files}

        def part(prefix: str) -> dict[str, Tensor]:
            return {
                name.removeprefix(f"{prefix}."): tensor
                for name, tensor in values.items()
                if name.startswith(f"{prefix}.")
            }

        self.input = _Scale(**part("input"))
        self.branches = nn.ModuleList(_Branch(**part(f"branches.{i}")) for i in range(_BRANCHES))
        self.layers = nn.ModuleList(_Layer(**part(f"layers.{i}")) for i in range(_LAYERS))

    @property
    def channels(self) -> int:
        """How many numbers a frame has: the first filters and the layers on top."""
        return sum(len(part.bias) for part in (*self.branches, *self.layers))

    def forward(self, mel: Tensor) -> Tensor:
        """Listen.

        Args:
            mel: Shape `[batch, T * MEL_PER_HOP, MEL_BANDS]`, from `frontend.normalise`.

        Returns:
            Shape `[batch, T, 2 * channels]`: of each channel the peak and then the mean in
            the hop.
        """
        scaled = self.input(mel[:, None])
        first = torch.cat([branch(scaled) for branch in self.branches], dim=1)
        one = self.layers[0](first)
        two = self.layers[1](one) + one
        three = self.layers[2](two) + two
        frames = torch.cat([first, one, two, three], dim=1)
        per_hop = MEL_PER_HOP // TIME_STRIDE
        peak = functional.max_pool1d(frames, per_hop)
        mean = functional.avg_pool1d(frames, per_hop)
        return torch.cat([peak, mean], dim=1).transpose(1, 2)


class Tagged(nn.Module):
    """The layer under musicnn's tags, over three seconds; trained further.

    Args:
        inputs: Channels of the trunk.
        path: As in `Trunk`.
    """

    outputs = 200
    _HOPS = 7

    def __init__(self, inputs: int, path: Path = TRUNK) -> None:
        super().__init__()
        self.inputs = inputs
        self.dense = nn.Linear(2 * inputs, self.outputs)
        self.norm = nn.BatchNorm1d(self.outputs)
        with np.load(path) as arrays, torch.no_grad():
            self.dense.weight.copy_(torch.from_numpy(arrays["tagged.weight"]))
            self.dense.bias.copy_(torch.from_numpy(arrays["tagged.bias"]))

    def forward(self, heard: Tensor) -> Tensor:
        """Map what the trunk heard, `[batch, T, 2 * channels]`, to `[batch, T, 200]`."""
        peak, mean = heard.transpose(1, 2).split(self.inputs, dim=1)
        half = self._HOPS // 2
        passage = torch.cat(
            [
                functional.max_pool1d(peak, self._HOPS, 1, half),
                functional.avg_pool1d(mean, self._HOPS, 1, half, count_include_pad=False),
            ],
            dim=1,
        )
        found = functional.relu(self.dense(passage.transpose(1, 2)))
        return self.norm(found.transpose(1, 2)).transpose(1, 2)
