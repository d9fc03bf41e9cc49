"""Pitches, chords and written lines: the notation in which the demo songs are composed."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

SEMITONES = {"c": 0, "d": 2, "e": 4, "f": 5, "g": 7, "a": 9, "b": 11}
ACCIDENTALS = {"#": 1, "b": -1, "": 0}

QUALITIES = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "5": (0, 7, 12),
    "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9),
    "7": (0, 4, 7, 10),
    "m7": (0, 3, 7, 10),
    "maj7": (0, 4, 7, 11),
    "mmaj7": (0, 3, 7, 11),
    "9": (4, 7, 10, 14),
    "m9": (3, 7, 10, 14),
    "maj9": (4, 7, 11, 14),
    "add9": (0, 2, 4, 7),
    "madd9": (0, 2, 3, 7),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "7sus4": (0, 5, 7, 10),
    "dim": (0, 3, 6),
    "dim7": (0, 3, 6, 9),
    "m7b5": (0, 3, 6, 10),
    "aug": (0, 4, 8),
    "7b9": (0, 4, 10, 13),
    "phr": (0, 1, 7),
}


@dataclass(frozen=True)
class Note:
    """One note; times in beats, pitch as a MIDI number, velocity between 0 and 1."""

    start: float
    length: float
    pitch: int
    velocity: float = 0.7


@dataclass(frozen=True)
class Chord:
    """A chord: pitch class of its root, intervals above it, pitch class of its bass."""

    root: int
    intervals: tuple[int, ...]
    bass: int


@dataclass(frozen=True)
class Span:
    """A chord held from ``start`` for ``length`` beats."""

    start: float
    length: float
    chord: Chord

    @property
    def end(self) -> float:
        """The beat at which the chord ends."""
        return self.start + self.length


def pitch(name: str) -> int:
    """Read a pitch such as ``f#4`` or ``bb3`` (c4 is middle C, MIDI 60)."""
    match = re.fullmatch(r"([a-g])([#b]?)(-?\d)", name)
    if match is None:
        raise ValueError(f"not a pitch: {name!r}")
    letter, accidental, octave = match.groups()
    return 12 * (int(octave) + 1) + SEMITONES[letter] + ACCIDENTALS[accidental]


def line(text: str, bar: float = 4.0, velocity: float = 0.7, legato: float = 0.96) -> list[Note]:
    """Read a written line of notes.

    Tokens are ``pitch:beats``; the length stays until another one is given. ``r`` rests, ``+``
    joins the notes of a chord, ``!`` accents, ``_`` whispers, ``'`` shortens. ``|`` ends a bar
    and is checked, so that a miscounted bar cannot go unnoticed.

    Args:
        text: The line.
        bar: Beats in a bar.
        velocity: Velocity of a note without a mark, 0 to 1.
        legato: The part of its written length for which a note sounds.

    Raises:
        ValueError: When a bar does not hold ``bar`` beats, or a pitch cannot be read.
    """
    notes: list[Note] = []
    at, length, bar_start = 0.0, 1.0, 0.0
    for token in text.replace("|", " | ").split():
        if token == "|":
            if abs(at - bar_start - bar) > 1e-3:
                raise ValueError(f"a bar of {at - bar_start} beats before beat {at} in {text!r}")
            bar_start = at
            continue
        body, _, written = token.partition(":")
        length = float(written) if written else length
        marks = body.lstrip("abcdefgr#+-0123456789")
        names = body[: len(body) - len(marks)]
        loud = velocity * (1.22 if "!" in marks else 0.72 if "_" in marks else 1.0)
        sounding = length * (0.45 if "'" in marks else legato)
        if names != "r":
            notes += [Note(at, sounding, pitch(name), min(1.0, loud)) for name in names.split("+")]
        at += length
    return notes


def chord(symbol: str) -> Chord:
    """Read a chord symbol such as ``F#m7/C#``."""
    match = re.fullmatch(r"([A-G])([#b]?)([a-z0-9]*)(?:/([A-G])([#b]?))?", symbol)
    if match is None or match.group(3) not in QUALITIES:
        raise ValueError(f"not a chord: {symbol!r}")
    letter, accidental, quality, bass_letter, bass_accidental = match.groups()
    root = (SEMITONES[letter.lower()] + ACCIDENTALS[accidental]) % 12
    bass = root
    if bass_letter:
        bass = (SEMITONES[bass_letter.lower()] + ACCIDENTALS[bass_accidental or ""]) % 12
    return Chord(root, QUALITIES[quality], bass)


def progression(text: str, bar: float = 4.0) -> list[Span]:
    """Read chord symbols, one bar each unless written ``symbol:beats``; ``|`` is only layout."""
    spans: list[Span] = []
    at = 0.0
    for token in text.replace("|", " ").split():
        symbol, _, written = token.partition(":")
        length = float(written) if written else bar
        spans.append(Span(at, length, chord(symbol)))
        at += length
    return spans


def length_of(spans: list[Span]) -> float:
    """Beats that a progression takes."""
    return spans[-1].end if spans else 0.0


def nearest(pitch_class: int, centre: float) -> int:
    """The pitch of ``pitch_class`` that lies nearest to ``centre``."""
    low = int(centre) - 6
    return low + (pitch_class - low) % 12


def voicing(harmony: Chord, centre: float, previous: list[int] | None = None) -> list[int]:
    """Choose the inversion that moves least from ``previous`` while staying round ``centre``.

    Inversions with two tones a semitone apart sound harsh and are avoided.
    """
    base = sorted({(harmony.root + step) % 12 for step in harmony.intervals})
    best: tuple[float, list[int]] | None = None
    for turn in range(len(base)):
        order = base[turn:] + [tone + 12 for tone in base[:turn]]
        for octave in range(1, 9):
            tones = [tone + 12 * octave for tone in order]
            mean = sum(tones) / len(tones)
            rubs = sum(high - low == 1 for low, high in pairwise(tones))
            cost = abs(mean - centre)
            if previous:
                cost = 0.35 * cost + sum(
                    min(abs(tone - old) for old in previous) for tone in tones
                ) / len(tones)
            cost += 7.0 * rubs
            if best is None or cost < best[0]:
                best = (cost, tones)
    assert best is not None
    return best[1]


def voicings(spans: list[Span], centre: float) -> list[list[int]]:
    """Voice a progression with the smallest movement from chord to chord."""
    result: list[list[int]] = []
    for span in spans:
        result.append(voicing(span.chord, centre, result[-1] if result else None))
    return result


def shifted(notes: list[Note], beats: float = 0.0, semitones: int = 0) -> list[Note]:
    """Move notes in time and pitch."""
    return [replace(n, start=n.start + beats, pitch=n.pitch + semitones) for n in notes]


def swell(notes: list[Note], start: float, end: float) -> list[Note]:
    """Scale velocities linearly from ``start`` to ``end`` over the notes' time."""
    if not notes:
        return []
    first, last = notes[0].start, max(n.start for n in notes)
    width = max(last - first, 1e-6)
    return [
        replace(n, velocity=n.velocity * (start + (end - start) * (n.start - first) / width))
        for n in notes
    ]
