"""Harbour Street Sessions: one compilation, five bands."""

from demo.studio.arrange import (
    CLAP,
    CLOSED_HAT,
    CRASH,
    KICK,
    LOW_TOM,
    MID_TOM,
    RIDE,
    SNARE,
    TAMBOURINE,
    arpeggio,
    bass,
    groove,
    roll,
    stabs,
    strum,
    sustain,
)
from demo.studio.catalogue import Album, Song
from demo.studio.dsp import highpass, lowpass
from demo.studio.programs import Program
from demo.studio.score import Sampled, Score
from demo.studio.songs_collective_loud import machine, siege
from demo.studio.theory import Note, Span, line, progression

ALBUM_ARTIST = "Harbour Street Collective"


def album() -> Album:
    """The album."""
    return Album(
        title="Harbour Street Sessions",
        artist=ALBUM_ARTIST,
        date="2026-09-04",
        suffix=".mp3",
        compilation=True,
        songs=(
            Song("Sunday Bicycle", ("The Paper Lanterns",), "Indie Folk", ("happy",), bicycle),
            Song("Teeth of the Machine", ("Iron Orchard",), "Metal", ("angry",), machine),
            Song("Empty Chair", ("Orla Finch",), "Singer-Songwriter", ("sad",), empty_chair),
            Song("Confetti Weather", ("Saltwater Brass Club",), "Ska", ("happy",), confetti),
            Song(
                "Siege and Sunrise",
                ("Nordlicht Orchestra",),
                "Orchestral",
                ("angry", "sad", "happy"),
                siege,
            ),
        ),
    )


def bicycle() -> Score:
    """Happy: strummed folk in G, a whistle tune, claps, a breath before the last round."""
    score = Score(bar=4, tempo=[(0, 132)], seed=301, room_s=1.3, loudness_lufs=-15.5, tail_s=3.0)
    left = score.part(
        "guitar",
        Sampled(Program.STEEL),
        gain_db=1,
        pan=-0.45,
        send=0.12,
        effects=(highpass(120.0),),
    )
    banjo = score.part("banjo", Sampled(Program.BANJO), gain_db=-4, pan=0.5, send=0.12)
    low = score.part("bass", Sampled(Program.ACOUSTIC_BASS), gain_db=-4, send=0.05)
    whistle = score.part("whistle", Sampled(Program.WHISTLE), gain_db=-9, pan=0.05, send=0.25)
    chimes = score.part("chimes", Sampled(Program.GLOCKENSPIEL), gain_db=3, pan=0.25, send=0.25)
    box = score.part("accordion", Sampled(Program.ACCORDION), gain_db=-7, pan=-0.2, send=0.2)
    kit = score.part("drums", Sampled(0, drums=True), gain_db=1, send=0.08)

    verse = progression("G D/F# Em C | G D C D")
    verse_end = progression("G D/F# Em C | G D C:2 D:2 G")
    chorus = progression("C D Bm Em | C A7 D D7")
    rest = progression("Em C G D")
    head = "b5:.5 d6 b5:1 a5:.5 g5 d5:1 | f#5:.5 a5:1 f#5:.5 d5:2 | g5:.5 b5 g5:1 e5:.5 g5 b5:1 |"
    head += " a5:.5 g5:1 e5:.5 g5:2 | b5:.5 d6 b5:1 a5:.5 g5 d5:1 | a5:.5 b5 a5 f#5 d5:2 |"
    ask = line(head + " e5:.5 g5 c6:1 b5:.5 a5 g5:1 | a5:3 r:1 |", velocity=0.72)
    reply = line(head + " e5:.5 g5 c6 b5 a5 f#5 a5:1 | g5!:3 r:1 |", velocity=0.74)
    sing = line(
        "e6!:1.5 d6:.5 c6:1 g5 | f#6:1.5 e6:.5 d6:1 a5 | d6:1.5 c#6:.5 d6:1 f#6 | e6:2 b5 |"
        " e6!:1.5 d6:.5 c6:1 e6 | c#6:1.5 d6:.5 e6:1 g6 |"
        " f#6!:1.5 e6:.5 d6:1 a5 | c6:1 b5 a5 f#5 |",
        velocity=0.76,
    )
    beat = {
        KICK: "x.......x.x.....",
        SNARE: "....x..o....x..o",
        TAMBOURINE: "o.x.o.x.o.x.o.x.",
        CLOSED_HAT: "x.x.x.x.x.x.x.x.",
    }
    clap = {CLAP: "....X.......X...", TAMBOURINE: "x.o.X.o.x.o.X.o."}
    left.add(0, strum(verse[:4], 57, "D.DU.UDU", 0.5, 0.6))
    chimes.add(8, line("r:2 d6:.5 g6 b6:1 | c6:.5 e6 g6:1 d6:1 f#6 |", velocity=0.5))
    sections = (
        (16, verse, ask, 0.85, False),
        (48, verse_end, reply, 0.95, False),
        (80, chorus, sing, 1.0, True),
        (128, verse_end, reply, 1.0, True),
        (160, chorus, sing, 1.05, True),
    )
    for at, spans, tune, loud, full in sections:
        left.add(at, strum(spans, 57, "D.DU.UDU", 0.5, 0.66), loud)
        low.add(at, bass(spans, 43, [(0, 1.4, 0), (1.5, 0.5, 0), (2, 1.4, -5), (3.5, 0.5, 0)], 0.8))
        whistle.add(at, tune, loud)
        kit.add(at, groove(beat, 8), loud).add(at, [Note(0, 1, CRASH, 0.5)])
        kit.add(at + 31, roll(SNARE, 1, 0.25, 0.4, 0.75))
        if at > 16:
            banjo.add(at, arpeggio(spans, 62, [0, 2, 1, 3, 2, 0, 2, 1], 0.5, 0.62, ring=1.5))
        if full:
            kit.add(at, groove(clap, 8))
            chimes.add(at, tune, 0.6)
            box.add(at, sustain(spans, 62, 0.6))
    left.add(112, strum(rest, 57, "D.......", 0.5, 0.5))
    chimes.add(112, arpeggio(rest, 79, [0, 1, 2, 3], 1, 0.45))
    kit.add(112, groove({CLAP: "....x.......x..."}, 4))
    whistle.add(112, line("b5:2 g5 | e5 g5 | d5:1 g5 b5 d6 | f#6:3 r:1 |", velocity=0.55))
    end = progression("C D G G")
    left.add(192, strum(end[:2], 57, "D.DU.UDU", 0.5, 0.66)).add(
        192, strum(end[2:3], 57, "D.......", 0.5, 0.7)
    )
    low.add(192, bass(end[:3], 43, [(0, 1.5, 0), (2, 1.5, 0)], 0.8))
    whistle.add(
        192,
        line(
            "e5:.5 g5 c6 b5 a5:1 g5 | f#5:.5 a5 d6 c6 b5 a5 f#5:1 | g5:1 d6 g6:2 |", velocity=0.74
        ),
    )
    kit.add(192, groove({**beat, **clap}, 2)).add(
        200, [Note(0, 1, KICK, 0.8), Note(0, 1, CRASH, 0.7)]
    )
    chimes.add(200, line("g6:.5 b6 d7:3 |", velocity=0.6))
    return score


