"""Make `models/trunk/filters.npz` from the published weights of musicnn.

    pip download --no-deps musicnn==0.1.0
    python -m tools.slim_musicnn musicnn-0.1.0-py3-none-any.whl

Most of musicnn's filters died while it was trained: their weights are 0, and what they say is a
constant. Without them it is eight times smaller and says the same. Its layers on top are
interpolated, so that they can read every second frame.
"""

from __future__ import annotations

import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emomusic.emotion.training.trunk import TIME_STRIDE, TRUNK

Array = NDArray[np.float32]

_MODEL = "musicnn/MSD_musicnn"
_BRANCHES, _LAYERS = range(5), range(5, 8)
_EPSILON = 1e-3
_DEAD = 1e-3
_FLOAT = 1


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _fields(data: bytes) -> dict[int, list[int | bytes]]:
    """Decode a protocol buffer: number of the field to its values."""
    fields: dict[int, list[int | bytes]] = {}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        value: int | bytes
        if tag & 7 == 0:
            value, at = _varint(data, at)
        else:
            length = {1: 8, 5: 4}.get(tag & 7)
            if length is None:
                length, at = _varint(data, at)
            value = data[at : at + length]
            at += length
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def _entries(table: bytes, offset: int, length: int) -> Iterator[tuple[bytes, bytes]]:
    """Walk a block of a LevelDB table, in which keys leave out what they share with the last."""
    block = table[offset : offset + length]
    end = length - 4 - 4 * struct.unpack("<I", block[-4:])[0]
    at, key = 0, b""
    while at < end:
        shared, at = _varint(block, at)
        rest, at = _varint(block, at)
        size, at = _varint(block, at)
        key = key[:shared] + block[at : at + rest]
        at += rest
        yield key, block[at : at + size]
        at += size


def _handle(data: bytes, at: int = 0) -> tuple[int, int, int]:
    offset, at = _varint(data, at)
    length, at = _varint(data, at)
    return offset, length, at


def read_checkpoint(index: bytes, data: bytes) -> dict[str, Array]:
    """Read the variables of a TensorFlow checkpoint of version 2, uncompressed, in one shard.

    Args:
        index: The `.index` file, a LevelDB table of `BundleEntryProto`.
        data: The `.data-00000-of-00001` file.

    Returns:
        Name to values, float ones only.
    """
    footer = index[-48:]
    _, _, at = _handle(footer)
    offset, length, _ = _handle(footer, at)
    variables = {}
    for _, handle in _entries(index, offset, length):
        begin, size, _ = _handle(handle)
        for name, entry in _entries(index, begin, size):
            fields = _fields(entry)
            if not name or fields.get(1) != [_FLOAT]:
                continue
            shape = (
                [
                    int(_fields(bytes(part)).get(1, [0])[0])  # type: ignore[arg-type]
                    for part in _fields(bytes(fields[2][0])).get(2, [])  # type: ignore[arg-type]
                ]
                if 2 in fields
                else []
            )
            first, count = (int(fields.get(number, [0])[0]) for number in (4, 5))
            values = np.frombuffer(data[first : first + count], "<f4")
            variables[name.decode()] = values.reshape(shape)
    return variables


def _named(kind: str, number: int) -> str:
    return f"{kind}_{number}" if number else kind


def _norm(variables: dict[str, Array], number: int) -> tuple[Array, Array]:
    """The factor and the offset of a batch normalisation."""
    name = _named("batch_normalization", number)
    spread = np.sqrt(variables[f"{name}/moving_variance"] + _EPSILON)
    scale = variables.get(f"{name}/gamma", np.float32(1)) / spread
    return scale, variables[f"{name}/beta"] - variables[f"{name}/moving_mean"] * scale


