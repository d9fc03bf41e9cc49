"""Training learns what labels say of sound, and nothing where they say nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from emomusic.emotion.training.cache import FeatureCache, build
from emomusic.emotion.training.crossvalidation import Prediction, run_fold
from emomusic.emotion.training.datasets import Clip, Dataset, Ratings, Sources
from emomusic.emotion.training.evaluation import evaluate
from emomusic.emotion.training.labels import shuffled
from emomusic.emotion.training.loop import Plan
from emomusic.emotion.training.pipeline import all_clips
from emomusic.settings import settings

CLIPS, SECONDS, RATE_HZ = 60, 10, 22050
SHARED = Path(__file__).parents[4] / "shared/emotion-data"
PLAN = Plan(epochs=25, batch=16, seed=5)


pytestmark = pytest.mark.usefixtures("one_thread")


def piece(number: int, folder: Path) -> Clip:
    """A beat under a chord: faster is more aroused, higher is more pleasant."""
    rng = np.random.default_rng(number)
    beats_hz, octave = rng.uniform(1, 6), rng.uniform(0, 3)
    time_s = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    tonic_hz = 110 * 2**octave
    chord = sum(np.sin(2 * np.pi * tonic_hz * ratio * time_s) for ratio in (1, 1.25, 1.5))
    click = np.exp(-(time_s * beats_hz % 1) / beats_hz * 60)
    path = folder / f"{number}.wav"
    soundfile.write(path, 0.05 * chord + 0.2 * click * rng.normal(size=len(time_s)), RATE_HZ)
    rows = np.arange(SECONDS)
    valence = np.full(SECONDS, 0.25 + octave / 6)
    arousal = np.full(SECONDS, 0.2 + beats_hz / 10)
    spread = np.full(SECONDS, 0.1)
    ratings = Ratings(rows * 1.0, rows + 1.0, valence, arousal, spread, spread)
    return Clip(f"p{number}", path, Dataset.DEAM, f"group {number}", number % 5, ratings=ratings)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    folder = tmp_path_factory.mktemp("pieces")
    return [piece(number, folder) for number in range(CLIPS)]


@pytest.fixture(scope="module")
def cache(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> FeatureCache:
    folder = tmp_path_factory.mktemp("cache")
    build(clips, folder, workers=1)
    return FeatureCache(folder)


def skill(clips: list[Clip], labelled: list[Clip], cache: FeatureCache, work: Path) -> float:
    """Train on some labels, and judge by the true ones: the mean of both axes."""
    work.mkdir()
    predictions = run_fold(0, labelled, cache, PLAN, work, lambda line: None)
    judged = [clip for clip in clips if clip.name in predictions]
    errors = {}
    for clip in judged:
        assert clip.ratings is not None
        truth = np.array([clip.ratings.valence.mean(), clip.ratings.arousal.mean()])
        errors[clip.name] = (np.abs(predictions[clip.name].plane.mean(axis=0) - truth), truth)
    middle = np.mean([truth for _, truth in errors.values()], axis=0)
    said = np.mean([error for error, _ in errors.values()])
    guessed = np.mean([np.abs(truth - middle) for _, truth in errors.values()])
    return float(1 - said / guessed)


def test_true_labels_teach_and_shuffled_ones_do_not(
    clips: list[Clip], cache: FeatureCache, tmp_path: Path
) -> None:
    assert skill(clips, clips, cache, tmp_path / "true") > 0.3
    assert skill(clips, shuffled(clips, seed=1), cache, tmp_path / "shuffled") < 0.1


@pytest.mark.long
@pytest.mark.skipif(
    not (SHARED / "clips.csv").exists() or not (settings().data_dir / "ear/index.json").exists(),
    reason="the labelled music is not there, or its features were not computed yet",
)
def test_shuffled_labels_of_the_real_music_teach_nothing(tmp_path: Path) -> None:
    labelled = all_clips(Sources(SHARED))
    cache = FeatureCache(settings().data_dir / "ear")
    plan = Plan(epochs=4, seed=5)
    mixed = shuffled(labelled, seed=1)
    said: dict[str, Prediction] = {}
    for fold in (0, 1):
        said |= run_fold(fold, mixed, cache, plan, tmp_path, lambda line: None)
    figures = evaluate(labelled, said)
    for axis in ("valence", "arousal"):
        assert figures[f"vgmidi {axis} skill"].value < 0.05
        assert abs(figures[f"vgmidi {axis} ccc"].value) < 0.15
    assert figures["4q quadrant macro-F1"].value < 0.32
    assert figures["emopia quadrant accuracy"].value < 0.35


def test_shuffling_moves_labels_between_groups_and_keeps_them_all(clips: list[Clip]) -> None:
    mixed = shuffled(clips, seed=1)
    assert [clip.name for clip in mixed] == [clip.name for clip in clips]
    assert [clip.fold for clip in mixed] == [clip.fold for clip in clips]
    moved = sum(a.ratings is not b.ratings for a, b in zip(clips, mixed, strict=True))
    assert moved > 0.9 * len(clips)
    assert {id(clip.ratings) for clip in mixed} == {id(clip.ratings) for clip in clips}


def test_negatives_stay_negatives_when_labels_are_shuffled(clips: list[Clip]) -> None:
    noise = Clip("noise_1", Path("-"), Dataset.NEGATIVE, "noise 1", 0)
    assert shuffled([*clips, noise], seed=1)[-1] == noise
    quadrants = [
        replace(clip, dataset=Dataset.QUADRANTS_4Q, ratings=None, quadrant=index % 4)
        for index, clip in enumerate(clips)
    ]
    mixed = shuffled([*clips, *quadrants], seed=1)
    assert all(clip.ratings is not None for clip in mixed[: len(clips)])
    assert all(clip.quadrant is not None for clip in mixed[len(clips) :])