def empty_chair() -> Score:
    """Sad: a nylon guitar in E minor, a cor anglais where the voice would be."""
    score = Score(
        bar=4,
        tempo=[(0, 62), (72, 64), (88, 56), (98, 42)],
        seed=303,
        room_s=2.4,
        bright=3500,
        loudness_lufs=-18.5,
        tail_s=4.0,
    )
    guitar = score.part(
        "guitar", Sampled(Program.NYLON), gain_db=0, pan=-0.15, send=0.2, timing_s=0.012
    )
    voice = score.part(
        "cor anglais",
        Sampled(Program.COR_ANGLAIS),
        gain_db=-3,
        pan=0.1,
        send=0.35,
        effects=(lowpass(3200.0),),
    )
    strings = score.part(
        "strings", Sampled(Program.SLOW_STRINGS), gain_db=-12, send=0.45, effects=(lowpass(2000.0),)
    )
    low = score.part("bass", Sampled(Program.ACOUSTIC_BASS), gain_db=-6, send=0.1)
    verse = progression("Em Bm/D Cmaj7 Am7 | Em G/D Am7 B7")
    chorus = progression("Cmaj7 G/B Am7 Em | Cmaj7 Am6 B7sus4 B7")
    picking = [0, 2, 1, 3, 2, 1, 3, 1]
    for at, spans, loud in (
        (0, verse[:2], 0.8),
        (8, verse, 0.9),
        (40, chorus, 1.0),
        (72, verse[:4], 0.8),
    ):
        guitar.add(at, arpeggio(spans, 57, picking, 0.5, 0.52, ring=2.5), loud)
        guitar.add(at, bass(spans, 42, [(0, 2, 0), (2, 2, 0)], 0.5), loud)
    last = progression("Am7 Em/B:2 B7:2 Emadd9")
    guitar.add(88, arpeggio(last[:3], 56, [0, 1, 2, 3], 0.5, 0.42, ring=2.5))
    guitar.add(96, [Note(i * 0.18, 5, p, 0.45) for i, p in enumerate((40, 47, 52, 54, 55, 59))])
    voice.add(
        8,
        line(
            "b4:1.5 a4:.5 g4:1 e4 | f#4:3 d4:1 | e4:1.5 g4:.5 b4:1 a4 | a4:2 g4:1 e4 |"
            " b4:1.5 a4:.5 g4:1 b4 | d5:2 b4:1 g4 | a4:1.5 g4:.5 e4:1 g4 | f#4:3 r:1 |",
            velocity=0.55,
            legato=1.0,
        ),
    )
    voice.add(
        40,
        line(
            "e5!:2 d5:1 b4 | d5:2 b4:1 a4 | c5:1.5 b4:.5 a4:1 e4 | g4:3 r:1 |"
            " e5!:2 d5:1 c5 | e5:1.5 d5:.5 c5:1 a4 | b4:2 e4 | d#4:3 r:1 |",
            velocity=0.66,
            legato=1.0,
        ),
    )
    voice.add(72, line("b4_:1.5 a4_:.5 g4_:1 e4_ | f#4_:3 d4_:1 | e4_:4 | r:4 |", velocity=0.55))
    strings.add(40, sustain(chorus, 60, 0.55)).add(72, sustain(verse[:4], 57, 0.4))
    low.add(40, bass(chorus, 36, [(0, 4, 0)], 0.6))
    strings.levels = [(40, -8), (56, 0), (72, -5), (88, -14)]
    return score


