"""Mixes and masters a score: stems, automation, ducking, reverb, dynamics, loudness, fades."""

import numpy as np
import pyloudnorm
from scipy.ndimage import uniform_filter1d

from demo.studio import dsp, soundfont
from demo.studio.arrange import KICK
from demo.studio.score import Audio, Part, Sampled, Score, Synthesised

RATE_HZ = dsp.RATE_HZ
CEILING = 10 ** (-1.6 / 20)


def stem(score: Score, part: Part, samples: int) -> Audio:
    """Sound of one part with its effects, level automation and place, shape (2, samples)."""
    if isinstance(part.voice, Sampled):
        dry = _fitted(soundfont.render(score, part, part.voice), samples)
    else:
        dry = _synthesise(score, part, part.voice, samples)
    for effect in part.effects:
        dry = _fitted(effect(dry), samples)
    if part.levels:
        dry = dry * _automation(score, part.levels, samples)
    return dsp.panned(dry, part.pan) * 10 ** (part.gain_db / 20)


def mix(score: Score) -> Audio:
    """Play and mix the whole score, shape (2, samples), not yet mastered."""
    samples = int((float(score.seconds(score.beats())) + score.tail_s) * RATE_HZ)
    dip = _dip(score, samples)
    dry, sent = np.zeros((2, samples)), np.zeros((2, samples))
    for part in score.parts.values():
        sound = stem(score, part, samples)
        if part.duck:
            sound = sound * (1 - part.duck * dip)
        dry += sound
        sent += part.send * sound
    response = dsp.room(score.room_s, score.bright, score.rng("room"))
    whole = dry + dsp.reverberate(sent, response)
    return whole * _automation(score, score.fader, samples) if score.fader else whole


def master(score: Score, sound: Audio) -> Audio:
    """Compress gently, bring to the score's loudness, limit, fade the ends."""
    sound = dsp.highpass(28.0)(sound)
    meter = pyloudnorm.Meter(RATE_HZ)
    sound = sound * 10 ** ((score.loudness_lufs - meter.integrated_loudness(sound.T)) / 20)
    sound = dsp.compress(sound, threshold_db=score.loudness_lufs + 3.0)
    for _ in range(2):
        gain_db = score.loudness_lufs - meter.integrated_loudness(sound.T)
        sound = dsp.limit(sound * 10 ** (gain_db / 20), CEILING)
    audible = np.flatnonzero(np.abs(sound).max(axis=0) > 10 ** (-54 / 20))
    sound = sound[:, : audible[-1] + RATE_HZ // 4]
    fade = int(min(score.tail_s, 2.5) * RATE_HZ)
    sound[:, -fade:] *= np.cos(np.linspace(0, np.pi / 2, fade)) ** 2
    sound[:, :220] *= np.linspace(0, 1, 220)
    return sound


def _fitted(sound: Audio, samples: int) -> Audio:
    if sound.shape[1] < samples:
        return np.pad(sound, ((0, 0), (0, samples - sound.shape[1])))
    return sound[:, :samples]


def _automation(score: Score, points: list[tuple[float, float]], samples: int) -> Audio:
    """Gain at each sample from (beat, decibels)."""
    beats, levels_db = zip(*points, strict=True)
    curve_db = np.interp(np.arange(samples) / RATE_HZ, score.seconds(beats), levels_db)
    return np.asarray(10 ** (curve_db / 20))


def _synthesise(score: Score, part: Part, voice: Synthesised, samples: int) -> Audio:
    sound, rng = np.zeros((2, samples)), score.rng(part.name + " voice")
    for note in score.played(part):
        tone = voice.play(note.pitch, note.length_s, note.velocity, rng)
        start = int(note.start_s * RATE_HZ)
        tone = tone[:, : max(0, samples - start)]
        sound[:, start : start + tone.shape[1]] += tone
    return sound


def _dip(score: Score, samples: int) -> Audio:
    """How far each moment is pushed down by the kick, 0 to 1."""
    dip = np.zeros(samples)
    if score.kick is None:
        return dip
    shape = np.exp(-np.arange(int(0.3 * RATE_HZ)) / (0.11 * RATE_HZ))
    for note in score.played(score.parts[score.kick]):
        if note.pitch == KICK:
            start = int(note.start_s * RATE_HZ)
            piece = dip[start : start + shape.size]
            np.maximum(piece, shape[: piece.size], out=piece)
    return uniform_filter1d(dip, 300)
