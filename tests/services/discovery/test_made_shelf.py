"""Libraries that are made up are like real ones where it counts."""

from __future__ import annotations

import numpy as np

from emomusic.services.discovery.made_shelf import made_shelf
from emomusic.services.discovery.shelf import POINTS


def test_the_same_seed_makes_the_same_library() -> None:
    one, same, other = made_shelf(50, 3), made_shelf(50, 3), made_shelf(50, 4)
    assert np.array_equal(one.lines, same.lines, equal_nan=True)
    assert not np.array_equal(one.lines, other.lines, equal_nan=True)


def test_songs_have_lines_that_move_round_their_means() -> None:
    library = made_shelf(500)
    assert library.lines.shape == (500, POINTS, 2)
    assert np.nanmin(library.lines) >= 0
    assert np.nanmax(library.lines) <= 1
    assert np.allclose(np.nanmean(library.lines[:, :, 0], axis=1), library.valence, atol=1e-6)
    # A step within a song is small beside what lies between its start and its end.
    steps = np.abs(np.diff(library.lines, axis=1))
    assert 0.01 < np.nanmedian(steps) < np.median(np.abs(library.ends - library.starts))


def test_starts_and_ends_are_the_first_and_the_last_that_is_known() -> None:
    library = made_shelf(500)
    known = ~np.isnan(library.lines[:, :, 0])
    cut = int(np.flatnonzero(~known[:, 0])[0])
    first = int(known[cut].argmax())
    assert first > 0
    assert np.array_equal(library.starts[cut], library.lines[cut, first])
