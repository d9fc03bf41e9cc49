"""The model that is served: which one it is, and how it is loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from emomusic.errors import Unavailable

if TYPE_CHECKING:
    import onnxruntime

MODELS = Path(__file__).resolve().parents[2] / "models"
"""One folder a model; `current` in it names the one that is served."""

OUTPUTS = ("plane", "spread", "moods", "music")
"""What a served network says, in this order."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted after training, on songs the network had not heard.

    Attributes:
        valence_reach: Half of the 80 % interval of valence, in units of the expected error.
        arousal_reach: Half of the 80 % interval of arousal, likewise.
        smoothing_s: Standard deviation of the smoothing over time.
        music_threshold: Under this probability of music the model abstains.
    """

    valence_reach: float
    arousal_reach: float
    smoothing_s: float
    music_threshold: float


def model_version() -> str:
    """Name the model that is served, such as `ear-1`, without loading it.

    Raises:
        Unavailable: There is no model.
    """
    current = MODELS / "current"
    if not current.exists():
        raise Unavailable("There is no trained model yet: run `python -m emomusic train`.")
    return current.read_text().strip()


def model_folder() -> Path:
    """The folder of the model that is served: its card and figures are in it."""
    return MODELS / model_version()


@cache
def calibration() -> Calibration:
    """Read the calibration of the model that is served."""
    return Calibration(**json.loads((model_folder() / "calibration.json").read_text()))


@cache
def session() -> onnxruntime.InferenceSession:
    """Load the network, once a process, on one thread."""
    # Imported here so that asking for the version stays cheap.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        str(model_folder() / "ear.onnx"), options, providers=["CPUExecutionProvider"]
    )
