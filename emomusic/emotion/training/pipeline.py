"""From the labelled music to the files of a model, step by step; each step that is done is kept."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import torch

from emomusic.emotion.model import MODELS
from emomusic.emotion.training import cache as features
from emomusic.emotion.training.cache import FeatureCache
from emomusic.emotion.training.calibration import calibrate
from emomusic.emotion.training.card import write_card
from emomusic.emotion.training.crossvalidation import FOLDS, Prediction, load, run_fold
from emomusic.emotion.training.datasets import Clip, Dataset, Sources
from emomusic.emotion.training.evaluation import Figures, evaluate, table, to_json
from emomusic.emotion.training.export import export
from emomusic.emotion.training.loop import Plan, train
from emomusic.emotion.training.network import Ear
from emomusic.emotion.training.trunk import Trunk

Tell = Callable[[str], None]


def all_clips(sources: Sources) -> list[Clip]:
    """Read the labelled music, and add what is not music."""
    return [*sources.clips(), *features.negative_clips()]


def _plan(seed: int, epochs: int | None) -> Plan:
    plan = Plan(seed=seed)
    return plan if epochs is None else replace(plan, epochs=epochs)


def _protocol(plan: Plan, clips: list[Clip]) -> str:
    """Say how a model was made, for its card."""
    said = (
        f"Seed {plan.seed}, {plan.epochs} epochs, the same plan for the folds and for the network "
        "that ships.\n"
    )
    felt = [clip.ratings for clip in clips if clip.dataset is Dataset.FEEDBACK and clip.ratings]
    if felt:
        moments = sum(len(ratings.start_s) for ratings in felt)
        said += f"It learnt from {moments} moments that listeners felt in {len(felt)} songs too.\n"
    return said


def _tell_at_once(line: str) -> None:
    print(line, flush=True)


def _fold(fold: int, sources: Sources, work: Path, plan: Plan) -> None:
    torch.set_num_threads(1)
    run_fold(fold, all_clips(sources), FeatureCache(work), plan, work, _tell_at_once)


def _final(sources: Sources, work: Path, plan: Plan) -> None:
    torch.set_num_threads(1)
    network = train(
        all_clips(sources),
        FeatureCache(work),
        plan,
        work / "final.pt",
        lambda line: _tell_at_once(f"final   {line}"),
    )
    torch.save(network.state_dict(), work / "final-weights.pt")


def held_out_predictions(work: Path) -> dict[str, Prediction]:
    """Read what the five networks say of the folds they had not heard."""
    predictions: dict[str, Prediction] = {}
    for fold in range(FOLDS):
        predictions.update(load(work / f"fold{fold}.npz"))
    return predictions


def train_model(
    sources: Sources,
    work: Path,
    name: str,
    seed: int,
    epochs: int | None,
    processes: int,
    tell: Tell,
) -> None:
    """Make a model: features, five folds, the figures, the network that is served.

    Args:
        sources: The labelled music.
        work: Keeps features, checkpoints and predictions; a second run goes on from there.
        name: Of the model; its files go to `models/<name>`.
        seed: Of everything random.
        epochs: Passes over the data, or None for the plan's own.
        processes: How many networks are trained at once, on one core each.
        tell: Is told how it goes.
    """
    work.mkdir(parents=True, exist_ok=True)

    def count(done: int, wanted: int) -> None:
        if done % 200 == 0 or done == wanted:
            tell(f"features {done}/{wanted}")

    clips = all_clips(sources)
    features.build(clips, work, workers=processes, progress=count)
    plan = _plan(seed, epochs)
    (work / "protocol.txt").write_text(_protocol(plan, clips))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(_fold, fold, sources, work, plan) for fold in range(FOLDS)]
        running.append(pool.submit(_final, sources, work, plan))
        for future in running:
            future.result()
    export_model(sources, work, name, tell)
    tell(evaluate_model(sources, work, name))


def export_model(sources: Sources, work: Path, name: str, tell: Tell) -> None:
    """Write the served files of the network that was trained on everything.

    Args:
        sources: The labelled music.
        work: Where it was trained.
        name: Of the model.
        tell: Is told how far ONNX is from torch.
    """
    network = Ear()
    network.load_state_dict(torch.load(work / "final-weights.pt", weights_only=True))
    calibration = calibrate(all_clips(sources), held_out_predictions(work))
    difference = export(network, calibration, MODELS / name)
    (MODELS / "current").write_text(f"{name}\n")
    tell(f"exported {name}: ONNX is within {difference:.1e} of torch")


def evaluate_model(sources: Sources, work: Path, name: str) -> str:
    """Compute the figures on held-out artists; write `metrics.json` and `card.md`.

    Args:
        sources: The labelled music.
        work: Holds the held-out predictions.
        name: Of the model.

    Returns:
        The table for people.
    """
    figures: Figures = evaluate(all_clips(sources), held_out_predictions(work))
    folder = MODELS / name
    folder.mkdir(parents=True, exist_ok=True)
    metrics = {
        "model": name,
        "weights": sum(value.numel() for value in Ear().parameters()),
        "fixed_weights": sum(value.numel() for value in Trunk().buffers()),
        "protocol": (work / "protocol.txt").read_text(),
        "figures": to_json(figures),
    }
    (folder / "metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
    write_card(folder)
    return table(figures)
