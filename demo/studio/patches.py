"""Voices that several electronic songs share."""

from demo.studio.score import Part, Score
from demo.studio.synth import synthesiser


def warm_pad(score: Score, name: str = "pad", **options: object) -> Part:
    """Add a slow, wide pad of seven saws (``options`` as in :class:`Part`)."""
    voice = synthesiser(
        voices=7,
        detune_cents=16.0,
        attack_s=0.9,
        decay_s=1.5,
        sustain=0.85,
        release_s=1.6,
        cutoff_hz=750.0,
        sweep_octaves=0.8,
        sweep_s=1.2,
        resonance=0.1,
    )
    return score.part(name, voice, **{"send": 0.35, "gain_db": -9.0, **options})
