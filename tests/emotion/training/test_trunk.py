"""The slim trunk says what the network it was made from says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from emomusic.emotion.training.trunk import Tagged, Trunk
from tools.slim_musicnn import read_checkpoint, slim

SIZES = ((7, 38, 6), (7, 67, 5), (128, 1, 4), (64, 1, 3), (32, 1, 4))
FIRST = sum(size[-1] for size in SIZES)
DEAD = 2
"""So many filters of each size are dead."""
LAYER = 64


def named(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind


@pytest.fixture(scope="module")
def variables() -> dict[str, np.ndarray]:
    """A small musicnn whose layers use every second tap only: their interpolation is exact."""
    rng = np.random.default_rng(0)

    def normal(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.3, shape).astype(np.float32)

    made = {}
    for number, (frames, bands, filters) in enumerate(SIZES):
        kernel = normal(frames, bands, 1, filters)
        kernel[..., -DEAD:] = 0
        made[f"{named('conv2d', number)}/kernel"] = kernel
        made[f"{named('conv2d', number)}/bias"] = normal(filters)
    for number, inputs in ((5, FIRST), (6, LAYER), (7, LAYER)):
        kernel = normal(7, inputs, 1, LAYER)
        kernel[::2] = 0  # The middle tap is the fourth.
        made[f"conv2d_{number}/kernel"] = kernel / 4
        made[f"conv2d_{number}/bias"] = normal(LAYER)
    channels = FIRST + 3 * LAYER
    made |= {"dense/kernel": normal(2 * channels, 200) / 8, "dense/bias": normal(200)}
    for number, size in enumerate([1, *(s[-1] for s in SIZES), *[LAYER] * 3, 2 * channels, 200]):
        name = named("batch_normalization", number)
        made |= {
            f"{name}/gamma": normal(size),
            f"{name}/beta": normal(size),
            f"{name}/moving_mean": normal(size),
            f"{name}/moving_variance": np.abs(normal(size)) + 0.5,
        }
    return made


@pytest.fixture(scope="module")
def trunk_file(variables: dict[str, np.ndarray], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("trunk") / "filters.npz"
    np.savez(path, **slim(variables))
    return path


def norm(variables: dict[str, np.ndarray], number: int) -> Callable[[Tensor, int], Tensor]:
    name = named("batch_normalization", number)
    gamma, beta, mean, variance = (
        torch.from_numpy(variables[f"{name}/{part}"])
        for part in ("gamma", "beta", "moving_mean", "moving_variance")
    )

    def apply(values: Tensor, axis: int) -> Tensor:
        shape = [1] * values.dim()
        shape[axis] = -1
        spread = torch.sqrt(variance + 1e-3).view(shape)
        return (values - mean.view(shape)) / spread * gamma.view(shape) + beta.view(shape)

    return apply


def whole_network(variables: dict[str, np.ndarray], mel: Tensor) -> Tensor:
    """All filters, dead ones too, at every second frame and band: `[channels, frames / 2]`."""
    scaled = norm(variables, 0)(mel[None, None], 1)
    first = []
    for number, (frames, _, _) in enumerate(SIZES):
        kernel, bias = (
            torch.from_numpy(variables[f"{named('conv2d', number)}/{part}"])
            for part in ("kernel", "bias")
        )
        padded = functional.pad(scaled, (0, 0, (frames - 1) // 2, frames // 2))
        found = functional.relu(functional.conv2d(padded, kernel.permute(3, 2, 0, 1), bias))
        first.append(norm(variables, number + 1)(found, 1)[..., ::2].amax(3))
    frames_of = [torch.cat(first, 1)]
    last = frames_of[0]
    for place, number in enumerate((5, 6, 7)):
        kernel, bias = (
            torch.from_numpy(variables[f"conv2d_{number}/{part}"]) for part in ("kernel", "bias")
        )
        found = functional.conv1d(last, kernel[:, :, 0].permute(2, 1, 0), bias, padding=3)
        found = norm(variables, number + 1)(functional.relu(found), 1)
        last = found if place == 0 else found + last
        frames_of.append(last)
    return torch.cat(frames_of, 1)[0, :, ::2]


def test_dead_filters_are_left_out_and_nothing_else_changes(
    variables: dict[str, np.ndarray], trunk_file: Path
) -> None:
    torch.manual_seed(0)
    mel = torch.rand(12 * 32, 96)
    alive = np.concatenate(
        [np.arange(size[-1]) < size[-1] - DEAD for size in SIZES] + [np.ones(3 * LAYER, bool)]
    )
    expected = whole_network(variables, mel)[torch.from_numpy(alive)]
    trunk = Trunk(trunk_file)
    assert trunk.channels == alive.sum()
    heard = trunk(mel[None])[0]
    peak = functional.max_pool1d(expected[None], 16)[0].T
    mean = functional.avg_pool1d(expected[None], 16)[0].T
    # At its ends a dead filter's constant meets the padding; the trunk takes it as going on.
    inside = slice(3, -3)
    torch.testing.assert_close(heard[inside], torch.cat([peak, mean], 1)[inside], **CLOSE)


CLOSE = {"atol": 2e-4, "rtol": 2e-4}


def test_the_layer_under_the_tags_is_taken_over(
    variables: dict[str, np.ndarray], trunk_file: Path
) -> None:
    torch.manual_seed(0)
    frames = whole_network(variables, torch.rand(7 * 32, 96))[None]
    flat = torch.stack([frames.amax(2), frames.mean(2)], 2).reshape(1, -1)
    dense = norm(variables, 9)(flat, 1) @ torch.from_numpy(variables["dense/kernel"])
    expected = functional.relu(dense + torch.from_numpy(variables["dense/bias"]))
    alive = torch.from_numpy(
        np.concatenate(
            [np.arange(size[-1]) < size[-1] - DEAD for size in SIZES] + [np.ones(3 * LAYER, bool)]
        )
    )
    tagged = Tagged(int(alive.sum()), trunk_file)
    kept = torch.cat([frames.amax(2)[:, alive], frames.mean(2)[:, alive]], 1)
    torch.testing.assert_close(functional.relu(tagged.dense(kept)), expected, **CLOSE)


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    values = np.arange(6, dtype="<f4").reshape(2, 3)
    shape = b"\x12\x08\x12\x02\x08\x02\x12\x02\x08\x03"
    entry = b"\x08\x01" + shape + b"\x28" + bytes([values.nbytes])
    block = b"\x00\x01" + bytes([len(entry)]) + b"w" + entry + b"\x00\x00\x00\x00\x01\x00\x00\x00"
    handle = bytes([0, len(block)])
    index = b"\x00\x01\x02w" + handle + b"\x00\x00\x00\x00\x01\x00\x00\x00"
    at = len(block) + 5
    footer = (bytes([0, 0, at, len(index)])).ljust(
        40, b"\x00"
    ) + b"\x57\xfb\x80\x8b\x24\x75\x47\xdb"
    table = block + b"\x00" * 5 + index + b"\x00" * 5 + footer
    read = read_checkpoint(table, values.tobytes())
    np.testing.assert_array_equal(read["w"], values)
