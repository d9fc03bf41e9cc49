"""What listeners felt trains the network: only where it was felt, and as much as people felt it."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from emomusic.emotion.feedback import FORMAT, VERSION, FeedbackMoment, FeedbackSong
from emomusic.emotion.training.batches import (
    CROP_HOPS,
    Batch,
    Sampler,
    ratings_on_grid,
    trust_on_grid,
)
from emomusic.emotion.training.cache import FeatureCache, build
from emomusic.emotion.training.calibration import pieces_of
from emomusic.emotion.training.crossvalidation import predict, run_fold
from emomusic.emotion.training.datasets import Clip, Dataset, Ratings, beside
from emomusic.emotion.training.datasets.feedback import read_feedback, weight_of
from emomusic.emotion.training.loop import Plan, train
from emomusic.emotion.training.losses import Weights, loss_of
from emomusic.emotion.training.network import Ear
from emomusic.emotion.training.pipeline import _protocol

pytestmark = pytest.mark.usefixtures("one_thread")

PLANE_ALONE = Weights(plane=1, norms=0, sides=0, quadrant=0, gems=0, music=0, spread=0)


def moment(start_s: float, people: int = 1, valence: float = 0.9) -> FeedbackMoment:
    return FeedbackMoment(start_s, start_s + 4, valence, 0.2, 0.0, 0.0, people)


def ratings(*weights: float) -> Ratings:
    """Stretches of one second at 2 s, 4 s and so on, of so much weight."""
    start_s = 2.0 * np.arange(1, len(weights) + 1)
    level, spread = np.full(len(weights), 0.75), np.zeros(len(weights))
    return Ratings(start_s, start_s + 1, level, level, spread, spread, np.array(weights))


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    """Two songs of a minute that listeners felt something in, and eight of a dataset."""
    folder = tmp_path_factory.mktemp("music")
    rng = np.random.default_rng(0)
    lines = [json.dumps({"format": FORMAT, "version": VERSION})]
    for number, moments in enumerate([(moment(48, 3), moment(52)), (moment(4, 1, 0.1),)]):
        path = folder / f"felt{number}.wav"
        soundfile.write(path, rng.normal(0, 0.1, 60 * 22050), 22050)
        song = FeedbackSong(f"{number:064x}", str(path), f"Artist {number}", moments)
        lines.append(json.dumps(asdict(song)))
    file = folder / "felt.jsonl"
    file.write_text("\n".join(lines), encoding="utf-8")
    made = []
    for number in range(8):
        path = folder / f"{number}.wav"
        soundfile.write(path, rng.normal(0, 0.1, 12 * 22050), 22050)
        name = f"clip{number}"
        made.append(Clip(name, path, Dataset.QUADRANTS_4Q, name, number % 5, number % 4))
    return [*made, *beside(made, read_feedback(file))]


@pytest.fixture(scope="module")
def cache(clips: list[Clip], tmp_path_factory: pytest.TempPathFactory) -> FeatureCache:
    folder = tmp_path_factory.mktemp("cache")
    build(clips, folder, workers=1)
    return FeatureCache(folder)


def felt(clips: list[Clip]) -> list[Clip]:
    return [clip for clip in clips if clip.dataset is Dataset.FEEDBACK]


class TestLabels:
    def test_only_the_seconds_that_were_felt_have_one(self) -> None:
        grid = ratings_on_grid(ratings(0.3, 0.5), 12)
        known = ~np.isnan(grid[:, 0])
        assert np.flatnonzero(known).tolist() == [4, 5, 8, 9]
        assert trust_on_grid(ratings(0.3, 0.5), 12)[known] == pytest.approx([0.3, 0.3, 0.5, 0.5])

    def test_a_panel_is_trusted_throughout(self) -> None:
        panel = replace(ratings(0.3, 0.5), weight=None)
        assert trust_on_grid(panel, 12).tolist() == [1.0] * 12

    def test_every_crop_of_a_long_song_has_a_moment_in_it(
        self, clips: list[Clip], cache: FeatureCache
    ) -> None:
        sampler = Sampler(felt(clips), cache, 2, seed=1)
        for number in range(20):
            for batch in sampler.epoch(number):
                assert (~torch.isnan(batch.plane[:, :, 0])).any(dim=1).all()
                assert batch.plane.shape[1] == CROP_HOPS

    def test_they_are_no_measure_of_a_model(self, clips: list[Clip], cache: FeatureCache) -> None:
        network = Ear().eval()
        heard = {clip.name: predict(network, clip, cache) for clip in felt(clips)}
        assert pieces_of(clips, heard) == []


class TestLoss:
    def make(self, trust: float) -> Batch:
        torch.manual_seed(0)
        hops = 8
        return Batch(
            heard=torch.randn(2, hops, 512),
            semitones=torch.randn(2, hops * 3, 72) - 4,
            plane=torch.rand(2, hops, 2),
            trust=torch.full((2, hops), trust),
            norms=torch.full((2, 2), torch.nan),
            quadrant=torch.full((2,), -1),
            gems=torch.full((2, 9), torch.nan),
            music=torch.ones(2),
        )

    def loss(self, batch: Batch) -> float:
        torch.manual_seed(0)
        network = Ear().eval()
        heard = network.understand(batch.heard, batch.semitones)
        return loss_of(heard, batch, PLANE_ALONE).item()

    def test_pulls_as_much_as_it_is_trusted(self) -> None:
        whole = self.loss(self.make(1.0))
        assert self.loss(self.make(0.3)) == pytest.approx(0.3 * whole, rel=1e-5)

    def test_does_not_see_what_is_not_trusted(self) -> None:
        batch = self.make(1.0)
        batch.trust[1] = 0.0
        moved = replace(batch, plane=batch.plane.clone())
        moved.plane[1] = 1 - moved.plane[1]
        assert self.loss(moved) == pytest.approx(self.loss(batch), rel=1e-6)


def test_a_network_learns_what_was_felt_and_a_fold_leaves_its_artist_out(
    clips: list[Clip], cache: FeatureCache, tmp_path: Path
) -> None:
    plan = Plan(epochs=12, batch=2, seed=1, dropout=0.0, weights=PLANE_ALONE)
    pleasant, unpleasant = felt(clips)
    network = train(felt(clips), cache, plan, tmp_path / "felt.pt", lambda line: None)
    said = predict(network, pleasant, cache).plane[96:112, 0].mean()
    other = predict(network, unpleasant, cache).plane[8:16, 0].mean()
    assert said > other
    fold = pleasant.fold
    predictions = run_fold(fold, clips, cache, replace(plan, epochs=1), tmp_path, lambda line: None)
    assert pleasant.name in predictions
    assert set(predictions) == {clip.name for clip in clips if clip.fold == fold}


def test_weights_follow_people(clips: list[Clip]) -> None:
    weights = felt(clips)[0].ratings
    assert weights is not None
    assert weights.weight is not None
    assert weights.weight.tolist() == [weight_of(3), weight_of(1)]


def test_the_card_of_a_model_says_so(clips: list[Clip]) -> None:
    plan = Plan(epochs=3, seed=7)
    without = "Seed 7, 3 epochs, the same plan for the folds and for the network that ships.\n"
    assert _protocol(plan, clips[:8]) == without
    felt_too = "It learnt from 3 moments that listeners felt in 2 songs too.\n"
    assert _protocol(plan, clips) == without + felt_too
