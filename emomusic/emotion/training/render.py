"""MIDI files become sound, through fluidsynth and whatever General MIDI soundfonts there are."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import mido
import numpy as np
from numpy.typing import NDArray

from emomusic.audio.decode import SAMPLE_RATE_HZ, decode
from emomusic.errors import Unavailable

_FOLDERS = (Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))
_FONTS = {
    "fluid": ("FluidR3_GM.sf2",),
    "timgm": ("TimGM6mb.sf2",),
    # The compressed ones sound the same and take seconds to load.
    "musescore": (
        "MuseScore_General_Full.sf2",
        "MuseScore_General_Lite.sf3",
        "MuseScore_General_Full.sf3",
    ),
}

_DRUMS = 9
_SOFTER, _HARDER = 0.55, 1.6
_FARTHEST_SEMITONES = 4


@dataclass(frozen=True, slots=True)
class Playing:
    """How a MIDI file is played.

    Attributes:
        font: Short name of the soundfont.
        velocity: Factor on how hard each key is struck.
        semitones: Transposition.
    """

    font: str
    velocity: float = 1.0
    semitones: int = 0


def playing_of(clip: str, variant: str) -> Playing:
    """Say how a clip is played in a variant.

    Args:
        clip: Its name, from which the transposition follows.
        variant: A soundfont (as written), or one with `-soft` or `-hard`: struck softer or
            harder. All but the reference are transposed.
    """
    font, _, touch = variant.partition("-")
    velocity = {"soft": _SOFTER, "hard": _HARDER}.get(touch, 1.0)
    if variant == "fluid":
        return Playing(font)
    width = 2 * _FARTHEST_SEMITONES + 1
    semitones = zlib.crc32(f"{clip}@{variant}".encode()) % width - _FARTHEST_SEMITONES
    return Playing(font, velocity, semitones)


def soundfonts() -> dict[str, Path]:
    """Find the soundfonts that Debian's packages install.

    Returns:
        Short name to file, the ones that are there, the reference (`fluid`) first.
    """
    found = {}
    for name, files in _FONTS.items():
        there = [folder / file for file in files for folder in _FOLDERS if (folder / file).exists()]
        if there:
            found[name] = there[0]
    return found


def play_differently(midi: mido.MidiFile, playing: Playing) -> None:
    """Change the notes of a MIDI file in place; the times stay.

    Args:
        midi: What is changed.
        playing: How; drums keep their notes.
    """
    for message in (message for track in midi.tracks for message in track):
        if message.type not in ("note_on", "note_off"):
            continue
        if message.channel != _DRUMS:
            message.note = min(127, max(0, message.note + playing.semitones))
        if message.type == "note_on" and message.velocity > 0:
            message.velocity = min(127, max(1, round(message.velocity * playing.velocity)))


def render(
    midi: Path,
    soundfont: Path,
    *,
    playing: Playing | None = None,
    rate_hz: int = SAMPLE_RATE_HZ,
    gain: float = 0.5,
) -> NDArray[np.float32]:
    """Render a MIDI file, cut at its own length.

    Args:
        midi: A standard MIDI file.
        soundfont: A General MIDI soundfont.
        playing: Touch and transposition; as written where it is None.
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
    written = mido.MidiFile(midi)
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "render.wav"
        if playing is not None:
            midi = Path(folder) / "played.mid"
            play_differently(written, playing)
            written.save(midi)
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
    return samples[: max(1, round(written.length * SAMPLE_RATE_HZ))]
