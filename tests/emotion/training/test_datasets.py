"""The shared folder, in a miniature of its layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from emomusic.emotion.training.batches import ratings_on_grid
from emomusic.emotion.training.datasets import GEMS, Dataset, read_shared

CLIPS = """\
clip,file,dataset,group,fold,quadrant,valence_norm,arousal_norm,words
MT1,audio/4q/MT1.opus,4q,charlie poole,4,Q3,0.35,0.4,circular; greasy
mirex1,audio/mirex/mirex1.opus,mirex,ruth brown,3,,,,Cluster 1
emotify_1,audio/emotify/e1.opus,emotify,voices,1,,,,classical
vg002,midi/vgmidi/vg002.mid,vgmidi,zelda,3,,,,Zelda
Q1_a_0,midi/emopia/Q1_a_0.mid,emopia,emopia a,2,Q1,,,
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clips.csv").write_text(CLIPS)
    (tmp_path / "emotify_ratings.csv").write_text(
        f"clip,listeners,{','.join(GEMS)}\nemotify_1,48,{','.join(['0.25'] * 9)}\n"
    )
    (tmp_path / "vgmidi_dynamic.csv").write_text(
        "clip,start_s,end_s,valence,arousal,valence_sd,arousal_sd,raters\n"
        "vg002,0.0,2.0,0.4,0.6,0.2,0.2,30\n"
        "vg002,2.0,4.0,0.5,0.7,0.2,0.2,30\n"
    )
    return tmp_path


def test_every_label_is_read_and_what_is_missing_is_none(folder: Path) -> None:
    quadrant, mirex, emotify, vgmidi, emopia = read_shared(folder)
    assert (quadrant.dataset, quadrant.fold, quadrant.quadrant) == (Dataset.QUADRANTS_4Q, 4, 2)
    assert quadrant.norms == (0.35, 0.4)
    assert (mirex.quadrant, mirex.norms, mirex.gems, mirex.ratings) == (None, None, None, None)
    assert emotify.gems == (0.25,) * 9
    assert vgmidi.ratings is not None
    np.testing.assert_array_equal(vgmidi.ratings.valence, [0.4, 0.5])
    assert (emopia.quadrant, emopia.group) == (0, "emopia a")
    assert emopia.path == folder / "midi/emopia/Q1_a_0.mid"


def test_ratings_are_read_at_the_middle_of_each_hop(folder: Path) -> None:
    ratings = read_shared(folder)[3].ratings
    assert ratings is not None
    grid = ratings_on_grid(ratings, 10)
    np.testing.assert_allclose(grid[:4], [[0.4, 0.6]] * 4, rtol=1e-6)
    np.testing.assert_allclose(grid[4:8], [[0.5, 0.7]] * 4, rtol=1e-6)
    assert np.isnan(grid[8:]).all()
