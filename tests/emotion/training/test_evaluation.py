"""The table: a perfect ear, a deaf one, and one whose labels were shuffled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from emomusic.emotion.training.calibration import (
    calibrate,
    line,
    on_scale,
    pieces_of,
    reach,
)
from emomusic.emotion.training.crossvalidation import Prediction, load, save
from emomusic.emotion.training.datasets import Clip, Dataset, Ratings
from emomusic.emotion.training.evaluation import (
    Figures,
    evaluate,
    table,
    to_json,
)

HOPS = 60
SONGS = 40


def ratings(rng: np.random.Generator) -> Ratings:
    # A slow line with one row a hop, so that smoothing hardly changes it.
    rows = np.arange(HOPS)
    valence, arousal = (
        rng.uniform(0.2, 0.7) + 0.1 * np.sin(rows / 20 + rng.uniform(0, 6)) for _ in range(2)
    )
    spread = np.full(HOPS, 0.2)
    return Ratings(rows / 2, rows / 2 + 0.5, valence, arousal, spread, spread)


def clips() -> list[Clip]:
    rng = np.random.default_rng(0)
    made = []
    for number in range(SONGS):
        group, fold = f"group {number // 2}", number // 2 % 5
        made += [
            Clip(f"v{number}", Path("v"), Dataset.VGMIDI, group, fold, ratings=ratings(rng)),
            Clip(f"e{number}", Path("e"), Dataset.EMOPIA, group, fold, quadrant=number % 4),
            Clip(
                f"q{number}",
                Path("q"),
                Dataset.QUADRANTS_4Q,
                group,
                fold,
                quadrant=number % 4,
                norms=(float(rng.uniform(0.2, 0.8)), float(rng.uniform(0.2, 0.8))),
            ),
            Clip(
                f"g{number}",
                Path("g"),
                Dataset.EMOTIFY,
                group,
                fold,
                gems=tuple(rng.uniform(0, 1, 9)),
            ),
        ]
    made += [
        Clip(f"{kind}_{number}", Path(kind), Dataset.NEGATIVE, f"{kind} {number}", number)
        for kind in ("noise", "tone", "speech")
        for number in range(5)
    ]
    return made


def perfect(clip: Clip) -> Prediction:
    plane = np.full((HOPS, 2), 0.5)
    if clip.ratings is not None:
        plane = np.stack([clip.ratings.valence, clip.ratings.arousal], axis=1)
    return Prediction(
        plane,
        np.full((HOPS, 2), 0.1),
        np.eye(4)[clip.quadrant or 0],
        np.array(clip.gems or (0.0,) * 9),
        np.full(HOPS, float(clip.dataset is not Dataset.NEGATIVE)),
    )


@pytest.fixture(scope="module")
def of_the_perfect() -> Figures:
    return evaluate(clips(), {clip.name: perfect(clip) for clip in clips()})


def test_a_perfect_ear_has_perfect_figures(of_the_perfect: Figures) -> None:
    for name in ("vgmidi valence ccc", "vgmidi arousal skill", "4q quadrant macro-F1"):
        assert of_the_perfect[name].value > 0.97
    assert of_the_perfect["emopia quadrant accuracy"].value == 1
    assert of_the_perfect["emotify sadness pearson"].value == pytest.approx(1)
    for kind in ("noise", "tone", "speech"):
        assert of_the_perfect[f"{kind} abstained on"].value == 1
    assert of_the_perfect["music answered"].value == 1


def test_an_ear_that_always_says_the_mean_has_no_skill() -> None:
    labelled = clips()
    rated = [clip.ratings for clip in labelled if clip.ratings is not None]
    middle = [
        np.mean([r.valence.mean() for r in rated]),
        np.mean([r.arousal.mean() for r in rated]),
    ]
    deaf = Prediction(
        np.tile(middle, (HOPS, 1)),
        np.full((HOPS, 2), 0.1),
        np.eye(4)[0],
        np.zeros(9),
        np.ones(HOPS),
    )
    figures = evaluate(labelled, {clip.name: deaf for clip in labelled})
    assert abs(figures["vgmidi valence skill"].value) < 0.1
    assert figures["vgmidi valence ccc"].value == pytest.approx(0, abs=1e-6)
    assert figures["4q quadrant accuracy"].value == 0.25


def test_labels_that_were_shuffled_have_no_skill() -> None:
    labelled = clips()
    said = [perfect(clip) for clip in labelled if clip.ratings is not None]
    said = said[2:] + said[:2]
    names = [clip.name for clip in labelled if clip.ratings is not None]
    predictions = {clip.name: perfect(clip) for clip in labelled} | dict(
        zip(names, said, strict=True)
    )
    assert evaluate(labelled, predictions)["vgmidi valence skill"].value < 0.05


def test_intervals_cover_four_fifths_of_songs_not_heard() -> None:
    rng = np.random.default_rng(1)
    labelled = clips()
    predictions = {clip.name: perfect(clip) for clip in labelled}
    for clip in labelled:
        wrong = predictions[clip.name].plane + rng.normal(0, 0.1, 2)
        predictions[clip.name] = replace(predictions[clip.name], plane=wrong)
    pieces = pieces_of(labelled, predictions)
    assert reach(pieces, 0) == pytest.approx(1.28, abs=0.4)
    figures = evaluate(labelled, predictions)
    assert figures["vgmidi arousal interval coverage"].value == pytest.approx(0.8, abs=0.1)
    scaled = on_scale(pieces, pieces)
    assert calibrate(labelled, predictions).valence_reach == round(reach(scaled, 0), 4)


def test_an_ear_that_exaggerates_is_brought_to_the_scale_of_ratings() -> None:
    labelled = clips()
    predictions = {clip.name: perfect(clip) for clip in labelled}
    for clip in labelled:
        loud = (predictions[clip.name].plane - 0.5) * 1.6 + 0.55
        predictions[clip.name] = replace(predictions[clip.name], plane=loud)
    slope, offset = line(pieces_of(labelled, predictions), 0)
    assert slope == pytest.approx(1 / 1.6, abs=0.02)
    assert offset == pytest.approx(0.5 - 0.55 / 1.6, abs=0.02)
    assert evaluate(labelled, predictions)["vgmidi valence mae"].value < 0.02


def test_predictions_are_kept(tmp_path: Path) -> None:
    kept = {clip.name: perfect(clip) for clip in clips()[:4]}
    save(kept, tmp_path / "fold0.npz")
    back = load(tmp_path / "fold0.npz")
    assert set(back) == set(kept)
    for name, prediction in kept.items():
        np.testing.assert_array_equal(back[name].plane, prediction.plane)
        np.testing.assert_array_equal(back[name].moods, prediction.moods)


def test_the_table_and_the_json_hold_every_figure(of_the_perfect: Figures) -> None:
    text, numbers = table(of_the_perfect), to_json(of_the_perfect)
    assert set(numbers) == set(of_the_perfect)
    for name in of_the_perfect:
        assert name in text
    assert numbers["vgmidi valence mae"]["people"] == 0.057
