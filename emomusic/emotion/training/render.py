"""MIDI files become sound, through fluidsynth and whatever General MIDI soundfonts there are."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import mido
import numpy as np
from numpy.typing import NDArray

from emomusic.audio.decode import SAMPLE_RATE_HZ, decode
from emomusic.errors import Unavailable

_FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))
_FONTS = {
    "fluid": "FluidR3_GM.sf2",
    "timgm": "TimGM6mb.sf2",
    "musescore": "MuseScore_General_Full.sf2",
}


def soundfonts() -> dict[str, Path]:
    """Find the soundfonts that Debian's packages install.

    Returns:
        Short name to file, the ones that are there, the reference (`fluid`) first.
    """
    found = {}
    for name, file in _FONTS.items():
        for folder in _FOLDERS:
            if (folder / file).exists():
                found[name] = folder / file
    return found


def render(
    midi: Path, soundfont: Path, *, rate_hz: int = SAMPLE_RATE_HZ, gain: float = 0.5
) -> NDArray[np.float32]:
    """Render a MIDI file, cut at its own length.

    Args:
        midi: A standard MIDI file.
        soundfont: A General MIDI soundfont.
        rate_hz: The rate that is rendered at, before resampling.
        gain: Master gain of the synthesiser.

    Returns:
        Shape `[samples]`, mono at the rate of analysis.

    Raises:
        Unavailable: fluidsynth is not installed.
    """
    program = shutil.which("fluidsynth")
    if program is None:
        raise Unavailable("fluidsynth is not installed: it renders the MIDI files.")
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "render.wav"
        command = [
            program,
            "-ni",
            "-q",
            "-o",
            "synth.dynamic-sample-loading=1",
            "-F",
            str(wave),
            "-O",
            "s16",
            "-r",
            str(rate_hz),
        ]
        subprocess.run(
            [*command, "-g", str(gain), str(soundfont), str(midi)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        samples = decode(wave)
    return samples[: max(1, round(mido.MidiFile(midi).length * SAMPLE_RATE_HZ))]
