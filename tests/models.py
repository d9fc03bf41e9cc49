"""Folders of models that are served, without a network that hears."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from emomusic.emotion.model import MODELS


def make_model(
    models: Path, version: str, card: str = "", metrics: dict[str, Any] | None = None
) -> Path:
    """A model that can be named but does not hear; with a card and figures where they are given."""
    folder = models / version
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("ear.onnx", "calibration.json"):
        (folder / name).touch()
    if card:
        (folder / "card.md").write_text(card, encoding="utf-8")
    if metrics is not None:
        (folder / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    return folder


def copy_model(models: Path, version: str) -> Path:
    """The network that comes with the app, under another name; it hears the same."""
    source = MODELS / (MODELS / "current").read_text(encoding="utf-8").strip()
    folder = models / version
    folder.mkdir(parents=True, exist_ok=True)
    for file in source.iterdir():
        if file.suffix != ".pt":
            (folder / file.name).write_bytes(file.read_bytes())
    return folder


def serve(models: Path, version: str) -> None:
    """Let a model hear from now on."""
    models.mkdir(parents=True, exist_ok=True)
    (models / "current").write_text(f"{version}\n", encoding="utf-8")
