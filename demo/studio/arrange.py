"""Accompaniment: turns progressions into pads, arpeggios, strums, bass lines and drum grooves."""

from collections.abc import Sequence

from demo.studio.theory import Chord, Note, Span, nearest, voicings

KICK, SNARE, CLAP, CLOSED_HAT, OPEN_HAT, CRASH, RIDE = 36, 38, 39, 42, 46, 49, 51
LOW_TOM, MID_TOM, HIGH_TOM, SIDE_STICK, TAMBOURINE, SHAKER = 41, 45, 48, 37, 54, 70

STROKES = {"X": 1.0, "x": 0.76, "o": 0.42}

Figure = Sequence[tuple[float, float, int]]


def sustain(
    spans: list[Span], centre: float, velocity: float = 0.6, legato: float = 1.0
) -> list[Note]:
    """Hold each chord for its whole length."""
    return [
        Note(span.start, span.length * legato, tone, velocity)
        for span, tones in zip(spans, voicings(spans, centre), strict=True)
        for tone in tones
    ]


def stabs(
    spans: list[Span], centre: float, beats: Sequence[float], length: float, velocity: float = 0.7
) -> list[Note]:
    """Strike each chord at the given beats of its span."""
    return [
        Note(span.start + beat, length, tone, velocity)
        for span, tones in zip(spans, voicings(spans, centre), strict=True)
        for beat in beats
        if beat < span.length - 1e-6
        for tone in tones
    ]


def arpeggio(
    spans: list[Span],
    centre: float,
    order: Sequence[int],
    step: float,
    velocity: float = 0.6,
    ring: float = 1.0,
) -> list[Note]:
    """Break each chord in the order of indices; indices past the chord go up an octave."""
    notes = []
    for span, tones in zip(spans, voicings(spans, centre), strict=True):
        for count in range(round(span.length / step)):
            octave, index = divmod(order[count % len(order)], len(tones))
            accent = 1.0 if count % len(order) == 0 else 0.86
            tone = tones[index] + 12 * octave
            notes.append(Note(span.start + count * step, step * ring, tone, velocity * accent))
    return notes


def strum(
    spans: list[Span], centre: float, pattern: str, step: float = 0.5, velocity: float = 0.65
) -> list[Note]:
    """Strum: ``D`` down, ``U`` up and lighter, ``.`` rings on; strings follow one another."""
    notes = []
    for span, tones in zip(spans, voicings(spans, centre), strict=True):
        strings = [nearest(span.chord.bass, min(tones) - 8), *tones, tones[0] + 12]
        steps = [pattern[i % len(pattern)] for i in range(round(span.length / step))]
        for count, stroke in enumerate(steps):
            if stroke == ".":
                continue
            rest = steps[count + 1 :]
            ring = step * (1 + next((i for i, s in enumerate(rest) if s != "."), len(rest)))
            chosen = strings if stroke == "D" else list(reversed(strings[-4:]))
            weight = (1.0 if stroke == "D" else 0.72) * (1.12 if count == 0 else 1.0)
            for string, tone in enumerate(chosen):
                start = span.start + count * step + 0.022 * string
                notes.append(Note(start, ring * 0.97, tone, velocity * weight))
    return notes


def bass(spans: list[Span], low: int, figure: Figure, velocity: float = 0.75) -> list[Note]:
    """Play ``figure`` (beat, length, semitones above the bass tone) over each chord.

    Over a chord whose bass is not its root, intervals are bent to the nearest tone of the chord.
    """
    notes = []
    for span in spans:
        foundation = nearest(span.chord.bass, low)
        for beat, length, interval in figure:
            if beat < span.length - 1e-6:
                held = min(length, span.length - beat)
                tone = _fitting(span.chord, foundation + interval)
                notes.append(Note(span.start + beat, held * 0.95, tone, velocity))
    return notes


def _fitting(harmony: Chord, tone: int) -> int:
    classes = {(harmony.root + step) % 12 for step in harmony.intervals} | {harmony.bass}
    if harmony.bass == harmony.root:
        return tone
    return next(tone + bend for bend in (0, 1, -1, 2, -2, 3, -3) if (tone + bend) % 12 in classes)


def every(step: float, length: float, bar: float = 4.0, interval: int = 0) -> Figure:
    """A figure that repeats the bass tone at each ``step`` of a bar."""
    return [(i * step, length, interval) for i in range(round(bar / step))]


def groove(
    patterns: dict[int, str], bars: int, bar: float = 4.0, velocity: float = 0.8
) -> list[Note]:
    """Read drum patterns: one string a drum, ``X`` loud, ``x`` plain, ``o`` ghost, ``.`` silent.

    A string covers one bar, whatever its number of steps; longer grooves separate bars by ``|``.
    """
    notes = []
    for drum, text in patterns.items():
        written = text.split("|")
        for index in range(bars):
            steps = written[index % len(written)].replace(" ", "")
            width = bar / len(steps)
            for position, stroke in enumerate(steps):
                if stroke in STROKES:
                    start = index * bar + position * width
                    notes.append(Note(start, width * 0.9, drum, velocity * STROKES[stroke]))
    return notes


def roll(drum: int, beats: float, step: float, start: float, end: float) -> list[Note]:
    """Repeat one drum, its velocity going from ``start`` to ``end``."""
    count = round(beats / step)
    return [
        Note(i * step, step * 0.9, drum, start + (end - start) * i / max(1, count - 1))
        for i in range(count)
    ]
