"""Rooms With Rain: piano and chamber music by Ilse Varga."""

from demo.studio.arrange import arpeggio, bass, every, roll, sustain
from demo.studio.catalogue import Album, Song
from demo.studio.dsp import bell, lowpass
from demo.studio.programs import Program
from demo.studio.score import Part, Sampled, Score
from demo.studio.theory import Note, line, pitch, progression, swell


def album() -> Album:
    """The album."""
    artist = "Ilse Varga"
    return Album(
        title="Rooms With Rain",
        artist=artist,
        date="2026-02-13",
        suffix=".mp3",
        compilation=False,
        songs=(
            Song("Windowlight", (artist,), "Modern Classical", ("calm",), windowlight),
            Song("Letter Never Sent", (artist,), "Modern Classical", ("sad",), letter_never_sent),
            Song(
                "Prelude in C Major, BWV 846",
                (artist,),
                "Classical",
                ("calm",),
                prelude,
                composer="Johann Sebastian Bach",
            ),
            Song(
                "Weather Front",
                (artist,),
                "Modern Classical",
                ("calm", "angry", "calm"),
                weather_front,
            ),
            Song("First Green", (artist, "Tomás Rede"), "Chamber", ("sad", "happy"), first_green),
        ),
    )


def _piano(score: Score, soft: bool = True, name: str = "piano", gain_db: float = 0.0) -> Part:
    tone = (lowpass(5200.0, 1), bell(240.0, 1.5)) if soft else (bell(3000.0, 1.5),)
    return score.part(name, Sampled(Program.PIANO), gain_db=gain_db, send=0.2, effects=tone)


def windowlight() -> Score:
    """Calm: a slow waltz in D over broken sevenths, strings joining from afar."""
    score = Score(
        bar=3,
        tempo=[(0, 74), (84, 76), (96, 70), (108, 46)],
        seed=101,
        room_s=2.6,
        bright=4500,
        loudness_lufs=-18.5,
        tail_s=4.5,
    )
    piano = _piano(score)
    hand = _piano(score, name="left hand", gain_db=0.5)
    strings = score.part(
        "strings", Sampled(Program.SLOW_STRINGS), gain_db=-13, send=0.4, effects=(lowpass(2600.0),)
    )
    cello = score.part("cello", Sampled(Program.CELLO), gain_db=-12, pan=0.25, send=0.35)

    opening = progression("Dmaj7 Gmaj7 Dmaj7 Gmaj7", 3)
    first = progression("Dmaj7 Gmaj7 Dmaj7 Gmaj7 | Bm7 Em7 A7sus4 A7", 3)
    second = progression("Dmaj7 Gmaj7 Dmaj7 Gmaj7 | Bm7 Em7 A7 Dadd9", 3)
    middle = progression("Gmaj7 F#m7 Bm7 Bm7/A | Gmaj7 Dmaj7/F# Em7 A7sus4", 3)
    ending = progression("Dmaj7 Gmaj7 Dmaj7 Gm6 | Dadd9 Gm6 Dadd9 Dadd9", 3)

    theme = "a4:1 d5 f#5 | e5:2 d5:1 | c#5 d5 a4 | b4:3 | d5:1 f#5 a5! | g5:2 f#5:1 |"
    half = line(theme + " e5:1.5 d5:.5 e5:1 | c#5:3 |", 3, 0.5)
    whole = line(theme + " e5:1 f#5:.5 e5 c#5:1 | d5:3 |", 3, 0.54)
    contrast = line(
        "b5:1.5 a5:.5 g5:1 | a5:2 f#5:1 | d5 e5 f#5 | d5:3 |"
        " b4:1 d5 g5! | f#5:2 d5:1 | g5:1.5 f#5:.5 e5:1 | e5:3 |",
        3,
        0.56,
    )
    farewell = line(
        "a4_:1 d5 f#5 | e5:2 d5:1 | c#5 d5 a4 | bb4:3 | a4_:3 | g4_:2 bb4_:1 | a4_:3 | d6_:3 |",
        3,
        0.46,
    )
    under = line("d4:3 | d4 | c#4 | b3 | f#3 | g3 | a3:2 g3:1 | f#3:3 |", 3, 0.5, legato=1.0)
    tune = [(12, half), (36, whole), (60, contrast), (84, farewell)]
    for at, notes in tune:
        piano.add(at, notes)
    for at, spans, loud in (
        (0, opening, 0.8),
        (12, first, 0.9),
        (36, second, 1.0),
        (60, middle, 1.05),
        (84, ending, 0.75),
    ):
        hand.add(at, arpeggio(spans, 55, [0, 1, 2, 3, 2, 1], 0.5, 0.4), loud)
        hand.add(at, bass(spans, 38, [(0, 3, 0)], 0.42), loud)
        piano.pedal(at, spans)
        hand.pedal(at, spans)
    strings.add(36, sustain(second, 64, 0.5)).add(60, sustain(middle, 66, 0.55))
    strings.add(84, sustain(ending, 62, 0.42))
    cello.add(36, under)
    strings.levels = [(36, -14), (42, 0), (96, 0), (108, -8)]
    return score


