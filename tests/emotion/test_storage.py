"""The wire formats of a curve."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest

from emomusic.emotion import (
    MOODS,
    EmotionCurve,
    Mood,
    Overall,
    curve_json,
    curve_to_cli_json,
    pack_curve,
    sparkline,
    unpack_curve,
)
from tests.analyses import curve_of

PLANES = ("valence", "arousal", "valence_low", "valence_high", "arousal_low", "arousal_high")


def make_curve(hops: int = 480) -> EmotionCurve:
    rng = np.random.default_rng(hops)
    wave = np.clip(0.5 + np.cumsum(rng.normal(0, 0.01, (2, hops)), axis=1), 0.2, 0.8)
    valence, arousal = wave.astype(np.float32)
    moods = rng.dirichlet((2, 2, 2, 2), hops).astype(np.float32)
    confident = np.arange(hops) >= hops // 4
    overall = Overall(0.6, 0.4, Mood.CALM, (0.1, 0.2, 0.3, 0.4), 0.7)
    plain = curve_of(valence, arousal, overall, "ear-1")
    return replace(plain, duration_s=hops / 2 - 0.1, moods=moods, confident=confident)


@pytest.mark.parametrize("hops", [1, 7, 8, 480])
def test_a_packed_curve_comes_back(hops: int) -> None:
    curve = make_curve(hops)
    back = unpack_curve(pack_curve(curve))
    for name in PLANES:
        np.testing.assert_allclose(getattr(back, name), getattr(curve, name), atol=1e-5)
    np.testing.assert_allclose(back.moods, curve.moods, atol=1e-5)
    np.testing.assert_array_equal(back.confident, curve.confident)
    assert (back.overall, back.model) == (curve.overall, curve.model)
    assert (back.duration_s, back.hop_s) == (curve.duration_s, curve.hop_s)


def test_a_song_packs_into_a_few_kilobytes() -> None:
    assert len(pack_curve(make_curve(480))) < 10_000


@pytest.mark.parametrize("packed", [b"EMOC\x63" + b"\0" * 20, b"nothing of the kind"])
def test_other_bytes_are_refused(packed: bytes) -> None:
    with pytest.raises(ValueError, match="not a packed curve"):
        unpack_curve(packed)


def test_the_browser_gets_one_byte_a_value() -> None:
    curve = make_curve(480)
    sent = curve_json(curve)
    assert sent["version"] == 1
    assert sent["model"] == "ear-1"
    assert sent["hop_s"] == 0.5
    assert sent["overall"]["mood"] == "calm"
    assert sent["overall"]["moods"] == {"happy": 0.1, "angry": 0.2, "sad": 0.3, "calm": 0.4}
    for name in PLANES:
        values = np.frombuffer(base64.b64decode(sent[name]), np.uint8) / 255
        np.testing.assert_allclose(values, getattr(curve, name), atol=0.5 / 255 + 1e-6)
    for column, mood in enumerate(MOODS):
        values = np.frombuffer(base64.b64decode(sent[f"moods_{mood.value}"]), np.uint8) / 255
        np.testing.assert_allclose(values, curve.moods[:, column], atol=0.5 / 255 + 1e-6)
    sure = np.frombuffer(base64.b64decode(sent["confident"]), np.uint8)
    np.testing.assert_array_equal(sure, curve.confident)
    assert len(json.dumps(sent)) < 10_000


def test_a_sparkline_shows_valence_arousal_and_where_it_is_not_sure() -> None:
    curve = make_curve(480)
    line = np.frombuffer(sparkline(curve, 24), np.uint8).reshape(24, 2)
    assert (line[:6] == 0).all()
    assert (line[6:] >= 1).all()
    assert (line[10, 0] - 1) / 254 == pytest.approx(curve.valence[200:220].mean(), abs=0.003)
    assert (line[10, 1] - 1) / 254 == pytest.approx(curve.arousal[200:220].mean(), abs=0.003)


@pytest.mark.parametrize("hops", [1, 5, 23, 25])
def test_a_short_curve_still_has_all_points(hops: int) -> None:
    assert len(sparkline(make_curve(hops), 24)) == 48


def test_the_command_line_prints_exactly_these_keys() -> None:
    printed = curve_to_cli_json("a/song.mp3", make_curve(4))
    assert list(printed) == [
        "file",
        "duration_s",
        "hop_s",
        *PLANES,
        "moods",
        "confident",
        "overall",
        "model",
    ]
    assert list(printed["moods"]) == ["happy", "angry", "sad", "calm"]
    assert list(printed["overall"]) == ["valence", "arousal", "mood", "moods", "confidence"]
    assert printed["confident"] == [False, True, True, True]
    assert json.loads(json.dumps(printed)) == printed
