"""The loud half of Harbour Street Sessions: metal, and an orchestra at war and at peace."""

from demo.studio.arrange import (
    CLOSED_HAT,
    CRASH,
    HIGH_TOM,
    KICK,
    LOW_TOM,
    OPEN_HAT,
    RIDE,
    SNARE,
    arpeggio,
    bass,
    every,
    groove,
    roll,
    sustain,
)
from demo.studio.dsp import bell, gate, guitar_amp, ping_pong, saturate
from demo.studio.programs import Program
from demo.studio.score import Part, Sampled, Score
from demo.studio.theory import Note, line, pitch, progression, swell


def machine() -> Score:
    """Angry: metal in E phrygian at 176, double kicks, a breakdown at half the pace."""
    score = Score(bar=4, tempo=[(0, 176)], seed=302, room_s=0.9, loudness_lufs=-13.5, tail_s=2.5)
    guitars: list[Part] = []
    for side, drive in ((-0.85, 40.0), (0.85, 43.0)):
        guitars.append(
            score.part(
                f"guitar {side}",
                Sampled(Program.CLEAN),
                gain_db=-4,
                pan=side,
                send=0.04,
                timing_s=0.004,
                effects=(gate(0.006), guitar_amp(drive)),
            )
        )
        guitars.append(
            score.part(
                f"muted {side}",
                Sampled(Program.MUTED),
                gain_db=-6,
                pan=side,
                send=0.03,
                timing_s=0.004,
                effects=(guitar_amp(drive + 2, 3.5, 0.24), bell(130.0, 4.0)),
            )
        )
    solo = score.part(
        "solo",
        Sampled(Program.CLEAN),
        gain_db=-11,
        pan=0.1,
        send=0.2,
        effects=(guitar_amp(46.0, 7.0), ping_pong(60 / 176 * 0.75, 0.4, 0.3)),
    )
    low = score.part(
        "bass", Sampled(Program.PICKED_BASS), gain_db=-8.5, send=0.0, effects=(saturate(16.0),)
    )
    kit = score.part("drums", Sampled(16, drums=True), gain_db=-5, send=0.07)
    kit.effects = (bell(70.0, 3.0), bell(4500.0, 3.0), saturate(5.0))

    def open_chords(at: float, text: str) -> None:
        for guitar in guitars[::2]:
            guitar.add(at, line(text, velocity=0.85))

    def chugs(at: float, text: str) -> None:
        for guitar in guitars[1::2]:
            guitar.add(at, line(text, velocity=0.9))

    def bass_line(at: float, text: str) -> None:
        low.add(at, line(text, velocity=0.9))

    chug_a = "e2!:.25 e2 r:.5 e2:.25 e2 e2 e2 r:1 e2:.25 e2 r:.5 |"
    chug_b = "e2!:.25 e2 r:.5 e2:.25 e2 e2 e2 r:.5 e2:.25 e2 r:1 |"
    hit_a = "r:2 f2+c3+f3:1 r:.5 g2+d3+g3 |"
    hit_b = "r:2 r:.5 bb2+f3+bb3 a2+e3+a3 f2+c3+f3 |"
    low_a = "e1!:.5 e1 e1 e1 f1:1 e1:.5 g1 | e1!:.5 e1 e1 e1 e1 bb1 a1 f1 |"
    power = (
        "e2+b2+e3!:3.5 f2+c3+f3:.5 | f2+c3+f3!:3.5 e2+b2+e3:.5 | g2+d3+g3!:2 f2+c3+f3 |"
        " bb2+f3+bb3!:2 a2+e3+a3 |"
    )
    low_power = "e1:.5 e1 e1 e1 e1 e1 e1 e1 | f1:.5 f1 f1 f1 f1 f1 f1 f1 |"
    low_power += " g1:.5 g1 g1 g1 f1 f1 f1 f1 | bb1:.5 bb1 bb1 bb1 a1 a1 a1 a1 |"
    thrash = {
        KICK: "XxXxXxXxXxXxXxXx",
        SNARE: "....X.......X...",
        RIDE: "x...x...x...x...",
        CRASH: "X...............|................",
    }
    gallop = {
        KICK: "XX..xxxx..X.xx..|XX..xxxx..xx..X.",
        SNARE: "....X.......X...|....X.......X..X",
        OPEN_HAT: "x...x...x...x...",
    }
    half = {
        KICK: "XX....X..X......|XX..X.....X.XXXX",
        SNARE: "........X.......",
        CRASH: "X...X...X...X...",
        LOW_TOM: "...............x|..............xx",
    }

    def verse(at: float, drums: bool = True) -> None:
        for block in range(0, 16, 8):
            chugs(at + block, chug_a + chug_b)
            open_chords(at + block, hit_a + hit_b)
            bass_line(at + block, low_a)
        if drums:
            kit.add(at, groove(gallop, 4)).add(at, [Note(0, 1, CRASH, 0.95)])

    def refrain(at: float) -> None:
        open_chords(at, power)
        bass_line(at, low_power)
        kit.add(at, groove(thrash, 4, velocity=0.9))

    tremolo = line(
        "b4:.25 b4 b4 b4 c5 c5 c5 c5 b4 b4 b4 b4 g4 g4 g4 g4 |"
        " f4:.25 f4 f4 f4 e4 e4 e4 e4 f4 f4 f4 f4 c5 c5 c5 c5 |"
        " b4:.25 b4 b4 b4 d5 d5 d5 d5 c5 c5 c5 c5 a4 a4 a4 a4 |"
        " bb4:.25 bb4 bb4 bb4 d5 d5 d5 d5 c#5 c#5 c#5 c#5 e5 e5 e5 e5 |",
        velocity=0.85,
    )
    lead = line(
        "e5!:.5 f5 g5 f5 e5 b4 c5 b4 | f5!:.5 g5 a5 g5 f5 c5 e5 c5 |"
        " g5!:.25 a5 bb5 a5 g5 f5 g5 f5 e5 f5 e5 d5 c5 d5 c5 b4 | bb4!:.5 d5 f5 bb5 a5 e5 c#5 a4 |"
        " e6!:1.5 f6:.5 e6:1 b5 | c6!:.5 b5 a5 g5 f5 e5 f5 a5 |"
        " b5:.25 c6 b5 g5 b5 c6 b5 g5 a5 bb5 a5 f5 a5 bb5 a5 f5 | e5!:1 bb5 b5!:2 |",
        velocity=0.9,
    )
    verse(0, drums=False)
    kit.add(0, groove({CLOSED_HAT: "x...x...x...x..."}, 3)).add(12, roll(SNARE, 2, 0.25, 0.6, 1.0))
    kit.add(14, roll(HIGH_TOM, 1, 0.25, 0.9, 0.9)).add(15, roll(LOW_TOM, 1, 0.25, 0.9, 1.0))
    for at in (16, 32, 80, 96):
        verse(at)
    for at in (48, 64, 112, 128, 176, 192, 208):
        refrain(at)
    solo.add(64, tremolo).add(128, tremolo)
    crush = "e2+b2+e3!:.5 e2+b2+e3:.5 r:.5 e2+b2+e3:.5 r:.25 f2+c3+f3:.75 r:1 |"
    crush += " e2+b2+e3!:.5 e2+b2+e3:.5 e2+b2+e3:.5 r bb2+f3+bb3!:1 f2+c3+f3 |"
    for at in (144, 152, 160, 168):
        open_chords(at, crush)
        bass_line(at, "e1!:.5 e1 r e1 r:.25 f1:.75 r:1 | e1!:.5 e1 e1 r bb1:1 f1 |")
    kit.add(144, groove(half, 8, velocity=0.95))
    solo.add(160, line("bb4:4 | b4:4 | bb4:2 c5 | b4:4 |", velocity=0.7))
    solo.add(176, lead)
    solo.add(208, tremolo)
    for at in (224, 226):
        open_chords(at, "e2+b2+e3!:.5 e2+b2+e3 f2+c3+f3 r")
        bass_line(at, "e1!:.5 e1 f1 r")
        kit.add(at, [Note(b / 2, 0.4, drum, 1.0) for b in range(3) for drum in (KICK, SNARE)])
    open_chords(228, "e2+b2+e3!:5")
    bass_line(228, "e1!:5")
    kit.add(228, [Note(0, 1, drum, 1.0) for drum in (KICK, CRASH, LOW_TOM)])
    return score