def letter_never_sent() -> Score:
    """Sad: a bare melody in C minor; the cello answers what the piano could not say."""
    score = Score(
        bar=4,
        tempo=[(0, 54), (72, 56), (80, 48), (90, 38)],
        seed=102,
        room_s=3.2,
        bright=3200,
        loudness_lufs=-19.5,
        tail_s=4.5,
    )
    piano = _piano(score)
    hand = _piano(score, name="left hand", gain_db=1)
    cello = score.part(
        "cello", Sampled(Program.CELLO), gain_db=-8, pan=0.15, send=0.4, effects=(lowpass(3000.0),)
    )
    strings = score.part(
        "strings", Sampled(Program.SLOW_STRINGS), gain_db=-14, send=0.5, effects=(lowpass(1500.0),)
    )
    lament = progression("Cm Cm/Bb Abmaj7 G | Fm7 Cm/Eb Dm7b5 G")
    answer = progression("Abmaj7 Bb Gm7 Cm | Fm7 Dm7b5 G7 Cm")
    last = progression("Cm Abmaj7 Fm6 Cm")
    hand.add(0, arpeggio(progression("Cm Fm6"), 48, [0, 1, 2, 1], 1, 0.38))
    hand.add(8, arpeggio(lament, 50, [0, 1, 2, 1], 1, 0.4))
    hand.add(8, bass(lament, 36, [(0, 4, 0)], 0.42))
    hand.add(40, arpeggio(answer, 52, [0, 1, 2, 3, 2, 1, 2, 1], 0.5, 0.36))
    hand.add(40, bass(answer, 36, [(0, 4, 0)], 0.45))
    hand.add(72, sustain(last, 52, 0.32))
    for at, spans in ((0, progression("Cm Fm6")), (8, lament), (40, answer), (72, last)):
        hand.pedal(at, spans)
        piano.pedal(at, spans)
    piano.add(
        8,
        line(
            "g4:1.5 ab4:.5 g4:1 eb4 | d4 eb4:2 r:1 | c5:1.5 bb4:.5 ab4:1 g4 | g4:3 r:1 |"
            " ab4:1.5 bb4:.5 ab4:1 f4 | g4:2 eb4:1 c4 | f4:1.5 eb4:.5 d4:1 c4 | b3:3 r:1 |",
            velocity=0.48,
        ),
    )
    piano.add(
        40,
        line(
            "r:4 | r:2 f5_:1 d5_ | r:4 | r:2 g5_:1 eb5_ | r:4 | r:4 | r:2 f5_:1 d5_ | c5_:3 r:1 |",
            velocity=0.42,
        ),
    )
    piano.add(72, line("g4:1.5 ab4:.5 g4:1 eb4 | c5_:4 | ab4_:2 f4_ | c4_:4 |", velocity=0.36))
    cello.add(
        40,
        line(
            "c4:2 eb4:1.5 d4:.5 | d4:3 c4:.5 bb3 | bb3:2 d4:1.5 c4:.5 | c4:3 r:1 |"
            " ab3:2 c4:1 f4! | f4:2 eb4:1 d4 | d4:2 b3 | c4:4 |",
            velocity=0.62,
            legato=1.02,
        ),
    )
    cello.add(72, line("r:4 | c3:4 | f3:2 d3 | c3:4 |", velocity=0.45))
    strings.add(40, sustain(answer, 55, 0.45)).add(72, sustain(last, 52, 0.35))
    strings.levels = [(40, -10), (56, 0), (72, -4), (88, -12)]
    return score


