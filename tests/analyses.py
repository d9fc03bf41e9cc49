"""Makes what the ear gives, and stands in for the ear where a test is not about hearing.

The stand-ins are functions of a module because worker processes import them. Each tells what it
does by a line in `heard.log` beside the file.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from emomusic.emotion import Analysis, EmotionCurve, Mood, Overall
from emomusic.errors import InvalidAudio, Unavailable

Progress = Callable[[float], None]


def curve_of(
    valence: np.ndarray, arousal: np.ndarray, overall: Overall, model: str = "ear-test"
) -> EmotionCurve:
    """A curve along two ways, half a second a hop; it is confident, and all moods are alike.

    Args:
        valence: Values 0..1.
        arousal: As many.
        overall: Of the whole song.
        model: Who heard it.
    """
    hops = len(valence)
    return EmotionCurve(
        duration_s=hops / 2,
        hop_s=0.5,
        valence=valence,
        arousal=arousal,
        valence_low=valence - 0.1,
        valence_high=valence + 0.1,
        arousal_low=arousal - 0.1,
        arousal_high=arousal + 0.1,
        moods=np.full((hops, 4), 0.25, dtype=np.float32),
        confident=np.ones(hops, dtype=np.bool_),
        overall=overall,
        model=model,
    )


def make_curve(model: str = "ear-test", seconds: float = 10.0) -> EmotionCurve:
    """A curve that rises in valence and falls in arousal."""
    rising = np.linspace(0.2, 0.8, int(seconds * 2), dtype=np.float32)
    overall = Overall(0.5, 0.5, Mood.HAPPY, (0.4, 0.2, 0.2, 0.2), 0.75)
    return replace(curve_of(rising, rising[::-1].copy(), overall, model), duration_s=seconds)


def make_analysis(model: str = "ear-test") -> Analysis:
    """An analysis with a waveform that rises."""
    peaks = np.linspace(0, 255, 800).astype(np.uint8)
    return Analysis(make_curve(model), peaks, -14.5, 0.9, 10.0)


def heard(folder: Path) -> list[str]:
    """Names of the files that the stand-ins were given, in that order."""
    log = folder / "heard.log"
    return log.read_text(encoding="utf-8").split() if log.exists() else []


def _log(path: Path) -> None:
    with (path.parent / "heard.log").open("a", encoding="utf-8") as file:
        file.write(f"{path.name}\n")


def hear_at_once(path: Path, progress: Progress) -> Analysis:
    """Hear without listening."""
    _log(path)
    progress(1.0)
    return make_analysis()


def hear_until_told(path: Path, progress: Progress) -> Analysis:
    """Stop at 40 % until the file `go` is there."""
    _log(path)
    progress(0.4)
    while not (path.parent / "go").exists():
        time.sleep(0.01)
    return make_analysis()


def hear_by_the_model_of_the_folder(path: Path, progress: Progress) -> Analysis:
    """Be the model that the file `model` names; stop at 40 % while there is a file `stop`."""
    model = (path.parent / "model").read_text(encoding="utf-8")
    _log(path)
    progress(0.4)
    while (path.parent / "stop").exists():
        time.sleep(0.01)
    return make_analysis(model)


def hear_as_named(path: Path, progress: Progress) -> Analysis:
    """Do what the name of the file says."""
    _log(path)
    match path.stem.rstrip("0123456789"):
        case "poison":
            os._exit(1)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "hangs":
            time.sleep(3600)
        case "bad":
            raise InvalidAudio("This file is not sound.")
        case "gone":
            raise FileNotFoundError(path)
        case "surprise":
            raise ZeroDivisionError
        case "poor":
            raise Unavailable("There is no model.")
        case "shaky" if heard(path.parent).count(path.name) < 3:
            os._exit(1)
    return make_analysis()
