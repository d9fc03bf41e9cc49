"""The dark half of Afterimage: a riot, an empty train, the blue hour."""

from demo.studio.arrange import (
    CLOSED_HAT,
    CRASH,
    KICK,
    LOW_TOM,
    OPEN_HAT,
    RIDE,
    SHAKER,
    SIDE_STICK,
    SNARE,
    arpeggio,
    bass,
    every,
    groove,
    roll,
    stabs,
    sustain,
)
from demo.studio.dsp import bell, chorus, guitar_amp, highpass, lowpass, ping_pong, saturate
from demo.studio.patches import warm_pad
from demo.studio.score import Score, Synthesised
from demo.studio.synth import DrumMachine, fm_bell, riser, synthesiser
from demo.studio.theory import Note, line, progression


def voltage_riot() -> Score:
    """Angry: E phrygian at 172, crushed breaks, a bass that snarls and a siren for a tune."""
    score = Score(
        bar=4, tempo=[(0, 172)], seed=203, room_s=1.1, loudness_lufs=-13.5, tail_s=2.5, kick="drums"
    )
    drums = score.part(
        "drums",
        Synthesised(DrumMachine(0.12, 55, crush=0.3).play),
        gain_db=-8.5,
        send=0.07,
        timing_s=0.002,
        effects=(bell(3500, 3.0), bell(80, 2.0)),
    )
    snarl = score.part(
        "reese",
        synthesiser(
            voices=4,
            detune_cents=32.0,
            attack_s=0.004,
            decay_s=0.3,
            sustain=0.8,
            release_s=0.05,
            cutoff_hz=520.0,
            sweep_octaves=2.4,
            sweep_s=0.14,
            resonance=0.55,
        ),
        gain_db=-2.5,
        send=0.04,
        duck=0.75,
        timing_s=0.002,
        effects=(guitar_amp(26.0, 4.0, 0.3),),
    )
    deep = score.part(
        "sub",
        synthesiser(
            wave="sine", voices=1, attack_s=0.004, sustain=1.0, release_s=0.05, cutoff_hz=300.0
        ),
        gain_db=1.5,
        send=0.0,
        duck=0.6,
        timing_s=0.002,
    )
    stab = score.part(
        "stab",
        synthesiser(
            voices=7,
            detune_cents=38.0,
            attack_s=0.002,
            decay_s=0.12,
            sustain=0.35,
            release_s=0.1,
            cutoff_hz=2600.0,
            sweep_octaves=1.8,
            resonance=0.4,
        ),
        gain_db=-8.5,
        send=0.15,
        duck=0.3,
        effects=(saturate(14.0), highpass(220.0)),
    )
    siren = score.part(
        "siren",
        synthesiser(
            wave="square",
            voices=3,
            detune_cents=24.0,
            attack_s=0.005,
            decay_s=0.4,
            sustain=0.8,
            release_s=0.08,
            cutoff_hz=3400.0,
            sweep_octaves=1.2,
            resonance=0.5,
            vibrato_cents=30.0,
        ),
        gain_db=-10,
        send=0.2,
        effects=(saturate(12.0), ping_pong(60 / 172 * 0.75, 0.4, 0.25)),
    )
    noise = score.part("riser", Synthesised(riser((200, 12000))), gain_db=-11, send=0.25)

    breakbeat = {
        KICK: "X.X.......X.....|X.X....x..X.....",
        SNARE: "....X..o.o..X...|....X..o.o..X.oX",
        CLOSED_HAT: "x.x.x.x.x.x.x.x.",
        RIDE: "x...x...x...x...",
        CRASH: "X...............|................|................|................",
    }
    stomp = {
        KICK: "X...X...X...X.X.",
        SNARE: "....X.......X...",
        OPEN_HAT: "x.x.x.x.x.x.x.x.",
        LOW_TOM: "......x.......xx",
    }
    growl = (
        "e1!:.5 e1 r e2 f1!:.75 e1 r:.25 e1 | e1!:.5 e1 r bb1 f1! f1 e2 d2 |"
        " e1!:.5 e1 r e2 f1!:.75 e1 r:.25 g1 | bb1!:1 a1:.5 g1 f1:1 f1:.5 e1' |"
    )
    riff = line(growl, velocity=0.9)
    low_riff = line(
        "e1:1.5 e1:.5 f1:2 | e1:1.5 bb1:.5 f1:2 | e1:1.5 e1:.5 f1:2 | bb1:2 f1 |", velocity=0.85
    )
    wail = line(
        "b5!:1.5 c6:.5 b5:1 g5 | f5!:2 e5:1 f5 | b5!:1.5 c6:.5 d6:1 c6 | bb5!:2 f6:1 e6 |"
        " e6!:1.5 f6:.5 e6:1 c6 | bb5!:2 a5:1 g5 | f5:1 g5 a5 bb5 | b5!:4 |",
        velocity=0.8,
    )
    clash = progression("Ephr Fphr Ephr Bb")
    clash_beats = [0, 1.5, 3]

    snarl.add(0, riff, 0.9)
    noise.add(4, [Note(0, 12, 60, 0.9)])
    drums.add(0, groove({KICK: "X.......X......."}, 4)).add(12, roll(SNARE, 4, 0.25, 0.3, 1.0))
    for at in (16, 32, 80, 96, 160, 176, 192, 208):
        drums.add(at, groove(breakbeat, 4))
        snarl.add(at, riff)
        deep.add(at, low_riff)
    for at in (32, 96, 176, 192, 208):
        stab.add(at, stabs(clash, 62, clash_beats, 0.3, 0.85))
    for at in (48, 112):
        for block in (0, 16):
            drums.add(at + block, groove(stomp, 4)).add(at + block, [Note(0, 1, CRASH, 0.9)])
            snarl.add(at + block, bass(progression("E F E Bb"), 28, every(0.5, 0.4), 0.92))
            deep.add(at + block, bass(progression("E F E Bb"), 28, [(0, 4, 0)], 0.85))
            stab.add(at + block, stabs(clash, 64, [0, 0.75, 1.5, 2, 2.75], 0.25, 0.85))
        siren.add(at, wail)
    snarl.add(144, line("e1!:4 | f1!:4 | e1!:4 | bb1!:2 f1 |", velocity=0.95))
    drums.add(144, groove({KICK: "X.......X...X...", SNARE: "........X......."}, 3))
    drums.add(156, roll(SNARE, 4, 0.25, 0.3, 1.0))
    noise.add(144, [Note(0, 16, 60, 1.0)])
    siren.add(144, line("f5:4 | e5:4 | f5:4 | bb5!:4 |", velocity=0.6)).add(192, wail, 1.05)
    for voice in (snarl, deep):
        voice.add(224, line("e1!:.5 e1 r e1 f1! f1 e1:1 | e1!:2 r |", velocity=1.0))
    drums.add(224, groove({KICK: "X.X...X.X.X.X...", SNARE: "X...X...X.X.X..."}, 1))
    drums.add(228, [Note(0, 1, CRASH, 1.0), Note(0, 1, KICK, 1.0), Note(0, 1, SNARE, 1.0)])
    return score


