"""Synthesised voices: subtractive synthesiser, FM bells, plucked strings, drum machine."""

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy import signal

from demo.studio.dsp import RATE_HZ, sweep
from demo.studio.score import Audio, Instrument, Synthesised


def hertz(pitch: float) -> float:
    """Frequency of a MIDI pitch in equal temperament, a4 = 440 Hz."""
    return float(440.0 * 2 ** ((pitch - 69) / 12))


@njit(cache=True)
def _step(turn: float, slope: float) -> float:
    """PolyBLEP: the correction that takes the aliasing out of a jump at phase 0."""
    if turn < slope:
        rising = turn / slope
        return 2 * rising - rising**2 - 1
    if turn > 1 - slope:
        falling = (turn - 1) / slope
        return falling**2 + 2 * falling + 1
    return 0.0


@njit(cache=True)
def _wave(square: bool, slope: float, samples: int, phase: float) -> Audio:
    y = np.empty(samples)
    for i in range(samples):
        turn = (phase + slope * i) % 1.0
        value = 2 * turn - 1 - _step(turn, slope)
        if square:
            half = (turn + 0.5) % 1.0
            value = 0.5 * (value - (2 * half - 1 - _step(half, slope)))
        y[i] = value
    return y


def oscillator(wave: str, frequency_hz: float, samples: int, phase: float) -> Audio:
    """One period after another of ``saw``, ``square``, ``triangle`` or ``sine``."""
    slope = frequency_hz / RATE_HZ
    if wave in ("saw", "square"):
        return np.asarray(_wave(wave == "square", slope, samples, phase))
    turn = np.mod(phase + slope * np.arange(samples), 1.0)
    return np.sin(2 * np.pi * turn) if wave == "sine" else 1 - 4 * np.abs(turn - 0.5)


def envelope(
    samples: int, held_s: float, attack_s: float, decay_s: float, sustain: float, release_s: float
) -> Audio:
    """Attack, decay, sustain, release, starting and ending at zero."""
    at_s = np.arange(samples) / RATE_HZ
    body = sustain + (1 - sustain) * np.exp(-np.maximum(0, at_s - attack_s) / max(decay_s, 1e-4))
    body *= np.clip(at_s / max(attack_s, 1e-4), 0, 1)
    fall = np.clip(1 - (at_s - held_s) / release_s, 0, 1)
    return body * np.where(at_s < held_s, 1.0, fall**2)


@dataclass(frozen=True)
class Patch:
    """Settings of the subtractive synthesiser.

    Attributes:
        voices: Oscillators in unison, spread over ``detune_cents`` and the stereo field.
        cutoff_hz: Resting cutoff; ``sweep_octaves`` above it at the top of its envelope.
        tracking: How far the cutoff follows the pitch, 0 to 1.
        sub: Level of a sine one octave down.
    """

    wave: str = "saw"
    voices: int = 5
    detune_cents: float = 14.0
    attack_s: float = 0.01
    decay_s: float = 0.4
    sustain: float = 0.7
    release_s: float = 0.25
    cutoff_hz: float = 1200.0
    sweep_octaves: float = 2.0
    sweep_s: float = 0.35
    resonance: float = 0.2
    tracking: float = 0.3
    sub: float = 0.0
    noise: float = 0.0
    vibrato_cents: float = 0.0

    def play(self, pitch: int, length_s: float, velocity: float, rng: np.random.Generator) -> Audio:
        """Sound one note, shape (2, samples)."""
        samples = int((length_s + self.release_s) * RATE_HZ) + 1
        at_s = np.arange(samples) / RATE_HZ
        sound = np.zeros((2, samples))
        for index in range(self.voices):
            place = 0.0 if self.voices == 1 else 2 * index / (self.voices - 1) - 1
            tuned = hertz(pitch + place * self.detune_cents / 100)
            tone = oscillator(self.wave, tuned, samples, float(rng.random()))
            sound[0] += tone * np.sqrt((1 - 0.7 * place) / 2)
            sound[1] += tone * np.sqrt((1 + 0.7 * place) / 2)
        sound /= np.sqrt(self.voices)
        if self.vibrato_cents:
            wobble = self.vibrato_cents / 1200 * np.log(2) * hertz(pitch) / (2 * np.pi * 5.2)
            onset = np.clip((at_s - 0.25) / 0.3, 0, 1)
            lag = wobble / hertz(pitch) * np.sin(2 * np.pi * 5.2 * at_s) * onset
            shifted = np.arange(samples) + lag * RATE_HZ
            sound = np.stack([np.interp(shifted, np.arange(samples), c) for c in sound])
        if self.sub:
            sound += self.sub * oscillator("sine", hertz(pitch - 12), samples, 0.0)
        if self.noise:
            sound += self.noise * rng.normal(0, 0.5, (2, samples))
        opening = np.exp(-at_s / self.sweep_s) * np.clip(at_s / max(self.attack_s, 1e-3), 0, 1)
        base = self.cutoff_hz * (hertz(pitch) / 261.6) ** self.tracking * (0.6 + 0.7 * velocity)
        cutoff = np.clip(base * 2 ** (self.sweep_octaves * opening), 30, 18000)
        shape = (self.attack_s, self.decay_s, self.sustain, self.release_s)
        amplitude = envelope(samples, length_s, *shape) * velocity**1.4
        return sweep(sound, cutoff, self.resonance) * amplitude * 0.3


