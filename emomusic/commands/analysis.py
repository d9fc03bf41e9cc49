"""`python -m emomusic analyse`, `train` and `evaluate`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from emomusic.emotion import EmotionCurve, analyse_file, curve_to_cli_json
from emomusic.errors import InvalidAudio, InvalidInput
from emomusic.settings import settings

_DATA = Path("../shared/emotion-data")

console = Console(highlight=False, soft_wrap=True)

DataOption = Annotated[
    Path, typer.Option("--data", help="The folder of labelled music; its README explains it.")
]
WorkOption = Annotated[
    Path | None,
    typer.Option("--work", help="Where features and checkpoints are kept; default DATA_DIR/ear."),
]


def _sentence(file: Path, curve: EmotionCurve) -> str:
    overall = curve.overall
    return (
        f"{file}: {overall.mood.value if overall.mood != 'unsure' else 'not sure'}, "
        f"valence {overall.valence:.2f}, arousal {overall.arousal:.2f}, "
        f"confidence {overall.confidence:.2f}"
    )


def analyse(
    files: Annotated[list[Path], typer.Argument(help="Audio files.")],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object a line for each file.")
    ] = False,
) -> None:
    """Hear the emotion of audio files; a file that can't be read does not stop the rest."""
    # More threads would only fight with each other over one file.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    failed = False
    for file in files:
        try:
            curve = analyse_file(file).curve
        except InvalidAudio as error:
            failed = True
            said = {"file": str(file), "error": error.sentence}
            typer.echo(json.dumps(said) if as_json else f"{file}: {error.sentence}")
            continue
        typer.echo(
            json.dumps(curve_to_cli_json(file, curve)) if as_json else _sentence(file, curve)
        )
    if failed:
        raise typer.Exit(1)


def _folders(data: Path, work: Path | None) -> tuple[Path, Path]:
    if not (data / "clips.csv").exists():
        raise InvalidInput(f"There is no labelled music in {data}: name its folder with --data.")
    return data, work or settings().data_dir / "ear"


def train(
    data: DataOption = _DATA,
    work: WorkOption = None,
    name: Annotated[str, typer.Option(help="Of the model that is made.")] = "ear-1",
    seed: Annotated[int, typer.Option(help="Of everything random.")] = 1,
    epochs: Annotated[int | None, typer.Option(help="Passes over the data.")] = None,
    processes: Annotated[int, typer.Option(help="Folds that are trained at once.")] = 2,
) -> None:
    """Train the network: five folds for the figures, then one on everything, to be served.

    It can be stopped and begun again; what is done is kept.
    """
    # torch is only needed here, and takes seconds to load.
    from emomusic.emotion.training.pipeline import train_model

    data, work = _folders(data, work)
    train_model(data, work, name, seed, epochs, processes, console.print)


def evaluate(
    data: DataOption = _DATA,
    work: WorkOption = None,
    name: Annotated[str, typer.Option(help="Of the model that is judged.")] = "ear-1",
) -> None:
    """Print the table of figures on held-out artists; write `metrics.json` and the card."""
    from emomusic.emotion.training.pipeline import evaluate_model

    data, work = _folders(data, work)
    console.print(evaluate_model(data, work, name))