def last_train() -> Score:
    """Sad: an empty carriage in F sharp minor, a piano of glass, rain on a slow beat."""
    score = Score(
        bar=4,
        tempo=[(0, 70)],
        seed=204,
        room_s=3.0,
        bright=3000.0,
        loudness_lufs=-18.5,
        tail_s=5.0,
        kick="drums",
    )
    beat_s = 60 / 70
    pad = warm_pad(score, gain_db=-10, duck=0.25, effects=(lowpass(1400.0), chorus()))
    keys = score.part(
        "keys",
        Synthesised(fm_bell(1.0, 1.1, 2.2)),
        gain_db=-3,
        send=0.35,
        effects=(lowpass(2600.0), chorus(0.002, 0.8, 0.4)),
    )
    lead = score.part(
        "lead",
        synthesiser(
            wave="triangle",
            voices=2,
            detune_cents=7.0,
            attack_s=0.06,
            decay_s=0.8,
            sustain=0.75,
            release_s=0.5,
            cutoff_hz=1500.0,
            sweep_octaves=0.4,
            vibrato_cents=14.0,
        ),
        gain_db=-4,
        send=0.35,
        effects=(ping_pong(beat_s * 0.75, 0.45, 0.35),),
    )
    low = score.part(
        "bass",
        synthesiser(
            wave="sine", voices=1, attack_s=0.03, sustain=0.9, release_s=0.2, cutoff_hz=260.0
        ),
        gain_db=-4,
        send=0.02,
    )
    drums = score.part(
        "drums",
        Synthesised(DrumMachine(0.2, 46, dark=0.6).play),
        gain_db=-9,
        send=0.14,
        timing_s=0.012,
        effects=(lowpass(4200.0),),
    )
    night = progression("F#m9 Dmaj7 Bm9 C#m7")
    away = progression("Dmaj7 C#m7 Bm7 F#m | Dmaj7 C#m7 Bm7 C#7b9")
    for at in (0, 16, 32, 80):
        pad.add(at, sustain(night, 57, 0.6))
        keys.add(at, arpeggio(night, 62, [0, 1, 2, 3, 2, 1], 0.5 if at else 1.0, 0.42, ring=1.6))
    pad.add(48, sustain(away, 59, 0.65))
    keys.add(48, stabs(away, 61, [0, 2.5], 1.5, 0.45))
    for at, spans in ((16, night), (32, night), (48, away), (80, night)):
        low.add(at, bass(spans, 30, [(0, 2.5, 0), (2.5, 1.5, 0)], 0.7))
    beat = {
        KICK: "x.........x.....",
        SIDE_STICK: "........x.......",
        CLOSED_HAT: "o.o.o.oo.o.o.o.o",
        SHAKER: "....o.......o...",
    }
    drums.add(16, groove(beat, 16, velocity=0.7))
    lament = line(
        "c#5:1.5 b4:.5 a4:1 g#4 | a4:3 f#4:1 | d5:1.5 c#5:.5 b4:1 a4 | g#4:3 r:1 |"
        " c#5:1.5 b4:.5 a4:1 e5 | d5:2 c#5:1 a4 | b4:1.5 a4:.5 f#4:1 d4 | e4:3 r:1 |",
        velocity=0.6,
    )
    ache = line(
        "f#5:2 e5:1 c#5 | e5:2 c#5:1 b4 | d5:2 c#5:1 b4 | a4:3 r:1 |"
        " f#5:2 e5:1 c#5 | g#5:2 e5:1 c#5 | b4:1 c#5 d5 c#5 | f4:3 r:1 |",
        velocity=0.66,
    )
    lead.add(16, lament).add(48, ache).add(80, lament[:9], 0.8)
    pad.add(96, sustain(progression("F#madd9"), 54, 0.5))
    keys.add(96, line("c#5_:2 a4_ |", velocity=0.4))
    low.add(96, [Note(0, 4, 30, 0.5)])
    return score