def fm_bell(ratio: float = 3.5, index: float = 2.4, decay_s: float = 1.6) -> Instrument:
    """A bell by frequency modulation (Chowning 1973): the brightness dies before the tone."""

    def play(pitch: int, length_s: float, velocity: float, rng: np.random.Generator) -> Audio:
        samples = int((length_s * 0.5 + decay_s * 1.8) * RATE_HZ)
        at_s = np.arange(samples) / RATE_HZ
        turn = 2 * np.pi * hertz(pitch) * at_s
        bright = index * velocity * np.exp(-at_s / (decay_s * 0.3))
        fade = np.exp(-at_s / (decay_s * 0.45)) * np.clip(at_s / 0.003, 0, 1)
        fade *= np.clip((samples / RATE_HZ - at_s) / 0.05, 0, 1)
        pair = [np.sin(turn * tune + bright * np.sin(ratio * turn)) for tune in (0.9993, 1.0007)]
        return 0.3 * velocity**1.3 * fade * np.stack(pair)

    return play


@njit(cache=True)
def _string(burst: Audio, samples: int, loss: float, mix: float) -> Audio:
    y = np.zeros(samples)
    length = burst.size
    for i in range(samples):
        if i < length:
            y[i] = burst[i]
        else:
            older = y[i - length - 1] if i > length else 0.0
            y[i] = loss * ((1 - mix) * y[i - length] + mix * older)
    return y


def plucked(loss: float = 0.996, mix: float = 0.5, bright: float = 0.5) -> Instrument:
    """A plucked string (Karplus and Strong 1983)."""

    def play(pitch: int, length_s: float, velocity: float, rng: np.random.Generator) -> Audio:
        samples = int((length_s + 0.25) * RATE_HZ)
        burst = rng.uniform(-1, 1, max(2, round(RATE_HZ / hertz(pitch) - mix)))
        soft = bright * (0.5 + 0.5 * velocity)
        burst = signal.lfilter([soft], [1, soft - 1], burst)
        tone = _string(burst - burst.mean(), samples, loss, mix)
        tone *= np.clip((samples - np.arange(samples)) / (0.2 * RATE_HZ), 0, 1)
        return 0.6 * velocity * np.stack([tone, np.roll(tone, 23)])

    return play


def _decaying(length_s: float, decay_s: float) -> tuple[Audio, Audio]:
    at_s = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    return at_s, np.exp(-at_s / decay_s) * np.clip((length_s - at_s) / 0.01, 0, 1)


def _band(noise: Audio, low_hz: float, high_hz: float) -> Audio:
    sections = signal.butter(2, (low_hz, high_hz), "band", fs=RATE_HZ, output="sos")
    return np.asarray(signal.sosfilt(sections, noise))


