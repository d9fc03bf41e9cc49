"""Afterimage: electronic music by Neon Estuary."""

from demo.studio.arrange import (
    CLAP,
    CLOSED_HAT,
    CRASH,
    KICK,
    OPEN_HAT,
    SHAKER,
    SNARE,
    arpeggio,
    bass,
    every,
    groove,
    roll,
    stabs,
    sustain,
)
from demo.studio.catalogue import Album, Song
from demo.studio.dsp import chorus, ping_pong
from demo.studio.patches import warm_pad
from demo.studio.score import Score, Synthesised
from demo.studio.songs_electronic_night import blue_hour, last_train, voltage_riot
from demo.studio.synth import DrumMachine, fm_bell, riser, synthesiser
from demo.studio.theory import Note, line, progression, swell


def album() -> Album:
    """The album."""
    artist = ("Neon Estuary",)
    return Album(
        title="Afterimage",
        artist="Neon Estuary",
        date="2026-05-22",
        suffix=".opus",
        compilation=False,
        songs=(
            Song("Tidal Lamps", artist, "House", ("calm", "happy"), tidal_lamps),
            Song("Sugarglass", artist, "Synth-pop", ("happy",), sugarglass),
            Song("Voltage Riot", artist, "Drum and Bass", ("angry",), voltage_riot),
            Song("Last Train Simulator", artist, "Downtempo", ("sad",), last_train),
            Song("Blue Hour Protocol", artist, "Ambient", ("calm",), blue_hour),
        ),
    )


def tidal_lamps() -> Score:
    """Calm, then happy: lights on dark water, and then the whole harbour dances."""
    build, house, out = 40.0, 64.0, 176.0
    score = Score(
        bar=4, tempo=[(0, 118)], seed=201, room_s=2.6, loudness_lufs=-15.5, tail_s=5.0, kick="drums"
    )
    beat_s = 60 / 118
    pad = warm_pad(score, duck=0.55)
    bells = score.part(
        "bells", Synthesised(fm_bell()), gain_db=-8, send=0.4, effects=(ping_pong(beat_s * 0.75),)
    )
    pluck = score.part(
        "pluck",
        synthesiser(
            voices=3,
            detune_cents=8.0,
            attack_s=0.003,
            decay_s=0.16,
            sustain=0.05,
            release_s=0.2,
            cutoff_hz=900.0,
            sweep_octaves=2.6,
            sweep_s=0.09,
        ),
        gain_db=-1,
        send=0.22,
        duck=0.3,
        effects=(ping_pong(beat_s * 0.75, 0.4, 0.3),),
    )
    chords = score.part(
        "chords",
        synthesiser(
            voices=7,
            detune_cents=20.0,
            attack_s=0.004,
            decay_s=0.3,
            sustain=0.5,
            release_s=0.14,
            cutoff_hz=2200.0,
            sweep_octaves=1.5,
        ),
        gain_db=-5,
        send=0.16,
        duck=0.6,
    )
    low = score.part(
        "bass",
        synthesiser(
            voices=1,
            attack_s=0.004,
            decay_s=0.2,
            sustain=0.6,
            release_s=0.06,
            cutoff_hz=320.0,
            sweep_octaves=1.6,
            sub=0.9,
        ),
        gain_db=-5.5,
        send=0.0,
        duck=0.5,
    )
    lead = score.part(
        "lead",
        synthesiser(
            wave="square",
            voices=3,
            detune_cents=9.0,
            attack_s=0.008,
            decay_s=0.5,
            sustain=0.6,
            release_s=0.2,
            cutoff_hz=2600.0,
            sweep_octaves=1.0,
            vibrato_cents=9.0,
        ),
        gain_db=-5,
        send=0.22,
        effects=(ping_pong(beat_s * 0.75, 0.35, 0.25),),
    )
    drums = score.part("drums", Synthesised(DrumMachine(0.2, 50).play), gain_db=-13.5, send=0.05)
    noise = score.part("riser", Synthesised(riser()), gain_db=-19, send=0.3)

    water = progression("Fmaj9 Am7 Dm9 Cadd9")
    bright = progression("F G Am C/E")
    lift = progression("F C/E Dm7 G")
    for at in (0, 16, 32, 48):
        pad.add(at, sustain(water, 62, 0.6))
    pad.add(64, sustain(bright * 1, 64, 0.6)).add(80, sustain(bright, 64, 0.6))
    pad.add(96, sustain(lift, 66, 0.6)).add(112, sustain(water, 62, 0.65))
    for at in (128, 144, 160):
        pad.add(at, sustain(bright if at < 160 else lift, 66, 0.6))
    pad.add(out, sustain(progression("Fmaj9 Cadd9"), 62, 0.55))
    pad.levels = [(0, -6), (16, 0), (house, -1), (out, 0)]
    drops = line(
        "e6:1.5 c6 a5:1 | g5:2 r | a5:1.5 c6 d6:1 | g6_:2 e6_ |"
        " e6:1.5 c6 a5:1 | e6:2 r | f6:1.5 e6 c6:1 | d6_:2 g5_ |",
        velocity=0.55,
    )
    bells.add(8, drops).add(112, drops, 1.1).add(out, drops[:6], 0.7)
    for at in range(32, 64, 16):
        pluck.add(at, swell(arpeggio(water, 67, [0, 1, 2, 3, 2, 4, 3, 1], 0.5, 0.6), 0.5, 1.0))
    drums.add(build, groove({SHAKER: "o.x.o.x.o.x.o.x.", KICK: "x..............."}, 6))
    drums.add(56, swell(roll(CLAP, 7.5, 0.5, 0.2, 0.7), 0.6, 1.0))
    noise.add(52, [Note(0, 12, 60, 0.9)]).add(120, [Note(0, 8, 60, 0.9)])
    four = {
        KICK: "X...X...X...X...",
        CLAP: "....X.......X...",
        OPEN_HAT: "..x...x...x...x.",
        CLOSED_HAT: "x.oxx.oxx.oxx.ox",
        SHAKER: "oxoxoxoxoxoxoxox",
    }
    tune = line(
        "a5!:1 c6:.5 a5 g5:1 e5 | d5:.5 e5 g5:1 b5:1.5 a5:.5 |"
        " c6!:1 a5:.5 c6 e6:1 d6 | c6:.5 d6 e6:1 g5:2 |"
        " a5!:1 c6:.5 a5 g5:1 e5 | d5:.5 e5 g5:1 d6:1.5 b5:.5 |"
        " c6!:1 e6:.5 d6 c6:1 a5 | g5:3 r:1 |",
        velocity=0.72,
    )
    high = line(
        "f6:1.5 e6 c6:1 | e6:1.5 d6 c6:1 | d6:1 c6:.5 a5 f5:1 a5 | b5:1 d6 g6!:2 |", velocity=0.74
    )
    offbeat = [0.5, 1.5, 2.5, 3.25, 3.5]
    for at, spans in (
        (64, bright),
        (80, bright),
        (96, lift),
        (128, bright),
        (144, bright),
        (160, lift),
    ):
        drums.add(at, groove(four, 4)).add(at, [Note(0, 1, CRASH, 0.7)])
        chords.add(at, stabs(spans, 67, offbeat, 0.3, 0.75))
        low.add(at, bass(spans, 36, [(b + 0.5, 0.45, 12 * (b % 2)) for b in range(4)], 0.85))
        pluck.add(at, arpeggio(spans, 72, [0, 2, 1, 3, 2, 4, 3, 2], 0.25, 0.5))
    lead.add(80, tune[: len([n for n in tune if n.start < 16])]).add(96, high)
    lead.add(128, tune).add(160, high, 1.05)
    drums.add(112, groove({SHAKER: "o.x.o.x.o.x.o.x."}, 3)).add(124, roll(SNARE, 4, 0.25, 0.2, 0.8))
    drums.add(out, [Note(0, 1, CRASH, 0.7), Note(0, 1, KICK, 0.8)])
    return score