def _strided(kernel: Array) -> Array:
    """Interpolate seven taps a frame apart to taps `TIME_STRIDE` frames apart."""
    reach = -(-3 // TIME_STRIDE)
    taps = np.zeros((2 * reach + 1, *kernel.shape[1:]), np.float32)
    for tap, place in enumerate((np.arange(7) - 3) / TIME_STRIDE):
        below = int(np.floor(place))
        share = place - below
        taps[below + reach] += kernel[tap] * (1 - share)
        if share:
            taps[below + 1 + reach] += kernel[tap] * share
    return taps


def slim(variables: dict[str, Array]) -> dict[str, Array]:
    """Leave out the dead filters, and put what they said into the offsets above them.

    Args:
        variables: Of the checkpoint.

    Returns:
        The buffers of `emomusic.emotion.training.trunk.Trunk`, by name.
    """
    scale, shift = _norm(variables, 0)
    arrays = {"input.scale": scale, "input.shift": shift}
    alive, said = [], []
    for number in _BRANCHES:
        name = _named("conv2d", number)
        kernel, bias = variables[f"{name}/kernel"][:, :, 0], variables[f"{name}/bias"]
        scale, shift = _norm(variables, number + 1)
        kept = np.sqrt((kernel**2).sum((0, 1))) > _DEAD
        arrays |= {
            f"branches.{number}.kernel": kernel[:, :, kept].transpose(2, 0, 1)[:, None],
            f"branches.{number}.bias": bias[kept],
            f"branches.{number}.sign": np.sign(scale[kept])[:, None, None],
            f"branches.{number}.scale": np.abs(scale[kept])[:, None],
            f"branches.{number}.shift": shift[kept][:, None],
        }
        alive.append(kept)
        said.append(np.maximum(bias, 0) * scale + shift)
    kept, constant = np.concatenate(alive), np.concatenate(said)
    for place, number in enumerate(_LAYERS):
        name = _named("conv2d", number)
        kernel = _strided(variables[f"{name}/kernel"][:, :, 0])
        bias = variables[f"{name}/bias"]
        if place == 0:
            bias = bias + np.einsum("tcf,c->f", kernel[:, ~kept], constant[~kept])
            kernel = kernel[:, kept]
        scale, shift = _norm(variables, number + 1)
        arrays |= {
            f"layers.{place}.kernel": kernel.transpose(2, 1, 0),
            f"layers.{place}.bias": bias,
            f"layers.{place}.scale": scale[:, None],
            f"layers.{place}.shift": shift[:, None],
        }
    return arrays | _tagged(variables, np.concatenate([kept, np.ones(3 * 64, bool)]), constant)


def _tagged(
    variables: dict[str, Array], kept: NDArray[np.bool_], constant: Array
) -> dict[str, Array]:
    """The layer under the tags; its input is the peak and the mean of each channel in turn."""
    scale, shift = _norm(variables, 9)
    constants = np.zeros(len(kept), np.float32)
    constants[: len(constant)] = constant
    kernel, bias = variables["dense/kernel"], variables["dense/bias"]
    bias = bias + shift @ kernel
    kernel = (kernel * scale[:, None]).reshape(len(kept), 2, -1)
    bias = bias + np.einsum("c,cpf->f", constants[~kept], kernel[~kept])
    scale, shift = _norm(variables, 10)
    return {
        "tagged.weight": kernel[kept].transpose(1, 0, 2).reshape(2 * int(kept.sum()), -1).T,
        "tagged.bias": bias,
        "tagged.scale": scale,
        "tagged.shift": shift,
    }


def main(wheel: Path) -> None:
    """Write the trunk's filters.

    Args:
        wheel: Of musicnn 0.1.0.
    """
    with zipfile.ZipFile(wheel) as archive:
        variables = read_checkpoint(
            archive.read(f"{_MODEL}/.index"), archive.read(f"{_MODEL}/.data-00000-of-00001")
        )
    arrays = {
        name: np.ascontiguousarray(values, np.float32) for name, values in slim(variables).items()
    }
    TRUNK.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(TRUNK, **arrays)
    print(f"{sum(values.size for values in arrays.values())} numbers in {TRUNK.name}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