def siege() -> Score:
    """Angry, sad, happy: a siege in D minor, the field after it, and a sunrise in D major."""
    field, dawn, glory = 112.0, 136.0, 152.0
    score = Score(
        bar=4,
        tempo=[
            (0, 156),
            (field, 156),
            (field + 0.1, 76),
            (dawn, 80),
            (glory, 116),
            (208, 116),
            (216, 72),
        ],
        seed=305,
        room_s=2.4,
        loudness_lufs=-15.5,
        tail_s=4.5,
    )
    strings = score.part("strings", Sampled(Program.STRINGS), gain_db=-5, send=0.25)
    low = score.part("low strings", Sampled(Program.STRINGS), gain_db=-2, pan=0.3, send=0.2)
    tremolo = score.part("tremolo", Sampled(Program.TREMOLO), gain_db=-5, pan=-0.2, send=0.25)
    horns = score.part("horns", Sampled(Program.HORN), gain_db=-3, pan=-0.3, send=0.3)
    brass = score.part("trombones", Sampled(Program.TROMBONE), gain_db=-4, pan=0.25, send=0.25)
    trumpets = score.part("trumpets", Sampled(Program.TRUMPET), gain_db=-5, pan=0.1, send=0.28)
    choir = score.part("choir", Sampled(Program.CHOIR), gain_db=-6, send=0.4)
    timpani = score.part("timpani", Sampled(Program.TIMPANI), gain_db=2, send=0.3)
    kit = score.part("drums", Sampled(48, drums=True), gain_db=2, send=0.25)
    flute = score.part("flute", Sampled(Program.FLUTE), gain_db=-1, pan=-0.2, send=0.3)
    violin = score.part("violin", Sampled(Program.VIOLIN), gain_db=0, pan=-0.3, send=0.35)
    harp = score.part("harp", Sampled(Program.HARP), gain_db=1, pan=-0.4, send=0.3)

    score.fader = [(0, -1), (field - 1, -1), (field + 4, 1.5), (glory - 2, 1.5), (glory, 2)]
    march = progression("Dm Dm Eb Dm | Bb Gm A A7b9")
    ostinato = line(
        "d3!:.5 d3 f3 d3 eb3! d3 d3 c#3 | d3!:.5 d3 ab3 d3 g3! f3 e3 c#3 |"
        " eb3!:.5 eb3 g3 eb3 bb3! g3 eb3 d3 | d3!:.5 d3 f3 d3 eb3! d3 d3 c#3 |"
        " bb2!:.5 bb2 d3 bb2 f3! d3 bb2 a2 | g2!:.5 g2 bb2 g2 d3! bb2 a2 g2 |"
        " a2!:.5 a2 c#3 a2 e3! c#3 a2 bb2 | a2!:.5 a2 c#3 a2 bb2! a2 g2 c#3 |",
        velocity=0.88,
    )
    war = line(
        "d4!:1.5 d4:.5 f4:2 | ab4!:3 g4:1 | g4!:1.5 eb4:.5 bb4:2 | a4!:4 |"
        " d5!:1.5 bb4:.5 f4:2 | bb4!:1.5 g4:.5 d4:2 | c#4!:2 e4 | bb4!:2 a4 |",
        velocity=0.9,
    )
    drums = {
        LOW_TOM: "X..x..x.X..x..x.|X..x..x.X.x.xxxx",
        SNARE: "o..ox.o.o..ox.oo",
        KICK: "X.......X.......",
    }
    for at in (0, 16, 48, 80):
        low.add(at, ostinato if at > 0 else [n for n in ostinato if n.start < 16])
    timpani.add(0, bass(march[:4], 41, [(0, 1, 0), (3, 0.5, 0), (3.5, 0.5, 0)], 0.85))
    kit.add(0, groove({LOW_TOM: "X.......X.......|X.......X...x.x."}, 4))
    for at, loud in ((16, 0.9), (48, 1.0), (80, 1.1)):
        brass.add(at, war, loud, -12)
        tremolo.add(at, sustain(march, 72, 0.85), loud)
        kit.add(at, groove(drums, 8), loud).add(at, [Note(0, 2, CRASH, 0.9)])
        timpani.add(at, bass(march, 41, [(0, 1, 0), (1.5, 0.5, 0), (3, 1, 0)], 0.9), loud)
        if at >= 48:
            horns.add(at, war, loud)
            strings.add(
                at, swell(arpeggio(march, 74, [3, 2, 1, 0, 3, 2, 1, 2], 0.5, 0.85), 0.9, 1.1)
            )
        if at >= 80:
            trumpets.add(at, war, 1.0, 12)
            choir.add(at, sustain(march, 69, 0.9))

    for part in (low, brass, timpani, tremolo):
        part.add(field, [Note(0, 2.5, pitch("d3"), 0.75)])
    kit.add(field, [Note(0, 2, CRASH, 0.9), Note(0, 1, KICK, 1.0)])
    ashes = progression("Dm Bbmaj7 Gm6 A7sus4 | F C/E")
    strings.add(field + 2, sustain(ashes, 60, 0.4))
    violin.add(
        field + 2,
        line(
            "r:1 a4:1.5 g4:.5 f4:1 | d5:3 c5:1 |"
            " bb4:1.5 a4:.5 g4:1 e4 | d4:2 e4 | f4:1 a4 c5 f5 | e5:4 |",
            velocity=0.55,
            legato=1.0,
        ),
    )
    morning = progression("D A/C# Bm7 G")
    harp.add(dawn, arpeggio(morning, 60, [0, 1, 2, 3, 4, 5, 4, 3], 0.5, 0.65, ring=3))
    strings.add(dawn, swell(sustain(morning, 66, 0.75), 0.6, 1.1))
    flute.add(
        dawn,
        line(
            "f#5:1.5 e5:.5 d5:1 a5 | c#6:2 a5 | b5:1 d6 f#6:1.5 e6:.5 | d6:2 c#6:1 b5 |",
            velocity=0.65,
        ),
    )
    timpani.add(glory - 4, swell(roll(pitch("a2"), 4, 0.125, 0.2, 0.95), 0.6, 1.0))
    hymn = progression("D A/C# Bm F#m | G D/F# Em7 A")
    hymn_end = progression("D A/C# Bm F#m | G D/F# A7sus4:2 A7:2 D")
    song = "f#5:1.5 e5:.5 d5:1 a5! | c#6!:2 a5:1 e5 | d6!:1.5 c#6:.5 b5:1 f#5 | a5:3 a5:1 |"
    song += " b5!:1 d6:1.5 c#6:.5 b5:1 | a5:2 f#5:1 d5 |"
    first = line(song + " g5:1 a5 b5 d6 | c#6!:3 a5:1 |", velocity=0.84, legato=1.0)
    second = line(song + " d6:1 c#6 b5 c#6 | d6!:4 |", velocity=0.88, legato=1.0)
    joy = {
        KICK: "X.......x.......",
        SNARE: "x..xx.x.x..xx.xx",
        CRASH: "X...............|................",
    }
    for start, spans, tune in ((glory, hymn, first), (glory + 32, hymn_end, second)):
        strings.add(start, tune).add(start, sustain(spans, 69, 0.65))
        trumpets.add(start, tune, 0.85 if start == glory else 1.0, -12 if start == glory else 0)
        horns.add(start, sustain(spans, 58, 0.75))
        brass.add(start, bass(spans, 45, [(0, 2, 0), (2, 2, 0)], 0.75))
        low.add(start, bass(spans, 43, every(1.0, 0.9), 0.8))
        choir.add(start, sustain(spans, 67, 0.7))
        flute.add(start, arpeggio(spans, 84, [0, 1, 2, 3, 2, 1, 2, 1], 0.5, 0.6))
        harp.add(start, arpeggio(spans, 62, [0, 1, 2, 3, 4, 5, 6, 7], 0.5, 0.7, ring=2))
        timpani.add(start, bass(spans, 41, [(0, 1, 0), (2, 1, 0), (3.5, 0.5, 0)], 0.75))
        kit.add(start, groove(joy, 8, velocity=0.7)).add(start, [Note(0, 2, CRASH, 0.8)])
    timpani.add(glory + 60, roll(pitch("d3"), 4, 0.125, 0.5, 0.95))
    for part in (strings, horns, trumpets, choir, low):
        part.add(glory + 64, sustain(progression("D:5"), 62, 0.85))
    timpani.add(glory + 64, [Note(0, 3, pitch("d3"), 1.0)])
    kit.add(glory + 64, [Note(0, 2, CRASH, 0.9), Note(0, 1, KICK, 0.9)])
    return score
