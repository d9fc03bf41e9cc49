"""Short piano pieces, written and rendered here, of which one thing at a time can be changed."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mido
import numpy as np

from emomusic.emotion.training.render import render, soundfonts

_MAJOR, _MINOR = (0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10)
_PROGRESSIONS = ((0, 3, 4, 0), (0, 5, 3, 4), (0, 4, 5, 3), (0, 3, 0, 4), (0, 2, 3, 4))
PIECES = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """How a piece is played.

    Attributes:
        number: Which piece: key, chords and melody follow from it.
        minor: In the minor instead of the major.
        bpm: Beats a minute.
        velocity: How hard the keys are struck, 1..127.
        bars: Length in bars of four beats.
        font: Short name of the soundfont; the reference has one colour for every touch.
    """

    number: int
    minor: bool = False
    bpm: float = 100.0
    velocity: int = 75
    bars: int = 12
    font: str = "fluid"


def _notes(piece: Piece) -> list[tuple[float, float, int]]:
    """Start in beats, length in beats, key."""
    rng = np.random.default_rng(piece.number)
    scale = _MINOR if piece.minor else _MAJOR
    tonic = 53 + int(rng.integers(0, 12))
    chords = _PROGRESSIONS[piece.number % len(_PROGRESSIONS)]
    notes = []
    for bar in range(piece.bars):
        root = chords[bar % len(chords)]
        keys = [tonic + scale[(root + d) % 7] + 12 * ((root + d) // 7) for d in (0, 2, 4)]
        notes.append((4.0 * bar, 4.0, keys[0] - 12))
        for beat in range(4):
            for half in (0.0, 0.5):
                key = keys[int(rng.integers(3))]
                notes.append((4.0 * bar + beat + half, 0.5, key))
            degree = root + int(rng.choice([0, 2, 4, 1, 3]))
            key = tonic + 12 + scale[degree % 7] + 12 * (degree // 7)
            notes.append((4.0 * bar + beat, 1.0, key))
    return notes


def write(piece: Piece, path: Path) -> None:
    """Write a piece as a MIDI file."""
    midi = mido.MidiFile(ticks_per_beat=480)
    track = mido.MidiTrack()
    midi.tracks.append(track)
    track.append(mido.MetaMessage("set_tempo", tempo=mido.bpm2tempo(piece.bpm)))
    events = []
    for start, length, key in _notes(piece):
        events.append((round(start * 480), "note_on", key, piece.velocity))
        events.append((round((start + length) * 480) - 5, "note_off", key, 0))
    now = 0
    for tick, kind, key, velocity in sorted(events):
        track.append(mido.Message(kind, note=key, velocity=velocity, time=tick - now))
        now = tick
    midi.save(path)


@cache
def sound_of(piece: Piece) -> np.ndarray:
    """Render a piece, mono at the rate of analysis."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "piece.mid"
        write(piece, path)
        return render(path, soundfonts()[piece.font])
