"""A score: parts with their voices, a tempo map and human playing."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from demo.studio.theory import Note, Span

Audio = NDArray[np.float64]
Effect = Callable[[Audio], Audio]
Instrument = Callable[[int, float, float, np.random.Generator], Audio]


@dataclass(frozen=True)
class Sampled:
    """A General MIDI sound of the sound font.

    Attributes:
        program: The programme number, 0 to 127.
        drums: Whether the sound is a drum kit (channel 10).
    """

    program: int
    drums: bool = False


@dataclass(frozen=True)
class Synthesised:
    """A voice computed by this package: ``play(pitch, length_s, velocity, rng)``."""

    play: Instrument


@dataclass(frozen=True)
class Sounding:
    """A note as played: seconds from the start, velocity between 0 and 1."""

    start_s: float
    length_s: float
    pitch: int
    velocity: float


@dataclass
class Part:
    """One player of the score.

    Attributes:
        gain_db: Level in the mix.
        pan: −1 (left) to 1 (right).
        send: Amount given to the reverb, 0 to 1.
        timing_s: Standard deviation of the player's timing.
        duck: How far the kick pushes this part down, 0 (not) to 1.
        effects: Applied to the whole stem, in order.
        levels: Automation: (beat, decibels), interpolated.
        pedals: Beats between which the piano's pedal is held.
    """

    name: str
    voice: Sampled | Synthesised
    gain_db: float = 0.0
    pan: float = 0.0
    send: float = 0.15
    timing_s: float = 0.006
    duck: float = 0.0
    effects: Sequence[Effect] = ()
    notes: list[Note] = field(default_factory=list)
    levels: list[tuple[float, float]] = field(default_factory=list)
    pedals: list[tuple[float, float]] = field(default_factory=list)

    def add(
        self, at: float, notes: Sequence[Note], scale: float = 1.0, semitones: int = 0
    ) -> "Part":
        """Write notes from beat ``at`` on, their velocities multiplied by ``scale``."""
        self.notes += [
            Note(at + n.start, n.length, n.pitch + semitones, min(1.0, n.velocity * scale))
            for n in notes
        ]
        return self

    def pedal(self, at: float, spans: Sequence[Span]) -> "Part":
        """Hold the pedal through each chord."""
        self.pedals += [(at + span.start, at + span.end) for span in spans]
        return self


@dataclass
class Score:
    """A song: its parts, tempo and the room it sounds in.

    Attributes:
        tempo: (beat, beats per minute); between two points the tempo glides.
        swing: Delay of the off-beat quavers, in beats.
        room_s: Reverb time of the room, seconds to −60 dB.
        bright: Upper limit of the reverb, hertz.
        loudness_lufs: Integrated loudness of the master.
        tail_s: Seconds of ringing after the last note.
        kick: The part whose kick drum ducks the others.
        fader: (beat, decibels) of the whole mix, interpolated: dynamics between sections.
    """

    bar: float
    tempo: list[tuple[float, float]]
    seed: int
    room_s: float = 1.8
    bright: float = 6000.0
    loudness_lufs: float = -16.0
    tail_s: float = 3.0
    swing: float = 0.0
    kick: str | None = None
    fader: list[tuple[float, float]] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)

    def part(self, name: str, voice: Sampled | Synthesised, **options: object) -> Part:
        """Add a player (``options`` as in :class:`Part`)."""
        self.parts[name] = Part(name, voice, **options)  # type: ignore[arg-type]
        return self.parts[name]

    def beats(self) -> float:
        """The beat at which the last note ends."""
        return max(n.start + n.length for part in self.parts.values() for n in part.notes)

    def seconds(self, beat: Audio | Sequence[float] | float) -> Audio:
        """Turn beats into seconds through the tempo map."""
        grid = np.arange(0.0, self.beats() + 16.0, 1 / 32)
        at, bpm = zip(*self.tempo, strict=True)
        durations = 60.0 / np.interp(grid, at, bpm) / 32
        elapsed = np.concatenate(([0.0], np.cumsum(durations)[:-1]))
        return np.interp(np.asarray(beat, dtype=np.float64), grid, elapsed)

    def rng(self, name: str) -> np.random.Generator:
        """A generator that depends on nothing but the song's seed and ``name``."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def played(self, part: Part) -> list[Sounding]:
        """Play a part as people do: swing, uneven timing and touch, accents by the metre."""
        rng = self.rng(part.name)
        notes = sorted(part.notes, key=lambda n: (n.start, n.pitch))
        starts = np.array([n.start for n in notes])
        ends = starts + np.array([n.length for n in notes])
        off_beat = np.abs(np.mod(starts, 1.0) - 0.5) < 0.05
        starts_s = self.seconds(starts + self.swing * off_beat)
        ends_s = self.seconds(ends)
        drift = np.convolve(rng.normal(0, 1, len(notes) + 8), np.ones(9) / 3, mode="valid")
        slip = part.timing_s * (0.7 * rng.normal(0, 1, len(notes)) + 0.7 * drift)
        touch = 1 + rng.normal(0, 0.045, len(notes))
        on_bar = np.abs(np.mod(starts + 0.02, self.bar) - 0.02) < 0.05
        touch *= np.where(on_bar, 1.06, np.where(np.mod(starts, 1.0) < 0.05, 1.0, 0.95))
        begins_s = np.maximum(0.0, starts_s + slip)
        return [
            Sounding(
                float(begins_s[i]),
                max(0.03, float(min(ends_s[i] - starts_s[i], free_s - begins_s[i]))),
                notes[i].pitch,
                float(np.clip(notes[i].velocity * touch[i], 0.05, 1.0)),
            )
            for i, free_s in enumerate(_next_of_pitch([n.pitch for n in notes], begins_s))
        ]


def _next_of_pitch(pitches: list[int], begins_s: Audio) -> list[float]:
    """When each pitch is struck again, less 2 ms: a key must be up before it goes down."""
    free_s = [np.inf] * len(pitches)
    again: dict[int, float] = {}
    for index in reversed(range(len(pitches))):
        free_s[index] = again.get(pitches[index], np.inf) - 0.002
        again[pitches[index]] = float(begins_s[index])
    return free_s
