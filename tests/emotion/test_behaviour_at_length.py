"""What the ear must do when one thing about a piece changes: many pieces, every soundfont."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from emomusic.emotion.training.render import soundfonts
from tests.emotion.pieces import Piece, sound_of
from tests.emotion.test_behaviour import hear

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        shutil.which("fluidsynth") is None or not soundfonts(),
        reason="fluidsynth or a General MIDI soundfont is not installed: nothing renders pieces",
    ),
]

PIECES = range(12)
TEMPOS_BPM = (60, 80, 105, 130, 160)


@pytest.fixture(params=sorted(soundfonts()))
def font(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_faster_is_more_aroused(font: str) -> None:
    played = np.array(
        [
            [hear(sound_of(Piece(n, bpm=bpm, font=font))).overall.arousal for bpm in TEMPOS_BPM]
            for n in PIECES
        ]
    )
    assert (np.diff(played.mean(axis=0)) > 0).all()
    assert (played[:, -1] - played[:, 0]).mean() >= 0.05


def test_major_is_more_pleasant_than_minor(font: str) -> None:
    rises = np.array(
        [
            hear(sound_of(Piece(n, font=font))).overall.valence
            - hear(sound_of(Piece(n, minor=True, font=font))).overall.valence
            for n in PIECES
        ]
    )
    assert rises.mean() >= 0.03
    assert (rises > 0).mean() >= 0.8


@pytest.mark.skipif(
    "musescore" not in soundfonts(),
    reason="MuseScore's soundfont is not installed: in the others touch changes only the gain",
)
def test_harder_playing_is_more_aroused() -> None:
    softly, hard = (
        np.array(
            [
                hear(sound_of(Piece(n, velocity=velocity, font="musescore"))).overall.arousal
                for n in PIECES
            ]
        )
        for velocity in (45, 115)
    )
    assert (hard > softly).mean() >= 0.9
