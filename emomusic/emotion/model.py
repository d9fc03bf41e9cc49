"""The model that is served: which one it is, and how it is loaded.

`current` may be changed while the app runs. So whoever hears a song asks once which model that
is, and names it to `calibration` and `session` until the song is done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from emomusic.errors import Unavailable
from emomusic.settings import PROJECT_DIR, settings

if TYPE_CHECKING:
    import onnxruntime

MODELS = PROJECT_DIR / "models"
"""Where training puts a model; what is served comes from the setting, by default the same."""

OUTPUTS = ("plane", "spread", "moods", "music")
"""What a served network says, in this order."""

_NEEDED = ("ear.onnx", "calibration.json")


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted after training, on songs the network had not heard.

    Attributes:
        valence_line: Slope and offset that bring what the network says to the scale of ratings.
        arousal_line: Likewise.
        valence_reach: Half of the 80 % interval of valence, in units of the expected error.
        arousal_reach: Half of the 80 % interval of arousal, likewise.
        smoothing_s: Standard deviation of the smoothing over time.
        music_threshold: Under this probability of music the model abstains.
    """

    valence_line: tuple[float, float]
    arousal_line: tuple[float, float]
    valence_reach: float
    arousal_reach: float
    smoothing_s: float
    music_threshold: float

    def on_scale(self, plane: NDArray[np.float32]) -> NDArray[np.float32]:
        """Bring what the network says to the scale of ratings.

        Args:
            plane: Shape `[..., 2]`, valence and arousal.

        Returns:
            The same shape, 0..1.
        """
        lines = np.array([self.valence_line, self.arousal_line], dtype=np.float32)
        scaled: NDArray[np.float32] = np.clip(plane * lines[:, 0] + lines[:, 1], 0, 1)
        return scaled


def model_version() -> str:
    """Name the model that is served, such as `ear-1`, without loading it.

    Raises:
        Unavailable: There is no model, or the one that is named is not whole.
    """
    models = settings().models_dir
    try:
        version = (models / "current").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise Unavailable(
            "There is no trained model yet: run `python -m emomusic train`."
        ) from None
    if not version or not all((models / version / name).exists() for name in _NEEDED):
        raise Unavailable(f"The model {version or 'without a name'} is not there.")
    return version


def model_folder(version: str = "") -> Path:
    """The folder of a model: its card and figures are in it.

    Args:
        version: Its name; empty for the one that is served.
    """
    return settings().models_dir / (version or model_version())


def calibration(version: str = "") -> Calibration:
    """Read the calibration of a model.

    Args:
        version: Its name; empty for the one that is served.
    """
    return _calibration(model_folder(version))


def session(version: str = "") -> onnxruntime.InferenceSession:
    """Load the network of a model, once a process, on one thread.

    Args:
        version: Its name; empty for the one that is served.
    """
    return _session(model_folder(version))


# One of each is kept: after a change of model nobody asks for the former any more.


@lru_cache(maxsize=1)
def _calibration(folder: Path) -> Calibration:
    return Calibration(**json.loads((folder / "calibration.json").read_text()))


@lru_cache(maxsize=1)
def _session(folder: Path) -> onnxruntime.InferenceSession:
    # Imported here so that asking for the version stays cheap.
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    network = onnxruntime.InferenceSession(
        str(folder / "ear.onnx"), options, providers=["CPUExecutionProvider"]
    )
    if [output.name for output in network.get_outputs()] != list(OUTPUTS):
        raise Unavailable(f"The model {folder.name} was made for another version of EmoMusic.")
    return network