def blue_hour() -> Score:
    """Calm: slow lydian chords, a bass like breath, bells far apart."""
    score = Score(
        bar=4, tempo=[(0, 60)], seed=205, room_s=4.5, bright=4200.0, loudness_lufs=-19.0, tail_s=6.0
    )
    pad = warm_pad(
        score, gain_db=-8, send=0.45, effects=(lowpass(2200.0), chorus(0.003, 0.25, 0.5))
    )
    air = score.part(
        "air",
        synthesiser(
            wave="triangle",
            voices=3,
            detune_cents=9.0,
            attack_s=1.4,
            decay_s=2.0,
            sustain=0.8,
            release_s=2.0,
            cutoff_hz=1800.0,
            sweep_octaves=0.5,
            vibrato_cents=6.0,
        ),
        gain_db=-5,
        send=0.5,
    )
    bells = score.part(
        "bells",
        Synthesised(fm_bell(2.0, 0.9, 2.6)),
        gain_db=-7,
        send=0.5,
        effects=(ping_pong(0.75, 0.5, 0.45),),
    )
    low = score.part(
        "bass",
        synthesiser(
            wave="sine", voices=1, attack_s=0.5, sustain=0.9, release_s=1.0, cutoff_hz=240.0
        ),
        gain_db=-10,
        send=0.05,
    )
    hour = progression("Dmaj9:4 E/D:4 Dmaj9:4 F#m7:4 | Bm9:4 Gmaj9:4 Asus2:4 Asus2:4")
    dusk = progression("Gmaj9:4 A6:4 F#m7:4 Bm7:4 | Gmaj9:4 Em9:4 Asus2:4 Dadd9:4")
    for at, spans, loud in ((0, hour, 0.8), (32, dusk, 1.0), (64, hour[:4], 0.8)):
        pad.add(at, sustain(spans, 62, 0.6), loud)
        low.add(at, bass(spans, 38, [(0, 4, 0)], 0.6), loud)
    pad.add(80, sustain(progression("Dadd9:6"), 62, 0.5))
    low.add(80, [Note(0, 6, 38, 0.5)])
    bells.add(
        4,
        line(
            "r:1 a5 e6:2 | r:4 | c#6:1.5 e6:.5 f#6:2 | r:4 |"
            " d6:1.5 b5:.5 a5:2 | r:1 e6_ b5_:2 | r:4 |",
            velocity=0.5,
        ),
    )
    bells.add(32, line("b5:1 d6 f#6:2 | r:2 e6_ | c#6:1 e6 a6:2 | r:4 |" * 2, velocity=0.48))
    bells.add(68, line("r:1 a5 e6:2 | r:4 | f#6_:2 e6_ | d6_:4 |", velocity=0.42))
    air.add(
        32,
        line(
            "d5:3 e5:1 | e5:2 c#5 | a4:3 b4:1 | d5:4 | b4:2 d5 | f#5:3 e5:1 | e5:2 b4 | a4:4 |",
            velocity=0.55,
            legato=1.05,
        ),
    )
    air.add(64, line("f#5:3 e5:1 | e5:4 | c#5:3 a4:1 | a4:4 |", velocity=0.45, legato=1.05))
    return score
