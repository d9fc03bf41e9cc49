"""Why a moment sounds the way it does: which bands, in which seconds, pushed the reading.

The method is occlusion (Zeiler and Fergus, "Visualizing and understanding convolutional
networks", 2014): a part of what the network hears is replaced by the song's own average there,
the network hears it all again, and what changes is what the part had pushed. It needs nothing
but the network that is served. `emomusic.emotion.occlusion` does it; here is what comes out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from emomusic.emotion.curve import Float


class Axis(StrEnum):
    """The two axes of the plane."""

    VALENCE = "valence"
    AROUSAL = "arousal"


class Doubt(StrEnum):
    """Why there is nothing to explain at a moment."""

    SILENCE = "silence"
    NOT_MUSIC = "not music"


@dataclass(frozen=True, slots=True)
class Band:
    """A group of what the network hears at once.

    Attributes:
        name: In plain words, such as `bass`, or `harmony` for the notes.
        low_hz: Where it begins.
        high_hz: Where it ends.
    """

    name: str
    low_hz: float
    high_hz: float


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one band that pushed.

    Attributes:
        band: Index in `Explanation.bands`.
        from_s: Seconds into the song.
        to_s: Seconds into the song.
        push: What the whole part pushed, in units of the plane (0..1); it was hidden as one, so
            it need not be the sum of its cells.
    """

    band: int
    from_s: float
    to_s: float
    push: float


@dataclass(frozen=True, slots=True)
class AxisPush:
    """What pushed one axis; every push is in units of the plane, above 0 for upwards.

    Attributes:
        axis: Which.
        value: What the curve says at the moment, 0..1.
        cells: Shape `[bands, stretches]`, each hidden by itself.
        by_band: Shape `[bands]`, a band hidden in all stretches at once.
        by_stretch: Shape `[stretches]`, all bands hidden in one stretch at once.
        together: Everything hidden at once.
        parts: What stands out, the strongest first.
    """

    axis: Axis
    value: float
    cells: Float
    by_band: Float
    by_stretch: Float
    together: float
    parts: tuple[Part, ...]

    @property
    def summed(self) -> float:
        """The pushes of all cells added up; parts that work together make it differ."""
        return float(self.cells.sum())


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a moment of a song sounds the way it does.

    Attributes:
        at_s: The moment, in seconds, on the grid of the curve.
        duration_s: Length of the song.
        edges_s: Where the stretches of time begin, and where the last one ends.
        bands: The rows of every `cells`, low to high, and last the harmony.
        pushes: One for each axis; empty where there is a doubt.
        doubt: Why nothing is explained, or None.
        model: Name and version of the model that was asked.
    """

    at_s: float
    duration_s: float
    edges_s: tuple[float, ...]
    bands: tuple[Band, ...]
    pushes: tuple[AxisPush, ...]
    doubt: Doubt | None
    model: str


def explain_file(path: Path, at_s: float) -> Explanation:
    """Explain a moment of a recording; meant for a worker process with `OMP_NUM_THREADS=1`.

    The last recording that was asked about is kept, so that a second question about it is
    answered sooner.

    Args:
        path: An audio file.
        at_s: Seconds into it; taken to the nearest half second.

    Returns:
        What pushed valence and arousal there.

    Raises:
        InvalidAudio: The file can't be decoded.
        InvalidInput: There is no such moment in it.
        Unavailable: There is no model.
    """
    # As in `analyse_file`: the app imports this package without the decoder and the model.
    from emomusic.emotion.occlusion import explain
    from emomusic.emotion.recording import last_recording

    return explain(last_recording(path, at_s), at_s)
