"""Features are kept, training resumes, and one seed gives one network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from emomusic.emotion.training.batches import Sampler
from emomusic.emotion.training.cache import FeatureCache, build
from emomusic.emotion.training.crossvalidation import predict, run_fold
from emomusic.emotion.training.datasets import Clip, Dataset
from emomusic.emotion.training.loop import Plan, train

PLAN = Plan(epochs=2, batch=4, seed=3)


pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    folder = tmp_path_factory.mktemp("music")
    rng = np.random.default_rng(0)
    made = []
    for number in range(10):
        # The shortest is shorter than a crop, the others longer.
        path, seconds = folder / f"{number}.wav", 4 + 2 * number
        soundfile.write(path, rng.normal(0, 0.1, seconds * 22050), 22050)
        name = f"clip{number}"
        made.append(
            Clip(name, path, Dataset.QUADRANTS_4Q, name, number % 5, number % 4, (0.4, 0.6))
        )
    made += [
        Clip(f"noise_{number}", Path("-"), Dataset.NEGATIVE, f"noise {number}", number)
        for number in range(5)
    ]
    return made


@pytest.fixture(scope="module")
def cache(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> FeatureCache:
    folder = tmp_path_factory.mktemp("cache")
    told: list[tuple[int, int]] = []
    build(clips, folder, workers=1, progress=lambda done, wanted: told.append((done, wanted)))
    assert told[-1] == (25, 25)
    told.clear()
    build(clips, folder, workers=1, progress=lambda done, wanted: told.append((done, wanted)))
    assert told == []
    return FeatureCache(folder)


def test_the_cache_gives_back_what_was_asked_for(cache: FeatureCache) -> None:
    assert cache.variants("clip3") == ["plain", "varied-0"]
    assert cache.hops("clip3", "plain") == 20
    heard, semitones = cache.read("clip3", "plain", 5, 9)
    assert heard.shape == (4, 512)
    assert semitones.shape == (4 * 3, 72)


def test_a_seed_draws_the_same_crops(clips: list[Clip], cache: FeatureCache) -> None:
    first, again = (next(Sampler(clips, cache, 4, 7).epoch(1)) for _ in range(2))
    other = next(Sampler(clips, cache, 4, 8).epoch(1))
    assert torch.equal(first.heard, again.heard)
    assert not torch.equal(first.heard, other.heard)


def test_training_can_be_stopped_and_gives_the_same_network(
    clips: list[Clip], cache: FeatureCache, tmp_path: Path
) -> None:
    lines: list[str] = []
    whole = train(clips, cache, PLAN, tmp_path / "whole.pt", lines.append)
    assert [line.split("  ")[0] for line in lines] == ["epoch 1/2", "epoch 2/2"]

    class StoppedError(Exception):
        pass

    def stop(line: str) -> None:
        if line.startswith("epoch 2"):
            raise StoppedError

    with pytest.raises(StoppedError):
        train(clips, cache, PLAN, tmp_path / "stopped.pt", stop)
    lines.clear()
    resumed = train(clips, cache, PLAN, tmp_path / "stopped.pt", lines.append)
    assert len(lines) == 1
    # Adam magnifies rounding in weights whose gradient is all but zero, and which change nothing:
    # two networks are the same when they hear the same.
    for clip in clips[:10]:
        one, other = (predict(network, clip, cache) for network in (whole, resumed))
        np.testing.assert_allclose(one.plane, other.plane, atol=2e-3)
        np.testing.assert_allclose(one.moods, other.moods, atol=2e-3)


def test_a_fold_predicts_only_what_it_has_not_heard(
    clips: list[Clip], cache: FeatureCache, tmp_path: Path
) -> None:
    plan = replace(PLAN, epochs=1)
    predictions = run_fold(2, clips, cache, plan, tmp_path, lambda line: None)
    assert set(predictions) == {clip.name for clip in clips if clip.fold == 2}
    told: list[str] = []
    again = run_fold(2, clips, cache, plan, tmp_path, told.append)
    assert told == []
    np.testing.assert_array_equal(again["clip2"].plane, predictions["clip2"].plane)


def test_a_prediction_has_an_answer_for_every_hop(
    clips: list[Clip], cache: FeatureCache, tmp_path: Path
) -> None:
    network = train(clips, cache, replace(PLAN, epochs=1), tmp_path / "a.pt", lambda line: None)
    prediction = predict(network, clips[3], cache)
    assert prediction.plane.shape == (20, 2)
    assert prediction.moods.sum() == pytest.approx(1, abs=1e-5)
    assert prediction.gems.shape == (9,)
