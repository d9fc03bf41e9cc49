"""What the network hears does not depend on how a file is cut, nor on its gain."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.emotion.frontend import (
    HOP_SAMPLES,
    MEL_BANDS,
    MEL_PER_HOP,
    SAMPLE_RATE_HZ,
    SEMITONE_PER_HOP,
    SEMITONES,
    FrontEnd,
    extract,
    loudness_reference,
    mel_filters,
    normalise,
)


def chord(*notes_hz: float, seconds: float = 4.0) -> np.ndarray:
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    wave = sum(np.sin(2 * np.pi * hz * time_s) for hz in notes_hz)
    return (0.1 * wave).astype(np.float32)


@pytest.mark.parametrize(
    ("samples", "hops"), [(1, 1), (HOP_SAMPLES, 1), (HOP_SAMPLES + 1, 2), (10 * HOP_SAMPLES, 10)]
)
def test_every_started_hop_counts(samples: int, hops: int) -> None:
    features = extract(np.zeros(samples, dtype=np.float32))
    assert features.hops == hops
    assert features.mel.shape == (hops * MEL_PER_HOP, MEL_BANDS)
    assert features.semitones.shape == (hops * SEMITONE_PER_HOP, SEMITONES)


@pytest.mark.parametrize("block", [100, 735, 7919, 65536])
def test_blocks_of_any_size_give_the_same_features(block: int) -> None:
    sound = np.random.default_rng(0).normal(0, 0.1, 5 * SAMPLE_RATE_HZ + 17).astype(np.float32)
    front_end = FrontEnd()
    for first in range(0, len(sound), block):
        front_end.add(sound[first : first + block])
    streamed, whole = front_end.finish(), extract(sound)
    np.testing.assert_allclose(streamed.mel, whole.mel, rtol=1e-4, atol=1e-9)
    np.testing.assert_allclose(streamed.semitones, whole.semitones, rtol=1e-4, atol=1e-9)


def test_a_semitone_is_told_from_its_neighbours() -> None:
    a4 = extract(chord(440.0)).semitones[10]
    assert a4.argmax() == 33  # A4 is 33 semitones above C2.
    assert a4[33] > 50 * a4[31]
    assert a4[33] > 50 * a4[35]


def test_minor_and_major_light_different_semitones() -> None:
    major = extract(chord(261.63, 329.63, 392.0)).semitones[10]
    minor = extract(chord(261.63, 311.13, 392.0)).semitones[10]
    assert major[28] > 10 * minor[28]
    assert minor[27] > 10 * major[27]


def test_a_gain_changes_nothing_after_normalising() -> None:
    sound = chord(220.0, 277.18, 329.63)
    loud, quiet = extract(sound), extract(sound * 10 ** (-30 / 20))
    loud_mel, loud_semitones = normalise(loud, loudness_reference(loud.mel))
    quiet_mel, quiet_semitones = normalise(quiet, loudness_reference(quiet.mel))
    np.testing.assert_allclose(loud_mel, quiet_mel, atol=0.01)
    np.testing.assert_allclose(loud_semitones, quiet_semitones, atol=0.01)


def test_pauses_do_not_change_the_reference() -> None:
    sound = chord(220.0, 330.0)
    alone = loudness_reference(extract(sound).mel)
    with_pause = loudness_reference(extract(np.concatenate([sound, sound * 0])).mel)
    assert with_pause == pytest.approx(alone, rel=0.02)


def test_silence_has_no_reference() -> None:
    assert loudness_reference(extract(np.zeros(SAMPLE_RATE_HZ, dtype=np.float32)).mel) == 0


def test_the_mel_filters_equal_librosas() -> None:
    filters = pytest.importorskip("librosa.filters")
    theirs = filters.mel(sr=SAMPLE_RATE_HZ, n_fft=720, n_mels=MEL_BANDS, fmin=0, fmax=8000).T
    np.testing.assert_allclose(mel_filters(), theirs, atol=1e-5)
    assert (mel_filters().sum(axis=0) > 0).all()
