"""The network, its loss, and what is exported of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from emomusic.emotion.model import MODELS, Calibration, model_version
from emomusic.emotion.training.augmentation import augment
from emomusic.emotion.training.batches import Batch
from emomusic.emotion.training.export import MOST_DIFFERENT, export, parity
from emomusic.emotion.training.losses import Weights, ccc, loss_of
from emomusic.emotion.training.network import Ear

HOPS = 12
CHANNELS = 512


@pytest.fixture
def network() -> Ear:
    torch.manual_seed(0)
    return Ear().eval()


@pytest.fixture
def batch() -> Batch:
    generator = torch.Generator().manual_seed(0)
    nothing = torch.full((4, HOPS, 2), torch.nan)
    return Batch(
        heard=torch.randn(4, HOPS, CHANNELS, generator=generator),
        semitones=torch.randn(4, HOPS * 3, 72, generator=generator) - 4,
        plane=nothing,
        trust=torch.ones(nothing.shape[:2]),
        norms=torch.full((4, 2), torch.nan),
        quadrant=torch.full((4,), -1),
        gems=torch.full((4, 9), torch.nan),
        music=torch.ones(4),
    )


def test_every_hop_gets_an_answer(network: Ear, batch: Batch) -> None:
    heard = network(torch.rand(4, HOPS * 32, 96), batch.semitones)
    assert heard.plane.shape == (4, HOPS, 2)
    assert heard.spread.shape == (4, HOPS, 2)
    assert (heard.spread > 0).all()
    assert heard.moods.shape == (4, HOPS, 4)
    assert heard.music.shape == (4, HOPS)
    assert heard.gems.shape == (4, HOPS, 9)
    assert ((heard.plane > 0) & (heard.plane < 1)).all()


def test_it_is_small() -> None:
    assert sum(weight.numel() for weight in Ear().parameters()) < 450_000


def test_the_trunk_is_never_trained(network: Ear) -> None:
    assert list(network.trunk.parameters()) == []


def test_what_the_trunk_heard_may_be_computed_before(network: Ear, batch: Batch) -> None:
    mel = torch.rand(4, HOPS * 32, 96)
    at_once = network(mel, batch.semitones)
    later = network.understand(network.trunk(mel), batch.semitones)
    assert torch.equal(at_once.plane, later.plane)


def test_a_missing_label_costs_nothing(network: Ear, batch: Batch) -> None:
    heard = network.understand(batch.heard, batch.semitones)
    silent = replace(Weights(), music=0.0)
    assert loss_of(heard, batch, silent).item() == 0
    labelled = replace(batch, quadrant=torch.tensor([0, -1, -1, -1]))
    assert loss_of(heard, labelled, silent).item() > 0


def test_ccc_is_1_only_for_itself() -> None:
    line = torch.linspace(0, 1, 11)
    assert ccc(line, line).item() == pytest.approx(1, abs=1e-4)
    assert ccc(line + 0.2, line).item() < 0.9


def test_augmenting_keeps_shapes_and_labels(batch: Batch) -> None:
    torch.manual_seed(0)
    changed = augment(batch, torch.ones(CHANNELS))
    assert changed.heard.shape == batch.heard.shape
    assert changed.semitones.shape == batch.semitones.shape
    assert not torch.equal(changed.heard, batch.heard)
    assert changed.quadrant is batch.quadrant


def test_onnx_says_what_torch_says(network: Ear, tmp_path: Path) -> None:
    difference = export(network, Calibration((1.0, 0.0), (1.0, 0.0), 1.3, 1.3, 1.5, 0.5), tmp_path)
    assert difference <= MOST_DIFFERENT


def test_the_shipped_onnx_is_the_shipped_weights(network: Ear) -> None:
    folder = MODELS / model_version()
    network.load_state_dict(torch.load(folder / "weights.pt", weights_only=True))
    assert parity(network, folder / "ear.onnx") <= MOST_DIFFERENT


def test_answers_do_not_depend_on_what_else_is_in_the_batch(network: Ear, batch: Batch) -> None:
    together = network.understand(batch.heard, batch.semitones).plane[:1]
    alone = network.understand(batch.heard[:1], batch.semitones[:1]).plane
    np.testing.assert_allclose(together.detach(), alone.detach(), atol=1e-5)