BACH = """
c4 e4 g4 c5 e5 | c4 d4 a4 d5 f5 | b3 d4 g4 d5 f5 | c4 e4 g4 c5 e5 | c4 e4 a4 e5 a5
c4 d4 f#4 a4 d5 | b3 d4 g4 d5 g5 | b3 c4 e4 g4 c5 | a3 c4 e4 g4 c5 | d3 a3 d4 f#4 c5
g3 b3 d4 g4 b4 | g3 bb3 e4 g4 c#5 | f3 a3 d4 a4 d5 | f3 ab3 d4 f4 b4 | e3 g3 c4 g4 c5
e3 f3 a3 c4 f4 | d3 f3 a3 c4 f4 | g2 d3 g3 b3 f4 | c3 e3 g3 c4 e4 | c3 g3 bb3 c4 e4
f2 f3 a3 c4 e4 | f#2 c3 a3 c4 eb4 | ab2 f3 b3 c4 d4 | g2 f3 g3 b3 d4 | g2 e3 g3 c4 e4
g2 d3 g3 c4 f4 | g2 d3 g3 b3 f4 | g2 eb3 a3 c4 f#4 | g2 e3 g3 c4 g4 | g2 d3 g3 c4 f4
g2 d3 g3 b3 f4 | c2 c3 g3 bb3 e4
"""


def prelude() -> Score:
    """Calm: the first prelude of Bach's Well-Tempered Clavier (1722), in the public domain."""
    score = Score(
        bar=4,
        tempo=[(0, 70), (16, 78), (112, 80), (128, 70), (136, 50), (140, 44)],
        seed=103,
        room_s=2.2,
        bright=4500,
        loudness_lufs=-18.5,
        tail_s=4.0,
    )
    piano = score.part(
        "piano", Sampled(Program.PIANO), send=0.16, timing_s=0.005, effects=(lowpass(7000.0, 1),)
    )
    bars = [group.split() for row in BACH.strip().splitlines() for group in row.split("|")]
    arch = [0.44, 0.47, 0.49, 0.46, 0.52, 0.48, 0.53, 0.46, 0.43, 0.47, 0.45, 0.5, 0.46, 0.47]
    arch += [0.43, 0.42, 0.4, 0.44, 0.42, 0.45, 0.48, 0.54, 0.56, 0.55, 0.52, 0.54, 0.56, 0.6]
    arch += [0.58, 0.55, 0.5, 0.44]
    for index, (names, loud) in enumerate(zip(bars, arch, strict=True)):
        tones = [pitch(name) for name in names]
        for half in (0.0, 2.0):
            at = 4 * index + half
            piano.add(at, [Note(0, 2.0, tones[0], loud), Note(0.25, 1.7, tones[1], loud * 0.86)])
            piano.add(
                at + 0.5,
                [
                    Note(i * 0.25, 0.4, tones[2 + i % 3], loud * (0.82 + 0.05 * (i % 3)))
                    for i in range(6)
                ],
            )
        piano.pedals.append((4 * index, 4 * index + 4))
    close = (
        "c2:.25 c3 f3 a3 c4 f4 c4 a3 c4 a3 f3 a3 f3 d3 f3 d3 |"
        " c2:.25 b2 g3 b3 d4 f4 d4 b3 d4 b3 g3 b3 d3 f3 e3 d3 |"
        " c2+c3+e4+g4+c5:4 |"
    )
    piano.add(128, line(close, velocity=0.42, legato=1.6))
    piano.pedals += [(128, 132), (132, 136), (136, 140)]
    return score


