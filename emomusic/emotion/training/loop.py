"""Training a network on some clips: seeded, with progress, and resumable after each epoch."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from torch import nn

from emomusic.emotion.training.augmentation import augment
from emomusic.emotion.training.batches import Sampler
from emomusic.emotion.training.cache import FeatureCache
from emomusic.emotion.training.datasets import Clip
from emomusic.emotion.training.losses import Weights, loss_of
from emomusic.emotion.training.network import Ear


@dataclass(frozen=True, slots=True)
class Plan:
    """How a network is trained.

    Attributes:
        epochs: Passes over the data.
        batch: Crops in a batch.
        rate: Highest learning rate.
        decay: Weight decay of AdamW.
        dropout: As in `Ear`.
        average: Decay of the moving average of the weights, per step.
        seed: Of everything random.
        weights: Of the parts of the loss.
    """

    epochs: int = 12
    batch: int = 32
    rate: float = 2e-3
    decay: float = 0.02
    dropout: float = 0.4
    average: float = 0.995
    seed: int = 1
    weights: Weights = field(default_factory=Weights)


def standardise(network: Ear, sampler: Sampler) -> None:
    """Set the network's mean and deviation of each band from an epoch's first batches."""
    heard, semitones = [], []
    for number, batch in enumerate(sampler.epoch(10_000)):
        heard.append(batch.heard.flatten(0, 1))
        semitones.append(batch.semitones.flatten(0, 1))
        if number == 15:
            break
    for values, mean, std in (
        (torch.cat(heard), network.heard_mean, network.heard_std),
        (torch.cat(semitones), network.semitone_mean, network.semitone_std),
    ):
        mean.copy_(values.mean(0))
        std.copy_(values.std(0) + 1e-3)


def _update_average(average: nn.Module, network: nn.Module, decay: float) -> None:
    with torch.no_grad():
        current = network.state_dict()
        for name, value in average.state_dict().items():
            if value.dtype.is_floating_point:
                value.lerp_(current[name], 1 - decay)
            else:
                value.copy_(current[name])


def train(
    clips: list[Clip],
    cache: FeatureCache,
    plan: Plan,
    checkpoint: Path,
    progress: Callable[[str], None] = print,
) -> Ear:
    """Train a network, or go on where an earlier run was stopped; on a GPU where there is one.

    Args:
        clips: What to train on.
        cache: Their features.
        plan: How.
        checkpoint: A file that is written after each epoch and read at the start.
        progress: Told a line after each epoch.

    Returns:
        The network with the moving average of its weights, ready to listen.
    """
    torch.manual_seed(plan.seed)
    sampler = Sampler(clips, cache, plan.batch, plan.seed)
    network = Ear(dropout=plan.dropout)
    standardise(network, sampler)
    spread = network.heard_std
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device)
    average = copy.deepcopy(network)
    optimiser = torch.optim.AdamW(network.parameters(), lr=plan.rate, weight_decay=plan.decay)
    steps = plan.epochs * (sampler.batches() + 2)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, plan.rate, total_steps=steps, pct_start=0.15
    )
    first = 0
    if checkpoint.exists():
        saved: dict[str, Any] = torch.load(checkpoint, weights_only=True, map_location=device)
        network.load_state_dict(saved["network"])
        average.load_state_dict(saved["average"])
        optimiser.load_state_dict(saved["optimiser"])
        schedule.load_state_dict(saved["schedule"])
        first = saved["epochs"]
    for epoch in range(first, plan.epochs):
        began = time.monotonic()
        losses = []
        torch.manual_seed(plan.seed * 1000 + epoch)
        network.train()
        decay = min(plan.average, 0.9 + epoch * 0.05)
        for batch in sampler.epoch(epoch):
            changed = augment(batch, spread).to(device)
            loss = loss_of(
                network.understand(changed.heard, changed.semitones), changed, plan.weights
            )
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            schedule.step()
            _update_average(average, network, decay)
            losses.append(loss.item())
        progress(
            f"epoch {epoch + 1}/{plan.epochs}  loss {sum(losses) / len(losses):.3f}  "
            f"{time.monotonic() - began:.0f} s"
        )
        _save(checkpoint, network, average, optimiser, schedule, epoch + 1)
    return average.eval().cpu()


def _save(
    path: Path,
    network: nn.Module,
    average: nn.Module,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
    epochs: int,
) -> None:
    partial = path.with_suffix(".partial")
    torch.save(
        {
            "network": network.state_dict(),
            "average": average.state_dict(),
            "optimiser": optimiser.state_dict(),
            "schedule": schedule.state_dict(),
            "epochs": epochs,
        },
        partial,
    )
    partial.rename(path)
