"""Peaks for the seek bar, and loudness as BS.1770-4 and ReplayGain 2.0 define it."""

from __future__ import annotations

import numpy as np
import pytest

from emomusic.audio.decode import SAMPLE_RATE_HZ
from emomusic.audio.waveform import BINS, WaveformMeter, measure, peaks


def sine(hz: float, seconds: float, amplitude: float) -> np.ndarray:
    time_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (amplitude * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)


def test_a_full_scale_sine_near_1_khz_reads_0_lufs_on_two_loudspeakers() -> None:
    # BS.1770-4: 997 Hz at 0 dBFS in one channel is -3.01 LUFS, in both it is 0.
    assert measure(sine(997, 5, 1.0)).loudness_lufs == pytest.approx(0.0, abs=0.1)


@pytest.mark.parametrize("db", [-6.0, -20.0, -40.0])
def test_loudness_follows_gain(db: float) -> None:
    quieter = measure(sine(997, 5, 10 ** (db / 20)))
    assert quieter.loudness_lufs == pytest.approx(db, abs=0.1)


def test_bass_counts_less_than_treble() -> None:
    low, high = measure(sine(40, 5, 0.1)), measure(sine(3000, 5, 0.1))
    assert low.loudness_lufs is not None
    assert high.loudness_lufs is not None
    assert high.loudness_lufs - low.loudness_lufs > 8


def test_silence_between_does_not_make_it_quieter() -> None:
    music = sine(997, 10, 0.1)
    gap = np.zeros(10 * SAMPLE_RATE_HZ, dtype=np.float32)
    with_gap = measure(np.concatenate([music, gap]))
    assert with_gap.loudness_lufs == pytest.approx(-20, abs=0.2)


def test_silence_has_no_loudness_and_no_gain() -> None:
    silence = measure(np.zeros(SAMPLE_RATE_HZ, dtype=np.float32))
    assert silence.loudness_lufs is None
    assert silence.gain_db == 0
    assert silence.peaks.max() == 0


def test_replaygain_brings_it_to_minus_18() -> None:
    assert measure(sine(997, 5, 0.1)).gain_db == pytest.approx(2.0, abs=0.1)


def test_peaks_show_where_it_is_loud() -> None:
    drawn = peaks(np.concatenate([sine(440, 10, 0.25), sine(440, 10, 0.5)]))
    assert drawn.shape == (BINS,)
    assert drawn.dtype == np.uint8
    assert set(drawn[: BINS // 2 - 5]) <= {127, 128}
    assert set(drawn[BINS // 2 + 5 :]) <= {254, 255}


@pytest.mark.parametrize("samples", [1, 100, 5000])
def test_a_very_short_sound_still_has_all_bins(samples: int) -> None:
    assert peaks(np.full(samples, 0.5, dtype=np.float32)).shape == (BINS,)


def test_a_stream_reads_as_the_whole() -> None:
    rng = np.random.default_rng(0)
    sound = rng.normal(0, 0.1, 7 * SAMPLE_RATE_HZ + 123).astype(np.float32)
    meter = WaveformMeter()
    for first in range(0, len(sound), 7919):
        meter.add(sound[first : first + 7919])
    streamed, whole = meter.finish(), measure(sound)
    assert streamed.loudness_lufs == pytest.approx(whole.loudness_lufs, abs=1e-4)
    assert streamed.sample_peak == whole.sample_peak
    assert streamed.duration_s == len(sound) / SAMPLE_RATE_HZ
    np.testing.assert_array_equal(streamed.peaks, whole.peaks)


def test_the_smallest_numbers_that_there_are_draw_a_waveform() -> None:
    with np.errstate(over="raise", invalid="raise"):
        drawn = peaks(np.full(22050, 1e-40, dtype=np.float32))
    assert drawn.max() == 255