def weather_front() -> Score:
    """Calm, then a storm, then calm: F major, D minor at twice the pace, F major again."""
    calm, storm, after = 48.0, 112.0, 144.0
    score = Score(
        bar=4,
        tempo=[(0, 80), (36, 80), (calm, 140), (storm, 146), (storm + 0.1, 72), (after, 62)],
        seed=104,
        room_s=2.4,
        bright=5500,
        loudness_lufs=-16.0,
        tail_s=4.5,
    )
    piano = _piano(score, soft=False)
    hand = _piano(score, name="left hand", gain_db=-2)
    strings = score.part("strings", Sampled(Program.STRINGS), gain_db=-9, send=0.3)
    tremolo = score.part("tremolo", Sampled(Program.TREMOLO), gain_db=-6, send=0.25)
    low = score.part("low strings", Sampled(Program.STRINGS), gain_db=-4, pan=0.2, send=0.2)
    brass = score.part("trombones", Sampled(Program.TROMBONE), gain_db=-7, pan=-0.25, send=0.25)
    timpani = score.part("timpani", Sampled(Program.TIMPANI), gain_db=0, send=0.3)
    violin = score.part("violin", Sampled(Program.VIOLIN), gain_db=-4, pan=-0.2, send=0.35)

    still = progression("Fmaj7 Bbmaj7/F Fmaj7 C/E | Dm7 Bbmaj7 Gm7 C7sus4")
    darker = progression("Dm Bbmaj7 Gm6 A7")
    fury = progression("Dm Dm Bb Bb | Gm Gm A7b9 A7b9")
    fury_two = progression("Dm Eb Dm Eb | Bb Gm6 A7b9 A7b9")
    clearing = progression("Fmaj7 Bbmaj7/F Fmaj7 C/E | Dm7 Bbmaj7 C7sus4 Fadd9")

    for at, spans, loud in ((0, still, 0.9), (32, darker, 1.05), (storm, clearing, 0.8)):
        hand.add(at, arpeggio(spans, 55, [0, 1, 2, 3, 4, 3, 2, 1], 0.5, 0.42), loud)
        hand.add(at, bass(spans, 40, [(0, 4, 0)], 0.42), loud)
        hand.pedal(at, spans)
        piano.pedal(at, spans)
        strings.add(at, sustain(spans, 64, 0.45))
    piano.add(
        0,
        line(
            "r:4 | r:4 | a4:1 c5 f5:1.5 e5:.5 | d5:2 c5:1 g4 |"
            " a4:1 c5 a5:1.5 g5:.5 | f5:2 d5:1 bb4 | d5:1 f5 g5:1.5 f5:.5 | g5:3 r:1 |"
            " f5:1.5 e5:.5 d5:1 a4 | d5:1.5 c5:.5 bb4:1 f4 |",
            velocity=0.54,
        ),
    )
    piano.add(40, line("bb4:.5 d5 e5 g5 bb5 g5 e5 d5 | c#5 e5 g5 bb5 a5 g5 e5 c#5 |", velocity=0.7))
    timpani.add(40, roll(pitch("a2"), 8, 0.125, 0.2, 0.9))
    tremolo.add(40, swell(sustain(progression("Gm6 A7b9"), 66, 0.9), 0.5, 1.0))

    riff = "d2+d3!:.5 d2 f2 d2 ab2+ab3!:.5 g2 f2 e2 |"
    rising = "bb1+bb2!:.5 bb1 d2 bb1 f2+f3! e2 d2 c#2 |"
    grim = "g1+g2!:.5 g1 bb1 g1 eb2+eb3! d2 c#2 bb1 |"
    fall = "a1+a2!:.5 a1 c#2 a1 bb1+bb2! a1 g1 e1 |"
    ostinato = line(riff * 2 + rising * 2 + grim * 2 + fall * 2, velocity=0.86)
    for start, chords_here in ((calm, fury), (calm + 32, fury_two)):
        low.add(start, ostinato, 1.0, 12)
        hand.add(start, ostinato, 0.95)
        tremolo.add(start, sustain(chords_here, 74, 0.9))
        timpani.add(start, bass(chords_here, 41, [(0, 1, 0), (1.5, 0.5, 0), (3, 1, 0)], 0.95))
    cry = line(
        "d5+d6!:1.5 f5+f6:.5 e5+e6:1 d5+d6 | ab5+ab6!:3 g5+g6:1 |"
        " f5+f6!:1.5 d5+d6:.5 bb4+bb5:1 d5+d6 | f5+f6!:3 r:1 |"
        " g5+g6!:1.5 f5+f6:.5 e5+e6:1 d5+d6 | bb5+bb6!:3 a5+a6:1 |"
        " g5+g6:1 e5+e6 c#5+c#6 bb4+bb5 | a4+a5!:3 r:1 |",
        velocity=0.85,
    )
    piano.add(calm, cry, 1.0, -12).add(calm + 32, cry)
    call = line(
        "d3!:2 a3:2 | g#3!:3 r:1 | bb3!:2 f3:2 | d3!:3 r:1 |"
        " g3!:2 d4 | eb4!:3 r:1 | c#4!:4 | a3!:4 |",
        velocity=0.9,
    )
    brass.add(calm, call).add(calm + 32, call, 1.05)
    strings.add(calm + 32, cry, 0.95, -12)
    timpani.add(storm - 4, roll(pitch("a2"), 3.5, 0.125, 0.5, 1.0))

    violin.add(
        storm,
        line(
            "r:4 | r:4 | a4:1 c5 f5:1.5 e5:.5 | d5:2 c5:1 g4 |"
            " a4:1 c5 f5:1.5 e5:.5 | d5:2 c5:1 bb4 | c5:2 bb4:1 g4 | a4:4 |",
            velocity=0.5,
        ),
    )
    piano.add(
        storm,
        line("c6_:2 a5_ | bb5_ f5_ | c6_ a5_ | g5_:4 |" + " r:4 |" * 3 + " f6_:4 |", velocity=0.42),
    )
    strings.levels = [(0, -8), (24, -2), (40, 0), (storm, 2), (storm + 1, -5), (after, -8)]
    score.fader = [(0, 9), (32, 8), (calm, 0), (storm - 0.5, 0), (storm + 4, 10), (after, 10)]
    return score