def confetti() -> Score:
    """Happy: ska in B flat, brass in thirds, a walking bass that cannot stand still."""
    score = Score(
        bar=4, tempo=[(0, 150)], seed=304, room_s=1.2, loudness_lufs=-15.0, tail_s=2.5, swing=0.06
    )
    trumpet = score.part("trumpet", Sampled(Program.TRUMPET), gain_db=-6, pan=-0.2, send=0.15)
    alto = score.part("alto", Sampled(Program.ALTO), gain_db=-4, pan=0.2, send=0.15)
    trombone = score.part("trombone", Sampled(Program.TROMBONE), gain_db=-7.5, pan=0.4, send=0.15)
    skank = score.part(
        "guitar",
        Sampled(Program.CLEAN),
        gain_db=-3,
        pan=-0.5,
        send=0.08,
        effects=(highpass(250.0),),
    )
    piano = score.part("piano", Sampled(Program.PIANO), gain_db=-1, pan=0.45, send=0.08)
    low = score.part("bass", Sampled(Program.ACOUSTIC_BASS), gain_db=-2, send=0.03)
    kit = score.part("drums", Sampled(0, drums=True), gain_db=4, send=0.08)
    walk = [(0, 0.9, 0), (1, 0.9, 4), (2, 0.9, 7), (3, 0.9, 9)]
    minor_walk = [(0, 0.9, 0), (1, 0.9, 3), (2, 0.9, 7), (3, 0.9, 5)]
    major = {2, 10, 3, 5}
    verse = progression("Bb Gm Eb F | Bb Gm Cm F7")
    verse_end = progression("Bb Gm Eb F | Bb G7 Cm:2 F7:2 Bb")
    chorus = progression("Eb F Dm Gm | Eb C7 F F7")
    ask = line(
        "f5!:.5 d5 f5 bb5:1 a5:.5 g5 f5 | d5:.5 f5 g5:1 bb5:.5 g5 d5:1 |"
        " eb5:.5 g5 bb5:1 c6:.5 bb5 g5:1 | a5:1 c6:.5 a5 f5:1.5 r:.5 |"
        " f5!:.5 d5 f5 bb5:1 a5:.5 g5 f5 | d5:.5 f5 g5:1 bb5:.5 d6 bb5:1 |"
        " c6:.5 bb5 g5 eb5 c5:1 eb5 | f5!:1 a5:.5 c6 eb6:1 r |",
        velocity=0.82,
    )
    reply = line(
        "f5!:.5 d5 f5 bb5:1 a5:.5 g5 f5 | d5:.5 f5 g5:1 bb5:.5 g5 d5:1 |"
        " eb5:.5 g5 bb5:1 c6:.5 bb5 g5:1 | a5:1 c6:.5 a5 f5:1.5 r:.5 |"
        " f5!:.5 d5 f5 bb5:1 a5:.5 g5 f5 | b5!:.5 d6 b5 g5 f5:1 d5 |"
        " eb5:.5 g5 c6:1 a5:.5 c6 f5 a5 | bb5!:1 f5:.5 d5 bb4:1 r |",
        velocity=0.84,
    )
    shout = line(
        "g5!:1.5 bb5:.5 g5 eb5 g5:1 | a5!:1.5 c6:.5 a5 f5 a5:1 |"
        " f5:.5 a5 d6:1 c6:.5 a5 f5:1 | bb5:.5 a5 g5:1 d5 r |"
        " g5!:1.5 bb5:.5 eb6:1 d6 | e5!:.5 g5 bb5 c6 e6:1 c6 |"
        " f6!:2 c6:1 a5 | f5':.5 a5' c6' eb6' f6!:1 r |",
        velocity=0.88,
    )
    beat = {
        KICK: "x.......x.......|x.......x...x...",
        SNARE: "....x.......x...|....x.......x.oo",
        CLOSED_HAT: "o.X.o.X.o.X.o.X.",
        RIDE: "x...x...x...x...",
    }

    def band(at: float, spans: list[Span], bars: int, loud: float) -> None:
        skank.add(at, stabs(spans, 67, [0.5, 1.5, 2.5, 3.5], 0.16, 0.75), loud)
        piano.add(at, stabs(spans, 62, [0.5, 1.5, 2.5, 3.5], 0.2, 0.6), loud)
        for span in spans:
            steps = (
                walk if span.chord.root in major and span.chord.intervals[1] == 4 else minor_walk
            )
            low.add(at, bass([span], 40, steps, 0.82), loud)
        kit.add(at, groove(beat, bars), loud)

    def horns(at: float, tune: list[Note], spans: list[Span], loud: float = 1.0) -> None:
        trumpet.add(at, tune, loud)
        for voice, steps in ((alto, 3), (trombone, 8)):
            for note in tune:
                span = next(s for s in spans if s.start <= note.start + 1e-6 < s.end)
                tones = {(span.chord.root + i) % 12 for i in span.chord.intervals}
                under = next(
                    p
                    for p in range(note.pitch - steps, note.pitch - steps - 8, -1)
                    if p % 12 in tones
                )
                voice.add(at, [Note(note.start, note.length, under, note.velocity * 0.9)], loud)

    kit.add(0, roll(SNARE, 2, 0.5, 0.5, 0.8)).add(2, roll(MID_TOM, 1, 0.25, 0.7, 0.8))
    kit.add(3, roll(LOW_TOM, 1, 0.25, 0.8, 0.9))
    intro = progression("Bb Gm Eb F")
    band(4, intro, 4, 0.9)
    horns(
        4,
        line(
            "f5!':.5 f5' r f5:1.5 d5:1 | r:4 | g5!':.5 g5' r g5:1.5 eb5:1 | a5:1 c6 f6!:2 |",
            velocity=0.85,
        ),
        intro,
    )
    plan = (
        (20, verse, ask),
        (52, verse_end, reply),
        (84, chorus, shout),
        (132, verse_end, reply),
        (164, chorus, shout),
    )
    for at, spans, tune in plan:
        band(at, spans, 8, 1.0)
        horns(at, tune, spans)
        kit.add(at, [Note(0, 1, CRASH, 0.75)]).add(at + 31, roll(SNARE, 1, 0.25, 0.6, 0.9))
    solo = progression("Gm Eb Bb F")
    band(116, solo, 4, 0.8)
    alto.add(
        116,
        line(
            "d5:.5 g5 bb5 a5 g5 d5 f5 g5 | eb5:.5 g5 bb5 d6 c6:1 bb5 |"
            " d6:.5 bb5 f5 g5 bb5:1 d6 | c6:.5 a5 f5 a5 c6 eb6 d6 c6 |",
            velocity=0.85,
        ),
    )
    band(196, verse_end, 8, 1.05)
    horns(196, reply, verse_end, 1.05)
    kit.add(196, [Note(0, 1, CRASH, 0.8)])
    tag_end = progression("Bb:4")
    horns(228, line("bb5!':.5 r f5' r bb5!:2 |", velocity=0.95), tag_end)
    low.add(228, line("bb2:.5 r f2 r bb1:2 |", velocity=0.9))
    kit.add(
        228,
        [Note(b, 0.5, d, 0.9) for b in (0, 1, 2) for d in (KICK, SNARE)] + [Note(2, 1, CRASH, 0.9)],
    )
    return score