def sugarglass() -> Score:
    """Happy: synth-pop in C major at 128, all sparkle."""
    score = Score(
        bar=4, tempo=[(0, 128)], seed=202, room_s=1.5, loudness_lufs=-14.5, tail_s=3.5, kick="drums"
    )
    beat_s = 60 / 128
    drums = score.part("drums", Synthesised(DrumMachine(0.17, 52).play), gain_db=-13, send=0.06)
    low = score.part(
        "bass",
        synthesiser(
            voices=2,
            detune_cents=6.0,
            attack_s=0.003,
            decay_s=0.14,
            sustain=0.45,
            release_s=0.05,
            cutoff_hz=480.0,
            sweep_octaves=2.2,
            sweep_s=0.1,
            sub=0.7,
        ),
        gain_db=-3,
        send=0.02,
        duck=0.4,
    )
    keys = score.part(
        "keys",
        synthesiser(
            voices=5,
            detune_cents=12.0,
            attack_s=0.004,
            decay_s=0.35,
            sustain=0.35,
            release_s=0.15,
            cutoff_hz=2600.0,
            sweep_octaves=1.4,
        ),
        gain_db=-5.5,
        send=0.15,
        duck=0.35,
        effects=(chorus(),),
    )
    glass = score.part(
        "glass",
        Synthesised(fm_bell(4.0, 1.8, 0.7)),
        gain_db=-9,
        pan=0.2,
        send=0.3,
        effects=(ping_pong(beat_s * 0.75, 0.35, 0.3),),
    )
    lead = score.part(
        "lead",
        synthesiser(
            wave="saw",
            voices=5,
            detune_cents=11.0,
            attack_s=0.01,
            decay_s=0.5,
            sustain=0.7,
            release_s=0.15,
            cutoff_hz=3200.0,
            sweep_octaves=0.9,
            vibrato_cents=10.0,
        ),
        gain_db=-7.5,
        send=0.2,
        effects=(ping_pong(beat_s / 2, 0.3, 0.22),),
    )
    pad = warm_pad(score, gain_db=-13, duck=0.5)

    verse = progression("C G Am F | C G F G")
    chorus_chords = progression("F G Em Am | F G C C")
    bridge = progression("Dm7 Em7 F G | Dm7 Em7 F G")
    melody = line(
        "e5:.5 g5 g5:1 e5:.5 d5 c5:1 | d5:.5 e5 d5:1 b4 r |"
        " c5:.5 e5 a5:1 g5:.5 e5 c5:1 | f5:.5 e5 d5:1 c5 r |"
        " e5:.5 g5 g5:1 c6:.5 b5 g5:1 | d5:.5 e5 g5:1 b5 r |"
        " a5:.5 g5 f5:1 e5:.5 d5 c5:1 | d5:2 g5:1 r |",
        velocity=0.68,
    )
    hook = line(
        "a5!:.75 c6 a5:.5 c6:1 d6 | b5:.75 d6 b5:.5 g5:2 |"
        " g5:.75 b5 g5:.5 b5:1 e6 | c6:.75 b5 a5:.5 e5:2 |"
        " a5!:.75 c6 a5:.5 c6:1 f6 | d6:.75 e6 d6:.5 b5:1 g5 | c6:1.5 d6:.5 e6:1 g6 | e6!:3 r:1 |",
        velocity=0.8,
    )
    sparkle = line("c6:.5 e6 g6 e6 b5 d6 g6 d6 | a5 c6 e6 c6 a5 c6 f6 c6 |" * 4, velocity=0.5)
    beat = {
        KICK: "X...X...X...X.x.",
        SNARE: "....X.......X...",
        CLAP: "....X.......X..o",
        CLOSED_HAT: "x.xxx.xxx.xxx.xx",
        OPEN_HAT: "..x...x...x...x.",
    }
    light = {KICK: "X.....x.X.......", CLAP: "....X.......X...", CLOSED_HAT: "x.x.x.x.x.x.x.x."}
    pulse = every(0.5, 0.42)

    keys.add(0, stabs(progression("F G C C"), 67, [0, 0.75, 1.5, 2.5, 3], 0.35, 0.6))
    drums.add(0, groove({CLOSED_HAT: "x.x.x.x.x.x.x.x.", KICK: "X...X...X...X..."}, 4))
    glass.add(0, sparkle[:32], 0.9)
    sections = (
        (16, verse, light, melody, 0.85),
        (48, chorus_chords, beat, hook, 1.0),
        (80, verse, beat, melody, 0.95),
        (112, chorus_chords, beat, hook, 1.0),
        (176, chorus_chords, beat, hook, 1.05),
    )
    for at, spans, drumming, tune, loud in sections:
        drums.add(at, groove(drumming, 8), loud).add(at, [Note(0, 1, CRASH, 0.65)])
        low.add(at, bass(spans, 36, pulse, 0.8), loud)
        keys.add(at, stabs(spans, 66, [0, 0.75, 1.5, 2.5, 3.25], 0.4, 0.68), loud)
        lead.add(at, tune, loud)
        drums.add(at + 31, roll(SNARE, 1, 0.25, 0.5, 0.9))
        if drumming is beat:
            pad.add(at, sustain(spans, 69, 0.6))
            glass.add(at, arpeggio(spans, 84, [0, 2, 1, 2, 3, 2, 1, 2], 0.25, 0.42))
    drums.add(144, groove({CLAP: "....X.......X...", SHAKER: "oxoxoxoxoxoxoxox"}, 6))
    keys.add(144, arpeggio(bridge, 66, [0, 1, 2, 3, 2, 1, 2, 3], 0.25, 0.5))
    pad.add(144, sustain(bridge, 66, 0.8))
    low.add(144, bass(bridge, 36, [(0, 3.5, 0)], 0.7))
    lead.add(
        144,
        line(
            "f5:1.5 g5:.5 a5:2 | g5:1.5 a5:.5 b5:2 | a5:1.5 b5:.5 c6:2 | b5:1 c6 d6:2 |"
            " f6:1.5 e6:.5 d6:2 | e6:1.5 d6:.5 b5:2 | c6:1 d6 e6 f6 | g6!:3 r:1 |",
            velocity=0.6,
        ),
    )
    drums.add(168, roll(SNARE, 8, 0.25, 0.15, 0.95))
    end = progression("F G C C")
    keys.add(208, stabs(end[:3], 67, [0], 1.8, 0.8))
    low.add(208, bass(end[:3], 36, [(0, 2, 0)], 0.8))
    lead.add(208, line("a5:.75 c6 a5:.5 c6:1 d6 | b5:.75 d6 b5:.5 g6:2 | e6!:4 |", velocity=0.8))
    drums.add(208, groove({KICK: "X...X...X...X...", CLAP: "....X.......X..."}, 2))
    drums.add(216, [Note(0, 1, CRASH, 0.8), Note(0, 1, KICK, 0.9)])
    pad.add(208, sustain(end[:3], 67, 0.7))
    return score
