"""A trained network becomes the files that are served."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from emomusic.emotion.frontend import MEL_BANDS, MEL_PER_HOP, SEMITONE_PER_HOP, SEMITONES
from emomusic.emotion.inference import Heard
from emomusic.emotion.model import OUTPUTS, Calibration
from emomusic.emotion.training.network import Ear

MOST_DIFFERENT = 1e-4
"""How far ONNX Runtime may be from torch."""

_OPSET = 17


class _Served(nn.Module):
    """The outputs that serving needs, as probabilities."""

    def __init__(self, network: Ear) -> None:
        super().__init__()
        self.network = network

    def forward(self, mel: Tensor, semitones: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        heard = self.network(mel, semitones)
        moods = torch.softmax(heard.moods, dim=-1)
        return heard.plane, heard.spread, moods, torch.sigmoid(heard.music)


def _example(batch: int, hops: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    mel = torch.randn(batch, hops * MEL_PER_HOP, MEL_BANDS, generator=generator)
    semitones = torch.randn(batch, hops * SEMITONE_PER_HOP, SEMITONES, generator=generator)
    return mel.abs(), semitones * 2 - 4


def export(network: Ear, calibration: Calibration, folder: Path) -> float:
    """Write `ear.onnx`, `weights.pt` and `calibration.json`.

    Args:
        network: Trained.
        calibration: Fitted on held-out songs.
        folder: `models/<name>`; made where it is missing.

    Returns:
        The largest difference between torch and ONNX Runtime.

    Raises:
        ValueError: That difference is above `MOST_DIFFERENT`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    served = _Served(network).eval()
    path = folder / "ear.onnx"
    axes = {0: "batch", 1: "frames"}
    torch.onnx.export(
        served,
        _example(1, 24),
        str(path),
        input_names=["mel", "semitones"],
        output_names=list(OUTPUTS),
        dynamic_axes={"mel": axes, "semitones": axes},
        opset_version=_OPSET,
        dynamo=False,
    )
    torch.save(network.state_dict(), folder / "weights.pt")
    (folder / "calibration.json").write_text(json.dumps(asdict(calibration), indent=1) + "\n")
    difference = parity(network, path)
    if difference > MOST_DIFFERENT:
        raise ValueError(f"ONNX differs from torch by {difference:.1e}")
    return difference


def parity(network: Ear, path: Path) -> float:
    """Measure how far the exported file is from the network, on two shapes it was not made with.

    Args:
        network: In evaluation mode.
        path: Its `ear.onnx`.
    """
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch, hops in ((3, 72), (1, 1)):
        mel, semitones = _example(batch, hops)
        with torch.no_grad():
            expected = _Served(network).eval()(mel, semitones)
        given = session.run(None, {"mel": mel.numpy(), "semitones": semitones.numpy()})
        pairs = zip(expected, given, strict=True)
        worst = max(worst, *(float(np.abs(e.numpy() - g).max()) for e, g in pairs))
    return worst


def torch_network(network: Ear) -> _TorchRunner:
    """Make a trained network look like the served one, for `inference.hear`."""
    return _TorchRunner(network)


class _TorchRunner:
    """Runs a torch network on NumPy batches."""

    def __init__(self, network: Ear) -> None:
        self._served = _Served(network).eval()

    def __call__(self, mel: np.ndarray, semitones: np.ndarray) -> Heard:
        with torch.no_grad():
            heard = self._served(torch.from_numpy(mel), torch.from_numpy(semitones))
        return Heard(*(part.numpy() for part in heard))