@dataclass(frozen=True)
class DrumMachine:
    """Drums from sines and noise, after the analogue machines.

    Attributes:
        boom_s: Decay of the bass drum.
        tune: Frequency to which the bass drum falls, hertz.
        crush: Distortion of every drum, 0 for none.
        dark: Scales the noise bands' upper edges; under 1 is duller.
    """

    boom_s: float = 0.22
    tune: float = 48.0
    crush: float = 0.0
    dark: float = 1.0

    def play(self, pitch: int, length_s: float, velocity: float, rng: np.random.Generator) -> Audio:
        """Sound the drum of General MIDI number ``pitch``."""
        if pitch in (35, 36):
            mono = self._kick()
        elif pitch in (37, 38, 39, 40):
            mono = self._snare(pitch, rng)
        elif pitch in (41, 43, 45, 47, 48, 50):
            at_s, fade = _decaying(0.6, 0.16)
            top = hertz(pitch)
            mono = np.sin(2 * np.pi * (top * at_s + 0.035 * top * (1 - np.exp(-at_s / 0.03))))
            mono *= fade
        else:
            mono = self._metal(pitch, rng)
        if self.crush:
            mono = np.tanh(mono * (1 + 6 * self.crush)) * 0.8
        side = {42: 0.15, 46: 0.15, 49: -0.3, 51: 0.35, 70: -0.35, 54: 0.3, 39: 0.1}.get(pitch, 0)
        return velocity**1.5 * np.stack([mono * (1 - side), mono * (1 + side)])

    def _kick(self) -> Audio:
        at_s, fade = _decaying(self.boom_s * 4, self.boom_s)
        fall = self.tune * at_s + 190 * 0.022 * (1 - np.exp(-at_s / 0.022))
        click = 0.25 * np.sin(2 * np.pi * 1900 * at_s) * np.exp(-at_s / 0.004)
        return 0.95 * np.sin(2 * np.pi * fall) * fade + click

    def _snare(self, pitch: int, rng: np.random.Generator) -> Audio:
        at_s, fade = _decaying(0.4, 0.028 if pitch == 37 else 0.085)
        noise = rng.normal(0, 1, at_s.size)
        if pitch == 39:
            taps = np.exp(-np.mod(at_s, 0.011) / 0.004) * (at_s < 0.033)
            shape = np.maximum(taps, fade * (at_s >= 0.022))
            return 0.9 * _band(noise, 800, 4200 * self.dark) * shape
        if pitch == 37:
            return 0.7 * (np.sin(2 * np.pi * 1650 * at_s) + 0.3 * noise) * fade
        body = np.sin(2 * np.pi * (185 * at_s + 1.2 * (1 - np.exp(-at_s / 0.02))))
        rattle = _band(noise, 1400, min(9500 * self.dark, 20000))
        return 0.55 * body * np.exp(-at_s / 0.06) + 0.62 * rattle * fade

    def _metal(self, pitch: int, rng: np.random.Generator) -> Audio:
        decay_s = {42: 0.03, 44: 0.03, 46: 0.16, 49: 0.75, 51: 0.3, 54: 0.07}.get(pitch, 0.035)
        at_s, fade = _decaying(decay_s * 6, decay_s)
        edges = (5200.0, min(15500 * self.dark, 20000)) if pitch != 49 else (2600.0, 14500.0)
        noise = _band(rng.normal(0, 1, at_s.size), *edges)
        ring = sum(np.sign(np.sin(2 * np.pi * f * at_s)) for f in (4161, 5409, 6171, 8331))
        metallic = _band(np.asarray(ring) * 0.25, *edges)
        rise = np.clip(at_s / 0.012, 0, 1) if pitch == 70 else 1.0
        return (0.5 * noise + 0.35 * metallic) * fade * rise * (0.55 if pitch != 49 else 0.7)


def riser(cutoff_hz: tuple[float, float] = (300.0, 9000.0)) -> Instrument:
    """Noise that opens until the note ends: announces what comes."""

    def play(pitch: int, length_s: float, velocity: float, rng: np.random.Generator) -> Audio:
        samples = int(length_s * RATE_HZ)
        way = np.linspace(0, 1, samples)
        cutoff = cutoff_hz[0] * (cutoff_hz[1] / cutoff_hz[0]) ** way
        noise = sweep(rng.normal(0, 0.3, (2, samples)), cutoff, 0.5)
        noise = sweep(noise, cutoff * 0.35, 0.1, high=True)
        return velocity * noise * way**2 * np.clip((1 - way) * samples / 400, 0, 1)

    return play


def synthesiser(**settings: object) -> Synthesised:
    """A voice of the subtractive synthesiser (settings as in :class:`Patch`)."""
    return Synthesised(Patch(**settings).play)  # type: ignore[arg-type]
