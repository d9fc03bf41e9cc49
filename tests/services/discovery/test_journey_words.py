"""What is said of a journey."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from emomusic.services.discovery.journey_words import words_of

PLAIN: dict[str, Any] = {
    "wanted": None,
    "songs": 3,
    "duration_s": 600.0,
    "gaps": np.array([0.05, 0.2]),
    "largest_step": None,
    "artist_returns": 0,
}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "3 songs, 10 min."),
        ({"songs": 1, "duration_s": 20.0, "gaps": np.array([])}, "1 song, 1 min."),
        ({"duration_s": 3600.0}, "3 songs, 1 h."),
        ({"duration_s": 7530.0}, "3 songs, 2 h 6 min."),
        (
            {"wanted": 5},
            "3 songs, 10 min. There are no more songs here whose emotion is known.",
        ),
        ({"largest_step": 0.2}, "3 songs, 10 min. No step is larger than 0.20."),
        (
            {"largest_step": 0.1},
            "3 songs, 10 min. One step is larger than you asked for, up to 0.20: no song was "
            "found that joins more closely there.",
        ),
        (
            {"artist_returns": 12},
            "3 songs, 10 min. 12 songs have an artist who played within the last five: along this "
            "path too few others were found.",
        ),
    ],
)
def test_it_is_plain_and_true(said: dict[str, Any], words: str) -> None:
    assert words_of(**(PLAIN | said)) == words