def first_green() -> Score:
    """Sad, then hopeful: a clarinet in A minor finds its way to A major and company."""
    spring, dance, close = 40.0, 72.0, 136.0
    score = Score(
        bar=4,
        tempo=[(0, 64), (32, 66), (spring, 92), (dance, 104), (close - 8, 104), (close + 8, 66)],
        seed=105,
        room_s=2.2,
        bright=6000,
        loudness_lufs=-17.0,
        tail_s=4.0,
    )
    piano = _piano(score, soft=False, gain_db=3)
    clarinet = score.part("clarinet", Sampled(Program.CLARINET), gain_db=-6, pan=0.15, send=0.28)
    flute = score.part("flute", Sampled(Program.FLUTE), gain_db=-7, pan=-0.3, send=0.28)
    pizzicato = score.part("pizzicato", Sampled(Program.PIZZICATO), gain_db=-4, pan=0.3, send=0.22)
    strings = score.part("strings", Sampled(Program.STRINGS), gain_db=-10, send=0.3)
    cello = score.part("cello", Sampled(Program.CELLO), gain_db=-9, pan=0.3, send=0.3)
    bells = score.part(
        "glockenspiel", Sampled(Program.GLOCKENSPIEL), gain_db=-1, pan=-0.2, send=0.35
    )
    harp = score.part("harp", Sampled(Program.HARP), gain_db=0, pan=-0.35, send=0.3)

    winter = progression("Am Fmaj7 C/E E | Am Dm7 E7sus4 E7")
    thaw = progression("F:4 E7sus4:4")
    green = progression("A E/G# F#m7 D | A/C# D Bm7 E")
    home = progression("A E/G# F#m7 D | A/C# D E7sus4:2 E7:2 A")
    bridge = progression("D E C#m7 F#m | Bm7 E A A/C#")
    coda = progression("D A/C# Bm7 Aadd9")

    piano.add(0, arpeggio(winter, 52, [0, 1, 2, 1], 1, 0.4)).pedal(0, winter)
    piano.add(0, bass(winter, 36, [(0, 4, 0)], 0.4))
    piano.add(32, arpeggio(thaw, 57, [0, 1, 2, 3], 0.5, 0.45)).pedal(32, thaw)
    lament = line(
        "a4:2 c5:1 b4 | a4:3 g4:1 | g4:1.5 e4:.5 g4:1 c5 | b4:4 |"
        " c5:2 e5:1 d5 | f5!:2 e5:1 d5 | d5 b4 a4:2 | g#4:4 | a4:2 c5:1 d5 | e5:4 |",
        velocity=0.55,
        legato=1.0,
    )
    clarinet.add(0, lament)
    cello.add(16, sustain(progression("A5 D5 E5 E5 F5 E5"), 45, 0.4))
    strings.add(32, sustain(thaw, 64, 0.5))
    theme = "e5:1 a5!:1.5 g#5:.5 e5:1 | b4 e5:1.5 d5:.5 b4:1 | c#5 f#5!:1.5 e5:.5 c#5:1 |"
    theme += " d5:2 f#5:1 a5 | a5:1.5 g#5:.5 e5:1 c#5 | f#5:1.5 e5:.5 d5:1 a4 |"
    open_end = line(theme + " b4:1 c#5 d5 f#5 | e5:3 r:1 |", velocity=0.66)
    full_end = line(theme + " b4:1 c#5 b4 g#4 | a4:3 r:1 |", velocity=0.7)
    lift = line(
        "f#5:1.5 g#5:.5 a5:1 f#5 | g#5:1.5 a5:.5 b5:1 g#5 | e5:1.5 f#5:.5 g#5:1 e5 | f#5:3 e5:1 |"
        " d5:1 e5 f#5 d5 | e5 f#5 g#5 b5 | a5!:3 e5:1 | a5:3 r:1 |",
        velocity=0.7,
    )
    clarinet.add(spring, open_end)
    piano.add(spring, arpeggio(green, 57, [0, 1, 2, 3, 2, 1, 2, 1], 0.5, 0.5)).pedal(spring, green)
    piano.add(spring, bass(green, 40, [(0, 2, 0), (2, 2, 7)], 0.48))
    strings.add(spring, sustain(green, 64, 0.5))
    for at, tune, spans in ((dance, lift, bridge), (dance + 32, full_end, home)):
        flute.add(at, tune)
        clarinet.add(at, tune, 0.85, -12)
        bells.add(at, tune, 0.6, 12)
        pizzicato.add(at, arpeggio(spans, 60, [0, 2, 1, 2], 0.5, 0.7, ring=0.6))
        pizzicato.add(at, bass(spans, 43, every(1.0, 0.5), 0.8))
        piano.add(at, arpeggio(spans, 60, [0, 1, 2, 3, 2, 1, 2, 1], 0.5, 0.52)).pedal(at, spans)
        piano.add(at, bass(spans, 40, [(0, 2, 0), (2, 2, 0)], 0.55))
        strings.add(at, sustain(spans, 69, 0.68))
        cello.add(at, bass(spans, 43, [(0, 2, 0), (2, 2, 7)], 0.6))
    flute.add(close, line("d5:1 f#5 a5 b5 | a5:2 e5 | d5:1 f#5 e5 b4 | c#5:4 |", velocity=0.55))
    clarinet.add(close, line("f#4:4 | e4 | d4 | e4 |", velocity=0.5))
    harp.add(close, arpeggio(coda, 62, [0, 1, 2, 3, 4, 5, 6, 7], 0.5, 0.6, ring=3))
    strings.add(close, sustain(coda, 66, 0.5))
    piano.add(close, sustain(coda, 57, 0.4)).pedal(close, coda)
    score.fader = [(0, 3.5), (spring, 2), (dance, 0)]
    strings.levels = [(32, -8), (spring, -4), (dance, 1), (close, -1), (close + 16, -8)]
    return score
